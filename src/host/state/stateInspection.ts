import { type Problem, explain } from '../../model/explain.ts';
import { optional } from '../../model/parse.ts';
import type { Reading } from '../../model/reading.ts';
import {
  type CheckpointRow,
  type History,
  type ShownState,
  type StateFacts,
  type StateOffer,
  type StatePanelIdentity,
  checkpointRow,
} from '../../model/statePanel.ts';
import type { ThreadState } from '../../model/threadState.ts';
import type { Clock } from '../../net/clock.ts';
import type { Session } from '../../session/session.ts';
import { type Reader, createReader } from '../reader.ts';

export interface StateInspectionOptions {
  readonly session: Pick<Session, 'state' | 'checkpoints' | 'capabilities'>;
  readonly identity: Pick<StatePanelIdentity, 'connectionId' | 'threadId'>;
  readonly connectionName: () => string;
  readonly threadTitle: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: (line: string) => void;
  readonly onChange: () => void;
}

/**
 * What a panel shows of a thread's state and of the states before it: read on demand, kept while the panel lives.
 * Nothing here rejects; what goes wrong is in the facts.
 */
export interface StateInspection {
  facts(): StateFacts;
  /** Reads the newest state, and the history again if it was read. */
  load(): Promise<void>;
  /** Reads the history from its newest state on, unless it is there already. */
  readHistory(): Promise<void>;
  loadMore(): Promise<void>;
  /** Another state is shown; undefined: the newest. */
  show(key: string | undefined): void;
  /** A state that is shown or in the history, by its key. */
  find(key: string): KnownState | undefined;
  /** Carries out something with the thread, showing that it is being done and what went wrong. */
  carryOut(words: string, attempted: string, work: () => Promise<void>): Promise<void>;
  dispose(): void;
}

/** A state, and what the panel shows of it. */
export interface KnownState {
  readonly state: ThreadState;
  readonly checkpoint: CheckpointRow;
}

interface Pages {
  readonly states: readonly ThreadState[];
  readonly next?: string;
}

export function createStateInspection(options: StateInspectionOptions): StateInspection {
  const { session, clock, onChange, log } = options;
  const { connectionId, threadId } = options.identity;
  let offers: readonly StateOffer[] = [];
  let shownKey: string | undefined;
  let busyWith: string | undefined;
  let problem: Problem | undefined;
  let isDisposed = false;
  /** Where the next page begins; undefined reads the first. */
  let cursor: string | undefined;

  const problemIn =
    (attempted: string) =>
    (error: unknown): Problem =>
      explain(error, attempted, options.connectionName());
  const newest = createReader<ThreadState>({
    read: (signal) => session.state(connectionId, threadId, undefined, signal),
    problemOf: problemIn('read the state of the thread'),
    clock,
    onChange,
  });
  const pages: Reader<Pages> = createReader<Pages>({
    async read(signal): Promise<Pages> {
      const from = cursor;
      const page = await session.checkpoints(connectionId, threadId, optional({ cursor: from }), signal);
      const known = from === undefined ? [] : (pages.value()?.states ?? []);
      const ids = new Set(known.map((state) => state.checkpointId));
      // Pages overlap where a state came in between.
      const added = page.items.filter((state) => state.checkpointId === undefined || !ids.has(state.checkpointId));
      const hasNews = added.length > 0;
      return { states: [...known, ...added], ...optional({ next: hasNews ? page.next : undefined }) };
    },
    problemOf: problemIn('read the history of the thread'),
    clock,
    onChange,
  });

  function find(key: string): KnownState | undefined {
    for (const list of [pages.value()?.states ?? [], newestAsList()]) {
      for (const [place, state] of list.entries()) {
        const checkpoint = checkpointRow(state, place);
        if (checkpoint.key === key) return { state, checkpoint };
      }
    }
    return undefined;
  }

  function newestAsList(): readonly ThreadState[] {
    const value = newest.value();
    return value ? [value] : [];
  }

  function shownState(): Reading<ShownState> {
    const chosen = shownKey === undefined ? undefined : find(shownKey);
    if (!chosen) {
      return mapReading(newest.state(), (state) => ({
        checkpoint: checkpointRow(state, 0),
        values: state.values,
        isNewest: true,
      }));
    }
    const { state, checkpoint } = chosen;
    const isNewest = isSameState(state, newest.value() ?? pages.value()?.states[0]);
    return { step: 'ready', value: { checkpoint, values: state.values, isNewest } };
  }

  async function readOffers(): Promise<void> {
    try {
      const { methods, capabilities } = await session.capabilities(connectionId);
      offers = [
        ...(methods.has('listCheckpoints') ? (['history'] as const) : []),
        ...(methods.has('updateState') ? (['add'] as const) : []),
        ...(methods.has('forkThread') ? (['fork'] as const) : []),
        ...(capabilities.canRunFromCheckpoint ? (['rerun'] as const) : []),
      ];
    } catch (error) {
      // The state says by itself why the service cannot be asked.
      log(`what is offered with states could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!isDisposed) onChange();
  }

  async function readFirstPage(): Promise<void> {
    cursor = undefined;
    await pages.read();
  }

  return {
    facts: () => ({
      connectionName: options.connectionName(),
      threadTitle: options.threadTitle(),
      offers,
      state: shownState(),
      history: mapReading(pages.state(), ({ states: all, next }): History => ({
        checkpoints: all.map((each, place) => checkpointRow(each, place)),
        hasMore: next !== undefined,
      })),
      ...optional({ busyWith, problem }),
    }),
    async load() {
      const wasRead = pages.state().step !== 'not-asked';
      await Promise.all([readOffers(), newest.read(), wasRead ? readFirstPage() : undefined]);
    },
    async readHistory() {
      if (pages.state().step !== 'ready') await readFirstPage();
    },
    async loadMore() {
      cursor = pages.value()?.next;
      if (cursor !== undefined) await pages.read();
    },
    show(key) {
      shownKey = key;
      onChange();
    },
    find,
    async carryOut(words, attempted, work) {
      if (busyWith !== undefined) return;
      busyWith = words;
      problem = undefined;
      onChange();
      try {
        await work();
      } catch (error) {
        problem = problemIn(attempted)(error);
      } finally {
        busyWith = undefined;
        if (!isDisposed) onChange();
      }
    },
    dispose() {
      isDisposed = true;
      newest.dispose();
      pages.dispose();
    },
  };
}

function isSameState(a: ThreadState, b: ThreadState | undefined): boolean {
  return a === b || (a.checkpointId !== undefined && a.checkpointId === b?.checkpointId);
}

function mapReading<A, B>(reading: Reading<A>, map: (value: A) => B): Reading<B> {
  switch (reading.step) {
    case 'ready':
      return { step: 'ready', value: map(reading.value) };
    case 'reading':
    case 'failed': {
      const { value, ...others } = reading;
      return value === undefined ? others : { ...others, value: map(value) };
    }
    default:
      return reading;
  }
}
