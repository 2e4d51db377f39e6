import assert from 'node:assert/strict';
import path from 'node:path';
import { openStoreFile } from '../../../../src/server/store/openStoreFile.ts';
import { createStore } from '../../../../src/server/store/store.ts';
import type { WireSpan } from '../../../../src/wire/spans.ts';
import { killSpawnedHosts, removeFolder, startLocalHostProcess, temporaryFolder } from '../../../support/localHost.ts';
import { cite, look, say, think } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { type EitherHost, hostKinds } from '../../../support/localHostEither.ts';

const epoch = '1970-01-01T00:00:00Z';

for (const { name, start } of hostKinds) {
  describe(`the trace of a run ${name}`, () => {
    let host: EitherHost;
    let thread: string;
    before(async () => {
      host = await start();
    });
    after(() => host.stop());
    beforeEach(async () => {
      thread = await host.newThread();
    });

    async function spans(filter: Readonly<Record<string, unknown>>): Promise<readonly WireSpan[]> {
      const answer = await host.call('POST', '/v1/observability/spans', filter);
      assert.equal(answer.status, 200, answer.text);
      return conforms('spans', answer.json);
    }

    const names = (found: readonly WireSpan[]): readonly string[] => found.map((span) => span.span_name);

    it('shows what it did, in order, inside of the run, with sizes and counts', async () => {
      const runId = await host.ask(thread, [
        ...think('r', 'Let me ', 'look.'),
        ...look('c1', { q: 'ä' }, { hits: 1 }),
        { type: 'tool-input-available', toolCallId: 'c2', toolName: 'look', input: {} },
        { type: 'tool-output-error', toolCallId: 'c2', errorText: 'gone' },
        ...say('t', 'It ', 'is so.'),
        cite('src/a.ts', 3, 'one'),
        { type: 'usage', inputTokens: 3, outputTokens: 4 },
      ]);
      const found = await spans({ run_id: runId, order: 'asc' });
      assert.deepEqual(names(found), ['run obedient', 'reasoning', 'tool look', 'tool look', 'answer']);
      const [root, ...children] = found;
      assert.ok(root && children.every((child) => child.parent_span_id === root.span_id));
      assert.equal(root.parent_span_id, null);
      for (const span of found) {
        assert.deepEqual(
          [span.run_id, `/v1/threads/${span.thread_id}`, span.agent_id, span.kind],
          [runId, thread, 'obedient', 'span'],
        );
        assert.equal(span.trace_id, root.trace_id);
        assert.ok(span.start_timestamp >= root.start_timestamp && span.end_timestamp <= root.end_timestamp);
        assert.ok(span.end_timestamp >= span.start_timestamp);
      }
      assert.deepEqual(
        children.map((child) => [child.is_exception, child.exception_type, child.gen_ai_operation_name, child.message]),
        [
          [false, null, null, 'characters: 12'],
          [false, null, 'execute_tool', 'argument bytes: 10, progress reports: 1, result bytes: 10'],
          [true, 'ToolError', 'execute_tool', 'Failed, argument bytes: 2: gone'],
          [false, null, null, 'characters: 9'],
        ],
      );
      assert.deepEqual(
        [root.gen_ai_usage_input_tokens, root.gen_ai_usage_output_token, root.gen_ai_request_model],
        ['3', '4', null],
      );
      const details = conforms('span', (await host.call('GET', `/v1/observability/spans/${root.span_id}`)).json);
      assert.deepEqual(details?.['attributes'], {
        tool_calls: 2,
        failed_tool_calls: 1,
        sources: 1,
        answer_characters: 9,
      });
      const tool = conforms('span', (await host.call('GET', `/v1/observability/spans/${children[2]?.span_id}`)).json);
      assert.equal(tool?.['exception_message'], 'gone');
      assert.deepEqual(tool?.['attributes'], { tool_name: 'look', tool_call_id: 'c2', argument_bytes: 2 });
    });

    it('says where a run broke, and where it was stopped', async () => {
      const failed = await host.ask(thread, [
        { type: 'tool-input-start', toolCallId: 'c', toolName: 'look' },
        { type: 'throw', message: 'out of ink' },
      ]);
      assert.deepEqual(
        (await spans({ run_id: failed, order: 'asc' })).map((span) => [span.span_name, span.exception_type]),
        [
          ['run obedient', 'Error'],
          ['tool look', 'Error'],
        ],
      );
      const content = JSON.stringify([...think('r', 'Hm.'), { type: 'text-start', id: 't' }, { type: 'hang' }]);
      await host.call('POST', `${thread}/messages`, { role: 'user', content });
      const stream = await host.open('POST', `${thread}/runs/stream/vercel`, {});
      const events = stream.data();
      for await (const event of events) if (event.includes('"text-start"')) break;
      const runId = conforms('thread', (await host.call('GET', thread)).json).active_run_id ?? '';
      await host.call('POST', `${thread}/runs/${runId}/cancel`, {});
      const cancelled = await spans({ run_id: runId, order: 'asc' });
      assert.deepEqual(
        cancelled.map((span) => [span.span_name, span.kind, span.is_exception]),
        [
          ['run obedient', 'span', false],
          ['reasoning', 'span', false],
          ['answer', 'span', false],
        ],
      );
      assert.match(cancelled[0]?.message ?? '', /^Cancelled, /);
      assert.match(cancelled[2]?.message ?? '', /^Cancelled/);
    });

    it('is there while the run goes on, and says what is not ended yet', async () => {
      const content = JSON.stringify([{ type: 'hang' }]);
      await host.call('POST', `${thread}/messages`, { role: 'user', content });
      const { run_id: runId } = conforms('runResponse', (await host.call('POST', `${thread}/runs`, {})).json);
      const [root] = await spans({ run_id: runId });
      assert.deepEqual([root?.kind, root?.end_timestamp], ['pending_span', root?.start_timestamp]);
      await host.call('POST', `${thread}/runs/${runId}/cancel`, {});
    });

    it('is found by everything that it can be asked for, a page at a time, and nothing else is', async () => {
      const one = await host.ask(thread, say('t', 'x'), { group: 'g1', metadata: { a: '1', b: '2' } });
      const other = await host.ask(thread, say('t', 'y'), { group: 'g2', metadata: { a: '1' }, agent_id: 'stubborn' });
      const thread_id = thread.slice('/v1/threads/'.length);
      const [answer, root] = await spans({ run_id: one });
      assert.ok(answer && root);
      assert.deepEqual(names([answer, root]), ['answer', 'run obedient']);
      assert.deepEqual(root.seekr_metadata, { a: '1', b: '2' });
      for (const [filter, runs] of [
        [{}, [one, other]],
        [{ group: 'g1' }, [one]],
        [{ group: 'g3' }, []],
        [{ agent_id: 'stubborn' }, [other]],
        [{ trace_id: root.trace_id }, [one]],
        [{ metadata: { a: '1' } }, [one, other]],
        [{ metadata: { a: '1', b: '2' } }, [one]],
        [{ metadata: { a: '2' } }, []],
        [{ metadata: { "'": '' } }, []],
        [{ metadata: {}, run_id: null, group: null, max_start_datetime: null }, [one, other]],
        [{ run_id: one, group: 'g2' }, []],
        [{ min_start_datetime: epoch, max_start_datetime: epoch }, []],
        [{ min_start_datetime: epoch, run_id: one }, [one]],
        [{ min_start_datetime: root.start_timestamp, max_start_datetime: root.start_timestamp }, [one]],
        [{ min_start_datetime: '2999-01-01' }, []],
      ] as const) {
        const found = await spans({ thread_id, order: 'asc', ...filter });
        assert.deepEqual([...new Set(found.map((span) => span.run_id))], runs, JSON.stringify(filter));
      }
      const all = await spans({ thread_id, order: 'asc' });
      assert.deepEqual(await spans({ thread_id }), all.toReversed());
      assert.deepEqual(await spans({ thread_id, order: 'asc', limit: 2, offset: 1 }), all.slice(1, 3));
      assert.deepEqual(await spans({ thread_id, limit: 0 }), []);
    });

    it('is deleted with its thread', async () => {
      const run_id = await host.ask(thread, say('t', 'x'));
      const [span] = await spans({ run_id });
      await host.call('DELETE', thread);
      assert.deepEqual(await spans({ run_id }), []);
      const answer = await host.call('GET', `/v1/observability/spans/${span?.span_id}`);
      assert.deepEqual([answer.status, answer.json], [200, null]);
    });

    for (const [body, place] of [
      [{ min_start_datetime: 'yesterday' }, 'min_start_datetime'],
      [{ max_start_datetime: 5 }, 'max_start_datetime'],
      [{ min_start_datetime: '2026-13-01T00:00:00Z' }, 'min_start_datetime'],
      [{ min_start_datetime: '2026-02-30' }, 'min_start_datetime'],
      [{ min_start_datetime: '2026-01-01T24:00:00Z' }, 'min_start_datetime'],
      [{ order: 'up' }, 'order'],
      [{ limit: 'all' }, 'limit'],
      [{ limit: -1 }, 'limit'],
      [{ offset: 0.5 }, 'offset'],
      [{ metadata: { a: 1 } }, 'metadata'],
      [{ run_id: 1 }, 'run_id'],
    ] as const) {
      it(`is not looked for with ${JSON.stringify(body)}`, async () => {
        const answer = await host.call('POST', '/v1/observability/spans', body);
        assert.equal(answer.status, 422);
        assert.equal(conforms('complaints', answer.json).detail[0]?.loc[1], place);
      });
    }
  });
}

