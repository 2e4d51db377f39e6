import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backends/backend.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

describe('the last run of a thread that is opened', () => {
  let world: SessionWorld;
  let threadId = '';

  beforeEach(() => {
    world = createSessionWorld();
    threadId = world.service.addThread().id;
    world.service.addMessage(threadId, { role: 'user', parts: [{ type: 'text', text: 'Why?' }] });
  });
  afterEach(() => world.dispose());

  function open(openBackend?: () => Promise<Backend>): Conversation {
    const { session } = world.open(openBackend ? { openBackend } : {});
    const conversation = session.conversation({ connectionId: hosted.id, threadId });
    void conversation.load();
    return conversation;
  }

  it('says how it ended, how long it took and what it cost', async () => {
    world.service.addRun(threadId).end('failed', []);
    await world.pass(1000);
    const run = world.service.addRun(threadId);
    run.say('Because');
    await world.pass(1500);
    run.end('cancelled');
    const conversation = open();
    await world.passUntil(() => conversation.state().run !== undefined);
    assert.partialDeepStrictEqual(conversation.state().run, {
      activity: 'ended',
      elapsedMs: 1500,
      isStored: true,
      state: { status: 'ended', outcome: 'cancelled', usage: { totalTokens: run.events.length }, parts: [] },
    });
  });

  it('is followed if it goes on, although the thread does not say so', async () => {
    const run = world.service.addRun(threadId);
    run.say('Because');
    const { backend } = world.service;
    const silent = (): Promise<Backend> =>
      Promise.resolve({
        ...backend,
        async getThread(id, signal) {
          const { activeRunId: _, ...thread } = await backend.getThread(id, signal);
          return { ...thread, status: 'idle' };
        },
      });
    const conversation = open(silent);
    await world.passUntil(() => conversation.state().run?.activity === 'streaming');
    run.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.equal(conversation.state().run?.state.outcome, 'completed');
  });

  it('is left out, and nothing else, where it cannot be read', async () => {
    world.service.addRun(threadId).end();
    world.service.fail('listRuns', { when: 'before', error: networkError() });
    const conversation = open();
    await world.passUntil(() => world.service.count('listRuns') > 0);
    await world.pass(0);
    assert.equal(conversation.state().run, undefined);
    assert.deepEqual([conversation.state().load, conversation.state().problem], ['ready', undefined]);
  });
});
