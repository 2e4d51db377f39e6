import assert from 'node:assert/strict';
import type { Conversation } from '../../../src/session/conversation.ts';
import type { Session } from '../../../src/session/session.ts';
import {
  type SessionWorld,
  type TestWindow,
  createSessionWorld,
  hosted,
  readPanel,
} from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };
const asked = ['user: Why?', 'assistant: Because so.'];

/** The panel as it comes back: with what it kept of itself. */
function reopen(session: Session): Conversation {
  const conversation = session.conversation({ connectionId: hosted.id, nonce: 'n1' });
  void conversation.load();
  return conversation;
}

async function isSettled(world: SessionWorld, window: TestWindow, conversation: Conversation): Promise<void> {
  await world.passUntil(() => conversation.state().run?.activity === 'ended' || readPanel(conversation).length === 2);
  await world.pass(60_000);
  assert.deepEqual(readPanel(conversation), asked);
  assert.deepEqual(await window.session.pendingSubmissions(), []);
  assert.deepEqual(world.filesIn('journal'), []);
}

describe('a crash while asking', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  /** Runs answer by themselves, half at once and half after a second. */
  function answeringWorld(without: Parameters<typeof createSessionWorld>[0] = {}): SessionWorld {
    const created: SessionWorld = createSessionWorld({
      ...without,
      onRun(run) {
        run.say('Because');
        created.clock.setTimer(1000, () => {
          run.say(' so.');
          run.end();
        });
      },
    });
    return created;
  }

  it('loses and doubles nothing, whichever call of the service it comes before or after', async () => {
    let call = 0;
    for (let wasReached = true; wasReached;) {
      call += 1;
      wasReached = false;
      for (const when of ['before', 'after'] as const) {
        world = answeringWorld();
        let hasCrashed = false;
        const first = world.open({
          crashAt: (current, moment) => (hasCrashed ||= current === call && moment === when),
        });
        const conversation = await first.session.ask(question);
        await world.passUntil(() => hasCrashed || conversation.state().run?.activity === 'ended', 120_000);
        wasReached ||= hasCrashed;
        if (!hasCrashed) first.crash();
        const second = world.open();
        await isSettled(world, second, reopen(second.session));
        const name = `crash ${when} call ${call}`;
        assert.equal(world.service.threads.length, 1, name);
        assert.equal(world.service.runs.length, 1, name);
        await world.dispose();
      }
    }
    assert.ok(call > 6, `only ${call} calls`);
  });

  for (const missing of ['listRuns', 'getRun', 'attachRun'] as const) {
    it(`makes no second run on a service without ${missing}`, async () => {
      for (let call = 1; call <= 8; call++) {
        world = answeringWorld({ without: [missing] });
        let hasCrashed = false;
        const first = world.open({
          crashAt: (current, when) => (hasCrashed ||= current === call && when === 'after'),
        });
        const conversation = await first.session.ask(question);
        await world.passUntil(() => hasCrashed || conversation.state().run?.activity === 'ended', 120_000);
        if (!hasCrashed) first.crash();
        const second = world.open();
        const back = reopen(second.session);
        await world.pass(120_000);
        assert.deepEqual(readPanel(back), asked, `after call ${call}`);
        assert.equal(world.service.runs.length, 1, `after call ${call}`);
        await world.dispose();
      }
    });
  }

  it('makes no second message on a service that keeps no nonces', async () => {
    for (let call = 1; call <= 8; call++) {
      world = answeringWorld({ isForgetful: true });
      let hasCrashed = false;
      const first = world.open({ crashAt: (current, when) => (hasCrashed ||= current === call && when === 'after') });
      await first.session.ask(question);
      await world.passUntil(() => hasCrashed, 120_000).catch(() => first.crash());
      const second = world.open();
      await second.session.pendingSubmissions();
      await world.pass(120_000);
      const threads = world.service.threads.filter((thread) => world.service.messagesOf(thread.id).length > 0);
      assert.equal(threads.length, 1, `after call ${call}`);
      assert.equal(world.service.messagesOf(threads[0]?.id ?? '').length, 2, `after call ${call}`);
      assert.equal(world.service.runs.length, 1, `after call ${call}`);
      await world.dispose();
    }
  });

  it('asks before it sends a prompt that is no longer fresh', async () => {
    world = answeringWorld();
    const first = world.open({ crashAt: (call, when) => call === 1 && when === 'before' });
    await first.session.ask(question);
    await world.pass(24 * 3_600_000);
    const second = world.open();
    const conversation = reopen(second.session);
    await world.pass(5000);
    assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
    const { problem } = conversation.state();
    assert.deepEqual(problem?.actions, ['retry']);
    assert.equal((await second.session.pendingSubmissions())[0]?.state, 'unsent');
    await conversation.retry('retry');
    await isSettled(world, second, conversation);
  });

  it('asks before it starts a run for a message that was posted long ago', async () => {
    world = answeringWorld();
    const thread = world.service.addThread();
    const first = world.open({ crashAt: (call, when) => call === 2 && when === 'before' });
    await first.session.ask({ ...question, threadId: thread.id });
    await world.pass(24 * 3_600_000);
    assert.equal(world.service.messagesOf(thread.id).length, 1);
    const second = world.open();
    const conversation = second.session.conversation({ connectionId: hosted.id, threadId: thread.id });
    await conversation.load();
    await world.pass(5000);
    assert.equal(world.service.runs.length, 0);
    assert.match(conversation.state().problem?.title ?? '', /run was not started/);
    await conversation.retry('retry');
    await isSettled(world, second, conversation);
  });

  it('shows the same text at once and goes on with the run when the window is reloaded', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Because');
    await world.pass(5000);
    const key = conversation.key;
    await first.close();

    world.service.fail('attachRun', { when: 'before' });
    const second = world.open();
    const back = second.session.conversation(key);
    await back.load();
    await world.passUntil(() => back.state().run !== undefined);
    assert.deepEqual(readPanel(back), ['user: Why?', 'draft: Because']);
    assert.equal(back.state().run?.activity, 'reconnecting');
    await world.passUntil(() => back.state().run?.activity === 'streaming');
    assert.ok((back.state().run?.elapsedMs ?? 0) >= 5000);
    world.service.lastRun.say(' so.');
    await world.pass(0);
    assert.deepEqual(readPanel(back), ['user: Why?', 'draft: Because so.']);
    world.service.lastRun.end();
    await isSettled(world, second, back);
  });

  it('keeps text that the service never stored, and shows it again after each start', async () => {
    world = createSessionWorld();
    const first = world.open();
    const conversation = await first.session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Beca');
    await world.pass(250);
    const key = conversation.key;
    first.crash();
    world.service.lastRun.end('failed', []);
    for (let time = 0; time < 2; time++) {
      const next = world.open();
      const back = next.session.conversation(key);
      await back.load();
      await world.pass(60_000);
      assert.deepEqual(readPanel(back), ['user: Why?', 'assistant (unsaved): Beca']);
      next.crash();
    }
  });

  it('does not touch what it cannot read, and says so', async () => {
    world = createSessionWorld();
    const first = world.open({ crashAt: () => true });
    await first.session.ask(question);
    await world.pass(0);
    const { writeFileSync } = await import('node:fs');
    const [name = ''] = world.filesIn('outbox');
    writeFileSync(`${world.folder}/outbox/${name}`, '{"version":1,"nonce":"n1"');
    const second = world.open();
    assert.deepEqual(await second.session.pendingSubmissions(), []);
    assert.ok(second.logged.some((line) => line.includes('set aside')));
    assert.ok(world.filesIn('outbox').some((each) => each.endsWith('.bad')));
  });
});
