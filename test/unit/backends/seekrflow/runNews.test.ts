import assert from 'node:assert/strict';
import { createRunNews } from '../../../../src/backends/seekrflow/runNews.ts';
import type { Run, RunStatus } from '../../../../src/model/thread.ts';
import { createManualClock } from '../../../support/manualClock.ts';

function run(status: RunStatus, more: Partial<Run> = {}): Run {
  return { id: 'r', threadId: 't', status, ...more };
}

describe('what is new about a run that is read again and again', () => {
  it('is told once', () => {
    const newsOf = createRunNews(createManualClock());
    assert.deepEqual(newsOf(run('queued')), [{ type: 'run-update', status: 'queued' }]);
    assert.deepEqual(newsOf(run('queued')), []);
    assert.deepEqual(newsOf(run('running', { model: 'm' })), [{ type: 'run-update', status: 'running', model: 'm' }]);
    const usage = { totalTokens: 7 };
    assert.deepEqual(newsOf(run('completed', { model: 'm', usage })), [
      { type: 'run-update', model: 'm', usage },
      { type: 'run-end', outcome: 'completed' },
    ]);
  });

  it('is how it ended, and why where that is known', () => {
    const end = (status: RunStatus, reason?: string, failure?: string) =>
      createRunNews(createManualClock(), () => failure)(run(status, reason === undefined ? {} : { reason })).at(-1);
    assert.deepEqual(end('failed'), { type: 'run-end', outcome: 'failed' });
    assert.deepEqual(end('failed', 'quota', 'said before'), { type: 'run-end', outcome: 'failed', reason: 'quota' });
    assert.deepEqual(end('failed', undefined, 'said'), { type: 'run-end', outcome: 'failed', reason: 'said' });
    assert.deepEqual(end('completed', 'odd', 'said'), { type: 'run-end', outcome: 'completed' });
    assert.deepEqual(end('cancelled'), { type: 'run-end', outcome: 'cancelled' });
    assert.deepEqual(end('needs-input'), { type: 'run-end', outcome: 'needs-input' });
  });

  it('is that nobody can say, after ten minutes of a status that nobody knows', async () => {
    const clock = createManualClock();
    const newsOf = createRunNews(clock);
    const unknown = run('unknown', { rawStatus: 'hibernating' });
    assert.deepEqual(newsOf(unknown), []);
    await clock.advance(9 * 60_000);
    assert.deepEqual(newsOf(unknown), []);
    newsOf(run('running'));
    await clock.advance(9 * 60_000);
    assert.deepEqual(newsOf(unknown), []);
    await clock.advance(10 * 60_000);
    assert.deepEqual(newsOf(unknown), [
      { type: 'run-end', outcome: 'unknown', reason: 'The service calls the run hibernating.' },
    ]);
  });
});
