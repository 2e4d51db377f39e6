import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createWatch } from '../../../src/net/watch.ts';
import { createManualClock } from '../../support/manualClock.ts';

describe('a watch', () => {
  it('aborts with the reason of the caller, also one that was there before', () => {
    const controller = new AbortController();
    const watch = createWatch(createManualClock(), controller.signal);
    assert.equal(watch.signal.aborted, false);
    controller.abort('enough');
    assert.equal(watch.signal.reason, 'enough');
    assert.equal(createWatch(createManualClock(), controller.signal).signal.reason, 'enough');
  });

  it('aborts with the given error when the wait is too long, counted from the last expectation', async () => {
    const clock = createManualClock();
    const watch = createWatch(clock, undefined);
    watch.expect(100, () => new Error('first'));
    await clock.advance(99);
    watch.expect(100, () => new Error('second'));
    await clock.advance(99);
    assert.equal(watch.signal.aborted, false);
    await clock.advance(1);
    assert.match(String(watch.signal.reason), /second/);
  });

  it('waits for ever without a time', async () => {
    const clock = createManualClock();
    const watch = createWatch(clock, undefined);
    watch.expect(100, () => new Error('first'));
    watch.expect(undefined);
    await clock.advance(1_000_000);
    assert.equal(watch.signal.aborted, false);
  });

  it('lets go of timer and signal when it is released', () => {
    const clock = createManualClock();
    const { signal } = new AbortController();
    const watch = createWatch(clock, signal);
    watch.expect(100);
    watch.release();
    assert.deepEqual([clock.pending, getEventListeners(signal, 'abort')], [[], []]);
  });
});
