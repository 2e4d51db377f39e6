import type { StoredRun } from '../store/runs.ts';
import { type RunPicture, createRunPicture } from './runPicture.ts';
import type { RunEnd, RunRecord } from './runRecord.ts';
import { type SpanRecorder, createSpanClock, createSpanRecorder } from './spanRecorder.ts';

/**
 * A run that is not settled yet. Its newest records are in memory until they are written; readers take them from here
 * or from the store, so that a reader who is slow, or comes late, costs no memory.
 */
export interface LiveRun {
  readonly run: StoredRun;
  readonly picture: RunPicture;
  readonly spans: SpanRecorder;
  readonly abort: AbortController;
  /** Adds to the record and wakes the readers. */
  append(record: RunRecord): void;
  /** Records from number `from` on that are not written yet; undefined if number `from` is written. */
  unwritten(from: number): readonly RunRecord[] | undefined;
  /**
   * Hands over what is not written; `write` throws if it could not, and the records are kept for the next time. False
   * if there was nothing.
   */
  flush(write: (from: number, records: readonly RunRecord[]) => void): boolean;
  /** Resolves at the next record, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  /** The last record; undefined while the run goes on. */
  end(): RunEnd | undefined;
}

export function createLiveRun(run: StoredRun): LiveRun {
  const picture = createRunPicture();
  const spans = createSpanRecorder(run.agentId, createSpanClock());
  let pending: RunRecord[] = [];
  let writtenCount = 0;
  let end: RunEnd | undefined;
  let wake = new Set<() => void>();

  return {
    run,
    picture,
    spans,
    abort: new AbortController(),
    append(record) {
      pending.push(record);
      spans.add(record);
      if (record.type === 'run-end') end = record;
      else picture.add(record);
      const waiting = wake;
      wake = new Set();
      for (const resume of waiting) resume();
    },
    unwritten: (from) => (from < writtenCount ? undefined : pending.slice(from - writtenCount)),
    flush(write) {
      if (pending.length === 0) return false;
      write(writtenCount, pending);
      writtenCount += pending.length;
      pending = [];
      return true;
    },
    changed(signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const resume = (): void => {
          signal.removeEventListener('abort', resume);
          wake.delete(resume);
          resolve();
        };
        wake.add(resume);
        signal.addEventListener('abort', resume);
      });
    },
    end: () => end,
  };
}
