import { arrayOf, numberOf, objectOf, optional, parseJson, property, stringOf } from '../../model/parse.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { complaintOf } from '../shared/complaint.ts';
import { dateOf, idOf } from '../shared/wireValues.ts';
import { inputRequestsOf } from './decodeThread.ts';

/** A state, the newest one or one of the history; total: what is missing is left out. */
export function decodeState(value: unknown): ThreadState {
  const tasks = arrayOf(value, 'tasks');
  const metadata = objectOf(value, 'metadata');
  const next = arrayOf(value, 'next').filter((step) => typeof step === 'string');
  const asking = tasks.filter((task) => inputRequestsOf(property(task, 'interrupts')).length > 0);
  const inputRequests = asking
    .filter((task) => isToCome(task, next))
    .flatMap((task) => inputRequestsOf(property(task, 'interrupts')));
  const errorText = tasks.map((task) => errorTextOf(property(task, 'error'))).find(Boolean);
  return {
    values: property(value, 'values') ?? null,
    next,
    inputRequests: asking.length > 0 ? inputRequests : inputRequestsOf(property(value, 'interrupts')),
    raw: value,
    ...optional({
      checkpointId: idOf(objectOf(value, 'checkpoint'), 'checkpoint_id') ?? idOf(value, 'checkpoint_id'),
      parentCheckpointId:
        idOf(objectOf(value, 'parent_checkpoint'), 'checkpoint_id') ?? idOf(value, 'parent_checkpoint_id'),
      createdAt: dateOf(value, 'created_at'),
      source: stringOf(metadata, 'source'),
      step: numberOf(metadata, 'step'),
      runId: idOf(metadata, 'run_id'),
      errorText,
    }),
  };
}

/** False for a task that was answered while others wait: it keeps its requests, but comes no more (observed). */
function isToCome(task: unknown, next: readonly string[]): boolean {
  const name = stringOf(task, 'name');
  return next.length === 0 || name === undefined || next.includes(name);
}

/** Why a task failed: JSON inside of a string (observed), or plain words. */
function errorTextOf(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  const parsed = typeof error === 'string' ? parseJson(error) : error;
  return complaintOf(parsed) ?? (typeof error === 'string' ? error : JSON.stringify(error));
}
