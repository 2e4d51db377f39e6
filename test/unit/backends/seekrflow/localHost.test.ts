import assert from 'node:assert/strict';
import { type SeekrFlowBackend, seekrFlowBackend } from '../../../../src/backends/seekrflow/seekrFlowBackend.ts';
import type { Transport } from '../../../../src/model/connection.ts';
import type { Message, Part } from '../../../../src/model/message.ts';
import { textOf } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { transcriptOf } from '../../../../src/model/transcript.ts';
import { systemClock } from '../../../../src/net/clock.ts';
import { eventsOf, never } from '../../../support/fakeSeekrFlowBackend.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { type LocalHostProcess, removeFolder, startLocalHostProcess } from '../../../support/localHost.ts';
import { type ScriptStep, cite, look, say, think } from '../../../support/localHostAgents.ts';

const answer: readonly ScriptStep[] = [
  ...think('0', 'Let me ', 'see.'),
  ...look('call-1', { query: 'größe' }, { hits: ['a'] }),
  ...look('call-2', { query: 'b' }, 'nothing'),
  ...say('1', 'It is ', '**so**. 📏'),
  cite('src/a.ts', 3, 'const a = 1;\nconst b = 2;', 'Session › start'),
];

/** What a person sees of a part, whether it was streamed or stored. */
function seen(parts: readonly Part[]): readonly unknown[] {
  return parts.map((part) => {
    if (part.type === 'text' || part.type === 'reasoning') return [part.type, part.text];
    if (part.type === 'tool') return [part.toolName, part.input, part.state, part.output];
    return part;
  });
}

