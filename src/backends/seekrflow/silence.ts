import type { Clock } from '../../net/clock.ts';

/** How often a stream is looked at. */
const tickMs = 5_000;
/** A stream that is silent for this long has its run's status read, and again after as long. */
const checkAfterMs = 20_000;
/** A server that sends heartbeats and then none for this long is not there any more. */
const lostAfterMs = 35_000;

export interface Silence {
  /** Bytes arrived, heartbeats included. */
  readonly heard: () => void;
  readonly heardHeartbeat: () => void;
  /** Milliseconds since the last byte. */
  readonly idleMs: () => number;
  readonly stop: () => void;
}

/**
 * Watches how long a stream has been silent. Agents think and tools work for minutes without a word, so silence alone
 * is no failure: it is a reason to ask. Only where heartbeats are usual does their absence mean a dead connection.
 */
export function watchSilence(clock: Clock, on: { readonly check: () => void; readonly lost: () => void }): Silence {
  let lastMs = clock.now();
  let checkedMs = lastMs;
  let heartbeats = 0;
  let heartbeatMs = 0;
  let longestGapMs = 0;
  let cancel = clock.setTimer(tickMs, tick);

  function tick(): void {
    cancel = clock.setTimer(tickMs, tick);
    const nowMs = clock.now();
    const idleMs = nowMs - lastMs;
    if (heartbeats >= 2 && idleMs >= Math.max(lostAfterMs, longestGapMs * 1.5)) {
      on.lost();
    } else if (idleMs >= checkAfterMs && nowMs - checkedMs >= checkAfterMs) {
      checkedMs = nowMs;
      on.check();
    }
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
    idleMs: () => clock.now() - lastMs,
    stop: () => cancel(),
  };
}
