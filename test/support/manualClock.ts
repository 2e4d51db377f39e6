import { type Clock, createClock } from '../../src/net/clock.ts';

export interface ManualClock extends Clock {
  /** Timers that are set and not yet due, their distance from now in milliseconds, soonest first. */
  readonly pending: readonly number[];
  /** Moves time on, running what becomes due in order, and lets everything that waits for it go on in between. */
  advance(ms: number): Promise<void>;
  /** Resolves as soon as at least one timer is set; for code that does real input and output before it waits. */
  untilTimer(): Promise<void>;
}

/** A clock that stands still until it is told to move. */
export function createManualClock(): ManualClock {
  let time = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  let waiting: (() => void)[] = [];

  const clock = createClock({
    now: () => time,
    setTimer(ms, callback) {
      const timer = { at: time + ms, callback };
      timers.add(timer);
      for (const resolve of waiting) resolve();
      waiting = [];
      return () => timers.delete(timer);
    },
  });
  const inOrder = (): { readonly at: number; readonly callback: () => void }[] =>
    [...timers].toSorted((a, b) => a.at - b.at);

  return {
    ...clock,
    get pending() {
      return inOrder().map((timer) => timer.at - time);
    },
    async advance(ms) {
      const target = time + ms;
      await settle();
      for (let next = inOrder()[0]; next !== undefined && next.at <= target; next = inOrder()[0]) {
        timers.delete(next);
        time = Math.max(time, next.at);
        next.callback();
        await settle();
      }
      time = target;
    },
    untilTimer: () => (timers.size > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** Lets promise reactions run, however long their chains. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
