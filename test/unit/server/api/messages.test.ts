import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { WireMessage } from '../../../../src/wire/seekrflow.ts';
import { look, say } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { type EitherHost, hostKinds } from '../../../support/localHostEither.ts';

for (const { name, start } of hostKinds) {
  describe(`messages of the local host ${name}`, () => {
    let host: EitherHost;
    let thread: string;
    before(async () => {
      host = await start();
    });
    after(() => host.stop());
    beforeEach(async () => {
      thread = `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`;
    });

    async function post(body: unknown, query = ''): Promise<WireMessage> {
      const answer = await host.call('POST', `${thread}/messages${query}`, body);
      assert.equal(answer.status, 200, answer.text);
      return conforms('message', answer.json);
    }

    async function list(query = ''): Promise<readonly WireMessage[]> {
      const answer = await host.call('GET', `${thread}/messages${query}`);
      assert.equal(answer.status, 200, answer.text);
      return conforms('messages', answer.json);
    }

    it('are kept as they were sent, for every role, with parts only on request', async () => {
      for (const role of ['user', 'system', 'tool', 'developer', 'assistant']) {
        const message = await post({
          role,
          content: `as ${role}`,
          meta_data: { a: 1 },
          id: 'mine',
          thread_id: 'other',
        });
        assert.equal(message.role, role);
        assert.equal(message.content, `as ${role}`);
        assert.deepEqual(message.meta_data, { a: 1 });
        assert.deepEqual([message.parts, message.agent_id, message.run_id], [null, null, null]);
        assert.notEqual(message.id, 'mine');
        const target = `${thread}/messages/${message.id}`;
        assert.deepEqual((await host.call('GET', target)).json, message);
        const withParts = conforms('message', (await host.call('GET', `${target}?include_parts=true`)).json);
        assert.deepEqual(withParts, { ...message, parts: [{ type: 'text', text: `as ${role}` }] });
      }
      const { parts } = await post({ role: 'user', content: 'x' }, '?include_parts=1');
      assert.deepEqual(parts, [{ type: 'text', text: 'x' }]);
    });

    it('may be made of items, which become parts', async () => {
      const content = [
        { type: 'input_text', text: 'Look:' },
        { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AAAA' },
        { type: 'input_file', file_id: 'file-1' },
      ];
      const message = await post({ role: 'user', content }, '?include_parts=true');
      assert.deepEqual(message.content, content);
      assert.deepEqual(message.parts, [
        { type: 'text', text: 'Look:' },
        { type: 'file', file_id: null, url: 'data:image/png;base64,AAAA', detail: 'auto' },
        { type: 'file', file_id: 'file-1' },
      ]);
      assert.deepEqual((await post({ role: 'user', content: [] })).content, []);
    });

    it('are listed newest first, twenty at a time, in either order, and only those of the thread', async () => {
      const made: string[] = [];
      for (let count = 0; count < 22; count++) made.push((await post({ role: 'user', content: `${count}` })).id);
      const ids = async (query: string): Promise<readonly string[]> => (await list(query)).map((message) => message.id);
      assert.deepEqual(await ids(''), made.toReversed().slice(0, 20));
      assert.deepEqual(await ids('?order=asc'), made.slice(0, 20));
      assert.deepEqual(await ids('?offset=20'), made.toReversed().slice(20));
      assert.deepEqual(await ids('?order=asc&limit=3&offset=4'), made.slice(4, 7));
      assert.deepEqual(await ids('?limit=0'), []);
    });

    it('change only what an update names; null leaves it, metadata is replaced', async () => {
      const message = await post({ role: 'user', content: 'one', meta_data: { a: 1, b: 2 } });
      const target = `${thread}/messages/${message.id}`;
      const update = async (body: unknown): Promise<WireMessage> =>
        conforms('message', (await host.call('PATCH', `${target}?include_parts=true`, body)).json);
      const parts = [{ type: 'text', text: 'one' }] as const;
      assert.deepEqual(await update({}), { ...message, parts });
      assert.deepEqual(await update({ content: null, meta_data: null }), { ...message, parts });
      assert.deepEqual(await update({ meta_data: { c: 3 } }), { ...message, parts, meta_data: { c: 3 } });
      const edited = await update({ content: 'two' });
      assert.deepEqual([edited.content, edited.parts], ['two', [{ type: 'text', text: 'two' }]]);
      const output = [{ type: 'output_text', text: 'three', annotations: ['x'] }];
      assert.deepEqual((await update({ content: output })).content, output);
      assert.deepEqual((await update({ content: [{ type: 'output_guardrail', text: 'no', guardrail: [{}] }] })).parts, [
        { type: 'text', text: 'no', metadata: { guardrail: [{}] } },
      ]);
      assert.deepEqual(
        (await list()).map((each) => each.id),
        [message.id],
      );
    });

    it('of a run keep their tool calls when their text is edited', async () => {
      const script = [...look('c1', { q: 1 }, { hits: [] }), ...say('t', 'Old.')];
      await post({ role: 'user', content: JSON.stringify([{ type: 'text-start', id: 'x' }, ...script]) });
      await host.call('POST', `${thread}/runs/stream`, {});
      const asked = (await list('?include_parts=true&order=asc'))[1];
      assert.deepEqual(
        asked?.parts?.map((part) => part.type),
        ['text', 'tool-call'],
      );
      const answer = await host.call('PATCH', `${thread}/messages/${asked?.id}?include_parts=true`, {
        content: 'New.',
      });
      const { parts } = conforms('message', answer.json);
      assert.deepEqual(
        parts?.map((part) => part.type),
        ['text', 'tool-call'],
      );
    });

    it('are deleted once', async () => {
      const { id } = await post({ role: 'user', content: 'x' });
      conforms('deletion', (await host.call('DELETE', `${thread}/messages/${id}`)).json);
      for (const method of ['GET', 'DELETE', 'PATCH']) {
        const answer = await host.call(method, `${thread}/messages/${id}`, method === 'PATCH' ? {} : undefined);
        assert.equal(answer.status, 422);
        const [complaint] = conforms('complaints', answer.json).detail;
        assert.deepEqual([complaint?.loc, complaint?.input], [['path', 'message_id'], id]);
      }
    });

    it('of another thread are not found', async () => {
      const { id } = await post({ role: 'user', content: 'x' });
      const other = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
      assert.equal((await host.call('GET', `/v1/threads/${other.id}/messages/${id}`)).status, 422);
    });

    it('carry large tool results and arguments apart unless they are asked for whole', async () => {
      const output = { text: 'ä'.repeat(10_000) };
      const input = 'y'.repeat(16 * 1024 - 1);
      await post({ role: 'user', content: JSON.stringify(look('c1', input, output)) });
      await host.call('POST', `${thread}/runs/stream`, {});
      const result = async (query: string) =>
        (await list(`?include_parts=true${query}`)).find((message) => message.role === 'tool')?.parts?.[0];
      assert.deepEqual(await result('&expand_part_payloads=true'), {
        type: 'tool-result',
        tool_name: 'look',
        tool_call_id: 'c1',
        output,
        mime_type: 'application/json',
        is_error: false,
      });
      const apart = await result('');
      assert.ok(apart?.type === 'tool-result');
      assert.equal(apart.output, null);
      const { object_id: objectId, preview_text: preview, ...reference } = apart.output_ref ?? {};
      const json = JSON.stringify(output);
      assert.deepEqual(reference, {
        size_bytes: Buffer.byteLength(json),
        mime_type: 'application/json',
        sha256: createHash('sha256').update(json).digest('hex'),
        truncated: true,
      });
      assert.ok(objectId);
      assert.ok(preview && json.startsWith(preview) && preview.length < json.length);
      const call = (await list('?include_parts=true')).find((message) => message.role === 'assistant');
      const target = `${thread}/messages/${call?.id}?include_parts=true`;
      const argsOf = (message: WireMessage) => message.parts?.map((part) => part.type === 'tool-call' && part.args);
      assert.ok(call);
      assert.deepEqual(argsOf(call), [null]);
      const whole = await host.call('GET', `${target}&expand_part_payloads=true`);
      assert.deepEqual(argsOf(conforms('message', whole.json)), [input]);
    });

    it('carry what is not large in its place', async () => {
      const input = 'y'.repeat(16 * 1024 - 2);
      await post({ role: 'user', content: JSON.stringify(look('c1', input, 'short')) });
      await host.call('POST', `${thread}/runs/stream`, {});
      const parts = (await list('?include_parts=true&order=asc')).slice(1).map((message) => message.parts?.[0]);
      assert.deepEqual(
        parts.map((part) => (part?.type === 'tool-call' ? part.args : part?.type === 'tool-result' && part.output)),
        [input, 'short'],
      );
    });

    for (const [what, body, places] of [
      [
        'no role and no content',
        {},
        [
          ['body', 'role'],
          ['body', 'content'],
        ],
      ],
      ['an unknown role', { role: 'bot', content: 'x' }, [['body', 'role']]],
      ['a role that is no text', { role: 1, content: 'x' }, [['body', 'role']]],
      [
        'content null',
        { role: 'user', content: null },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]'],
        ],
      ],
      [
        'a number as content',
        { role: 'user', content: 1 },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]'],
        ],
      ],
      ['metadata null', { role: 'user', content: 'x', meta_data: null }, [['body', 'meta_data']]],
      [
        'an item of unknown type',
        { role: 'user', content: [{ type: 'x' }] },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]', 0],
        ],
      ],
      [
        'an item without text',
        { role: 'user', content: [{ type: 'input_text' }] },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]', 0, 'input_text', 'text'],
        ],
      ],
      [
        'output items',
        { role: 'user', content: [{ type: 'output_text', text: 'x', annotations: [] }] },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]', 0],
        ],
      ],
      [
        'an image without detail',
        { role: 'user', content: [{ type: 'input_image', detail: 'low', file_id: 1 }] },
        [
          ['body', 'content', 'str'],
          ['body', 'content', 'list[input]', 0, 'input_image', 'file_id'],
        ],
      ],
    ] as const) {
      it(`are not made from ${what}`, async () => {
        const answer = await host.call('POST', `${thread}/messages`, body);
        assert.equal(answer.status, 422);
        assert.deepEqual(
          conforms('complaints', answer.json).detail.map((complaint) => complaint.loc),
          places,
        );
        assert.deepEqual(await list(), []);
      });
    }

    it('are refused with the code of a value that is listed in place', async () => {
      const { json } = await host.call('POST', `${thread}/messages`, { role: 'bot', content: 'x' });
      const [complaint] = conforms('complaints', json).detail;
      assert.equal(complaint?.type, 'literal_error');
      assert.match(complaint?.msg ?? '', /^Input should be 'user', /);
    });

    it('are not updated with anything else', async () => {
      const { id } = await post({ role: 'user', content: 'x' });
      for (const body of [
        { role: 'user' },
        { content: 'y', extra: 1 },
        { content: 5 },
        { meta_data: [] },
        {
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'output_text', text: 'b', annotations: [] },
          ],
        },
      ]) {
        assert.equal((await host.call('PATCH', `${thread}/messages/${id}`, body)).status, 422, JSON.stringify(body));
      }
      const extra = await host.call('PATCH', `${thread}/messages/${id}`, { extra: 1 });
      const [complaint] = conforms('complaints', extra.json).detail;
      assert.deepEqual([complaint?.type, complaint?.loc], ['extra_forbidden', ['body', 'extra']]);
      assert.equal((await list())[0]?.content, 'x');
    });

    it('are not listed for a word that is no boolean', async () => {
      for (const [parameter, value, isGood] of [
        ['include_parts', 'maybe', false],
        ['include_parts', '', false],
        ['include_parts', '2', false],
        ['expand_part_payloads', 'null', false],
        ['include_parts', 'True', true],
        ['include_parts', 'off', true],
      ] as const) {
        const answer = await host.call('GET', `${thread}/messages?${parameter}=${value}`);
        assert.equal(answer.status, isGood ? 200 : 422);
        if (!isGood) assert.equal(conforms('complaints', answer.json).detail[0]?.type, 'bool_parsing');
      }
    });

    it('do not come between a question and the answer that is being worked on', async () => {
      await post({ role: 'user', content: JSON.stringify([{ type: 'hang' }]) });
      const run = conforms('runResponse', (await host.call('POST', `${thread}/runs`, {})).json);
      const answer = await host.call('POST', `${thread}/messages`, { role: 'user', content: 'and' });
      assert.equal(answer.status, 409);
      assert.match(conforms('refusal', answer.json).detail, new RegExp(run.run_id));
      await host.call('POST', `${thread}/runs/${run.run_id}/cancel`, {});
      await post({ role: 'user', content: 'and' });
    });
  });
}