describe('an old trace', () => {
  it('is only found if it is said since when, as the service has it', async () => {
    const dataFolder = temporaryFolder();
    try {
      const { database } = openStoreFile(path.join(dataFolder, 'threads.sqlite'));
      const store = createStore(database);
      const { id: threadId } = store.threads.create({});
      const run = { threadId, agentId: 'obedient', vocabulary: 'native', request: {}, metadata: {} } as const;
      const { id: runId } = store.runs.create(run);
      store.runs.setEnded(runId, { status: 'completed', metadata: {}, usage: null });
      for (const [id, ageMinutes] of [
        ['older', 16],
        ['newer', 14],
      ] as const) {
        const startedAt = Date.now() - ageMinutes * 60_000;
        store.spans.put(runId, [{ id, name: id, startedAt, endedAt: startedAt, message: '', attributes: {} }]);
      }
      database.close();
      const host = await startLocalHostProcess({ dataFolder });
      const find = async (body: unknown) =>
        conforms('spans', (await host.call('POST', '/v1/observability/spans', body)).json).map((span) => span.span_id);
      assert.deepEqual(await find({ run_id: runId }), ['newer']);
      assert.deepEqual(await find({ run_id: runId, min_start_datetime: null }), ['newer']);
      assert.deepEqual(await find({ run_id: runId, min_start_datetime: epoch }), ['newer', 'older']);
    } finally {
      await killSpawnedHosts();
      removeFolder(dataFolder);
    }
  });
});

