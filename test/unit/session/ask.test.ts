import assert from 'node:assert/strict';
import { AgentError } from '../../../src/model/errors.ts';
import { applyEvents } from '../../../src/model/panel.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?\nReally', snippets: [] };

describe('asking', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  it('keeps the prompt on disk before anything is sent, then makes the thread, the message and one run', async () => {
    world = createSessionWorld();
    const { session } = world.open();
    const conversation = await session.ask(question);
    assert.deepEqual(world.service.calls, []);
    assert.equal(world.filesIn('outbox').length, 1);
    assert.deepEqual(readPanel(conversation).slice(0, 1), ['user (sending): Why?\nReally']);
    assert.equal(conversation.state().run?.activity, 'sending');

    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(world.service.threads[0]?.title, 'Why?');
    assert.equal(conversation.key.threadId, world.service.threads[0]?.id);
    world.service.lastRun.say('Because', ' so.');
    await world.pass(0);
    assert.deepEqual(readPanel(conversation), ['user: Why?\nReally', 'draft: Because so.']);
    assert.equal(conversation.state().run?.activity, 'streaming');
    assert.equal(conversation.state().run?.agentName, 'Code Lookup');

    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(conversation), ['user: Why?\nReally', 'assistant: Because so.']);
    assert.equal(conversation.state().run?.state.outcome, 'completed');
    assert.equal(conversation.state().run?.state.usage?.totalTokens, 4);
    for (const call of ['createThread', 'createMessage', 'startRun']) assert.equal(world.service.count(call), 1, call);
    assert.deepEqual(await session.pendingSubmissions(), []);
    assert.deepEqual(world.filesIn('journal'), []);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('tells every event, and the events alone lead to the same state as a snapshot', async () => {
    world = createSessionWorld();
    const conversation = await world.open().session.ask(question);
    let copy = conversation.state();
    const pairs: (readonly [unknown, unknown])[] = [];
    conversation.onDidChange((change) => {
      copy = change.kind === 'state' ? conversation.state() : applyEvents(copy, change.events);
      pairs.push([copy.run?.state, conversation.state().run?.state]);
    });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.push({ type: 'reasoning-start', id: 'r' }, { type: 'reasoning-delta', id: 'r', delta: 'Hm' });
    world.service.lastRun.say('a', 'b', 'c');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.equal(copy.run?.state.status, 'ended');
    assert.ok(pairs.length > 8);
    for (const [followed, snapshot] of pairs) assert.deepEqual(followed, snapshot);
  });

  it('continues a thread, with the agent that was chosen', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread();
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId: thread.id });
    await conversation.load();
    conversation.selectAgent('broken');
    conversation.setDraft('Next', 1);
    await conversation.send({ nonce: 'n2', question: 'Next', snippets: [] });
    assert.equal(conversation.state().draft, '');
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(world.service.lastRun.agentId, 'broken');
    assert.equal(world.service.count('createThread'), 0);
  });

  it('sends a prompt once, however often it is submitted with the same nonce', async () => {
    world = createSessionWorld();
    const { session } = world.open();
    const conversation = await session.ask(question);
    await Promise.all([conversation.send(question), conversation.send(question)]);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await conversation.send(question);
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 1);
    assert.equal(world.service.count('createMessage'), 1);
  });

  it('sends a second prompt after the run of the first, and shows it in the queue until then', async () => {
    world = createSessionWorld();
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    await conversation.send({ nonce: 'n2', question: 'And?', snippets: [] });
    await world.pass(1000);
    assert.deepEqual(readPanel(conversation), ['user: Why?\nReally', 'draft: ']);
    assert.deepEqual(conversation.state().queue, [{ nonce: 'n2', text: 'And?', attached: [], isOwn: true }]);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => world.service.runs.length === 2);
    world.service.lastRun.say('B');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(conversation), ['user: Why?\nReally', 'assistant: A', 'user: And?', 'assistant: B']);
  });

  it('puts prompts that are sent at once into one thread', async () => {
    world = createSessionWorld();
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'c' });
    await conversation.send({ nonce: 'n1', question: 'One?', snippets: [] });
    await conversation.send({ nonce: 'n2', question: 'Two?', snippets: [] });
    for (let count = 1; count <= 2; count++) {
      await world.passUntil(() => world.service.runs.length === count);
      world.service.lastRun.say(String(count));
      world.service.lastRun.end();
    }
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(conversation), ['user: One?', 'assistant: 1', 'user: Two?', 'assistant: 2']);
    assert.equal(world.service.threads.length, 1);
  });

  it('goes on after the panel was closed', async () => {
    world = createSessionWorld();
    const { session } = world.open();
    const conversation = await session.ask(question);
    conversation.release();
    await world.passUntil(() => world.service.runs.length > 0);
    const { threadId } = conversation.key;
    assert.equal(session.conversation({ connectionId: hosted.id, threadId: threadId ?? '' }), conversation);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(await session.pendingSubmissions(), []);
  });

  it('says why nothing can be sent where no agent can run', async () => {
    world = createSessionWorld();
    world.service.agents = [{ id: 'broken', name: 'Broken', canRun: false, tools: [] }];
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'new' });
    await conversation.load();
    assert.match(conversation.state().cannotSend ?? '', /None of the agents of Hosted/);
  });

  it('looks up the text behind a source', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread();
    const source = { type: 'source', sourceId: 's1', title: 'a.ts', chunkId: 'c1' } as const;
    const cited = { ...source, sourceId: 's3', databaseId: 'd1' };
    world.service.addMessage(thread.id, { role: 'assistant', parts: [source], agentId: 'broken' });
    world.service.addMessage(thread.id, { role: 'assistant', parts: [cited] });
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId: thread.id });
    await conversation.load();
    assert.deepEqual(conversation.source('s1'), source);
    assert.equal((await conversation.getSource('s1'))?.text, 'text of c1');
    assert.deepEqual((await conversation.getSource('s1'))?.metadata, { agentId: 'broken' });
    conversation.selectAgent('lookup');
    assert.deepEqual((await conversation.getSource('s3'))?.metadata, { databaseId: 'd1', agentId: 'lookup' });
    await assert.rejects(conversation.getSource('s2'), { kind: 'not-found' });
    const error = new AgentError('not-found', 'the source was not found (tried: Manuals)');
    world.service.fail('getSource', { when: 'before', error });
    await assert.rejects(conversation.getSource('s1'), error);
  });
});
