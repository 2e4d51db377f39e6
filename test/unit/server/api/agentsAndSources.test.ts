import assert from 'node:assert/strict';
import { collected } from '../../../support/localHost.ts';
import { cite, say } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { type EitherHost, hostKinds } from '../../../support/localHostEither.ts';

for (const { name, start } of hostKinds) {
  describe(`agents of the local host ${name}`, () => {
    let host: EitherHost;
    before(async () => {
      host = await start();
    });
    after(() => host.stop());

    it('are listed and read under both versions and both spellings', async () => {
      for (const [target, shape] of [
        ['/v2/flow/agents/', 'agents'],
        ['/v2/flow/agents', 'agents'],
        ['/v1/flow/agents/', 'agentsOfVersion1'],
        ['/v1/flow/agents', 'agentsOfVersion1'],
      ] as const) {
        const { data } = conforms(shape, (await host.call('GET', target)).json) as { data: readonly { id: string }[] };
        assert.deepEqual(
          data.map((agent) => agent.id),
          ['obedient', 'stubborn'],
        );
        const one = await host.call('GET', `${target.replace(/\/$/, '')}/stubborn`);
        assert.deepEqual(one.json, data[1]);
      }
    });

    it('that are not there are 422', async () => {
      const answer = await host.call('GET', '/v2/flow/agents/nobody');
      assert.equal(answer.status, 422);
      assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['path', 'agent_id']);
    });
  });
}

for (const { name, start } of hostKinds) {
  describe(`sources of the local host ${name}`, () => {
    let host: EitherHost;
    const database = '/v1/flow/vectordb/workspace';
    before(async () => {
      host = await start();
    });
    after(() => host.stop());

    async function answerWith(...script: readonly unknown[]): Promise<string> {
      const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
      await host.call('POST', `/v1/threads/${id}/messages`, { role: 'user', content: JSON.stringify(script) });
      await collected((await host.open('POST', `/v1/threads/${id}/runs/stream`, {})).data());
      return id;
    }

    it('can be read as long as the thread is there, as they were when they were cited', async () => {
      const older = await answerWith(cite('src/a.ts', 3, 'old'), ...say('t', 'x'));
      const newer = await answerWith(cite('src/a.ts', 3, 'new\nlines', 'A › b'), cite('src/a.ts', 1, 'first'));
      const target = `${database}/chunk/${encodeURIComponent('chunk-src/a.ts-3')}`;
      const chunk = conforms('chunk', (await host.call('GET', target)).json);
      assert.deepEqual(
        { text: chunk.text, locations: chunk.locations, metadata: chunk.metadata },
        {
          text: 'new\nlines',
          locations: [
            {
              line_number_start: 3,
              line_number_end: 4,
              char_start: null,
              char_end: null,
              hierarchy: ['A', 'b'],
              page_number: null,
            },
          ],
          metadata: { title: 'src/a.ts:3-4', path: 'src/a.ts', media_type: 'text/plain' },
        },
      );
      assert.equal(conforms('databases', (await host.call('GET', '/v1/flow/vectordb')).json).data[0]?.file_count, 1);

      await host.call('DELETE', `/v1/threads/${newer}`);
      assert.equal(conforms('chunk', (await host.call('GET', target)).json).text, 'old');
      await host.call('DELETE', `/v1/threads/${older}`);
      const gone = await host.call('GET', target);
      assert.equal(gone.status, 422);
      assert.deepEqual(conforms('complaints', gone.json).detail[0]?.loc, ['path', 'chunk_id']);
      assert.equal(conforms('databases', (await host.call('GET', '/v1/flow/vectordb')).json).data[0]?.file_count, 0);
    });

    it('can be searched by file and by id, a page at a time', async () => {
      await answerWith(cite('b.ts', 1, '1'), cite('b.ts', 2, '2'), cite('c.ts', 1, '3'));
      const search = async (body: unknown) =>
        conforms('chunks', (await host.call('POST', `${database}/chunks`, body)).json);
      const texts = async (body: unknown) => (await search(body)).data.map((chunk) => chunk.text);
      assert.deepEqual(await texts({}), ['1', '2', '3']);
      assert.deepEqual(await texts({ limit: 1, offset: 1 }), ['2']);
      assert.equal((await search({ limit: 1 })).total, 3);
      assert.deepEqual(await texts({ chunk_ids: ['chunk-c.ts-1', 'nothing'] }), ['3']);
      assert.deepEqual(await texts({ chunk_ids: [] }), []);
      const file_id = (await search({ chunk_ids: ['chunk-b.ts-1'] })).data[0]?.file_id;
      assert.deepEqual(await texts({ file_id, chunk_ids: null, metadata: {} }), ['1', '2']);
      for (const [body, place] of [
        [{ limit: 0 }, 'limit'],
        [{ limit: 101 }, 'limit'],
        [{ offset: -1 }, 'offset'],
        [{ chunk_ids: [1] }, 'chunk_ids'],
        [{ metadata: { year: 2023 } }, 'metadata'],
      ] as const) {
        const answer = await host.call('POST', `${database}/chunks`, body);
        assert.equal(answer.status, 422);
        assert.equal(conforms('complaints', answer.json).detail[0]?.loc[1], place);
      }
    });

    it('are in one database only', async () => {
      for (const [method, target] of [
        ['GET', '/v1/flow/vectordb/other/chunk/x'],
        ['POST', '/v1/flow/vectordb/other/chunks'],
      ] as const) {
        const answer = await host.call(method, target, method === 'POST' ? {} : undefined);
        assert.equal(answer.status, 422);
        assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['path', 'database_id']);
      }
      const { json } = await host.call('GET', '/v1/flow/vectordb?types=explainability');
      assert.deepEqual(conforms('databases', json).data, []);
      const { json: both } = await host.call('GET', '/v1/flow/vectordb?types=explainability&types=RAG');
      assert.equal(conforms('databases', both).data.length, 1);
      assert.equal((await host.call('GET', '/v1/flow/vectordb?types=x')).status, 422);
    });
  });
}
