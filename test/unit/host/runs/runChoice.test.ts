import assert from 'node:assert/strict';
import { runChoice } from '../../../../src/host/runs/runChoice.ts';

const nowMs = Date.parse('2026-01-01T00:10:00Z');

describe('A run in the list of runs', () => {
  it('says how it stands, who ran when, how long, and how many tokens it took', () => {
    const choice = runChoice(
      {
        id: 'run-1',
        threadId: 't',
        status: 'completed',
        agentId: 'a',
        model: 'a-model',
        startedAt: '2026-01-01T00:05:00Z',
        endedAt: '2026-01-01T00:05:12Z',
        usage: { totalTokens: 1234 },
      },
      new Map([['a', 'Handbook']]),
      nowMs,
    );
    assert.equal(choice.label, 'Completed');
    assert.equal(choice.icon, 'pass');
    assert.equal(choice.description, 'Handbook · a-model · 5 min ago');
    assert.equal(choice.detail, '12 s · 1,234 tokens · run-1');
    assert.equal(choice.isLive, false);
  });

  it('leaves out what is not known', () => {
    const choice = runChoice({ id: 'run-1', threadId: 't', status: 'queued' }, new Map(), nowMs);
    assert.equal(choice.description, '');
    assert.equal(choice.detail, 'run-1');
    assert.equal(choice.isLive, true);
  });

  it('names no model where there is none', () => {
    const run = { id: 'run-1', threadId: 't', status: 'completed', model: 'none', agentId: 'a' } as const;
    assert.equal(runChoice(run, new Map([['a', 'Code Lookup']]), nowMs).description, 'Code Lookup');
  });

  it('names an agent that is gone by its id, and says why a run failed where that is known', () => {
    const run = { id: 'run-1', threadId: 't', status: 'failed', agentId: 'gone', reason: 'Out of memory' } as const;
    const choice = runChoice(run, new Map(), nowMs);
    assert.equal(choice.description, 'gone');
    assert.equal(choice.detail, 'Out of memory · run-1');
  });

  it('may still be stopped where the service uses a word that is not known', () => {
    const choice = runChoice({ id: 'r', threadId: 't', status: 'unknown', rawStatus: 'paused' }, new Map(), nowMs);
    assert.equal(choice.label, 'Unknown status “paused”');
    assert.equal(choice.isLive, true);
  });
});
