import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Backend, NewMessage, RunRequest } from '../../../../src/backends/backend.ts';
import { isAgentError } from '../../../../src/model/errors.ts';
import { type Message, textOf } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import type { Thread } from '../../../../src/model/thread.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { type RunningLangGraph, startRealLangGraph } from '../../../support/langGraphServer.ts';

const signal = new AbortController().signal;

function asking(text: string): NewMessage {
  return { role: 'user', text, nonce: randomUUID(), question: text, attachments: [] };
}

describe('a real LangGraph server', () => {
  let server: RunningLangGraph;
  let backend: Backend;
  let agentId: string;

  before(async () => {
    server = await startRealLangGraph();
    ({ backend } = server);
    agentId = (await backend.listAgents(signal))[0]?.id ?? '';
  });
  after(() => server.stop());

  const newThread = (title?: string): Promise<Thread> =>
    backend.createThread({ nonce: randomUUID(), agentId, ...(title === undefined ? {} : { title }) }, signal);

  function request(text: string | undefined, more: Partial<RunRequest> = {}): RunRequest {
    return { agentId, nonce: randomUUID(), ...(text === undefined ? {} : { message: asking(text) }), ...more };
  }

  /** Follows a stream to its end; `onEvent` may do something meanwhile. */
  async function follow(
    stream: AsyncIterable<RunEvent> | undefined,
    onEvent?: (state: RunState) => unknown,
  ): Promise<RunState> {
    let state = emptyRun;
    for await (const event of stream ?? []) {
      state = reduceRun(state, event);
      await onEvent?.(state);
    }
    return state;
  }

  async function stored(threadId: string): Promise<readonly Message[]> {
    return (await backend.listMessages(threadId, {}, signal)).items.toReversed();
  }

  const said = async (threadId: string): Promise<readonly string[]> =>
    (await stored(threadId)).map((message) => `${message.role}: ${textOf(message)}`);

  it('offers its graph as an agent', async () => {
    const agents = await backend.listAgents(signal);
    assert.deepEqual(
      agents.map(({ name, canRun }) => ({ name, canRun })),
      [{ name: 'agent', canRun: true }],
    );
  });

  it('streams an answer that is then stored as it was shown', async () => {
    const { id } = await newThread('Greeting');
    const message = { ...asking('Hello there'), attachments: [{ path: 'src/a.ts', startLine: 1, endLine: 3 }] };
    const state = await follow(backend.startRun(id, request(undefined, { message }), signal));
    assert.equal(state.outcome, 'completed');
    assert.match(textOf(state), /^You asked \*\*Hello there\*\*\. This is question 1/);
    const [question, answer] = await stored(id);
    assert.equal(question?.id, message.nonce);
    assert.equal(question?.nonce, message.nonce);
    assert.deepEqual(question?.attachments, message.attachments);
    assert.equal(answer && textOf(answer), textOf(state));
    assert.ok((state.usage?.totalTokens ?? 0) > 0);
  });

  it('shows a call of a tool with its arguments and its result, once', async () => {
    const { id } = await newThread();
    const state = await follow(backend.startRun(id, request('please use a tool'), signal));
    const tools = state.parts.filter((part) => part.type === 'tool');
    assert.equal(tools.length, 1);
    assert.equal(tools[0]?.toolName, 'look_up');
    assert.equal(tools[0]?.state, 'done');
    assert.deepEqual(tools[0]?.input, { query: 'please use a tool' });
    assert.equal(tools[0]?.output, 'found 3 things for please use a tool');
    assert.match(textOf(state), /The tool said: found 3 things/);
    assert.equal(state.unknownCount, 0);
  });

  it('lists threads, the newest first, with their titles or what they begin with', async () => {
    const named = await newThread('A title');
    const nameless = await newThread();
    await follow(backend.startRun(nameless.id, request('First words of it'), signal));
    const { items } = await backend.listThreads({ limit: 50 }, signal);
    assert.equal(items.find((thread) => thread.id === named.id)?.title, 'A title');
    assert.equal(items.find((thread) => thread.id === nameless.id)?.title, 'First words of it');
    assert.equal(items[0]?.id, nameless.id);
  });

  it('gives every thread once, a page at a time', async () => {
    const ids = new Set<string>();
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await backend.listThreads({ limit: 2, ...(cursor === undefined ? {} : { cursor }) }, signal);
      for (const thread of page.items) ids.add(thread.id);
      count += page.items.length;
      cursor = page.next;
    } while (cursor !== undefined);
    assert.equal(ids.size, count);
    assert.ok(count >= 4);
  });

  it('renames a thread', async () => {
    const { id, nonce } = await newThread('Before');
    await backend.renameThread?.(id, 'After', signal);
    const renamed = await backend.getThread(id, signal);
    assert.equal(renamed.title, 'After');
    assert.equal(renamed.nonce, nonce);
  });

  it('deletes a thread', async () => {
    const { id } = await newThread();
    await backend.deleteThread(id, signal);
    assert.equal((await failureOf(backend.getThread(id, signal))).kind, 'not-found');
  });

  it('waits for a person and goes on with the answer', async () => {
    const { id } = await newThread();
    const state = await follow(backend.startRun(id, request('ask me first'), signal));
    assert.equal(state.outcome, 'needs-input');
    const [asked] = state.inputRequests ?? [];
    assert.deepEqual(asked?.value, { question: 'Shall I go on?', choices: ['yes', 'no'] });
    const waiting = await backend.getThread(id, signal);
    assert.equal(waiting.status, 'needs-input');
    assert.deepEqual(waiting.inputRequests, [asked]);
    assert.equal(waiting.pendingSteps, undefined);
    const runs = await backend.listRuns?.(id, {}, signal);
    assert.equal(runs?.items[0]?.status, 'needs-input');

    const answers = [{ value: 'yes', ...(asked?.id === undefined ? {} : { requestId: asked.id }) }];
    const resumed = await follow(backend.resumeRun?.(id, request(undefined), answers, signal));
    assert.equal(resumed.outcome, 'completed');
    assert.deepEqual((await said(id)).slice(0, 2), ['user: ask me first', 'user: The person said: "yes"']);
    assert.equal((await backend.getThread(id, signal)).status, 'idle');
  });

  it('says why a run failed', async () => {
    const { id } = await newThread();
    const state = await follow(backend.startRun(id, request('boom'), signal));
    assert.equal(state.outcome, 'failed');
    assert.match(state.reason ?? '', /asked to fail/);
    assert.deepEqual((await backend.getThread(id, signal)).pendingSteps, ['agent']);
    const [run] = (await backend.listRuns?.(id, {}, signal))?.items ?? [];
    assert.equal(run?.status, 'failed');
    assert.match(run?.reason ?? '', /asked to fail/);
  });

  it('cancels a run, which is told from one that failed also afterwards, and goes on without a message', async () => {
    const { id } = await newThread();
    let isCancelled = false;
    const state = await follow(backend.startRun(id, request('slow please'), signal), async ({ runId, parts }) => {
      if (isCancelled || runId === undefined || parts.length === 0) return;
      isCancelled = true;
      await backend.cancelRun?.({ id: runId, threadId: id, agentId }, signal);
    });
    assert.equal(state.outcome, 'cancelled');
    assert.equal(
      state.parts.some((part) => part.type === 'error'),
      false,
    );
    const read = await backend.getRun?.(id, state.runId ?? '', signal);
    assert.equal(read?.status, 'cancelled');
    assert.deepEqual(await said(id), ['user: slow please']);
    const thread = await backend.getThread(id, signal);
    assert.deepEqual([thread.status, thread.pendingSteps], ['idle', ['agent']]);
    let again: string | undefined;
    await follow(backend.startRun(id, request(undefined), signal), async ({ runId, parts }) => {
      if (again !== undefined || runId === undefined || parts.length === 0) return;
      again = runId;
      await server.relay.backend.cancelRun?.({ id: runId, threadId: id, agentId }, signal);
    });
    // It came to no step of its own, and this client has not cancelled it.
    assert.equal((await backend.getRun?.(id, again ?? '', signal))?.status, 'cancelled');
    const continued = await follow(backend.startRun(id, request(undefined), signal));
    assert.equal(continued.outcome, 'completed');
    assert.equal((await said(id)).length, 2);
  });

  it('loses and doubles nothing when the connection is cut again and again', async () => {
    const { id } = await newThread();
    let seen = 0;
    const state = await follow(server.relay.backend.startRun(id, request('slow please'), signal), ({ parts }) => {
      const length = textOf({ parts }).length;
      if (length - seen < 40) return;
      seen = length;
      server.relay.cut();
    });
    assert.ok(seen > 100);
    assert.equal(state.outcome, 'completed');
    assert.equal(textOf(state), textOf((await stored(id))[1] ?? { parts: [] }));
  });

  it('tells a run from its start to whoever attaches, while it goes on and after it', async () => {
    const { id } = await newThread();
    let attached: Promise<RunState> | undefined;
    const state = await follow(backend.startRun(id, request('slow please'), signal), async ({ parts, runId }) => {
      if (attached || textOf({ parts }).length < 50) return;
      assert.equal((await backend.getThread(id, signal)).activeRunId, runId);
      attached = follow(server.relay.backend.attachRun?.(id, runId ?? '', signal));
    });
    const other = await attached;
    assert.equal(other && textOf(other), textOf(state));
    assert.equal(other?.outcome, 'completed');
    const later = await follow(backend.attachRun?.(id, state.runId ?? '', signal));
    assert.equal(textOf(later), textOf(state));
  });

  it('refuses a second run, queues it, or interrupts the first, as it is asked', async () => {
    const { id } = await newThread();
    let second: Promise<RunState> | undefined;
    const first = await follow(backend.startRun(id, request('slow please'), signal), async ({ parts }) => {
      if (second || parts.length === 0) return;
      assert.equal((await failureOf(follow(backend.startRun(id, request('me too'), signal)))).kind, 'busy');
      second = follow(backend.startRun(id, request('me next', { whenBusy: 'enqueue' }), signal));
    });
    assert.equal(first.outcome, 'completed');
    assert.equal((await second)?.outcome, 'completed');
    assert.equal(
      (await said(id)).findLast((line) => line.startsWith('user')),
      'user: me next',
    );

    let third: Promise<RunState> | undefined;
    const interrupted = await follow(backend.startRun(id, request('slow again'), signal), ({ parts }) => {
      if (parts.length === 0) return;
      third ??= follow(backend.startRun(id, request('now me', { whenBusy: 'interrupt' }), signal));
    });
    assert.equal(interrupted.outcome, 'cancelled');
    assert.equal((await third)?.outcome, 'completed');
  });

  it('tells a thread that is gone from one that is busy', async () => {
    const gone = randomUUID();
    assert.equal((await failureOf(follow(backend.startRun(gone, request('x'), signal)))).kind, 'not-found');
  });

  it('has the history of a thread, the newest state first, and each of them by its id', async () => {
    const { id } = await newThread();
    for (const text of ['one', 'two']) await follow(backend.startRun(id, request(text), signal));
    const first = await backend.listCheckpoints?.(id, { limit: 3 }, signal);
    const rest = await backend.listCheckpoints?.(id, { limit: 50, cursor: first?.next ?? '' }, signal);
    const all = [...(first?.items ?? []), ...(rest?.items ?? [])];
    assert.equal(rest?.next, undefined);
    assert.equal(new Set(all.map((state) => state.checkpointId)).size, all.length);
    assert.deepEqual(all[0]?.next, []);
    assert.equal(all.at(-1)?.source, 'input');
    const [newest, second] = all;
    assert.equal(newest?.parentCheckpointId, second?.checkpointId);
    const again = await backend.getState?.(id, second?.checkpointId, signal);
    assert.deepEqual(again?.values, second?.values);
  });

  it('takes an addition to its state, but not before there is a graph', async () => {
    const { id } = await newThread();
    const values = { messages: [{ type: 'human', content: 'added by hand', id: randomUUID() }] };
    const early = await failureOf(backend.updateState?.(id, { values }, signal) ?? Promise.resolve());
    assert.equal(early.kind, 'invalid');
    assert.match(early.nextStep ?? '', /first run/);
    await follow(backend.startRun(id, request('one'), signal));
    await backend.updateState?.(id, { values }, signal);
    assert.equal((await said(id)).at(-1), 'user: added by hand');
  });

  it('runs again from a checkpoint, and the next ordinary run continues from there', async () => {
    const { id } = await newThread();
    for (const text of ['one', 'two']) await follow(backend.startRun(id, request(text), signal));
    const history = (await backend.listCheckpoints?.(id, { limit: 50 }, signal))?.items ?? [];
    const afterOne = history.findLast((state) => state.next[0] === 'agent');
    const again = await follow(
      backend.startRun(id, request(undefined, { checkpointId: afterOne?.checkpointId ?? '' }), signal),
    );
    assert.equal(again.outcome, 'completed');
    assert.deepEqual((await said(id)).length, 2);
    await follow(backend.startRun(id, request('three'), signal));
    const lines = await said(id);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('user')),
      ['user: one', 'user: three'],
    );
    await follow(backend.startRun(id, request('four'), signal));
    assert.equal((await said(id)).length, 6);
    const atEnd = history.find((state) => state.next.length === 0)?.checkpointId ?? '';
    const failure = await failureOf(follow(backend.startRun(id, request(undefined, { checkpointId: atEnd }), signal)));
    assert.equal(failure.kind, 'invalid');
  });

  it('forks a thread at a checkpoint and leaves the original alone', async () => {
    const { id } = await newThread('Original');
    for (const text of ['one', 'two']) await follow(backend.startRun(id, request(text), signal));
    const history = (await backend.listCheckpoints?.(id, { limit: 50 }, signal))?.items ?? [];
    const afterOne = history.findLast((state) => state.next.length === 0);
    const before = await said(id);
    const fork = await backend.forkThread?.(
      id,
      afterOne?.checkpointId ?? '',
      { nonce: randomUUID(), title: 'Fork', agentId },
      signal,
    );
    assert.ok(fork && fork.id !== id);
    assert.equal((await backend.getThread(fork.id, signal)).title, 'Fork');
    assert.deepEqual(await said(fork.id), before.slice(0, 2));
    await follow(backend.startRun(fork.id, request('another two'), signal));
    assert.equal((await said(fork.id)).at(-2), 'user: another two');
    assert.deepEqual(await said(id), before);
  });

  it('has everything back after it was restarted', async () => {
    const { id } = await newThread('Kept');
    await follow(backend.startRun(id, request('Remember this'), signal));
    const before = await said(id);
    // It writes what it knows a moment later.
    await waitUntil(async () => (await said(id)).length === 2);
    await server.restart();
    const thread = await backend.getThread(id, signal).catch((error: unknown) => {
      assert.ok(isAgentError(error));
      return undefined;
    });
    if (thread) assert.deepEqual(await said(id), before);
    const fresh = await newThread();
    assert.equal((await follow(backend.startRun(fresh.id, request('Hello again'), signal))).outcome, 'completed');
  });
});

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
