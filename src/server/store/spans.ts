import type { WireMetadata, WireUsage } from '../../wire/seekrflow.ts';
import { type Row, textOf, textOrNull } from './rows.ts';
import type { Database } from './sqlite.ts';

/** One piece of work inside a run. Times are milliseconds since 1970 with fractions. */
export interface Span {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Absent: the run itself. */
  readonly parentId?: string;
  readonly name: string;
  readonly startedAt: number;
  /** Absent while the work goes on, and where its end was never seen. */
  readonly endedAt?: number;
  /** For people. */
  readonly message: string;
  readonly exception?: { readonly type: string; readonly message: string };
  /** What the work was, in the words of OpenTelemetry's conventions for generative AI. */
  readonly operation?: string;
  /** Sizes and counts; never what was said. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface StoredSpan {
  readonly span: Span;
  readonly runId: string;
  readonly threadId: string;
  readonly agentId: string;
  readonly group: string;
  readonly runMetadata: WireMetadata;
  readonly runUsage: WireUsage | null;
}

/** What is left out lets everything pass. */
export interface SpanFilter {
  /** Both ends are included. */
  readonly startedFrom: number;
  readonly startedTo?: number;
  readonly agentId?: string;
  readonly runId?: string;
  readonly traceId?: string;
  readonly threadId?: string;
  readonly group?: string;
  /** The run's metadata has all of these. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface SpanPage {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly offset: number;
}

export interface SpanStore {
  /** Adds spans of a run; one with a known id takes the place of what was there. */
  put(runId: string, spans: readonly Span[]): void;
  get(spanId: string): StoredSpan | undefined;
  /** By their starts. */
  list(filter: SpanFilter, page: SpanPage): readonly StoredSpan[];
  /** The spans of a run that have no end, in the order in which they began. */
  open(runId: string): readonly Span[];
}

const defaultGroup = 'default_group';

/** All spans of a run are one trace, whose id (32 hexadecimal digits) is the run's in another spelling. */
export function traceIdOf(runId: string): string {
  return runId.replace(/^run-/, '').replaceAll('-', '');
}

export function createSpanStore(database: Database): SpanStore {
  const upsert = database.prepare(
    `INSERT INTO spans (id, run_id, started_at, is_open, span) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open, span = excluded.span`,
  );
  const withRun = `SELECT s.run_id, s.span, r.thread_id, r.agent_id, r.meta_data, r.usage,
      coalesce(json_extract(r.request, '$.group'), '${defaultGroup}') AS run_group
    FROM spans s JOIN runs r ON r.id = s.run_id`;
  const select = database.prepare(`${withRun} WHERE s.id = ?`);
  const unended = database.prepare('SELECT span FROM spans WHERE run_id = ? AND is_open = 1 ORDER BY seq');
  // Null lets everything pass. The run's metadata has only texts in it, so that comparing values is enough.
  const wanted = `WHERE s.started_at >= ? AND (? IS NULL OR s.started_at <= ?)
    AND (? IS NULL OR r.agent_id = ?) AND (? IS NULL OR s.run_id = ?)
    AND (? IS NULL OR replace(substr(s.run_id, 5), '-', '') = ?)
    AND (? IS NULL OR r.thread_id = ?)
    AND (? IS NULL OR coalesce(json_extract(r.request, '$.group'), '${defaultGroup}') = ?)
    AND NOT EXISTS (SELECT 1 FROM json_each(?) AS asked WHERE NOT EXISTS
      (SELECT 1 FROM json_each(r.meta_data) AS has WHERE has.key = asked.key AND has.value = asked.value))`;
  const page = (order: string) =>
    database.prepare(`${withRun} ${wanted} ORDER BY s.started_at ${order}, s.seq ${order} LIMIT ? OFFSET ?`);
  const pages = { asc: page('ASC'), desc: page('DESC') };

  return {
    put(runId, spans) {
      for (const span of spans) {
        upsert.run(span.id, runId, span.startedAt, span.endedAt === undefined ? 1 : 0, JSON.stringify(span));
      }
    },
    get(spanId) {
      const row = select.get(spanId);
      return row && storedSpanOf(row);
    },
    list(filter, { limit, order, offset }) {
      const { startedFrom, startedTo, agentId, runId, traceId, threadId, group, metadata = {} } = filter;
      const twice = [startedTo, agentId, runId, traceId, threadId, group].flatMap((value) => {
        const given = value ?? null;
        return [given, given];
      });
      return pages[order].all(startedFrom, ...twice, JSON.stringify(metadata), limit, offset).map(storedSpanOf);
    },
    open: (runId) => unended.all(runId).map(spanOf),
  };
}

function spanOf(row: Row): Span {
  return JSON.parse(textOf(row, 'span')) as Span;
}

function storedSpanOf(row: Row): StoredSpan {
  const usage = textOrNull(row, 'usage');
  return {
    span: spanOf(row),
    runId: textOf(row, 'run_id'),
    threadId: textOf(row, 'thread_id'),
    agentId: textOf(row, 'agent_id'),
    group: textOf(row, 'run_group'),
    runMetadata: JSON.parse(textOf(row, 'meta_data')) as WireMetadata,
    runUsage: usage === null ? null : (JSON.parse(usage) as WireUsage),
  };
}
