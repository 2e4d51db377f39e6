import assert from 'node:assert/strict';
import type { WireAttribution } from '../../../../src/wire/attribution.ts';
import type { WireMessage } from '../../../../src/wire/seekrflow.ts';
import { cite, look, say } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { type EitherHost, hostKinds } from '../../../support/localHostEither.ts';

const route = '/v1/explainability/context-attributor-from-run';

for (const { name, start } of hostKinds) {
  describe(`what an answer rests on ${name}`, () => {
    let host: EitherHost;
    let thread: string;
    let threadId: string;
    before(async () => {
      host = await start();
    });
    after(() => host.stop());
    beforeEach(async () => {
      thread = await host.newThread();
      threadId = thread.slice('/v1/threads/'.length);
    });

    async function attribute(body: Readonly<Record<string, unknown>> = {}): Promise<WireAttribution> {
      const answer = await host.call('POST', route, { thread_id: threadId, ...body });
      assert.equal(answer.status, 200, answer.text);
      return conforms('attribution', answer.json);
    }

    const messages = async (): Promise<readonly WireMessage[]> =>
      conforms('messages', (await host.call('GET', `${thread}/messages?order=asc`)).json);

    const script = [
      ...look('c1', { query: 'beans' }, { matches: [{ file: 'src/beans.ts', line: 3, text: 'growBeans(count)' }] }),
      ...look('c2', { path: 'src/peas.ts' }, { text: 'const peas = 1;\ncookPeas(peas);' }),
      ...say('t', 'growBeans takes a count. ', 'Pigs fly.\n\n', '`cookPeas` cooks peas.'),
      cite('src/beans.ts', 3, 'growBeans(count)'),
    ];

    it('is said for each sentence, with the tool, the file and the share of its words', async () => {
      await host.ask(thread, script);
      const { response_text: text, segments, highlight, sources } = await attribute();
      assert.equal(text, 'growBeans takes a count. Pigs fly.\n\n`cookPeas` cooks peas.');
      assert.deepEqual([highlight, sources], [null, null]);
      assert.deepEqual(
        segments.map((segment) => [segment.segment_index, segment.segment_text, segment.sources.length]),
        [
          [0, 'growBeans takes a count.', 1],
          [1, 'Pigs fly.', 0],
          [2, '`cookPeas` cooks peas.', 1],
        ],
      );
      for (const { char_offset: at, segment_text: segment } of segments) {
        assert.equal(text.slice(at, at + segment.length), segment);
      }
      const { data: files } = conforms('files', (await host.call('GET', '/v1/flow/files')).json);
      const fileId = files.find((file) => file.filename === 'src/beans.ts')?.id;
      assert.ok(fileId);
      assert.deepEqual(segments[0]?.sources, [
        {
          source_type: 'tool_response',
          id: 0,
          text: 'src/beans.ts line 3 growBeans(count)',
          attribution: 0.6667,
          offset: 0,
          tool_name: 'look',
          tool_call_id: 'c1',
          tool: { type: 'file_search', file_path: 'src/beans.ts', file_id: fileId, query: 'beans' },
        },
      ]);
      assert.deepEqual(segments[2]?.sources[0]?.source_type === 'tool_response' && segments[2].sources[0].tool, {
        type: 'file_search',
        file_path: 'src/peas.ts',
        file_id: null,
        query: null,
      });
      assert.deepEqual(await attribute(), await attribute());
    });

    it('is said for one passage, in chunks, as many as are wanted, with what was counted', async () => {
      await host.ask(thread, script);
      const highlight = 'cookPeas(peas) and const peas and growBeans(count)';
      const byLine = await attribute({ highlight, top_k: 2 });
      assert.deepEqual([byLine.segments, byLine.highlight, byLine.diagnostics], [[], highlight, null]);
      assert.deepEqual(
        byLine.sources?.map((source) => source.text),
        ['src/beans.ts line 3 growBeans(count)', 'const peas = 1;'],
      );
      const byChunk = await attribute({ highlight, granularity: 'chunk', return_diagnostics: true, num_ablations: 32 });
      assert.deepEqual(
        byChunk.sources?.map((source) => [source.text, source.attribution]),
        [
          ['const peas = 1;\ncookPeas(peas);', 0.6],
          ['src/beans.ts line 3 growBeans(count)', 0.4],
        ],
      );
      assert.deepEqual(byChunk.diagnostics?.num_ablations, 0);
      assert.deepEqual((await attribute({ highlight: 'Pigs fly.' })).sources, []);
      assert.deepEqual((await attribute({ highlight: '' })).sources, []);
    });

    it('is about the newest completed run, or the one that is named, with its messages as they are now', async () => {
      const first = await host.ask(thread, [...look('c', {}, 'One first thing.'), ...say('t', 'The first thing.')]);
      await host.ask(thread, say('t', 'Second.'));
      await host.ask(thread, [...say('t', 'Third.'), { type: 'throw', message: 'x' }]);
      assert.equal((await attribute()).response_text, 'Second.');
      assert.equal((await attribute({ run_id: null })).response_text, 'Second.');
      const named = await attribute({ run_id: first });
      assert.deepEqual(
        named.segments.map((segment) => [segment.segment_text, segment.sources[0]?.attribution]),
        [['The first thing.', 1]],
      );
      const answer = (await messages()).findLast((message) => message.run_id === first && message.role === 'assistant');
      await host.call('PATCH', `${thread}/messages/${answer?.id}`, { content: 'Edited.' });
      assert.equal((await attribute({ run_id: first })).response_text, 'Edited.');
    });

    it('is 404 where no run has completed', async () => {
      for (const run_id of [undefined, 'run-none']) {
        const answer = await host.call('POST', route, { thread_id: threadId, run_id });
        assert.equal(answer.status, 404);
        conforms('refusal', answer.json);
      }
      const failed = await host.ask(thread, [...say('t', 'x'), { type: 'throw', message: 'x' }]);
      for (const run_id of [null, failed]) {
        assert.equal((await host.call('POST', route, { thread_id: threadId, run_id })).status, 404);
      }
    });

    it('is 422 where there is no answer, no question or no thread', async () => {
      const fails = async (body: unknown, place: string, why: RegExp): Promise<void> => {
        const answer = await host.call('POST', route, body);
        assert.equal(answer.status, 422);
        const [complaint] = conforms('complaints', answer.json).detail;
        assert.deepEqual(complaint?.loc, ['body', place]);
        assert.match(complaint?.msg ?? '', why);
      };
      await fails({ thread_id: 'thread-none' }, 'thread_id', /not found/);
      await host.ask(thread, look('c', {}, 1));
      await fails({ thread_id: threadId }, 'run_id', /no answer/);
      await host.ask(thread, say('t', 'Answer.'));
      const asked = (await messages()).filter((message) => message.role === 'user');
      for (const { id } of asked) await host.call('DELETE', `${thread}/messages/${id}`);
      await fails({ thread_id: threadId }, 'run_id', /no question/);
    });

    for (const [body, place] of [
      [{}, 'thread_id'],
      [{ thread_id: null }, 'thread_id'],
      [{ thread_id: 't', granularity: 'word' }, 'granularity'],
      [{ thread_id: 't', top_k: 0 }, 'top_k'],
      [{ thread_id: 't', top_k: null }, 'top_k'],
      [{ thread_id: 't', num_ablations: 31 }, 'num_ablations'],
      [{ thread_id: 't', num_ablations: 257 }, 'num_ablations'],
      [{ thread_id: 't', return_diagnostics: 'yes' }, 'return_diagnostics'],
      [{ thread_id: 't', highlight: 1 }, 'highlight'],
    ] as const) {
      it(`is not worked out for ${JSON.stringify(body)}`, async () => {
        const answer = await host.call('POST', route, body);
        assert.equal(answer.status, 422);
        assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['body', place]);
      });
    }
  });
}
