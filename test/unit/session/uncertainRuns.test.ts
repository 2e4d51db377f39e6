import assert from 'node:assert/strict';
import { AgentError } from '../../../src/model/errors.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { type ScriptedServiceOptions, answer } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };

describe('a run of which the service says little', () => {
  let world: SessionWorld;
  let conversation: Conversation;
  afterEach(() => world.dispose());

  const view = () => conversation.state().run;

  async function ask(options: Partial<ScriptedServiceOptions> = {}): Promise<void> {
    world = createSessionWorld(options);
    // Not on a whole second.
    await world.pass(900);
    conversation = await world.open().session.ask(question);
  }

  const forgetful: Readonly<Record<string, Partial<ScriptedServiceOptions>>> = {
    'dates its runs in whole seconds': { isForgetful: true, hasCoarseDates: true },
    'does not date its messages': { isForgetful: true, isUndated: true },
    'lists its runs late': { isForgetful: true, runsShowAfterMs: 5000 },
  };
  for (const [what, options] of Object.entries(forgetful)) {
    it(`is stopped before its id is known, by a service that ${what}`, async () => {
      await ask({ ...options, runsShowAfterMs: 0 });
      world.service.fail('startRun', { when: 'never' });
      await world.passUntil(() => world.service.runs.length > 0);
      await conversation.stop();
      await world.passUntil(() => view()?.activity === 'ended', 20_000);
      assert.equal(world.service.lastRun.status, 'cancelled');
      assert.equal(view()?.state.outcome, 'cancelled');
      assert.equal(world.service.runs.length, 1);
    });

    for (const isQuick of [false, true]) {
      it(`is not asked for again, ${isQuick ? 'over or not' : 'while it goes on'}, by a service that ${what}`, async () => {
        await ask({
          ...options,
          onRun(run) {
            run.say('A');
            if (isQuick) run.end();
          },
        });
        world.service.fail('startRun', { when: 'after', error: answer('server', 504) });
        await world.passUntil(() => world.service.runs.length > 0);
        await world.pass(20_000);
        if (!isQuick) world.service.lastRun.end();
        await world.passUntil(() => view()?.activity === 'ended');
        assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
        assert.equal(world.service.count('startRun'), 1);
        assert.equal(conversation.state().problem, undefined);
      });
    }
  }

  it('is not taken for the run of somebody else that was there before', async () => {
    world = createSessionWorld({ isForgetful: true });
    const thread = world.service.addThread();
    const other = world.service.addRun(thread.id);
    other.end('failed');
    await world.pass(60_000);
    conversation = await world.open().session.ask({ ...question, threadId: thread.id });
    world.service.fail('startRun', { when: 'before' });
    await world.passUntil(() => world.service.count('startRun') === 2);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => view()?.activity === 'ended');
    assert.equal(view()?.state.outcome, 'completed');
    assert.equal(world.service.runs.length, 2);
  });

  for (const kind of ['server', 'timeout', 'protocol'] as const) {
    it(`is not asked for again by itself after a failure of kind ${kind}, as that may be an answer to it`, async () => {
      await ask({ onRun: (run) => run.end() });
      world.service.fail('startRun', { when: 'before', error: answer(kind, 500) });
      await world.passUntil(() => conversation.state().problem !== undefined);
      await world.pass(60_000);
      assert.equal(world.service.count('startRun'), 1);
      assert.ok(conversation.state().problem?.actions.includes('retry'));
      await conversation.retry('retry');
      await world.passUntil(() => view()?.activity === 'ended');
      assert.equal(world.service.count('startRun'), 2);
      assert.equal(world.service.runs.length, 1);
    });
  }

  it('tells why it failed at once, where only the answer to the request says so', async () => {
    await ask({ onRun: (run) => run.end('failed') });
    const error = new AgentError('server', 'status 500', {
      status: 500,
      serverMessage: 'The model is overloaded',
      requestId: 'ray-1',
    });
    world.service.fail('startRun', { when: 'after', error });
    await world.passUntil(() => view()?.activity === 'ended');
    assert.equal(view()?.state.outcome, 'failed');
    assert.match(view()?.state.reason ?? '', /^The model is overloaded.*ray-1/);
    assert.equal(world.service.count('startRun'), 1);
  });

  it('is given up after some minutes with a status that nobody knows, which is named', async () => {
    await ask();
    await world.passUntil(() => world.service.runs.length > 0);
    const run = world.service.lastRun;
    run.say('Because');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because');
    run.become('unknown', 'paused');
    run.cut();
    world.service.fail('attachRun', { when: 'before', error: answer('not-found', 404) });
    await world.passUntil(() => view()?.activity === 'ended', 15 * 60_000);
    assert.equal(view()?.state.outcome, 'unknown');
    assert.match(view()?.state.reason ?? '', /“paused”/);
    assert.ok(conversation.state().problem?.actions.includes('checkRun'));
    const reads = world.service.count('getRun');
    await world.pass(60 * 60_000);
    assert.equal(world.service.count('getRun'), reads);
  });

  for (const outcome of ['completed', 'failed'] as const) {
    it(`that its stream calls completed is followed until the service says so: ${outcome}`, async () => {
      await ask();
      await world.passUntil(() => world.service.runs.length > 0);
      const run = world.service.lastRun;
      run.say('Beca');
      run.push({ type: 'run-end', outcome: 'completed' });
      await world.pass(40_000);
      assert.notEqual(view()?.activity, 'ended');
      assert.match(view()?.note ?? '', /says that the run is still active/);
      run.end(outcome, [{ type: 'text', text: 'Because so.' }]);
      await world.passUntil(() => view()?.activity === 'ended', 30_000);
      assert.equal(view()?.state.outcome, outcome);
      assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because so.']);
    });
  }

  it('may seem to hold its thread after its end: it is asked now and then whether that is free', async () => {
    world = createSessionWorld();
    const thread = world.service.addThread({ activeRunId: 'run-over', status: 'running' });
    conversation = await world.open().session.ask({ ...question, threadId: thread.id });
    await world.passUntil(() => world.service.count('createMessage') > 0);
    await world.pass(60_000);
    assert.ok(world.service.count('createMessage') <= 9, `${world.service.count('createMessage')} times`);
    assert.ok(world.service.calls.length <= 80, `${world.service.calls.length} requests`);
  });
});
