import process from 'node:process';
import type { ManualClock } from './manualClock.ts';

/** Lets everything that can go on without time go on: promise chains and reading and writing of files. */
export async function quiet(): Promise<void> {
  for (let calm = 0; calm < 3; calm++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (process.getActiveResourcesInfo().some(isFileWork)) calm = -1;
  }
}

function isFileWork(resource: string): boolean {
  return resource.startsWith('FSReq') || resource === 'CloseReq';
}

/** Moves time on, timer by timer, and lets everything come to rest in between, files included. */
export async function pass(clock: ManualClock, ms: number): Promise<void> {
  const target = clock.now() + ms;
  await quiet();
  for (let next = clock.pending[0]; next !== undefined && clock.now() + next <= target; next = clock.pending[0]) {
    await clock.advance(Math.max(0, next));
    await quiet();
  }
  await clock.advance(Math.max(0, target - clock.now()));
  await quiet();
}

/**
 * Moves time on until something is true, at most `limitMs`.
 *
 * @returns how long it took, in milliseconds of the clock
 */
export async function passUntil(clock: ManualClock, condition: () => boolean, limitMs = 3_600_000): Promise<number> {
  const start = clock.now();
  await quiet();
  while (!condition()) {
    const next = clock.pending[0];
    if (next === undefined) throw new Error('It will never become true: nothing is going to happen any more.');
    if (clock.now() + next - start > limitMs) throw new Error(`It was not true after ${limitMs} ms.`);
    await clock.advance(Math.max(0, next));
    await quiet();
  }
  return clock.now() - start;
}
