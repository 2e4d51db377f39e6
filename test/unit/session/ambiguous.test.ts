import assert from 'node:assert/strict';
import type { Conversation } from '../../../src/session/conversation.ts';
import { answer, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };

describe('a request whose answer is lost', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  async function ends(conversation: Conversation): Promise<void> {
    await world.passUntil(() => world.service.runs.length > 0);
    if (world.service.lastRun.status === 'running') {
      world.service.lastRun.say('A');
      world.service.lastRun.end();
    }
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await world.pass(10_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
    assert.equal(conversation.state().problem, undefined);
    assert.equal(world.service.threads.length, 1);
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual(world.filesIn('outbox'), []);
  }

  const lookups = { createThread: 'listThreads', createMessage: 'listMessages', startRun: 'listRuns' } as const;
  for (const post of ['createThread', 'createMessage', 'startRun'] as const) {
    it(`is not repeated if ${post} had arrived`, async () => {
      world = createSessionWorld();
      world.service.fail(post, { when: 'after' });
      await ends(await world.open().session.ask(question));
      assert.equal(world.service.count(post), 1);
    });

    it(`is not repeated if ${post} had arrived and the service answered with 502`, async () => {
      world = createSessionWorld();
      world.service.fail(post, { when: 'after', error: answer('server', 502) });
      await ends(await world.open().session.ask(question));
      assert.equal(world.service.count(post), 1);
    });

    it(`is repeated once if ${post} had not arrived`, async () => {
      world = createSessionWorld();
      world.service.fail(post, { when: 'before' });
      await ends(await world.open().session.ask(question));
      assert.equal(world.service.count(post), 2);
    });

    it(`waits for a person if ${post} certainly failed, and Retry sends it`, async () => {
      world = createSessionWorld();
      world.service.fail(post, { when: 'before', error: networkError(false) });
      const conversation = await world.open().session.ask(question);
      await world.passUntil(() => conversation.state().problem !== undefined);
      await world.pass(60_000);
      assert.equal(world.service.count(post), 1);
      assert.ok(conversation.state().problem?.actions.includes('retry'));
      const state = post === 'startRun' ? 'user: Why?' : 'user (unsent): Why?';
      assert.deepEqual(readPanel(conversation), [state]);
      await conversation.retry('retry');
      await ends(conversation);
    });

    it(`sends nothing again while the service cannot be asked whether ${post} arrived`, async () => {
      world = createSessionWorld();
      const conversation = await world.open().session.ask(question);
      world.service.fail(post, { when: 'after' });
      world.service.fail(lookups[post], { when: 'before' }, { when: 'before' }, { when: 'before' }, { when: 'before' });
      await world.passUntil(() => conversation.state().problem !== undefined);
      assert.match(conversation.state().problem?.title ?? '', /not certain/);
      assert.equal(world.service.count(post), 1);
      await conversation.retry('retry');
      await ends(conversation);
      assert.equal(world.service.count(post), 1);
    });
  }

  it('asks for a new key and keeps the prompt when the key is refused', async () => {
    world = createSessionWorld();
    world.service.fail('createThread', { when: 'before', error: answer('authentication', 401) });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => conversation.state().problem !== undefined);
    assert.deepEqual(conversation.state().problem?.actions, ['retry', 'setApiKey']);
    assert.equal(await conversation.retry('setApiKey'), false);
    await conversation.retry('retry');
    await ends(conversation);
  });

  it('gives an unsent prompt back when it is withdrawn', async () => {
    world = createSessionWorld();
    world.service.fail('createThread', { when: 'before', error: answer('invalid', 422) });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => conversation.state().problem !== undefined);
    assert.equal(await conversation.withdraw('other'), undefined);
    assert.equal(await conversation.withdraw('n1'), 'Why?');
    assert.deepEqual(readPanel(conversation), []);
    assert.equal(conversation.state().problem, undefined);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('says so when the disk refuses the prompt, and sends nothing', async () => {
    world = createSessionWorld();
    const { session } = world.open();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${world.folder}/outbox`, 'in the way');
    await assert.rejects(session.ask(question), { name: 'AgentError', kind: 'storage' });
    assert.deepEqual(world.service.calls, []);
  });
});

describe('a thread that is busy through someone else', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  it('shows their run, keeps the prompt, and sends it when the run has ended', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread();
    const other = world.service.addRun(thread.id);
    other.say('Theirs');
    const conversation = await world.open().session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => conversation.state().run?.activity === 'streaming');
    await world.pass(0);
    assert.deepEqual(readPanel(conversation), ['user (sending): Why?', 'draft: Theirs']);
    assert.deepEqual(conversation.state().problem?.actions, ['checkRun']);
    other.end();
    await world.passUntil(() => world.service.runs.length === 2);
    assert.equal(conversation.state().problem, undefined);
    world.service.lastRun.say('Mine');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(conversation), ['assistant: Theirs', 'user: Why?', 'assistant: Mine']);
    assert.equal(world.service.runs.length, 2);
  });

  it('tries again by itself where the service does not say which run holds it', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread();
    const busy = { when: 'before', error: answer('busy', 409) } as const;
    world.service.fail('startRun', busy, busy, busy);
    const conversation = await world.open().session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => conversation.state().problem !== undefined);
    assert.deepEqual(conversation.state().problem?.actions, ['checkRun']);
    await conversation.retry('checkRun');
    await world.passUntil(() => world.service.runs.length === 1);
    assert.equal(world.service.count('startRun'), 4);
    assert.equal(world.service.count('createMessage'), 1);
  });

  it('stops their run and holds the prompt when Stop is pressed', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread();
    const other = world.service.addRun(thread.id);
    const conversation = await world.open().session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => conversation.state().run?.activity === 'streaming');
    await conversation.stop();
    await world.passUntil(() => conversation.state().run?.activity === 'ended', 1000);
    await world.pass(60_000);
    assert.equal(other.status, 'cancelled');
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
    await conversation.retry('retry');
    await world.passUntil(() => world.service.runs.length === 2);
  });
});
