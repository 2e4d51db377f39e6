import { randomUUID } from 'node:crypto';
import type { WireMetadata, WireThread } from '../../wire/seekrflow.ts';
import { parseExactly } from '../exactJson.ts';
import type { ListPage } from '../http/query.ts';
import { type Row, nextTime, numberOf, numberOrNull, pageStatements, textOf, textOrNull } from './rows.ts';
import type { Database } from './sqlite.ts';

export interface ThreadStore {
  create(metadata: WireMetadata): WireThread;
  get(threadId: string): WireThread | undefined;
  list(page: ListPage): readonly WireThread[];
  /** Deletes the thread with its messages, runs, events and chunks; false if there is none. */
  delete(threadId: string): boolean;
  /** Says which run holds the thread; null: none. */
  setActiveRun(threadId: string, runId: string | null): void;
}

export function createThreadStore(database: Database): ThreadStore {
  const insert = database.prepare('INSERT INTO threads (id, created_at, meta_data) VALUES (?, ?, ?) RETURNING *');
  const newest = database.prepare('SELECT max(created_at) AS newest FROM threads');
  const select = database.prepare('SELECT * FROM threads WHERE id = ?');
  const remove = database.prepare('DELETE FROM threads WHERE id = ?');
  const hold = database.prepare('UPDATE threads SET active_run_id = ? WHERE id = ?');
  const pages = pageStatements(database, 'threads', '');

  return {
    create(metadata) {
      const createdAt = nextTime(numberOrNull(newest.get() ?? {}, 'newest'));
      return threadOf(insert.get(`thread-${randomUUID()}`, createdAt, JSON.stringify(metadata)) ?? {});
    },
    get(threadId) {
      const row = select.get(threadId);
      return row && threadOf(row);
    },
    list: ({ limit, order, offset }) => pages[order].all(limit, offset).map(threadOf),
    delete: (threadId) => remove.run(threadId).changes > 0,
    setActiveRun(threadId, runId) {
      hold.run(runId, threadId);
    },
  };
}

function threadOf(row: Row): WireThread {
  const activeRunId = textOrNull(row, 'active_run_id');
  return {
    id: textOf(row, 'id'),
    object: 'thread',
    created_at: new Date(numberOf(row, 'created_at')).toISOString(),
    status: activeRunId === null ? 'available' : 'locked',
    active_run_id: activeRunId,
    meta_data: parseExactly(textOf(row, 'meta_data')) as WireMetadata,
  };
}
