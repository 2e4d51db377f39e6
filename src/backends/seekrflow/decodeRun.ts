import { objectOf, optional, stringOf } from '../../model/parse.ts';
import type { RunOutcome } from '../../model/runEvent.ts';
import { type Run, type RunStatus, isActive } from '../../model/thread.ts';
import { nonceMetadataKey, reasonMetadataKey } from '../../wire/seekrflow.ts';
import { complaintOf } from '../shared/complaint.ts';
import { runDetailsOf, runSettingsOf } from './runDetails.ts';
import { dateOf, idOf, usageOf } from '../shared/wireValues.ts';

/** A run as read from the service, or the shorter answer to starting one (`run_id`); undefined without an id. */
export function decodeRun(value: unknown, threadId: string): Run | undefined {
  const id = idOf(value, 'id', 'run_id');
  if (id === undefined) return undefined;
  const status = statusOf(value);
  const rawStatus = stringOf(value, 'status');
  return {
    id,
    threadId: idOf(value, 'thread_id') ?? threadId,
    status,
    ...optional({
      rawStatus: status === 'unknown' ? rawStatus : undefined,
      agentId: idOf(value, 'agent_id'),
      model: stringOf(value, 'model') || undefined,
      usage: usageOf(objectOf(value, 'usage')),
      createdAt: dateOf(value, 'created_at'),
      startedAt: dateOf(value, 'started_at'),
      endedAt: dateOf(value, 'completed_at') ?? dateOf(value, 'failed_at') ?? dateOf(value, 'cancelled_at'),
      reason: reasonOf(value),
      nonce: stringOf(objectOf(value, 'meta_data'), nonceMetadataKey),
      settings: runSettingsOf(value),
      details: runDetailsOf(value),
    }),
  };
}

/**
 * Both spellings of cancelled are published. A set end date counts more than a word this version does not know;
 * `is_active` does not, because its published default is false.
 */
const statuses = new Map<string, RunStatus>([
  ['queued', 'queued'],
  ['running', 'running'],
  ['in_progress', 'running'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['expired', 'failed'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
]);

function statusOf(value: unknown): RunStatus {
  const known = statuses.get(stringOf(value, 'status')?.toLowerCase() ?? '');
  if (known !== undefined && !isActive(known)) return known;
  if (dateOf(value, 'cancelled_at')) return 'cancelled';
  if (dateOf(value, 'failed_at')) return 'failed';
  if (dateOf(value, 'completed_at')) return 'completed';
  return known ?? 'unknown';
}

/** The published run has no field for it; taken where a server has one, as the local agent host has. */
function reasonOf(value: unknown): string | undefined {
  const last = objectOf(value, 'last_error') ?? objectOf(value, 'error');
  const metadata = objectOf(value, 'meta_data');
  return (
    stringOf(metadata, reasonMetadataKey) ??
    complaintOf(last) ??
    (stringOf(value, 'error') || stringOf(value, 'last_error') || stringOf(metadata, 'error')) ??
    undefined
  );
}

/** How a run that is not active any more ended. */
export function outcomeOf(status: RunStatus): RunOutcome {
  return status === 'queued' || status === 'running' ? 'unknown' : status;
}
