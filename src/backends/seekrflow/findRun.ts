import { isAgentError } from '../../model/errors.ts';
import type { Run } from '../../model/thread.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeRun } from './decodeRun.ts';
import { decodeThread } from './decodeThread.ts';
import { readList } from '../shared/readList.ts';
import { routes } from './route.ts';

export interface WantedRun {
  readonly threadId: string;
  readonly request: { readonly agentId: string; readonly nonce: string };
  /** When the request was made, by the service's clock. */
  readonly sinceMs: number;
}

const newestRuns = 5;
/** How much earlier than the request a run may seem to have been created: answers name whole seconds. */
const toleranceMs = 2_000;

/**
 * The id of the run that a request has started, where the stream does not say it: the run that carries the request's
 * nonce; else the one that holds the thread; else the newest that was created since. A run that carries another nonce,
 * or belongs to another agent, is never taken. Undefined if none is found (yet).
 *
 * @param isAccepted whether the request was answered; until then what holds the thread may be an older run
 */
export async function findRun(
  client: SeekrFlowClient,
  { threadId, request, sinceMs }: WantedRun,
  isAccepted: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [thread, runs] = await Promise.all([
    client.get(routes.thread(threadId), signal).then(decodeThread).catch(withoutAnswer),
    readList(client, routes.runs(threadId, { limit: newestRuns, order: 'desc' }), signal).catch(withoutAnswer),
  ]);
  const candidates = (runs ?? []).flatMap((value) => decodeRun(value, threadId) ?? []);
  const own = candidates.find((run) => run.nonce === request.nonce);
  if (own) return own.id;
  const possible = candidates.filter((run) => canBe(run, request));
  const activeRunId = thread?.activeRunId;
  const isForeign = candidates.some((run) => run.id === activeRunId) && !possible.some((run) => run.id === activeRunId);
  if (isAccepted && activeRunId !== undefined && !isForeign) return activeRunId;
  return possible.find((run) => Date.parse(run.createdAt ?? '') >= sinceMs - toleranceMs)?.id;
}

function canBe(run: Run, request: WantedRun['request']): boolean {
  return run.nonce === undefined && (run.agentId === undefined || run.agentId === request.agentId);
}

/** Not knowing the id yet is no failure; an abort is passed on. */
function withoutAnswer(error: unknown): undefined {
  if (!isAgentError(error)) throw error;
}
