import { createHash } from 'node:crypto';
import type { AgentSource } from '../agent.ts';
import { type FilePlace, rootsOf } from '../workspace/citedFile.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Row, numberOf, numberOrNull, textOf, textOrNull } from './rows.ts';
import type { Database } from './sqlite.ts';

/** A piece of a workspace file that an answer rested on, with the text it had then. */
export interface StoredChunk {
  readonly fileId: string;
  readonly source: AgentSource;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A workspace file that answers rested on. */
export interface CitedFile extends FilePlace {
  readonly id: string;
  /** `path`, with the folder's name in front where the workspace has several. */
  readonly name: string;
  /** The workspace folder's name; only where the workspace has several. */
  readonly folder?: string;
  /** When it was last cited; milliseconds since 1970. */
  readonly citedAt: number;
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
  /** Every file that was cited, in the order of its last citation. */
  files(): readonly CitedFile[];
  file(fileId: string): CitedFile | undefined;
  /** The files that a run cited, by their names: their ids. */
  fileIdsOfRun(runId: string): ReadonlyMap<string, string>;
  /** How many files were cited, how large their cited pieces are, and when the first and last were. */
  summary(): {
    readonly fileCount: number;
    readonly sizeBytes: number;
    readonly firstAt: number | null;
    readonly lastAt: number | null;
  };
}

/** The same place on this machine has the same file id in every run. */
function fileIdOf({ folder, path }: AgentSource, workspace: Workspace | undefined): string {
  const place = JSON.stringify([rootsOf(workspace, folder)[0] ?? '', folder ?? '', path]);
  return `file-${createHash('sha256').update(place).digest('hex').slice(0, 32)}`;
}

export function createChunkStore(database: Database): ChunkStore {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO chunks (run_id, chunk_id, file_id, created_at, source) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare('SELECT * FROM chunks WHERE chunk_id = ? ORDER BY seq DESC LIMIT 1');
  const workspaceOfRun = database.prepare('SELECT workspace FROM runs WHERE id = ?');
  const withWorkspace = 'SELECT c.*, r.workspace FROM chunks c JOIN runs r ON r.id = c.run_id';
  const allFiles = database.prepare(
    `${withWorkspace} WHERE c.seq IN (SELECT max(seq) FROM chunks GROUP BY file_id) ORDER BY c.seq`,
  );
  const oneFile = database.prepare(`${withWorkspace} WHERE c.file_id = ? ORDER BY c.seq DESC LIMIT 1`);
  const ofRun = database.prepare('SELECT * FROM chunks WHERE run_id = ?');
  // Both filters are optional: null lets everything pass. Parameters have no numbers: Node 22, which VS Code runs,
  // binds no others by position.
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
      const fileId = fileIdOf(source, workspaceOf(workspaceOfRun.get(runId)));
      insert.run(runId, source.chunkId, fileId, Date.now(), JSON.stringify(source));
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
    files: () => allFiles.all().map(fileOf),
    file(fileId) {
      const row = oneFile.get(fileId);
      return row && fileOf(row);
    },
    fileIdsOfRun: (runId) =>
      new Map(
        ofRun
          .all(runId)
          .map(chunkOf)
          .map(({ source, fileId }) => [nameOf(source), fileId]),
      ),
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

function workspaceOf(row: Row | undefined): Workspace | undefined {
  const kept = row && textOrNull(row, 'workspace');
  return kept ? (JSON.parse(kept) as Workspace) : undefined;
}

function nameOf({ folder, path }: AgentSource): string {
  return folder === undefined ? path : `${folder}/${path}`;
}

function fileOf(row: Row): CitedFile {
  const { fileId, source, createdAt } = chunkOf(row);
  const { path, folder } = source;
  return {
    id: fileId,
    name: nameOf(source),
    path,
    ...(folder === undefined ? {} : { folder }),
    roots: rootsOf(workspaceOf(row), folder),
    citedAt: createdAt,
  };
}

function chunkOf(row: Row): StoredChunk {
  return {
    fileId: textOf(row, 'file_id'),
    source: JSON.parse(textOf(row, 'source')) as AgentSource,
    createdAt: numberOf(row, 'created_at'),
  };
}