describe('the trace of a run whose host is killed', () => {
  it('shows that the run broke, and what it was doing without an end', async () => {
    const dataFolder = temporaryFolder();
    try {
      const first = await startLocalHostProcess({ dataFolder });
      const { id } = conforms('thread', (await first.call('POST', '/v1/threads', {})).json);
      const content = JSON.stringify([...think('r', 'Hm.'), ...look('c', {}, 1).slice(0, 3), { type: 'hang' }]);
      await first.call('POST', `/v1/threads/${id}/messages`, { role: 'user', content });
      await first.call('POST', `/v1/threads/${id}/runs`, {});
      const find = async (host: typeof first) =>
        conforms('spans', (await host.call('POST', '/v1/observability/spans', { order: 'asc' })).json);
      // Spans are written with the run's records, a moment after they happened.
      while ((await find(first)).length < 3);
      await first.kill();
      const second = await startLocalHostProcess({ dataFolder });
      assert.deepEqual(
        (await find(second)).map((span) => [span.span_name, span.kind, span.exception_type]),
        [
          ['run obedient', 'span', 'HostStopped'],
          ['reasoning', 'span', null],
          ['tool look', 'pending_span', null],
        ],
      );
    } finally {
      await killSpawnedHosts();
      removeFolder(dataFolder);
    }
  });
});
