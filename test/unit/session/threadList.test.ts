import assert from 'node:assert/strict';
import { AgentError } from '../../../src/model/errors.ts';
import { textOf } from '../../../src/model/message.ts';
import type { ThreadList } from '../../../src/session/threadList.ts';
import { answer, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, type TestWindow, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

describe('the threads of a connection', () => {
  let world: SessionWorld;
  let window: TestWindow;
  let list: ThreadList;
  afterEach(() => world.dispose());

  function create(threads: number, options: Parameters<typeof createSessionWorld>[0] = {}): void {
    world = createSessionWorld({ pageSize: 3, ...options });
    for (let count = 1; count <= threads; count++)
      world.service.addThread({ id: `t${count}`, title: `Title ${count}` });
    window = world.open();
    list = window.session.threads(hosted.id);
  }

  const ids = (): readonly string[] => list.state().items.map((row) => row.threadId);

  it('are read a page at a time, newest first, and only when asked', async () => {
    create(7);
    await world.pass(60_000);
    assert.deepEqual(world.service.calls, []);
    assert.equal(list.state().loadedAt, undefined);
    await list.refresh();
    assert.deepEqual(ids(), ['t7', 't6', 't5']);
    assert.equal(list.state().hasMore, true);
    await list.loadMore();
    await list.loadMore();
    assert.deepEqual(ids(), ['t7', 't6', 't5', 't4', 't3', 't2', 't1']);
    assert.equal(list.state().hasMore, false);
    await list.loadMore();
    assert.equal(world.service.count('listThreads'), 3);
  });

  it('are not doubled when pages shift, and none is missed', async () => {
    create(6);
    await list.refresh();
    world.service.addThread({ id: 't7' });
    world.service.addThread({ id: 't8' });
    await list.loadMore();
    await list.loadMore();
    assert.deepEqual(ids(), ['t6', 't5', 't4', 't3', 't2', 't1']);
    await list.refresh();
    assert.deepEqual(ids().slice(0, 3), ['t8', 't7', 't6']);
    assert.equal(ids().length, 8);
  });

  it('tell of a new title as a change of that thread alone', async () => {
    create(3);
    await list.refresh();
    const [first, , last] = list.state().items;
    const changes: unknown[] = [];
    const listener = list.onDidChange((change) => changes.push(change));
    await window.session.renameThread(hosted.id, 't2', 'Another title');
    listener.dispose();
    assert.ok(changes.length > 0);
    for (const change of changes) assert.deepEqual(change, { kind: 'thread', threadId: 't2' });
    assert.equal(list.row('t2')?.title, 'Another title');
    assert.deepEqual(
      list.state().items.map((row) => row.title),
      ['Title 3', 'Another title', 'Title 1'],
    );
    // What did not change is not made anew.
    assert.equal(list.state().items[0], first);
    assert.equal(list.state().items[2], last);
    assert.equal(list.row('t9'), undefined);
  });

  it('show a title that another window gave as soon as it was read', async () => {
    create(2, { without: ['renameThread'] });
    await list.refresh();
    assert.equal(list.state().items[1]?.title, 'Title 1');
    const other = world.open();
    await other.session.renameThread(hosted.id, 't1', 'From elsewhere');
    await window.session.threadPage(hosted.id, {}, new AbortController().signal);
    assert.equal(list.row('t1')?.title, 'From elsewhere');
    assert.equal(list.state().items[1]?.title, 'From elsewhere');
  });

  it('none is missed after one was deleted', async () => {
    create(6);
    await list.refresh();
    await window.session.deleteThread(hosted.id, 't6');
    assert.deepEqual(ids(), ['t5', 't4']);
    await list.loadMore();
    assert.deepEqual(ids(), ['t5', 't4', 't3', 't2', 't1']);
  });

  it('stay as they were when a load fails, with the reason', async () => {
    create(2);
    await list.refresh();
    const { loadedAt } = list.state();
    world.service.failAll(networkError(false));
    await world.pass(60_000);
    await list.refresh();
    assert.deepEqual(ids(), ['t2', 't1']);
    assert.equal(list.state().load, 'failed');
    assert.equal(list.state().loadedAt, loadedAt);
    assert.match(list.state().problem?.title ?? '', /load the threads/);
    world.service.failAll(undefined);
    await list.refresh();
    assert.equal(list.state().load, 'idle');
    assert.equal(list.state().problem, undefined);
  });

  it('show a failed first load as a failure and not as an empty list', async () => {
    create(2);
    world.service.failAll(networkError(false));
    await list.refresh();
    assert.equal(list.state().load, 'failed');
    assert.equal(list.state().loadedAt, undefined);
  });

  it('share one request between those who ask at the same time', async () => {
    create(2);
    await Promise.all([list.refresh(), list.refresh(), list.refresh()]);
    assert.ok(world.service.count('listThreads') <= 2, `${world.service.count('listThreads')} requests`);
  });

  it('have the new thread at the top, running until its run has ended', async () => {
    create(2);
    await list.refresh();
    const changes: string[] = [];
    list.onDidChange((change) => changes.push(change.kind === 'list' ? 'list' : change.threadId));
    const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };
    const conversation = await window.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    const threadId = conversation.key.threadId ?? '';
    assert.deepEqual(ids(), [threadId, 't2', 't1']);
    assert.deepEqual(list.state().items[0]?.title, 'Why?');
    assert.equal(list.state().items[0]?.isRunning, true);
    assert.ok(changes.includes('list') && changes.includes(threadId));
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await world.pass(0);
    assert.equal(list.state().items[0]?.isRunning, false);
    assert.deepEqual(
      list
        .messages(threadId)
        .state()
        .items.map((message) => textOf(message)),
      ['Why?', 'A'],
    );
  });

  it('are asked about runs of others while someone looks and something runs, and no longer', async () => {
    create(2);
    const run = world.service.addRun('t1');
    await list.refresh();
    assert.equal(list.state().items[1]?.isRunning, true);
    await world.pass(60_000);
    assert.equal(world.service.count('getThread'), 0, 'nobody looks');
    const looking = list.onDidChange(() => undefined);
    await world.pass(60_000);
    const asked = world.service.count('getThread');
    assert.ok(asked >= 10 && asked <= 12, `${asked} requests a minute`);
    run.end();
    await world.pass(10_000);
    assert.equal(list.state().items[1]?.isRunning, false);
    const settled = world.service.count('getThread');
    await world.pass(600_000);
    assert.equal(world.service.count('getThread'), settled, 'nothing runs');
    looking.dispose();
    assert.deepEqual(world.clock.pending, []);
  });

  it('lose a running thread that was deleted elsewhere', async () => {
    create(2);
    world.service.addRun('t1');
    await list.refresh();
    list.onDidChange(() => undefined);
    world.service.removeThread('t1');
    await world.pass(6000);
    assert.deepEqual(ids(), ['t2']);
  });

  it('are renamed at the service where it can', async () => {
    create(1);
    await list.refresh();
    await window.session.renameThread(hosted.id, 't1', 'New');
    assert.equal(world.service.threads[0]?.title, 'New');
    assert.equal(list.state().items[0]?.title, 'New');
    assert.deepEqual(world.filesIn('titles.json'), []);
  });

  it('are renamed on this machine where the service turns out to be unable to', async () => {
    create(1);
    await list.refresh();
    world.service.fail('renameThread', { when: 'before', error: new AgentError('unsupported', 'no such route') });
    await window.session.renameThread(hosted.id, 't1', 'Mine');
    assert.equal(world.service.threads[0]?.title, 'Title 1');
    assert.equal(list.state().items[0]?.title, 'Mine');
  });

  it('come with what is left of the account, which is read again after a run', async () => {
    create(1, { isStateful: true });
    await list.refresh();
    await world.pass(0);
    assert.deepEqual(list.state().account, { name: 'ada@example.com', used: 1, allowed: 5 });
    const conversation = await window.session.ask({
      nonce: 'n1',
      connectionId: hosted.id,
      question: 'Why?',
      snippets: [],
    });
    const before = world.service.count('getAccount');
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await world.passUntil(() => world.service.count('getAccount') > before);
    world.service.fail('getAccount', { when: 'before' });
    await list.refresh();
    await world.pass(0);
    assert.equal(list.state().load, 'idle');
    assert.equal(list.state().account?.used, 1);
  });

  it('are deleted with all that this computer keeps of them', async () => {
    create(0, { without: ['renameThread'] });
    const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };
    const conversation = await window.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('A');
    await world.pass(1000);
    const threadId = conversation.key.threadId ?? '';
    await window.session.renameThread(hosted.id, threadId, 'Mine');
    await window.session.deleteThread(hosted.id, threadId);
    await world.pass(10_000);
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.deepEqual(world.filesIn('journal'), []);
    const { readFileSync } = await import('node:fs');
    assert.ok(!readFileSync(`${world.folder}/titles.json`, 'utf8').includes('Mine'));
    assert.deepEqual(ids(), []);
  });

  it('stay when the service does not delete', async () => {
    create(1);
    await list.refresh();
    world.service.fail('deleteThread', { when: 'before' });
    await assert.rejects(window.session.deleteThread(hosted.id, 't1'), { kind: 'network' });
    assert.deepEqual(ids(), ['t1']);
  });

  it('go when somebody else has deleted them already', async () => {
    create(1);
    await list.refresh();
    world.service.removeThread('t1');
    world.service.fail('deleteThread', { when: 'before', error: answer('not-found', 404) });
    await window.session.deleteThread(hosted.id, 't1');
    assert.deepEqual(ids(), []);
  });

  it('never have an empty title', async () => {
    create(0);
    world.service.addThread({ title: '' });
    await list.refresh();
    assert.equal(list.state().items[0]?.title, 'Untitled');
  });
});

