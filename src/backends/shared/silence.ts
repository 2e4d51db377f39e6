import type { Clock } from '../../net/clock.ts';

/** How often a stream is looked at. */
const tickMs = 5_000;
/** A server that sends heartbeats and then none for this long is not there any more. */
const lostAfterMs = 35_000;

export interface Silence {
  /** Bytes arrived, heartbeats included. */
  readonly heard: () => void;
  readonly heardHeartbeat: () => void;
  readonly stop: () => void;
}

/**
 * Watches how long a stream has been silent. Agents think and tools work for minutes without a word, so silence alone
 * is no failure (whoever reads the stream may ask what the run is doing). But where heartbeats have come, which only
 * the reader of the bytes can know, their absence means a dead connection.
 *
 * @param onLost called once
 */
export function watchSilence(clock: Clock, onLost: () => void): Silence {
  let lastMs = clock.now();
  let heartbeats = 0;
  let heartbeatMs = 0;
  let longestGapMs = 0;
  let cancel = clock.setTimer(tickMs, tick);

  function tick(): void {
    const isUsual = heartbeats >= 2;
    if (isUsual && clock.now() - lastMs >= Math.max(lostAfterMs, longestGapMs * 1.5)) onLost();
    else cancel = clock.setTimer(tickMs, tick);
  }

  return {
    heard() {
      lastMs = clock.now();
    },
    heardHeartbeat() {
      const nowMs = clock.now();
      if (heartbeats > 0) longestGapMs = Math.max(longestGapMs, nowMs - heartbeatMs);
      heartbeats += 1;
      heartbeatMs = nowMs;
    },
    stop: () => cancel(),
  };
}
