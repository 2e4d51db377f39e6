import assert from 'node:assert/strict';
import { localConnection } from '../../../src/model/connection.ts';
import { networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };

describe('two windows on one computer', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  it('show the same prompt, and only the one that took it sends it', async () => {
    world = createSessionWorld();
    const first = world.open();
    const second = world.open();
    world.service.fail('createMessage', { when: 'never' });
    const thread = world.service.addThread();
    await first.session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => world.service.count('createMessage') === 1);
    const other = second.session.conversation({ connectionId: hosted.id, threadId: thread.id });
    await other.load();
    await world.pass(120_000);
    assert.equal(world.service.count('createMessage'), 1);
    assert.equal((await second.session.pendingSubmissions()).length, 1);
    assert.equal(readPanel(other)[0], 'user: Why?');
  });

  it('hand a prompt over when the one that sends it is killed', async () => {
    world = createSessionWorld();
    const first = world.open();
    const second = world.open();
    const thread = world.service.addThread();
    world.service.fail('createMessage', { when: 'before' });
    world.service.fail('listMessages', { when: 'before' });
    await first.session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => world.service.count('createMessage') === 1);
    const other = second.session.conversation({ connectionId: hosted.id, threadId: thread.id });
    await other.load();
    assert.deepEqual(readPanel(other), ['user (sending): Why?']);
    first.crash();
    await world.passUntil(() => world.service.runs.length === 1, 30_000);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => other.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(other), ['user: Why?', 'assistant: A']);
    assert.equal(world.service.messagesOf(thread.id).length, 2);
  });

  it('hand a prompt over when the process id of the dead one belongs to another program', async () => {
    world = createSessionWorld();
    const first = world.open({ processId: 7, crashAt: () => true });
    await first.session.ask(question);
    await world.pass(0);
    const impostor = world.open({ processId: 7 });
    const second = world.open();
    await world.pass(30_000);
    assert.equal(world.service.runs.length, 0, 'too early: it might only be slow');
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual([...impostor.logged, ...second.logged], []);
  });

  it('do not take over from one that is alive, however long a request takes', async () => {
    world = createSessionWorld();
    const first = world.open();
    world.service.fail('createThread', { when: 'never' });
    await first.session.ask(question);
    await world.pass(0);
    const second = world.open();
    await world.pass(60_000);
    world.sleep(8 * 3_600_000);
    await world.pass(60_000);
    assert.equal(world.service.count('createThread'), 1);
    assert.equal(world.service.threads.length, 1);
    assert.deepEqual(second.logged, []);
  });

  it('hand over at once when a window is closed, which leaves nothing in memory', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Beca');
    await world.pass(0);
    conversation.setDraft('half a thought', 1);
    await first.close();
    assert.equal(world.service.lastRun.status, 'running');
    const second = world.open();
    const back = second.session.conversation(conversation.key);
    await back.load();
    await world.passUntil(() => back.state().run?.activity === 'streaming', 1000);
    assert.equal(back.state().draft, 'half a thought');
    assert.deepEqual(readPanel(back), ['user: Why?', 'draft: Beca']);
  });

  it('does not bring back a draft that was sent or typed on, although a panel kept it', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    conversation.setDraft('Next', 1);
    conversation.setDraft('Next one', 2);
    await first.close();
    const second = world.open();
    const back = second.session.conversation(conversation.key);
    back.setDraft('Next', 1);
    await back.load();
    await world.passUntil(() => back.state().draft === 'Next one');
    await back.send({ ...question, question: 'Next one', nonce: 'second' });
    back.setDraft('Next one', 2);
    assert.equal(back.state().draft, '');
    await second.close();
    const third = world.open().session.conversation(conversation.key);
    third.setDraft('Next one', 2);
    await third.load();
    await world.passUntil(() => third.state().draft === '');
  });

  it('keeps the newer draft of a thread when a panel comes back by the name it had before the thread', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    conversation.setDraft('Typed last', 5);
    await first.close();
    const second = world.open();
    const back = second.session.conversation({ connectionId: hosted.id, nonce: question.nonce });
    await back.load();
    back.setDraft('Typed', 2);
    await world.passUntil(() => back.key.threadId !== undefined);
    await world.passUntil(() => back.state().draft === 'Typed last');
    await second.close();
    const third = world.open().session.conversation(back.key);
    await third.load();
    assert.equal(third.state().draft, 'Typed last');
  });

  it('does not write what an older panel says over a draft that is not read yet', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    conversation.setDraft('Typed last', 5);
    await first.close();
    const second = world.open();
    second.session.conversation(conversation.key).setDraft('Typed', 2);
    await world.pass(1000);
    await second.close();
    const third = world.open().session.conversation(conversation.key);
    await third.load();
    assert.equal(third.state().draft, 'Typed last');
  });

  it('can both follow one run, and each keeps its own record', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('A');
    await world.pass(300);
    const second = world.open();
    const other = second.session.conversation(conversation.key);
    await other.load();
    await world.pass(300);
    assert.deepEqual(readPanel(other), ['user: Why?', 'draft: A']);
    assert.equal(world.filesIn('journal').length, 2);
    world.service.lastRun.say('B');
    world.service.lastRun.end();
    await world.pass(5000);
    for (const each of [conversation, other]) assert.deepEqual(readPanel(each), ['user: Why?', 'assistant: AB']);
    assert.deepEqual(world.filesIn('journal'), []);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('share titles that the service cannot keep', async () => {
    world = createSessionWorld({ without: ['renameThread'] });
    const threads = [world.service.addThread({ title: 'one' }), world.service.addThread({ title: 'two' })];
    const [one, two] = threads.map((thread) => thread.id) as [string, string];
    const first = world.open();
    const second = world.open();
    await Promise.all([
      first.session.renameThread(hosted.id, one, ' First '),
      second.session.renameThread(hosted.id, two, 'Second'),
      world.passUntil(() => true).then(() => world.pass(1000)),
    ]);
    for (const { session } of [first, second]) {
      const list = session.threads(hosted.id);
      await list.refresh();
      assert.deepEqual(
        list.state().items.map((row) => row.title),
        ['Second', 'First'],
      );
    }
    await first.session.renameThread(hosted.id, one, '');
    assert.deepEqual(
      first.session
        .threads(hosted.id)
        .state()
        .items.map((row) => row.title),
      ['Second', 'one'],
    );
  });

  it('remember the last choice of either', async () => {
    world = createSessionWorld();
    const first = world.open();
    first.session.rememberChoice({ connectionId: hosted.id, agentId: 'lookup' });
    assert.deepEqual(await first.session.lastChoice(), { connectionId: hosted.id, agentId: 'lookup' });
    await world.pass(1000);
    const second = world.open();
    await world.pass(0);
    second.session.rememberChoice({ threadId: 't' });
    assert.deepEqual(await second.session.lastChoice(), { connectionId: hosted.id, agentId: 'lookup', threadId: 't' });
  });

  it('know the last choice when they are asked for the first time', async () => {
    world = createSessionWorld();
    world.open().session.rememberChoice({ connectionId: hosted.id, agentId: 'lookup' });
    await world.pass(1000);
    assert.deepEqual(await world.open().session.lastChoice(), { connectionId: hosted.id, agentId: 'lookup' });
  });
});

