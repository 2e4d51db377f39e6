import assert from 'node:assert/strict';
import { type Silence, watchSilence } from '../../../../src/backends/shared/silence.ts';
import { type ManualClock, createManualClock } from '../../../support/manualClock.ts';

describe('the silence of a stream', () => {
  let clock: ManualClock;
  let losses: number;
  let silence: Silence;

  beforeEach(() => {
    clock = createManualClock();
    losses = 0;
    silence = watchSilence(clock, () => losses++);
  });

  function heartbeat(): void {
    silence.heard();
    silence.heardHeartbeat();
  }

  it('means nothing where heartbeats were never usual', async () => {
    silence.heard();
    await clock.advance(30 * 60_000);
    heartbeat();
    await clock.advance(30 * 60_000);
    assert.equal(losses, 0);
  });

  it('means nothing as long as heartbeats come', async () => {
    for (let each = 0; each < 100; each++) {
      heartbeat();
      await clock.advance(30_000);
    }
    assert.equal(losses, 0);
  });

  it('is a lost connection 35 s after the last of several heartbeats, told once', async () => {
    heartbeat();
    await clock.advance(10_000);
    heartbeat();
    await clock.advance(34_000);
    assert.equal(losses, 0);
    await clock.advance(6_000);
    assert.equal(losses, 1);
    await clock.advance(60_000);
    assert.equal(losses, 1);
  });

  it('is waited out where heartbeats come more rarely', async () => {
    heartbeat();
    await clock.advance(60_000);
    assert.equal(losses, 0);
    heartbeat();
    await clock.advance(80_000);
    assert.equal(losses, 0);
    await clock.advance(15_000);
    assert.equal(losses, 1);
  });

  it('is not watched any more once it was stopped', async () => {
    heartbeat();
    heartbeat();
    silence.stop();
    await clock.advance(60_000);
    assert.equal(losses, 0);
    assert.deepEqual(clock.pending, []);
  });
});
