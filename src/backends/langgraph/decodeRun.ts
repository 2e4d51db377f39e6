import { objectOf, optional, property, stringOf } from '../../model/parse.ts';
import type { RunOutcome } from '../../model/runEvent.ts';
import type { Run } from '../../model/thread.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { dateOf, idOf } from '../shared/wireValues.ts';

/** Under which name the nonce of a run travels in its metadata. Flat, because servers filter by top level names. */
export const nonceKey = 'agent_threads_nonce';

/**
 * A run as far as it tells itself; undefined without an id. `success` and `error` say less than they seem to: a run
 * that waits for a person is a success, and one that was cancelled may be an error. See {@link outcomeIn}.
 */
export function decodeRun(value: unknown, threadId: string): Run | undefined {
  const id = idOf(value, 'run_id');
  if (id === undefined) return undefined;
  const rawStatus = stringOf(value, 'status');
  const createdAt = dateOf(value, 'created_at');
  const status = statuses.get(rawStatus ?? '') ?? 'unknown';
  return {
    id,
    threadId: idOf(value, 'thread_id') ?? threadId,
    status,
    ...optional({
      rawStatus: status === 'unknown' ? rawStatus : undefined,
      agentId: idOf(value, 'assistant_id'),
      createdAt,
      startedAt: status === 'queued' ? undefined : createdAt,
      endedAt: status === 'queued' || status === 'running' ? undefined : dateOf(value, 'updated_at'),
      nonce: stringOf(objectOf(value, 'metadata'), nonceKey),
      reason: status === 'failed' && rawStatus === 'timeout' ? 'The server’s time for runs was over' : undefined,
      details: detailsOf(value),
    }),
  };
}

const statuses = new Map<string, Run['status']>([
  ['pending', 'queued'],
  ['running', 'running'],
  ['success', 'completed'],
  ['error', 'failed'],
  ['timeout', 'failed'],
  ['interrupted', 'cancelled'],
]);

function detailsOf(value: unknown): Run['details'] {
  const {
    multitask_strategy: strategy,
    metadata,
    kwargs,
  } = optional({
    multitask_strategy: property(value, 'multitask_strategy'),
    metadata: property(value, 'metadata'),
    kwargs: property(value, 'kwargs'),
  });
  return optional({ multitask_strategy: strategy, metadata, kwargs });
}

/** False for a run whose events are handed out once only, so that nobody else should read them. */
export function isReplayable(value: unknown): boolean {
  const kwargs = objectOf(value, 'kwargs');
  const said = property(kwargs, 'resumable') ?? property(kwargs, 'stream_resumable');
  return said !== false;
}

/**
 * How a run ended, from its own word and the state of its thread. The state tells only of the run that touched it last,
 * which is also one that began after it and has not come to a step of its own.
 *
 * - A run that waits for a person is `success` here and `interrupted` elsewhere; the state then holds a request.
 * - A run that stopped before a step, where its graph has a breakpoint, is `success` here, too, and asks nothing; the
 *   state that it made then has a next step.
 * - A cancelled run is `error` here (observed) and `interrupted` elsewhere; the step that comes next then has no error.
 */
export function outcomeIn(run: Run, state: ThreadState | undefined): { outcome: RunOutcome; reason?: string } {
  const isLatest = state !== undefined && (isOf(run, state) || isOlder(state, run));
  const waits = isLatest && state.inputRequests.length > 0;
  switch (run.status) {
    case 'completed':
      if (isLatest && isAtBreakpoint(state)) return { outcome: 'needs-input', reason: breakpointReason };
      return { outcome: waits ? 'needs-input' : 'completed' };
    case 'cancelled':
      return { outcome: waits ? 'needs-input' : 'cancelled' };
    case 'failed': {
      if (run.reason !== undefined) return { outcome: 'failed', reason: run.reason };
      if (isLatest && state.next.length > 0 && state.errorText === undefined) return { outcome: 'cancelled' };
      return { outcome: 'failed', ...optional({ reason: isLatest ? state.errorText : undefined }) };
    }
    case 'needs-input':
    case 'queued':
    case 'running':
    case 'unknown':
      return { outcome: 'unknown' };
  }
}

const breakpointReason = 'The agent stopped before the end of its work and can go on from there';

/** Nobody is asked and nothing failed. A state that was written by hand, or gone back to, was made by no run. */
function isAtBreakpoint({ next, inputRequests, errorText, source }: ThreadState): boolean {
  const isMadeByHand = source === 'update' || source === 'fork';
  return next.length > 0 && inputRequests.length === 0 && errorText === undefined && !isMadeByHand;
}

function isOf(run: Run, { runId }: ThreadState): boolean {
  return runId === undefined || runId === run.id;
}

function isOlder(state: ThreadState, run: Run): boolean {
  return Date.parse(state.createdAt ?? '') <= Date.parse(run.createdAt ?? '');
}
