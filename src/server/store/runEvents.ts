import type { RunRecord } from '../runs/runRecord.ts';
import { textOf } from './rows.ts';
import type { Database } from './sqlite.ts';

export interface RunEventStore {
  /** Adds records; `from` is the number of the first. */
  append(runId: string, from: number, records: readonly RunRecord[]): void;
  /** Up to `limit` records from number `from` on, in order. */
  read(runId: string, from: number, limit: number): readonly RunRecord[];
}

export function createRunEventStore(database: Database): RunEventStore {
  const insert = database.prepare('INSERT INTO run_events (run_id, seq, event) VALUES (?, ?, ?)');
  const select = database.prepare('SELECT event FROM run_events WHERE run_id = ? AND seq >= ? ORDER BY seq LIMIT ?');
  return {
    append(runId, from, records) {
      for (const [index, record] of records.entries()) insert.run(runId, from + index, JSON.stringify(record));
    },
    read: (runId, from, limit) =>
      select.all(runId, from, limit).map((row) => JSON.parse(textOf(row, 'event')) as RunRecord),
  };
}