describe('the messages of a thread', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  function add(count: number): void {
    for (let index = 0; index < count; index++) {
      const text = String(world.service.messagesOf('t').length + 1);
      world.service.addMessage('t', { parts: [{ type: 'text', text }] });
    }
  }

  const numbers = (from: number, to: number): readonly string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

  it('are the newest page, oldest first, then older ones on demand, whatever is added meanwhile', async () => {
    world = createSessionWorld({ pageSize: 5 });
    world.service.addThread({ id: 't' });
    add(12);
    const list = world.open().session.threads(hosted.id).messages('t');
    const texts = (): readonly string[] => list.state().items.map((message) => textOf(message));
    await list.refresh();
    assert.deepEqual(texts(), numbers(8, 12));
    add(3);
    await list.loadMore();
    assert.deepEqual(texts(), numbers(6, 12));
    await list.refresh();
    assert.deepEqual(texts(), numbers(6, 15));
    add(11);
    await list.refresh();
    assert.deepEqual(texts(), numbers(6, 26));
    await list.loadMore();
    await list.loadMore();
    assert.deepEqual(texts(), numbers(1, 26));
    assert.equal(list.state().hasMore, false);
  });

  it('lose what was deleted elsewhere, and have no gap after a long absence', async () => {
    world = createSessionWorld({ pageSize: 2 });
    world.service.addThread({ id: 't' });
    add(4);
    const { session } = world.open();
    const list = session.threads(hosted.id).messages('t');
    const texts = (): readonly string[] => list.state().items.map((message) => textOf(message));
    await list.refresh();
    await list.loadMore();
    const gone = world.service.messagesOf('t')[3]?.id ?? '';
    await world.service.backend.deleteMessage?.('t', gone, new AbortController().signal);
    await list.refresh();
    assert.deepEqual(texts(), ['1', '2', '3']);
    add(30);
    await list.refresh();
    assert.equal(texts().length, 20);
    assert.equal(list.state().hasMore, true);
    while (list.state().hasMore) await list.loadMore();
    assert.equal(texts().length, 33);
  });

  it('cost one request per page, however many were read before', async () => {
    world = createSessionWorld({ pageSize: 10 });
    world.service.addThread({ id: 't' });
    add(200);
    const list = world.open().session.threads(hosted.id).messages('t');
    await list.refresh();
    while (list.state().hasMore) await list.loadMore();
    assert.equal(world.service.count('listMessages'), 20);
    await list.refresh();
    assert.equal(world.service.count('listMessages'), 21);
  });

  it('stay as they were when a load fails', async () => {
    world = createSessionWorld();
    world.service.addThread({ id: 't' });
    add(2);
    const list = world.open().session.threads(hosted.id).messages('t');
    await list.refresh();
    world.service.failAll(networkError(false));
    await list.refresh();
    assert.equal(list.state().items.length, 2);
    assert.equal(list.state().load, 'failed');
  });
});
