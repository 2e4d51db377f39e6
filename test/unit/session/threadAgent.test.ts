import assert from 'node:assert/strict';
import { createSessionWorld, hosted } from '../../support/sessionWorld.ts';

describe('the agent of a new thread', () => {
  it('is told to the service with its creation, also where nobody chose one', async () => {
    const world = createSessionWorld();
    try {
      await world.open().session.ask({ nonce: 'n', connectionId: hosted.id, question: 'Why?', snippets: [] });
      await world.passUntil(() => world.service.runs.length === 1);
      assert.equal(world.service.threads[0]?.agentId, world.service.lastRun.agentId);
    } finally {
      await world.dispose();
    }
  });
});