describe('connections', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  it('that do not exist are refused by name', () => {
    world = createSessionWorld();
    const { session } = world.open();
    assert.throws(() => session.threads('gone'), { kind: 'not-found' });
  });

  it('are opened once, and again after a change', async () => {
    world = createSessionWorld();
    let opened = 0;
    const { session } = world.open({ openBackend: () => Promise.resolve((opened++, world.service.backend)) });
    let changes = 0;
    session.onDidChangeConnections(() => (changes += 1));
    await Promise.all([session.agents(hosted.id), session.threads(hosted.id).refresh()]);
    assert.equal(opened, 1);
    assert.equal(world.service.count('listAgents'), 1);
    session.connectionsChanged();
    await session.agents(hosted.id);
    assert.equal(opened, 2);
    assert.equal(changes, 1);
  });

  it('are tried again after they could not be opened', async () => {
    world = createSessionWorld();
    let isDown = true;
    const { session } = world.open({
      openBackend: () => (isDown ? Promise.reject(networkError(false)) : Promise.resolve(world.service.backend)),
    });
    await assert.rejects(session.agents(hosted.id), { kind: 'network' });
    isDown = false;
    assert.equal((await session.agents(hosted.id)).length, 2);
  });

  it('that were removed keep their prompts on disk and cannot be sent to', async () => {
    world = createSessionWorld();
    let connections = [localConnection, hosted];
    const { session } = world.open({ connections: () => connections });
    const conversation = session.conversation({ connectionId: hosted.id, nonce: 'new' });
    connections = [localConnection];
    session.connectionsChanged();
    assert.match(conversation.state().cannotSend ?? '', /removed/);
    assert.equal(conversation.state().connectionName, 'Hosted');
  });

  it('start the local host again when it has gone, and send nothing twice', async () => {
    world = createSessionWorld();
    let opened = 0;
    const { session } = world.open({ openBackend: () => Promise.resolve((opened++, world.service.backend)) });
    await session.agents(localConnection.id);
    world.service.fail('createThread', { when: 'before', error: networkError(false) });
    world.service.fail('startRun', { when: 'before', error: networkError(false) });
    const conversation = await session.ask({ ...question, connectionId: localConnection.id });
    await world.passUntil(() => conversation.state().run?.state.runId !== undefined);
    assert.equal(opened, 3);
    assert.equal(world.service.count('createThread'), 2);
    assert.equal(world.service.runs.length, 1);
    assert.equal(conversation.state().problem, undefined);
  });
});
