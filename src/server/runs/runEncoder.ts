import type { RunRecord } from './runRecord.ts';

/** Translates a run's records, from the first on, into the data of server-sent events. Keeps state: one per reader. */
export interface RunEncoder {
  /** Headers of the response besides those that every event stream has. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a stream says before the run has produced anything. */
  begin(): readonly string[];
  encode(record: RunRecord): readonly string[];
}
