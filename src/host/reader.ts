import { isAgentError } from '../model/errors.ts';
import type { Problem } from '../model/explain.ts';
import { optional } from '../model/parse.ts';
import type { Reading } from '../model/reading.ts';
import type { Clock } from '../net/clock.ts';

export interface ReaderOptions<T> {
  readonly read: (signal: AbortSignal) => Promise<T>;
  readonly problemOf: (error: unknown) => Problem;
  readonly clock: Pick<Clock, 'now'>;
  readonly onChange: () => void;
}

/** Something that is read from a service on demand and kept, one reading at a time. */
export interface Reader<T> {
  state(): Reading<T>;
  /** What was read last, also while it is read again and after that has failed. */
  value(): T | undefined;
  /** Reads, unless it is being read already. Resolves when that has ended in whatever way; never rejects. */
  read(): Promise<void>;
  /** Gives up the reading that is going on; what was read before is there again. */
  cancel(note: string): void;
  dispose(): void;
}

export function createReader<T>({ read, problemOf, clock, onChange }: ReaderOptions<T>): Reader<T> {
  let last: T | undefined;
  let state: Reading<T> = { step: 'not-asked' };
  let current:
    { readonly abort: AbortController; readonly startedAt: number; readonly done: Promise<void> } | undefined;

  function become(next: Reading<T>): void {
    state = next;
    onChange();
  }

  async function run(abort: AbortController): Promise<void> {
    let next: Reading<T>;
    try {
      const value = await read(abort.signal);
      last = value;
      next = { step: 'ready', value };
    } catch (error) {
      const isUnsupported = isAgentError(error) && error.kind === 'unsupported';
      next = isUnsupported
        ? { step: 'unsupported' }
        : { step: 'failed', problem: problemOf(error), ...optional({ value: last }) };
    }
    // Given up meanwhile, and perhaps begun anew: whatever came of it is nobody's business any more.
    if (abort.signal.aborted) return;
    current = undefined;
    become(next);
  }

  return {
    state() {
      if (!current) return state;
      return { step: 'reading', elapsedMs: clock.now() - current.startedAt, ...optional({ value: last }) };
    },
    value: () => last,
    read() {
      if (current) return current.done;
      const abort = new AbortController();
      const begun = { abort, startedAt: clock.now(), done: Promise.resolve() };
      current = begun;
      begun.done = run(abort);
      onChange();
      return begun.done;
    },
    cancel(note) {
      if (!current) return;
      current.abort.abort();
      current = undefined;
      become(last === undefined ? { step: 'not-asked', note } : { step: 'ready', value: last });
    },
    dispose() {
      current?.abort.abort();
      current = undefined;
    },
  };
}
