import type { Page, PageRequest } from '../backends/backend.ts';
import { AgentError, isAgentError, isAmbiguous } from '../model/errors.ts';
import { optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import type { StateUpdate, ThreadState } from '../model/threadState.ts';
import type { Service } from './service.ts';
import { callOffered } from './serviceQueries.ts';

/** What became of something that was added to a thread's state. */
export interface StateWrite {
  /** False if no answer came: then only `state`, which was read afterwards, tells whether it arrived. */
  readonly isConfirmed: boolean;
  /** The state as it is now; absent only after a confirmed write, where it could not be read. */
  readonly state?: ThreadState;
}

/** The newest state of a thread; with `checkpointId` an older one. Rejects with an `AgentError`. */
export function readState(
  service: Service,
  threadId: string,
  checkpointId: string | undefined,
  signal: AbortSignal,
): Promise<ThreadState> {
  return callOffered(service, 'show the state of a thread', (backend) =>
    backend.getState?.(threadId, checkpointId, signal),
  );
}

/** A page of the states that a thread went through, newest first. Rejects with an `AgentError`. */
export function readCheckpoints(
  service: Service,
  threadId: string,
  page: PageRequest,
  signal: AbortSignal,
): Promise<Page<ThreadState>> {
  return callOffered(service, 'show the history of a thread', (backend) =>
    backend.listCheckpoints?.(threadId, page, signal),
  );
}

/**
 * Adds to the newest state with one request, which is never repeated, and reads the state afterwards. Rejects with an
 * `AgentError`: if the service refused, and if it can neither be known nor read whether the addition has arrived.
 */
export async function addToState(
  service: Service,
  threadId: string,
  update: StateUpdate,
  signal: AbortSignal,
): Promise<StateWrite> {
  try {
    await callOffered(service, 'add to the state of a thread', (backend) =>
      backend.updateState?.(threadId, update, signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!isAmbiguous(error)) throw error;
    const state = await readQuietly(service, threadId, signal);
    if (!state) throw withNextStep(error, 'It may have arrived: look at the state before you add it again.');
    return { isConfirmed: false, state };
  }
  return { isConfirmed: true, ...optional({ state: await readQuietly(service, threadId, signal) }) };
}

/**
 * Makes a thread that has everything of another one up to a checkpoint. Never repeated. Rejects with an `AgentError`.
 *
 * @param thread what the new thread is called, if anything, and the nonce by which it is told
 */
export async function fork(
  service: Service,
  threadId: string,
  checkpointId: string,
  thread: { readonly nonce: string; readonly title?: string; readonly agentId?: string },
  signal: AbortSignal,
): Promise<Thread> {
  try {
    return await callOffered(service, 'fork a thread', (backend) =>
      backend.forkThread?.(threadId, checkpointId, thread, signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!isAmbiguous(error)) throw error;
    throw withNextStep(error, 'A new thread may be there all the same: look at the threads before you fork again.');
  }
}

/** Undefined where it cannot be read: whoever shows it will read it again and say why. */
async function readQuietly(service: Service, threadId: string, signal: AbortSignal): Promise<ThreadState | undefined> {
  try {
    return await readState(service, threadId, undefined, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function withNextStep(error: unknown, nextStep: string): unknown {
  if (!isAgentError(error)) return error;
  const { kind, message, status, serverMessage, requestId, where, mayHaveArrived } = error;
  const details = optional({ status, serverMessage, requestId, where });
  return new AgentError(kind, message, { ...details, mayHaveArrived, nextStep, cause: error });
}
