import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type SeekrFlowBackend, seekrFlowBackend } from '../../../src/backends/seekrflow/seekrFlowBackend.ts';
import { type Connection, type Transport, localConnection } from '../../../src/model/connection.ts';
import { isAgentError } from '../../../src/model/errors.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { emptyRun, reduceRun } from '../../../src/model/runState.ts';
import { transcriptOf } from '../../../src/model/transcript.ts';
import { systemClock } from '../../../src/net/clock.ts';
import {
  collected,
  killSpawnedHosts,
  removeFolder,
  startLocalHostProcess,
  temporaryFolder,
} from '../../support/localHost.ts';
import { cite, look, say, think } from '../../support/localHostAgents.ts';
import { socketHostOf, spawnSocketHost } from '../../support/localHostSocket.ts';

/** The extension's own client against the real host: over the socket, and over TCP as a hosted service. */
describe('the SeekrFlow client and the local host', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await killSpawnedHosts();
    removeFolder(folder);
  });

  async function openLocal(): Promise<SeekrFlowBackend> {
    spawnSocketHost(folder);
    const { socket } = await socketHostOf(folder);
    const key = readFileSync(path.join(folder, 'token'), 'utf8');
    return open(localConnection, { origin: 'http://localhost', key }, socket);
  }

  async function openHosted(transport: Transport): Promise<SeekrFlowBackend> {
    const { url, token } = await startLocalHostProcess({ dataFolder: folder });
    const connection: Connection = { id: 'tcp', name: 'TCP', kind: 'seekrflow', url, transport };
    return open(connection, { origin: url, key: token });
  }

  function open(connection: Connection, key: { origin: string; key: string }, socketPath?: string): SeekrFlowBackend {
    return seekrFlowBackend(connection, {
      key: () => Promise.resolve(key),
      clock: systemClock,
      log: () => undefined,
      ...(socketPath === undefined ? {} : { socketPath }),
    });
  }

  const never = new AbortController().signal;

  async function ask(backend: SeekrFlowBackend, script: readonly unknown[]): Promise<string> {
    const thread = await backend.createThread({ title: 'Why?', nonce: 'thread-nonce' }, never);
    assert.deepEqual([thread.title, thread.nonce, thread.status], ['Why?', 'thread-nonce', 'idle']);
    const text = JSON.stringify(script);
    await backend.createMessage(thread.id, { role: 'user', text, nonce: 'n', question: text, attachments: [] }, never);
    return thread.id;
  }

  const start = (backend: SeekrFlowBackend, threadId: string): AsyncIterable<RunEvent> =>
    backend.startRun(
      threadId,
      { agentId: 'obedient', nonce: 'run-nonce', workspace: { folders: [], exclude: [] } },
      never,
    );

  const script = [
    ...think('r', 'Let me look.'),
    ...look('c1', { q: 'a' }, { hits: 1 }),
    ...say('t', 'It ', 'is so.'),
    cite('src/a.ts', 3, 'one\ntwo', 'A › b'),
  ];

  for (const [name, openIt, isLiveWhole] of [
    ['over the socket', openLocal, true],
    ['over TCP, with UI messages', () => openHosted('vercel'), true],
    ['over TCP, with native events', () => openHosted('native'), false],
    ['over TCP, by asking again and again', () => openHosted('poll'), false],
  ] as const) {
    it(`agree on a run from the question to the sources, ${name}`, async () => {
      const backend = await openIt();
      assert.deepEqual(
        (await backend.listAgents(never)).map((agent) => [agent.id, agent.canRun, agent.tools]),
        [
          ['obedient', true, ['look']],
          ['stubborn', true, ['look']],
        ],
      );
      const threadId = await ask(backend, script);
      const events = await collected(start(backend, threadId));
      assert.deepEqual(events.at(-1), { type: 'run-end', outcome: 'completed' });
      const state = events.reduce(reduceRun, emptyRun);

      const [run] = (await backend.listRuns?.(threadId, {}, never))?.items ?? [];
      assert.equal(run?.status, 'completed');
      assert.equal(run.id, state.runId);
      assert.equal(run.nonce, 'run-nonce');

      const stored = (await backend.listMessages(threadId, {}, never)).items.toReversed();
      const [question, answer] = transcriptOf(stored);
      assert.equal(question?.messages[0]?.nonce, 'n');
      assert.deepEqual(
        answer?.parts.map((part) => part.type),
        ['reasoning', 'tool', 'text', 'source'],
      );
      if (isLiveWhole) {
        const types = transcriptOf([], state)[0]?.parts.map((part) => part.type);
        assert.deepEqual(types, ['reasoning', 'tool', 'text', 'source']);
      }
      const source = answer?.parts.at(-1);
      assert.ok(source?.type === 'source' && source.chunkId !== undefined && source.databaseId !== undefined);
      assert.deepEqual(source.location, { path: 'src/a.ts', startLine: 3, endLine: 4 });
      const { chunkId, databaseId } = source;
      assert.equal((await backend.getSource?.({ chunkId, databaseId }, never))?.text, 'one\ntwo');

      if (backend.attachRun) {
        const again = await collected(backend.attachRun(threadId, run.id, never));
        assert.deepEqual(again.at(-1), { type: 'run-end', outcome: 'completed' });
      }
      await backend.deleteThread(threadId, never);
      await assert.rejects(
        backend.getThread(threadId, never),
        (error) => isAgentError(error) && error.kind === 'not-found',
      );
    }).timeout(60_000);
  }

  it('agree on what a run did, what its answer rests on, and the files behind it', async () => {
    writeFileSync(path.join(folder, 'beans.ts'), 'let beans = 1;');
    const backend = await openLocal();
    const large = { file: 'beans.ts', text: 'growBeans '.repeat(3000) };
    const threadId = await ask(backend, [
      ...think('r', 'Let me look.'),
      ...look('c1', { path: 'beans.ts' }, large),
      ...say('t', '😀 `growBeans` is one. Nobody said this.'),
      cite('beans.ts', 1, 'let beans = 1;'),
    ]);
    const workspace = { folders: [{ name: 'garden', path: folder }], exclude: [] };
    await collected(backend.startRun(threadId, { agentId: 'obedient', nonce: 'n', workspace }, never));
    const [run] = (await backend.listRuns?.(threadId, {}, never))?.items ?? [];
    assert.ok(run);

    const spans = await backend.listSpans?.(run, never);
    assert.deepEqual(
      spans?.map((span) => span.name),
      ['run obedient', 'reasoning', 'tool look', 'answer'],
    );
    assert.ok(spans.slice(1).every((span) => span.parentId === spans[0]?.id));

    const attribution = await backend.attribute?.({ threadId, runId: run.id }, never);
    assert.deepEqual(
      attribution?.passages.map(({ text, offset, sources }) => [text, offset, sources.map((each) => each.filePath)]),
      [
        ['😀 `growBeans` is one.', 0, ['beans.ts']],
        ['Nobody said this.', 23, []],
      ],
    );
    const marked = await backend.attribute?.({ threadId, runId: run.id, highlight: 'growBeans' }, never);
    assert.deepEqual(
      marked?.passages.map(({ text, sources }) => [text, sources.length]),
      [['growBeans', 1]],
    );

    const [file] = (await backend.listFiles?.({}, never))?.items ?? [];
    assert.deepEqual([file?.name, file?.sizeBytes], ['beans.ts', 14]);
    assert.deepEqual(await backend.getFile?.(file?.id ?? '', never), file);
    const bytes = await backend.getFileContent?.(file?.id ?? '', 100, never);
    assert.equal(Buffer.from(bytes ?? []).toString(), 'let beans = 1;');

    const messages = (await backend.listMessages(threadId, {}, never)).items;
    const tool = messages.find((message) => message.role === 'tool');
    const whole = await backend.getMessage?.(threadId, tool?.id ?? '', { isExpanded: true }, never);
    assert.ok(JSON.stringify(tool?.parts).length < 5000);
    assert.ok(JSON.stringify(whole?.parts).includes(large.text));
    const [answer] = messages;
    const edited = await backend.updateMessage?.(threadId, answer?.id ?? '', { text: 'Edited.' }, never);
    assert.deepEqual(
      edited?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
      ['Edited.'],
    );
  });

  it('agree on a run that is stopped', async () => {
    const backend = await openLocal();
    const threadId = await ask(backend, [...say('t', 'Half'), { type: 'hang' }]);
    const events: RunEvent[] = [];
    for await (const event of start(backend, threadId)) {
      events.push(event);
      if (event.type !== 'text-end') continue;
      const { activeRunId } = await backend.getThread(threadId, never);
      assert.ok(activeRunId);
      await backend.cancelRun?.({ id: activeRunId, threadId, agentId: 'obedient' }, never);
    }
    const end = events.at(-1);
    assert.deepEqual([end?.type, end?.type === 'run-end' && end.outcome], ['run-end', 'cancelled']);
    assert.equal((await backend.getThread(threadId, never)).status, 'idle');
    const [answer] = (await backend.listMessages(threadId, {}, never)).items;
    assert.deepEqual(answer?.parts, [{ type: 'text', text: 'Half' }]);
  });

  it('agree on why a run failed', async () => {
    const backend = await openLocal();
    const threadId = await ask(backend, [{ type: 'throw', message: 'out of ink' }]);
    const reason = 'The agent broke: out of ink';
    const events = await collected(start(backend, threadId));
    assert.deepEqual(events.at(-1), { type: 'run-end', outcome: 'failed', reason });
    const [run] = (await backend.listRuns?.(threadId, {}, never))?.items ?? [];
    assert.deepEqual([run?.status, run?.reason], ['failed', reason]);
  });

  it('agree that a thread is busy', async () => {
    const backend = await openLocal();
    const threadId = await ask(backend, [{ type: 'hang' }]);
    const running = collected(start(backend, threadId));
    let activeRunId: string | undefined;
    while (activeRunId === undefined) ({ activeRunId } = await backend.getThread(threadId, never));
    const second = { role: 'user', text: 'x', nonce: 'm', question: 'x', attachments: [] };
    await assert.rejects(
      backend.createMessage(threadId, second, never),
      (error) => isAgentError(error) && error.kind === 'busy',
    );
    await backend.cancelRun?.({ id: activeRunId, threadId, agentId: 'obedient' }, never);
    await running;
  });
});
