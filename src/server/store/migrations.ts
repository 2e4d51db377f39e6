import { type Database, inTransaction } from './sqlite.ts';

/**
 * Each entry takes the schema from its index to the next version (`user_version`). Entries are never changed once they
 * were released; new ones are appended.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE threads (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    meta_data TEXT NOT NULL,
    active_run_id TEXT
  ) STRICT;

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    parts TEXT NOT NULL,
    agent_id TEXT,
    run_id TEXT,
    created_at INTEGER NOT NULL,
    meta_data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_of_thread ON messages (thread_id, seq);

  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    vocabulary TEXT NOT NULL,
    status TEXT NOT NULL,
    request TEXT NOT NULL,
    meta_data TEXT NOT NULL,
    usage TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX runs_of_thread ON runs (thread_id, seq);

  CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT;

  CREATE TABLE chunks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    chunk_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (run_id, chunk_id)
  ) STRICT;
  CREATE INDEX chunks_by_id ON chunks (chunk_id);
  CREATE INDEX chunks_of_file ON chunks (file_id);
  `,
  `
  ALTER TABLE runs ADD COLUMN workspace TEXT;

  CREATE TABLE spans (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    started_at REAL NOT NULL,
    is_open INTEGER NOT NULL,
    span TEXT NOT NULL
  ) STRICT;
  CREATE INDEX spans_of_run ON spans (run_id, seq);
  CREATE INDEX spans_by_start ON spans (started_at);
  `,
];

export function versionOf(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Brings the schema to the newest version in one transaction: after a crash it is the old one or the new one. */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  const from = versionOf(database);
  if (from === steps.length) return;
  inTransaction(database, () => {
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
