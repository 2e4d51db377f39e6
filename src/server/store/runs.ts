import { randomUUID } from 'node:crypto';
import type { WireMetadata, WireRunRequest, WireRunStatus, WireUsage } from '../../wire/seekrflow.ts';
import { parseExactly } from '../exactJson.ts';
import type { ListPage } from '../http/query.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { newMessageId } from './messages.ts';
import { type Row, nextTime, numberOf, numberOrNull, pageStatements, textOf, textOrNull } from './rows.ts';
import type { Database } from './sqlite.ts';

/** The vocabulary in which a run was started to be streamed; attaching to it speaks the same. */
export type Vocabulary = 'native' | 'vercel';

export interface StoredRun {
  readonly id: string;
  readonly threadId: string;
  readonly agentId: string;
  /** The id that the answer's last message will have; streams announce it. */
  readonly messageId: string;
  readonly vocabulary: Vocabulary;
  readonly status: WireRunStatus;
  /** As it was asked for, without its `metadata`. */
  readonly request: WireRunRequest;
  readonly metadata: WireMetadata;
  readonly usage: WireUsage | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export type NewStoredRun = Pick<StoredRun, 'threadId' | 'agentId' | 'vocabulary' | 'request' | 'metadata'>;

export interface RunStore {
  /** @param workspace what the run may read; kept, so that the files it cites can be read later */
  create(run: NewStoredRun, workspace?: Workspace): StoredRun;
  get(threadId: string, runId: string): StoredRun | undefined;
  list(threadId: string, page: ListPage): readonly StoredRun[];
  /** Runs that are `queued` or `running`. */
  unsettled(): readonly StoredRun[];
  setStarted(runId: string): void;
  setEnded(
    runId: string,
    end: { readonly status: WireRunStatus; readonly metadata: WireMetadata; readonly usage: WireUsage | null },
  ): void;
}

export function createRunStore(database: Database): RunStore {
  const insert = database.prepare(
    `INSERT INTO runs (id, thread_id, agent_id, message_id, vocabulary, status, request, meta_data, workspace, created_at)
     VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) RETURNING *`,
  );
  const newest = database.prepare('SELECT max(created_at) AS newest FROM runs WHERE thread_id = ?');
  const select = database.prepare('SELECT * FROM runs WHERE thread_id = ? AND id = ?');
  const active = database.prepare("SELECT * FROM runs WHERE status IN ('queued', 'running') ORDER BY seq");
  const start = database.prepare("UPDATE runs SET status = 'running', started_at = ? WHERE id = ?");
  const end = database.prepare('UPDATE runs SET status = ?, meta_data = ?, usage = ?, ended_at = ? WHERE id = ?');
  const pages = pageStatements(database, 'runs', 'WHERE thread_id = ?');

  return {
    create({ threadId, agentId, vocabulary, request, metadata }, workspace) {
      const createdAt = nextTime(numberOrNull(newest.get(threadId) ?? {}, 'newest'));
      const row = insert.get(
        `run-${randomUUID()}`,
        threadId,
        agentId,
        newMessageId(),
        vocabulary,
        JSON.stringify(request),
        JSON.stringify(metadata),
        workspace ? JSON.stringify(workspace) : null,
        createdAt,
      );
      return runOf(row ?? {});
    },
    get(threadId, runId) {
      const row = select.get(threadId, runId);
      return row && runOf(row);
    },
    list: (threadId, { limit, order, offset }) => pages[order].all(threadId, limit, offset).map(runOf),
    unsettled: () => active.all().map(runOf),
    setStarted(runId) {
      start.run(Date.now(), runId);
    },
    setEnded(runId, { status, metadata, usage }) {
      end.run(status, JSON.stringify(metadata), usage && JSON.stringify(usage), Date.now(), runId);
    },
  };
}

function runOf(row: Row): StoredRun {
  const usage = textOrNull(row, 'usage');
  return {
    id: textOf(row, 'id'),
    threadId: textOf(row, 'thread_id'),
    agentId: textOf(row, 'agent_id'),
    messageId: textOf(row, 'message_id'),
    vocabulary: textOf(row, 'vocabulary') as Vocabulary,
    status: textOf(row, 'status') as WireRunStatus,
    request: parseExactly(textOf(row, 'request')) as WireRunRequest,
    metadata: JSON.parse(textOf(row, 'meta_data')) as WireMetadata,
    usage: usage === null ? null : (JSON.parse(usage) as WireUsage),
    createdAt: numberOf(row, 'created_at'),
    startedAt: numberOrNull(row, 'started_at'),
    endedAt: numberOrNull(row, 'ended_at'),
  };
}
