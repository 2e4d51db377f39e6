import { createHash } from 'node:crypto';
import type { AgentSource } from '../agent.ts';
import { type Row, numberOf, numberOrNull, textOf } from './rows.ts';
import type { Database } from './sqlite.ts';

/** A piece of a workspace file that an answer rested on, with the text it had then. */
export interface StoredChunk {
  readonly fileId: string;
  readonly source: AgentSource;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface ChunkFilter {
  readonly fileId?: string;
  readonly chunkIds?: readonly string[];
}

export interface ChunkStore {
  /** Keeps a run's source; the same source of the same run is kept once. */
  add(runId: string, source: AgentSource): void;
  /** As the newest run cited it. */
  get(chunkId: string): StoredChunk | undefined;
  /** Each chunk once, as the newest run cited it, in the order of citation. */
  list(
    filter: ChunkFilter,
    limit: number,
    offset: number,
  ): { readonly chunks: readonly StoredChunk[]; readonly total: number };
  /** The pieces of a file that the newest run to cite it cited, in line order; empty for an unknown file. */
  file(fileId: string): readonly StoredChunk[];
  /** How many files were cited, how large their cited pieces are, and when the first and last were. */
  summary(): {
    readonly fileCount: number;
    readonly sizeBytes: number;
    readonly firstAt: number | null;
    readonly lastAt: number | null;
  };
}

/** The same place in the workspace has the same file id in every run. */
export function fileIdOf(source: Pick<AgentSource, 'folder' | 'path'>): string {
  const place = JSON.stringify([source.folder ?? '', source.path]);
  return `file-${createHash('sha256').update(place).digest('hex').slice(0, 32)}`;
}

export function createChunkStore(database: Database): ChunkStore {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO chunks (run_id, chunk_id, file_id, created_at, source) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare('SELECT * FROM chunks WHERE chunk_id = ? ORDER BY seq DESC LIMIT 1');
  // Parameters without numbers: Node 22, which VS Code runs, binds no others by position.
  const ofFile = database.prepare(
    'SELECT * FROM chunks WHERE file_id = ? AND run_id = (SELECT run_id FROM chunks WHERE file_id = ? ORDER BY seq DESC LIMIT 1)',
  );
  // Both filters are optional: null lets everything pass.
  const wanted = `FROM chunks WHERE (? IS NULL OR file_id = ?)
    AND (? IS NULL OR chunk_id IN (SELECT value FROM json_each(?)))`;
  const page = database.prepare(
    `SELECT * FROM chunks WHERE seq IN (SELECT max(seq) ${wanted} GROUP BY chunk_id) ORDER BY seq LIMIT ? OFFSET ?`,
  );
  const count = database.prepare(`SELECT count(DISTINCT chunk_id) AS total ${wanted}`);
  const sum = database.prepare(
    `SELECT count(DISTINCT file_id) AS files, sum(length(CAST(json_extract(source, '$.text') AS BLOB))) AS bytes,
       min(created_at) AS first, max(created_at) AS last FROM chunks`,
  );

  return {
    add(runId, source) {
      insert.run(runId, source.chunkId, fileIdOf(source), Date.now(), JSON.stringify(source));
    },
    get(chunkId) {
      const row = newest.get(chunkId);
      return row && chunkOf(row);
    },
    list({ fileId, chunkIds }, limit, offset) {
      const file = fileId ?? null;
      const ids = chunkIds === undefined ? null : JSON.stringify(chunkIds);
      const filter = [file, file, ids, ids] as const;
      return {
        chunks: page.all(...filter, limit, offset).map(chunkOf),
        total: numberOf(count.get(...filter) ?? {}, 'total'),
      };
    },
    file: (fileId) =>
      ofFile
        .all(fileId, fileId)
        .map(chunkOf)
        .sort((one, other) => one.source.startLine - other.source.startLine),
    summary() {
      const row = sum.get() ?? {};
      return {
        fileCount: numberOf(row, 'files'),
        sizeBytes: numberOf(row, 'bytes'),
        firstAt: numberOrNull(row, 'first'),
        lastAt: numberOrNull(row, 'last'),
      };
    },
  };
}

function chunkOf(row: Row): StoredChunk {
  return {
    fileId: textOf(row, 'file_id'),
    source: JSON.parse(textOf(row, 'source')) as AgentSource,
    createdAt: numberOf(row, 'created_at'),
  };
}
