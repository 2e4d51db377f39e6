import assert from 'node:assert/strict';
import { type LocalHostProcess, startLocalHostProcess } from '../../../support/localHost.ts';
import { conforms } from '../../../support/localHostContract.ts';

describe('threads of the local host', () => {
  let host: LocalHostProcess;
  before(async () => {
    host = await startLocalHostProcess();
  });
  after(() => host.stop());

  const create = async (body: unknown = {}) => conforms('thread', (await host.call('POST', '/v1/threads', body)).json);
  const ids = async (query: string): Promise<readonly string[]> => {
    const { status, json } = await host.call('GET', `/v1/threads${query}`);
    assert.equal(status, 200);
    return conforms('threads', json).map((thread) => thread.id);
  };

  it('are made with or without metadata, are available, and are read back as they were answered', async () => {
    const meta_data = { agent_threads: { title: 'Why?', nonce: 'n' }, deep: [{ a: null }], __proto__x: 1 };
    const thread = await create({ meta_data });
    assert.deepEqual(
      { status: thread.status, active: thread.active_run_id, meta_data: thread.meta_data },
      { status: 'available', active: null, meta_data },
    );
    assert.deepEqual((await host.call('GET', `/v1/threads/${thread.id}`)).json, thread);
    assert.deepEqual((await create()).meta_data, {});
    assert.deepEqual((await create({ meta_data: null })).meta_data, {});
    assert.deepEqual((await create({ meta_data: {}, unknown: 'ignored' })).meta_data, {});
  });

  it('keep numbers that do not fit into a double, text with NUL, and lone surrogates', async () => {
    const body =
      '{"meta_data":{"id":12345678901234567890,"huge":1e999,"pi":3.14159265358979323846,"t":"a\\u0000\\ud800"}}';
    const { text, json } = await host.call('POST', '/v1/threads', body);
    const { id } = conforms('thread', json);
    assert.ok(text.endsWith(body.slice(1)), text);
    assert.equal((await host.call('GET', `/v1/threads/${id}`)).text, text);
  });

  it('are listed newest first, twenty at a time, under both spellings of the address', async () => {
    const made: string[] = [];
    for (let count = 0; count < 23; count++) made.push((await create()).id);
    const newestFirst = made.toReversed();
    assert.deepEqual(await ids(''), newestFirst.slice(0, 20));
    assert.deepEqual(await ids('/'), newestFirst.slice(0, 20));
    assert.deepEqual(await ids('?limit=5&offset=20'), [...newestFirst.slice(20), ...(await ids('?limit=2&offset=23'))]);
    const oldestFirst = await ids('?order=asc&limit=99999999999999999999');
    assert.deepEqual(oldestFirst, (await ids('?order=desc&limit=1000')).toReversed());
    assert.deepEqual(oldestFirst.slice(-23), made);
    assert.deepEqual(await ids('?limit=0'), []);
    assert.deepEqual(await ids('?offset=99999999999999999999'), []);
    assert.deepEqual(await ids('?limit=1&limit=2'), newestFirst.slice(0, 2));
  });

  it('have dates that agree with their order', async () => {
    const { json } = await host.call('GET', '/v1/threads?order=asc&limit=1000');
    const dates = conforms('threads', json).map((thread) => thread.created_at);
    assert.deepEqual(dates, dates.toSorted());
    assert.equal(new Set(dates).size, dates.length);
  });

  it('are deleted with what they hold, once', async () => {
    const { id } = await create();
    const message = { role: 'user', content: 'x' };
    const { json } = await host.call('POST', `/v1/threads/${id}/messages`, message);
    conforms('deletion', (await host.call('DELETE', `/v1/threads/${id}`)).json);
    for (const [method, target] of [
      ['DELETE', `/v1/threads/${id}`],
      ['GET', `/v1/threads/${id}`],
      ['GET', `/v1/threads/${id}/messages`],
      ['GET', `/v1/threads/${id}/messages/${conforms('message', json).id}`],
      ['GET', `/v1/threads/${id}/runs`],
    ] as const) {
      const answer = await host.call(method, target);
      assert.equal(answer.status, 422);
      const [complaint] = conforms('complaints', answer.json).detail;
      assert.deepEqual(complaint, {
        loc: ['path', 'thread_id'],
        msg: 'Thread not found',
        type: 'value_error',
        input: id,
      });
    }
  });

  it('are refused with the place and the kind of each mistake', async () => {
    for (const [target, body, expected] of [
      ['', { meta_data: [] }, [['body', 'meta_data'], 'dict_type']],
      ['', { meta_data: 'x' }, [['body', 'meta_data'], 'dict_type']],
      ['', '{"meta_data":1e999}', [['body', 'meta_data'], 'dict_type']],
      ['', [], [['body'], 'model_attributes_type']],
      ['', '"x"', [['body'], 'model_attributes_type']],
      ['', 'null', [['body'], 'missing']],
      ['', '', [['body'], 'missing']],
      ['', '{"a":', [['body', 0], 'json_invalid']],
      ['', '{"a":NaN}', [['body', 0], 'json_invalid']],
      ['', `${'['.repeat(600)}${']'.repeat(600)}`, [['body', 0], 'json_invalid']],
      ['', Uint8Array.of(0x22, 0xff, 0x22), [['body', 0], 'json_invalid']],
    ] as const) {
      const answer = await host.call('POST', `/v1/threads${target}`, body, { 'content-type': 'application/json' });
      assert.equal(answer.status, 422, JSON.stringify(body));
      const [complaint] = conforms('complaints', answer.json).detail;
      assert.deepEqual([complaint?.loc.slice(0, 2), complaint?.type], expected, JSON.stringify(body));
    }
  });

  for (const [query, place, type] of [
    ['limit=-1', 'limit', 'greater_than_equal'],
    ['limit=1.5', 'limit', 'int_parsing'],
    ['limit=', 'limit', 'int_parsing'],
    ['limit=null', 'limit', 'int_parsing'],
    ['limit=%00', 'limit', 'int_parsing'],
    ['limit=1e3', 'limit', 'int_parsing'],
    ['offset=-99999999999999999999', 'offset', 'greater_than_equal'],
    ['offset=x', 'offset', 'int_parsing'],
    ['order=ASC', 'order', 'enum'],
    ['order=', 'order', 'enum'],
  ] as const) {
    it(`are not listed for ?${query}`, async () => {
      const answer = await host.call('GET', `/v1/threads?${query}`);
      assert.equal(answer.status, 422);
      const [complaint] = conforms('complaints', answer.json).detail;
      assert.deepEqual([complaint?.loc, complaint?.type], [['query', place], type]);
    });
  }

  it('name every mistake of a query at once', async () => {
    const { json } = await host.call('GET', '/v1/threads?limit=-1&order=up&offset=a');
    assert.deepEqual(
      conforms('complaints', json).detail.map((complaint) => complaint.loc[1]),
      ['limit', 'order', 'offset'],
    );
  });
});
