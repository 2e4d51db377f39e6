import { performance } from 'node:perf_hooks';

/** Time as the product sees it, injected so that tests need no waiting. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; its zero means nothing. */
  now(): number;
  /** Waits. Rejects with the signal's reason as soon as it is aborted. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `ms`. The returned function cancels that; calling it later does nothing. */
  setTimer(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = createClock({
  now: () => performance.now(),
  setTimer(ms, callback) {
    let immediate: NodeJS.Immediate | undefined;
    // Timers come before input in a turn of the event loop. What arrived while some extension kept the process busy
    // must be seen before a clock is said to have run out.
    const timer = setTimeout(() => (immediate = setImmediate(callback)), ms);
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
});

/** Completes a clock by what follows from its timers. */
export function createClock({ now, setTimer }: Pick<Clock, 'now' | 'setTimer'>): Clock {
  return {
    now,
    setTimer,
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const abort = (): void => {
          cancel();
          reject(signal?.reason as Error);
        };
        const cancel = setTimer(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
