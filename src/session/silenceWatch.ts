import type { Time } from './time.ts';

const tickMs = 5000;
/** A tick that comes this much later than it should means that the computer slept. */
const sleepGapMs = 10_000;
const silentAfterMs = 30_000;
const askAgainAfterMs = 20_000;

export interface SilenceWatch {
  /** Something was received. */
  touch(): void;
  dispose(): void;
}

export interface SilenceWatchOptions {
  readonly time: Time;
  /** Nothing was received for 30 s, and again every 20 s or so while that lasts. Awaited before it is asked again. */
  readonly onSilence: (silentMs: number) => Promise<void>;
  /** The computer seems to have slept: connections that look open may be dead. */
  readonly onWake: () => void;
}

/** Watches over a stream until it is disposed. */
export function watchSilence({ time, onSilence, onWake }: SilenceWatchOptions): SilenceWatch {
  let lastData = time.clock.now();
  let lastAsked = lastData;
  let lastTick = time.epochNow();
  let isDisposed = false;
  let cancel = time.clock.setTimer(tickMs, () => void tick());

  async function tick(): Promise<void> {
    const now = time.clock.now();
    const gap = time.epochNow() - lastTick - tickMs;
    if (gap > sleepGapMs) onWake();
    if (now - lastData >= silentAfterMs && now - Math.max(lastAsked, lastData) >= dueAfter()) {
      lastAsked = now;
      await onSilence(now - lastData);
    }
    if (isDisposed) return;
    lastTick = time.epochNow();
    cancel = time.clock.setTimer(tickMs, () => void tick());
  }

  function dueAfter(): number {
    return lastAsked <= lastData ? silentAfterMs : askAgainAfterMs;
  }

  return {
    touch(): void {
      lastData = time.clock.now();
    },
    dispose(): void {
      isDisposed = true;
      cancel();
    },
  };
}
