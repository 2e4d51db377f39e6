import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { type IdleWatch, watchIdleness } from '../../../../src/server/process/idleWatch.ts';

describe('the idle watch', () => {
  let activeRuns: number;
  let left: number;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    activeRuns = 0;
    left = 0;
  });
  afterEach(() => mock.timers.reset());

  const watch = (idleMs?: number): IdleWatch =>
    watchIdleness(
      idleMs,
      () => activeRuns > 0,
      () => left++,
    );

  it('leaves once when nothing was asked for so long', () => {
    watch(1000);
    mock.timers.tick(999);
    assert.equal(left, 0);
    mock.timers.tick(5000);
    assert.equal(left, 1);
  });

  it('counts from the end of the last request, and never during one', () => {
    const idle = watch(1000);
    mock.timers.tick(900);
    idle.request(1);
    mock.timers.tick(10_000);
    assert.equal(left, 0);
    idle.request(-1);
    mock.timers.tick(999);
    assert.equal(left, 0);
    mock.timers.tick(1);
    assert.equal(left, 1);
  });

  it('stays as long as a run is active, and a whole idle time more', () => {
    const idle = watch(1000);
    activeRuns = 1;
    mock.timers.tick(10_500);
    activeRuns = 0;
    idle.check();
    mock.timers.tick(999);
    assert.equal(left, 0);
    mock.timers.tick(1);
    assert.equal(left, 1);
  });

  it('asked to leave soon, leaves at once or when the last run has ended', () => {
    watch().leaveSoon();
    assert.equal(left, 1);
    activeRuns = 1;
    const idle = watch();
    idle.leaveSoon();
    idle.check();
    assert.equal(left, 1);
    activeRuns = 0;
    idle.check();
    idle.check();
    assert.equal(left, 2);
  });

  it('never leaves by itself without an idle time, nor after it was stopped', () => {
    watch();
    const idle = watch(1000);
    idle.stop();
    idle.request(1);
    idle.request(-1);
    mock.timers.tick(100_000);
    assert.equal(left, 0);
  });
});
