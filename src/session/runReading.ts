import { isAgentError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { RunOutcome } from '../model/runEvent.ts';
import { type Run, type RunStatus, type Thread, isActive } from '../model/thread.ts';
import type { Service } from './service.ts';

/** What is known of a run before it is read; the nonce and the time are for one whose id is not known. */
export interface RunClues {
  readonly threadId: string;
  readonly runId?: string;
  readonly nonce?: string;
  /** Of the run's agent; some services must be told it to cancel. */
  readonly agentId?: string;
  /** When the prompt's message was stored, by the service's clock; ISO 8601. */
  readonly after?: string;
  /** Runs of the thread that were there before this one was asked for. */
  readonly knownRunIds?: readonly string[];
  /** Of the last message before the run, where that carries another nonce. */
  readonly promptId?: string;
  /** What the prompt says. */
  readonly promptText?: string;
}

/**
 * What a service says of a run.
 *
 * - `active`      it goes on
 * - `ended`       it is over; `outcome` is `unknown` where the service keeps no more than that
 * - `absent`      the service answered, and there is no such run
 * - `unreadable`  the service did not answer, or not in a way that says anything
 */
export type RunReading =
  | { readonly kind: 'active'; readonly runId?: string; readonly run?: Run }
  | { readonly kind: 'ended'; readonly runId?: string; readonly outcome: RunOutcome; readonly run?: Run }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly error: unknown };

/** Finds a run by its id or its clues and says what has become of it. Changes nothing. Rejects only when aborted. */
export async function readRun(service: Service, clues: RunClues, signal: AbortSignal): Promise<RunReading> {
  try {
    const backend = await service.open();
    signal.throwIfAborted();
    if (clues.runId !== undefined) {
      if (!backend.getRun) return await readThread(service, clues, signal);
      return await readById(service, clues.runId, clues, signal);
    }
    if (backend.listRuns) return await readByClues(service, clues, signal);
    return await readThread(service, clues, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unreadable', error };
  }
}

async function readById(service: Service, runId: string, clues: RunClues, signal: AbortSignal): Promise<RunReading> {
  try {
    const run = await service.call(async (backend) => backend.getRun?.(clues.threadId, runId, signal));
    return run ? readingOf(run) : { kind: 'absent' };
  } catch (error) {
    signal.throwIfAborted();
    // Some services forget runs, or never had the route; whether the thread is held still tells something.
    if (isAgentError(error) && (error.kind === 'not-found' || error.kind === 'unsupported')) {
      return readThread(service, clues, signal);
    }
    throw error;
  }
}

async function readByClues(service: Service, clues: RunClues, signal: AbortSignal): Promise<RunReading> {
  const page = await service.call(async (backend) => backend.listRuns?.(clues.threadId, {}, signal));
  const runs = page?.items ?? [];
  const byNonce = clues.nonce === undefined ? undefined : runs.find((run) => run.nonce === clues.nonce);
  // Services that do not keep the nonce: the only run that can be ours is the first one made after our message, or
  // after the runs that were there before.
  const own = byNonce ?? runs.findLast((run) => canBe(run, clues) && isLater(run, clues) === true);
  if (own) return readingOf(own);
  // A list may lag behind; what holds the thread is ours, too, if nothing speaks against it.
  const { activeRunId } = await service.call((backend) => backend.getThread(clues.threadId, signal));
  if (activeRunId === undefined || clues.knownRunIds?.includes(activeRunId)) return { kind: 'absent' };
  const holder = runs.find(({ id }) => id === activeRunId);
  if (!holder) return { kind: 'active', runId: activeRunId };
  return canBe(holder, clues) && isLater(holder, clues) !== false ? readingOf(holder) : { kind: 'absent' };
}

function canBe(run: Run, { agentId }: RunClues): boolean {
  return run.nonce === undefined && (run.agentId === undefined || agentId === undefined || run.agentId === agentId);
}

/** Whether a run was made after what is known to be older than ours; undefined where that cannot be told. */
function isLater(run: Run, { knownRunIds, after }: RunClues): boolean | undefined {
  if (knownRunIds) return !knownRunIds.includes(run.id);
  const [madeMs, sinceMs] = [Date.parse(run.createdAt ?? ''), Date.parse(after ?? '')];
  if (Number.isNaN(madeMs) || Number.isNaN(sinceMs)) return undefined;
  // Some services date runs in whole seconds, and messages more exactly.
  return madeMs >= (madeMs % 1000 === 0 ? Math.floor(sinceMs / 1000) * 1000 : sinceMs);
}

async function readThread(service: Service, clues: RunClues, signal: AbortSignal): Promise<RunReading> {
  const thread = await service.call((backend) => backend.getThread(clues.threadId, signal));
  const runId = clues.runId ?? thread.activeRunId;
  const isHeld = thread.activeRunId === undefined ? thread.status === 'running' : thread.activeRunId === runId;
  if (isHeld) return { kind: 'active', ...optional({ runId }) };
  const backend = await service.open();
  if (!backend.getRun && backend.getState) return readStored(service, clues, thread, signal);
  if (clues.runId === undefined) return { kind: 'absent' };
  return { kind: 'ended', runId: clues.runId, outcome: thread.status === 'needs-input' ? 'needs-input' : 'unknown' };
}

/** Of a service that knows no runs: what has become of one shows in what is stored. */
async function readStored(service: Service, clues: RunClues, thread: Thread, signal: AbortSignal): Promise<RunReading> {
  const ended = (outcome: RunOutcome): RunReading => ({
    kind: 'ended',
    outcome,
    ...optional({ runId: clues.runId }),
  });
  const { items } = await service.call((backend) => backend.listMessages(clues.threadId, {}, signal));
  const prompt = items.findIndex(
    ({ id, nonce }) => id === clues.promptId || (nonce !== undefined && nonce === clues.nonce),
  );
  if (prompt < 0 && clues.runId === undefined) return { kind: 'absent' };
  if (thread.status === 'needs-input') return ended('needs-input');
  // It stopped in the middle, or goes on where nobody can see it.
  if (thread.pendingSteps !== undefined && thread.pendingSteps.length > 0) return ended('unknown');
  const [last] = items.slice(0, Math.max(prompt, 0));
  return ended(last && isAnswer(last) ? 'completed' : 'unknown');
}

/** The last word of an agent that has nothing more to do. */
function isAnswer({ role, parts }: Message): boolean {
  const isOpen = parts.some((part) => part.type === 'tool' && part.state !== 'done' && part.state !== 'failed');
  return role === 'assistant' && !isOpen;
}

function readingOf(run: Run): RunReading {
  if (isActive(run.status)) return { kind: 'active', runId: run.id, run };
  return { kind: 'ended', runId: run.id, outcome: outcomeOf(run.status), run };
}

/** How a run ended, as far as its status says; `unknown` for one that has not ended. */
export function outcomeOf(status: RunStatus): RunOutcome {
  switch (status) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'needs-input':
      return status;
    case 'queued':
    case 'running':
    case 'unknown':
      return 'unknown';
  }
}
