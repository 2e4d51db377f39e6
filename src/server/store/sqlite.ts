import type * as Sqlite from 'node:sqlite';

export type Database = Sqlite.DatabaseSync;

/** `node:sqlite`, or undefined in a Node that does not have it (before 22.13, unless switched on). */
export function loadSqlite(): typeof Sqlite | undefined {
  return process.getBuiltinModule?.('node:sqlite');
}

/** How long a statement waits for another process's lock; the default is not at all. */
const busyTimeoutMs = 5000;

/** Opens (and makes) a database file. Throws what SQLite throws; call only where {@link loadSqlite} found something. */
export function openDatabase(file: string, timeoutMs = busyTimeoutMs): Database {
  const sqlite = loadSqlite();
  if (!sqlite) throw new Error('This Node has no node:sqlite.');
  const database = new sqlite.DatabaseSync(file);
  database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
  return database;
}

/** SQLite's primary result code, where an error is one of SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

export const sqliteCodes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/**
 * Runs `work` as one writing transaction. `BEGIN IMMEDIATE`, because a transaction that begins with reading and then
 * writes fails at once when another process wrote in between, whatever the timeout.
 */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
