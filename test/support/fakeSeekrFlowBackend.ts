import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type SeekrFlowBackend, seekrFlowBackend } from '../../src/backends/seekrflow/seekrFlowBackend.ts';
import type { BackendServices } from '../../src/backends/services.ts';
import type { Connection } from '../../src/model/connection.ts';
import type { RunEvent } from '../../src/model/runEvent.ts';
import { type FakeSeekrFlow, startFakeSeekrFlow } from './fakeSeekrFlow.ts';
import { descriptionErrors } from './seekrFlowDescription.ts';
import { type ManualClock, createManualClock } from './manualClock.ts';

export interface FakeService {
  readonly fake: FakeSeekrFlow;
  readonly clock: ManualClock;
  /** What the backend wrote to the log. */
  readonly lines: readonly string[];
  /** A backend of its own for each call, all of the same server, with the key `secret-key` unless said otherwise. */
  open(connection?: Partial<Connection>, services?: Partial<BackendServices>): SeekrFlowBackend;
}

/**
 * Starts a fake service before each test of a suite and ends it afterwards; to be read inside of tests only.
 *
 * @param kind `local`: behind a socket, as the local agent host is
 */
export function useFakeSeekrFlow(kind: 'seekrflow' | 'local' = 'seekrflow'): FakeService {
  let folder: string;
  let fake: FakeSeekrFlow;
  let clock: ManualClock;
  let lines: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'agent-threads-'));
    fake = await startFakeSeekrFlow(kind === 'local' ? path.join(folder, 's') : undefined);
    clock = createManualClock();
    lines = [];
  });
  afterEach(async () => {
    await fake.close();
    await rm(folder, { recursive: true });
    // Whatever a test is about: nothing may be asked in a form that is not published.
    assert.deepEqual(fake.requests.flatMap(descriptionErrors), []);
  });

  return {
    get fake() {
      return fake;
    },
    get clock() {
      return clock;
    },
    get lines() {
      return lines;
    },
    open: (connection = {}, services = {}) =>
      seekrFlowBackend(
        { id: 'c', name: 'Fake', kind, url: kind === 'local' ? '' : fake.url, ...connection },
        {
          key: () => Promise.resolve({ origin: fake.url, key: 'secret-key' }),
          clock,
          log: (line) => lines.push(line),
          ...(kind === 'local' ? { socketPath: path.join(folder, 's') } : {}),
          ...services,
        },
      ),
  };
}

/** A signal that nobody aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** All events, and the error that ended them, if one did. */
export async function eventsOf(
  events: AsyncIterable<RunEvent>,
): Promise<{ readonly events: readonly RunEvent[]; readonly error?: unknown }> {
  const collected: RunEvent[] = [];
  try {
    for await (const event of events) collected.push(event);
    return { events: collected };
  } catch (error) {
    return { events: collected, error };
  }
}

/**
 * Lets a wait of the backend pass: goes on until it has set a timer of that many milliseconds, then moves the clock to
 * it. Clocks of requests that are under way are longer and stay untouched.
 */
export async function passDelay(clock: ManualClock, leastMs: number, mostMs = leastMs): Promise<void> {
  for (;;) {
    const due = clock.pending.find((ms) => ms >= leastMs && ms <= mostMs);
    if (due !== undefined) {
      await clock.advance(due);
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Lets time pass, from timer to timer, until something has happened. Stands still while a request is under way, which
 * shows in a timer of 10 s or more: a request takes no time of this clock.
 */
export async function passTimeUntil(clock: ManualClock, happened: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  happened.then(over, over);
  const hasHappened = (): boolean => isOver;
  while (!hasHappened()) {
    const [soonest] = clock.pending;
    const isWaiting = clock.pending.some((ms) => ms > 5_000);
    if (soonest !== undefined && !isWaiting) await clock.advance(soonest);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}
