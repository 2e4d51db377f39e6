import type { Backend, RunRequest } from '../backend.ts';
import { type Account, amountUsed } from '../../model/account.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { Thread } from '../../model/thread.ts';
import type { ThreadState } from '../../model/threadState.ts';
import type { EventStreamAnswer, StreamAnswer } from '../../net/http.ts';
import type { BackendServices } from '../services.ts';
import { heardEvents } from '../shared/heardEvents.ts';
import { logFailure } from '../shared/logFailure.ts';
import { langChainRole, messagesIn, toolCallsOf } from '../shared/langChainMessage.ts';
import { changed, mayBeQuota } from './answerError.ts';
import type { EpsimoClient } from './client.ts';
import { type StreamDecoder, createDecoder } from './decodeStream.ts';
import { inputMessage } from './inputMessage.ts';
import { routes } from './route.ts';

/**
 * Whole messages as far as they have come, and the conversation after each step: what the service's own clients ask
 * for, without the mode that would tell everything a second time in pieces. Whether a mode is honoured is not known.
 */
const streamModes = ['messages', 'values'] as const;

export interface RunsOptions {
  readonly client: EpsimoClient;
  readonly services: Pick<BackendServices, 'clock' | 'log'>;
  readonly readThread: (threadId: string, signal: AbortSignal) => Promise<Thread>;
  readonly newestState: (threadId: string, signal: AbortSignal) => Promise<ThreadState>;
  readonly getAccount: (signal: AbortSignal) => Promise<Account>;
}

/** Runs, of which the service knows nothing once their stream has ended: what became of one is in the state. */
export function createRuns(options: RunsOptions): Pick<Backend, 'startRun'> {
  const { client, services, readThread, newestState, getAccount } = options;

  /**
   * Makes the agent of the run the one of its thread. A run's own `assistant_id` is not heeded everywhere, and then
   * another agent than the one that was chosen would answer.
   */
  async function assign(threadId: string, agentId: string, signal: AbortSignal): Promise<void> {
    const { agentId: assigned, title } = await readThread(threadId, signal);
    if (assigned === agentId) return;
    try {
      await client.send('PUT', routes.thread(threadId), { name: title ?? '', assistant_id: agentId }, signal);
    } catch (error) {
      const isMissing = isAgentError(error) && (error.kind === 'unsupported' || error.kind === 'not-found');
      if (!isMissing) throw error;
      // Without an agent of its own, the run's is all that counts.
      if (assigned === undefined) return;
      throw new AgentError('unsupported', 'the agent of a thread cannot be changed here', {
        mayHaveArrived: false,
        nextStep: 'Choose the agent that the thread has, or begin a new thread.',
      });
    }
  }

  async function refusal(answer: StreamAnswer, signal: AbortSignal): Promise<AgentError> {
    const error = client.errorOf(answer, `POST ${routes.streamRun().path}`);
    if (!mayBeQuota(error)) return error;
    const account = await logFailure(getAccount(signal), services, 'the account could not be read');
    return account ? changed(error, { nextStep: quotaStep(account) }) : error;
  }

  /** How the run ended, by the stream's word and by the state that it left. */
  async function endOf(threadId: string, decoder: StreamDecoder, signal: AbortSignal): Promise<RunEvent> {
    const { failure, isDone } = decoder;
    if (failure !== undefined) return { type: 'run-end', outcome: 'failed', reason: failure };
    const reading = newestState(threadId, signal);
    const state = isDone
      ? await logFailure(reading, services, 'the state after a run could not be read')
      : await reading;
    if (state && state.next.length > 0) {
      return { type: 'run-end', outcome: 'unknown', reason: 'The agent stopped before the end of its work' };
    }
    if (isDone || (state && isAnswered(state))) return { type: 'run-end', outcome: 'completed' };
    throw new AgentError('network', 'the connection was closed without a word that the run is over', {
      where: `run of thread ${threadId}`,
    });
  }

  async function* read(answer: EventStreamAnswer, decoder: StreamDecoder, threadId: string): AsyncGenerator<RunEvent> {
    const where = `run of thread ${threadId}`;
    const hearing = { clock: services.clock, tally: client.tallyOf(answer), where, takesUnterminated: true };
    for await (const { event } of heardEvents(answer, hearing)) {
      yield* decoder.decode(event);
      if (decoder.isDone) return;
    }
  }

  async function* run(threadId: string, request: RunRequest, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const { agentId, message } = request;
    await assign(threadId, agentId, signal);
    // Whoever goes on is told the whole conversation again, and no question of it is the run's own.
    const before = message ? [] : (messagesIn((await newestState(threadId, signal)).values) ?? []);
    const decoder = createDecoder(before);
    const body = {
      thread_id: threadId,
      assistant_id: agentId,
      input: message ? [inputMessage(message)] : null,
      stream_mode: streamModes,
    };
    const answer = await client.openRun(body, signal);
    if (answer.status >= 300) throw await refusal(answer, signal);
    let runId: string | undefined;
    let hasStarted = false;
    for await (const event of eventsOf(answer, decoder, threadId)) {
      if (event.type === 'run-start') {
        if (hasStarted && runId === event.runId) continue;
        runId = event.runId;
      } else if (!hasStarted) yield { type: 'run-start' };
      hasStarted = true;
      yield event;
    }
    if (signal.aborted) return;
    const end = await endOf(threadId, decoder, signal);
    if (!signal.aborted) yield end;
  }

  async function* eventsOf(answer: StreamAnswer, decoder: StreamDecoder, threadId: string): AsyncGenerator<RunEvent> {
    if (answer.kind === 'events') yield* read(answer, decoder, threadId);
    // An answer instead of a stream: what it holds counts as one event.
    else if (answer.text.trim() !== '') yield* decoder.decode({ event: 'message', data: answer.text });
    yield* decoder.finish();
  }

  return {
    startRun: (threadId, request, signal) => untilAborted(run(threadId, request, signal), signal),
  };
}

/** Ends by returning where the signal has ended it, whatever was under way. */
async function* untilAborted(events: AsyncIterable<RunEvent>, signal: AbortSignal): AsyncGenerator<RunEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Whether the conversation ends with what the agent said, and no tool is still to be asked. */
function isAnswered({ values, next }: ThreadState): boolean {
  const last = messagesIn(values)?.at(-1);
  return next.length === 0 && langChainRole(last) === 'assistant' && toolCallsOf(last).length === 0;
}

function quotaStep(account: Account): string {
  const used = amountUsed(account);
  return `${used === undefined ? '' : `${used} are used. `}If what the account may use is used up, get more from the service, then send again.`;
}