describe('the client and the local agent host', () => {
  let host: LocalHostProcess;

  before(async () => {
    host = await startLocalHostProcess();
  });
  after(async () => {
    await host.stop();
    removeFolder(host.dataFolder);
  });

  function open(transport: Transport = 'auto'): SeekrFlowBackend {
    return seekrFlowBackend(
      { id: 'c', name: 'Host', kind: 'seekrflow', url: host.url, transport },
      { key: () => Promise.resolve({ origin: host.url, key: host.token }), clock: systemClock, log: () => undefined },
    );
  }

  async function ask(
    backend: SeekrFlowBackend,
    script: readonly ScriptStep[],
  ): Promise<{ threadId: string; message: Message }> {
    const thread = await backend.createThread({ title: 'Why?', agentId: 'obedient', nonce: 'thread-nonce' }, never());
    const text = JSON.stringify(script);
    const prompt = { role: 'user', text, nonce: 'message-nonce', question: text, attachments: [] };
    return { threadId: thread.id, message: await backend.createMessage(thread.id, prompt, never()) };
  }

  async function answerOf(backend: SeekrFlowBackend, threadId: string): Promise<readonly Part[]> {
    const { items } = await backend.listMessages(threadId, {}, never());
    return transcriptOf(items.toReversed()).at(-1)?.parts ?? [];
  }

  for (const transport of ['vercel', 'native', 'poll'] as const) {
    it(`agree about a whole run over ${transport}: what was streamed is what is stored`, async () => {
      const backend = open(transport);
      const { threadId, message } = await ask(backend, answer);
      assert.equal(message.nonce, 'message-nonce');
      const request = { agentId: 'obedient', nonce: 'run-nonce' };
      const { events, error } = await eventsOf(backend.startRun(threadId, request, never()));
      assert.equal(error, undefined);
      const state = events.reduce(reduceRun, emptyRun);
      assert.deepEqual([state.status, state.outcome, state.unknownCount], ['ended', 'completed', 0]);

      const stored = await answerOf(backend, threadId);
      if (transport === 'vercel') assert.deepEqual(new Set(seen(state.parts)), new Set(seen(stored)));
      const source = stored.find((part) => part.type === 'source');
      assert.deepEqual(source?.location, { path: 'src/a.ts', startLine: 3, endLine: 4 });
      const texts = seen(stored).filter(
        (part) => Array.isArray(part) && (part[0] === 'text' || part[0] === 'reasoning'),
      );
      assert.deepEqual(texts, [
        ['reasoning', 'Let me see.'],
        ['text', 'It is **so**. 📏'],
      ]);
      if (transport === 'native') {
        assert.deepEqual(
          state.parts.filter((part) => part.type === 'text').map((part) => part.text),
          ['It is **so**. 📏'],
        );
      }

      const run = (await backend.listRuns?.(threadId, {}, never()))?.items[0] ?? assert.fail();
      assert.deepEqual(
        [run.id, run.nonce, run.status, run.agentId],
        [state.runId, 'run-nonce', 'completed', 'obedient'],
      );
      assert.deepEqual(await backend.getRun?.(threadId, run.id, never()), run);
    });
  }

  it('agree about a run that is attached to after its end', async () => {
    const backend = open();
    const { threadId } = await ask(backend, answer);
    const live = await eventsOf(backend.startRun(threadId, { agentId: 'obedient', nonce: 'n' }, never()));
    const { runId } = live.events.reduce(reduceRun, emptyRun);
    const again = await eventsOf(backend.attachRun?.(threadId, runId ?? '', never()) ?? assert.fail());
    const partsOf = (events: readonly RunEvent[]) => events.reduce(reduceRun, emptyRun).parts;
    assert.deepEqual(partsOf(again.events), partsOf(live.events));
    assert.equal(again.events.at(-1)?.type, 'run-end');
  });

  it('agree that a stopped run was cancelled, and keep what it had said', async () => {
    const backend = open();
    const { threadId } = await ask(backend, [...say('0', 'So far.'), { type: 'hang' }]);
    const events: RunEvent[] = [];
    for await (const event of backend.startRun(threadId, { agentId: 'obedient', nonce: 'n' }, never())) {
      events.push(event);
      const { runId: id } = events.reduce(reduceRun, emptyRun);
      if (event.type === 'text-end')
        await backend.cancelRun?.({ id: id ?? '', threadId, agentId: 'obedient' }, never());
    }
    assert.equal(events.reduce(reduceRun, emptyRun).outcome, 'cancelled');
    const { items } = await backend.listMessages(threadId, {}, never());
    assert.equal(textOf(items[0] ?? assert.fail()), 'So far.');
    assert.equal((await backend.getThread(threadId, never())).status, 'idle');
  });

  it('agree that a run failed, and why', async () => {
    const backend = open();
    const { threadId } = await ask(backend, [...say('0', 'Hm.'), { type: 'throw', message: 'out of ideas' }]);
    const { events } = await eventsOf(backend.startRun(threadId, { agentId: 'obedient', nonce: 'n' }, never()));
    const { outcome, reason } = events.reduce(reduceRun, emptyRun);
    assert.equal(outcome, 'failed');
    assert.ok(reason);
  });

  it('agree about what is busy and what is missing', async () => {
    const backend = open();
    const { threadId } = await ask(backend, [{ type: 'hang' }]);
    const controller = new AbortController();
    for await (const event of backend.startRun(threadId, { agentId: 'obedient', nonce: 'n' }, controller.signal)) {
      if (event.type === 'run-start' && event.runId !== undefined) break;
    }
    const thread = await backend.getThread(threadId, never());
    assert.equal(thread.status, 'running');
    const second = await eventsOf(backend.startRun(threadId, { agentId: 'obedient', nonce: 'm' }, never()));
    assert.equal((second.error as { kind?: string } | undefined)?.kind, 'busy');
    await backend.cancelRun?.({ id: thread.activeRunId ?? '', threadId }, never());

    for (const failing of [
      backend.getThread('no-such-thread', never()),
      backend.listMessages('no-such-thread', {}, never()),
      backend.deleteThread('no-such-thread', never()),
      backend.getRun?.(threadId, 'no-such-run', never()),
      backend.getSource?.({ chunkId: 'no-such-chunk', databaseId: 'workspace' }, never()),
    ]) {
      assert.equal((await failureOf(failing ?? assert.fail())).kind, 'not-found');
    }
  });

  it('agree about the agents, the text behind a source, and what was deleted', async () => {
    const backend = open();
    assert.deepEqual(
      (await backend.listAgents(never())).map(({ id, canRun, tools }) => [id, canRun, tools]),
      [
        ['obedient', true, ['look']],
        ['stubborn', true, ['look']],
      ],
    );
    const { threadId, message } = await ask(backend, answer);
    await eventsOf(backend.startRun(threadId, { agentId: 'obedient', nonce: 'n' }, never()));
    const source = (await answerOf(backend, threadId)).find((part) => part.type === 'source') ?? assert.fail();
    const { chunkId = '', databaseId = '' } = source;
    const content = await backend.getSource?.({ chunkId, databaseId }, never());
    assert.deepEqual(content?.text, 'const a = 1;\nconst b = 2;');

    await backend.deleteMessage?.(threadId, message.id, never());
    assert.ok((await backend.listMessages(threadId, {}, never())).items.every(({ id }) => id !== message.id));
    await backend.deleteThread(threadId, never());
    assert.ok((await backend.listThreads({}, never())).items.every(({ id }) => id !== threadId));
  });
});
