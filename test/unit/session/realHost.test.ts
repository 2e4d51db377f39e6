import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openBackend } from '../../../src/backends/open.ts';
import { localConnection } from '../../../src/model/connection.ts';
import { systemClock } from '../../../src/net/clock.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { createLocalHost } from '../../../src/session/localHost.ts';
import { type Session, createSession } from '../../../src/session/session.ts';
import { isProcessAlive } from '../../../src/session/windowClaims.ts';
import { removeFolder, temporaryFolder } from '../../support/localHost.ts';
import { type ScriptStep, cite, look, say, think } from '../../support/localHostAgents.ts';
import { readPanel } from '../../support/sessionWorld.ts';

/** The session over the extension's own client and a real host in a process of its own. */
describe('a session on the local agent host', () => {
  let folder: string;
  let session: Session;

  const hostFile = (): string => path.join(folder, 'local', 'host.json');
  const hostId = (): number => (JSON.parse(readFileSync(hostFile(), 'utf8')) as { pid: number }).pid;
  const filesIn = (name: string): readonly string[] =>
    existsSync(path.join(folder, name)) ? readdirSync(path.join(folder, name)) : [];

  function open(): Session {
    const host = createLocalHost({
      script: path.resolve('test/support/localHostScripted.ts'),
      execPath: process.execPath,
      storageDir: folder,
      version: '1',
      clock: systemClock,
      log: () => undefined,
    });
    return createSession({
      storageDir: folder,
      connections: () => [localConnection],
      async openBackend(connection) {
        const { socketPath, token } = await host.ensure();
        const key = { origin: 'http://localhost', key: token };
        return openBackend(connection, {
          socketPath,
          key: () => Promise.resolve(key),
          clock: systemClock,
          log: () => undefined,
        });
      },
      clock: systemClock,
      log: () => undefined,
      createId: randomUUID,
      workspace: () => ({ folders: [], exclude: [] }),
    });
  }

  beforeEach(() => {
    folder = temporaryFolder();
    session = open();
  });
  afterEach(async () => {
    await session.dispose();
    if (existsSync(hostFile()) && isProcessAlive(hostId())) process.kill(hostId(), 'SIGKILL');
    removeFolder(folder);
  });

  const ask = (script: readonly ScriptStep[]): Promise<Conversation> =>
    session.ask({
      nonce: randomUUID(),
      connectionId: localConnection.id,
      agentId: 'obedient',
      question: JSON.stringify(script),
      snippets: [],
    });

  /** Resolves when something about a conversation is true. */
  function when(conversation: Conversation, condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const subscription = conversation.onDidChange(() => check());
      const check = (): void => {
        if (!condition()) return;
        subscription.dispose();
        resolve();
      };
      check();
    });
  }

  const ended = (conversation: Conversation): Promise<void> =>
    when(
      conversation,
      () => conversation.state().run?.activity === 'ended' && conversation.state().run?.isStored === true,
    );
  const answer = (conversation: Conversation): string | undefined => readPanel(conversation)[1];

  it('asks, streams and ends with what the host stored, and nothing is left over', async () => {
    const conversation = await ask([
      ...think('r', 'Let me ', 'look.'),
      ...look('c', { q: 'a' }, { hits: 1 }),
      ...say('t', 'It ', 'is so.'),
      cite('src/a.ts', 3, 'one\ntwo'),
    ]);
    await conversation.load();
    await ended(conversation);
    const { run, messages, problem } = conversation.state();
    assert.equal(run?.state.outcome, 'completed');
    assert.equal(run.note, undefined);
    assert.equal(run.agentName, 'Obedient');
    assert.equal(problem, undefined);
    assert.deepEqual(
      messages.map((message) => message.state),
      messages.map(() => 'stored'),
    );
    assert.match(readPanel(conversation).join('\n'), /It is so\./);
    await when(conversation, () => filesIn('outbox').length === 0);
    assert.deepEqual(filesIn('journal'), []);
    const list = session.threads(localConnection.id);
    await list.refresh();
    assert.equal(list.state().items[0]?.isRunning, false);
  });

  it('stops a run, and the thread says so with the text that came', async () => {
    const conversation = await ask([...say('t', 'Half'), { type: 'hang' }]);
    await when(conversation, () => answer(conversation) === 'draft: Half');
    await conversation.stop();
    await ended(conversation);
    assert.equal(conversation.state().run?.state.outcome, 'cancelled');
    assert.equal(answer(conversation), 'assistant: Half');
  });

  it('goes on with a run after the window was reloaded', async () => {
    const conversation = await ask([...say('t', 'Half'), { type: 'hang' }]);
    await when(conversation, () => answer(conversation) === 'draft: Half');
    await session.dispose();
    session = open();
    const back = session.conversation(conversation.key);
    await back.load();
    await when(back, () => back.state().run?.activity === 'streaming');
    assert.equal(answer(back), 'draft: Half');
    await back.stop();
    await ended(back);
    assert.equal(answer(back), 'assistant: Half');
  });

  it('keeps the text and says that the run failed when the host is killed', async () => {
    const conversation = await ask([...say('t', 'Half'), { type: 'hang' }]);
    await when(conversation, () => answer(conversation) === 'draft: Half');
    process.kill(hostId(), 'SIGKILL');
    await ended(conversation);
    assert.equal(conversation.state().run?.state.outcome, 'failed');
    assert.match(conversation.state().run?.state.reason ?? '', /stopped while this run was going on/);
    assert.match(answer(conversation) ?? '', /^assistant( \(unsaved\))?: Half$/);
  }).timeout(60_000);

  it('shows why a run failed', async () => {
    const conversation = await ask([{ type: 'throw', message: 'out of ink' }]);
    await ended(conversation);
    assert.equal(conversation.state().run?.state.outcome, 'failed');
    assert.match(conversation.state().run?.state.reason ?? '', /out of ink/);
  });

  it('changes a question, takes away what came after it and runs again, with what was set for the run', async () => {
    const conversation = await ask(say('t', 'One'));
    await ended(conversation);
    await conversation.addMessage('system', 'Be brief.');
    const [question] = conversation.state().messages;
    assert.ok(question);
    assert.equal((await conversation.messagesAfter(question.id)).length, 2);
    conversation.setRunSettings({ temperature: 0.5, group: 'tests' });
    await conversation.runFrom(question.id, JSON.stringify(say('t', 'Two')));
    await when(conversation, () => conversation.state().run?.activity !== 'ended');
    await ended(conversation);
    assert.deepEqual(readPanel(conversation).slice(1), ['assistant: Two']);
    await conversation.rerun();
    await when(conversation, () => conversation.state().run?.activity !== 'ended');
    await ended(conversation);
    assert.deepEqual(readPanel(conversation).slice(1), ['assistant: Two', 'assistant: Two']);
    const { signal } = new AbortController();
    const runs = await session.runs(localConnection.id, conversation.key.threadId ?? '', signal);
    assert.deepEqual(
      runs.map((run) => run.status),
      ['completed', 'completed', 'completed'],
    );
    await when(conversation, () => filesIn('outbox').length === 0);
    assert.deepEqual(filesIn('journal'), []);
  }).timeout(20_000);

  it('changes, reads and deletes messages one by one', async () => {
    const conversation = await ask(say('t', 'One'));
    await ended(conversation);
    const [, reply] = conversation.state().messages;
    assert.ok(reply);
    await conversation.editMessage(reply.id, 'Uno');
    assert.equal(answer(conversation), 'assistant: Uno');
    await conversation.expandMessage(reply.id);
    const raw = (await conversation.rawMessage(reply.id)) as { readonly id?: string };
    assert.equal(raw.id, reply.id);
    await conversation.deleteMessage(reply.id);
    await conversation.load();
    assert.equal(answer(conversation), undefined);
    const { messageActions, runActions, hasRunSettings } = conversation.state();
    assert.deepEqual(messageActions, ['edit', 'editAndRun', 'runAgain', 'delete', 'raw']);
    assert.ok(runActions?.includes('details'));
    assert.equal(hasRunSettings, true);
  });

  it('renames and deletes', async () => {
    const conversation = await ask(say('t', 'A'));
    await ended(conversation);
    const threadId = conversation.key.threadId ?? '';
    await session.renameThread(localConnection.id, threadId, 'Mine');
    assert.equal(conversation.state().title, 'Mine');
    const list = session.threads(localConnection.id);
    await list.refresh();
    assert.equal(list.state().items[0]?.title, 'Mine');
    await session.deleteThread(localConnection.id, threadId);
    await list.refresh();
    assert.deepEqual(list.state().items, []);
  });
});
