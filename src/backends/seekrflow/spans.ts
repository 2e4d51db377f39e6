import { AgentError, isAgentError } from '../../model/errors.ts';
import type { Run } from '../../model/thread.ts';
import { type Span, maxSpans } from '../../model/trace.ts';
import type { WireSpanRequest } from '../../wire/spans.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeSpan } from './decodeSpan.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { routes } from './route.ts';
import { listOf } from '../shared/wireValues.ts';

const pageSize = 100;
/** Clocks of the service's parts may differ, and spans may begin before the run's record. */
const marginMs = 10 * 60_000;
/** Where a run says neither when it was made nor when it began. */
const lookBackMs = 30 * 24 * 60 * 60_000;

/**
 * Every span of a run. The start of the time that is searched is always sent: without it only the last 15 minutes are
 * searched, even for a run that is named (published). The list is not wrapped and knows offsets only, so it is read
 * until a page brings nothing new.
 */
export async function listSpans(client: SeekrFlowClient, run: Run, signal: AbortSignal): Promise<readonly Span[]> {
  const sinceMs = Date.parse(run.createdAt ?? run.startedAt ?? '');
  const fromMs = Number.isNaN(sinceMs) ? client.serverTimeMs() - lookBackMs : sinceMs - marginMs;
  const filter: WireSpanRequest = {
    run_id: run.id,
    min_start_datetime: new Date(fromMs).toISOString(),
    order: 'asc',
  };
  const spans = new Map<string, Span>();
  for (let offset = 0; spans.size < maxSpans;) {
    const values = await readSpans(client, { ...filter, limit: pageSize, offset }, signal);
    const known = spans.size;
    for (const span of values.flatMap((value) => decodeSpan(value) ?? [])) add(spans, span);
    if (spans.size === known) break;
    offset += values.length;
  }
  return [...spans.values()];
}

/** A span that was pending is told again when it has ended; remarks share the id of their span. */
function add(spans: Map<string, Span>, span: Span): void {
  const isRemark = span.kind === 'log' || span.kind === 'span_event';
  const key = isRemark ? JSON.stringify([span.id, span.kind, span.startedAt, span.message]) : span.id;
  if (span.kind !== 'pending_span' || !spans.has(key)) spans.set(key, span);
}

async function readSpans(
  client: SeekrFlowClient,
  body: WireSpanRequest,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const route = routes.spans();
  let answer: unknown;
  try {
    answer = await client.send('POST', route, body, signal);
  } catch (error) {
    // The route names nothing that could be missing: an installation without it records no spans.
    if (!isAgentError(error) || ![404, 405, 501].includes(error.status ?? 0)) throw error;
    throw new AgentError('unsupported', 'this installation records no spans', {
      where: `POST ${route.path}`,
      nextStep: 'It records no spans of runs, so there is no trace to show.',
      cause: error,
    });
  }
  const values = listOf(answer);
  if (values === undefined) throw unreadableError(`POST ${route.path}`, answer);
  return values;
}
