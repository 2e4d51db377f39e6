import type { Clock } from '../../net/clock.ts';
import type { Disposable } from '../../session/disposables.ts';

export interface ChangeBatch<T> extends Disposable {
  /** Remembers a change; `undefined` means everything. */
  add(change: T | undefined): void;
}

/**
 * Collects changes and hands them on together, each once: at the end of the current turn for the first, and then at
 * most every `intervalMs`.
 *
 * @param flush gets the changed things, or undefined for everything
 */
export function createChangeBatch<T>(
  flush: (changes: T[] | undefined) => void,
  intervalMs: number,
  clock: Pick<Clock, 'now' | 'setTimer'>,
): ChangeBatch<T> {
  const changes = new Set<T>();
  let isAll = false;
  let cancelTimer: (() => void) | undefined;
  let flushedAtMs = -Infinity;

  function run(): void {
    cancelTimer = undefined;
    flushedAtMs = clock.now();
    const batch = isAll ? undefined : [...changes];
    isAll = false;
    changes.clear();
    flush(batch);
  }

  return {
    add(change) {
      if (change === undefined) isAll = true;
      else changes.add(change);
      cancelTimer ??= clock.setTimer(Math.max(0, flushedAtMs + intervalMs - clock.now()), run);
    },
    dispose() {
      cancelTimer?.();
    },
  };
}
