import type { Connection, Transport } from '../../model/connection.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type Run, isActive } from '../../model/thread.ts';
import type { StreamAnswer } from '../../net/http.ts';
import type { WireRunRequest } from '../../wire/seekrflow.ts';
import type { Backend, RunRequest } from '../backend.ts';
import type { BackendServices } from '../services.ts';
import { logFailure } from '../shared/logFailure.ts';
import { adviceOnTransport } from './answerError.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeRun } from './decodeRun.ts';
import { decodeThread } from './decodeThread.ts';
import { findRun } from './findRun.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { type Route, routes } from './route.ts';
import { attachOrPoll, readRunAnswer } from './runAnswer.ts';
import { runBodyOf } from './runBody.ts';
import type { RunContext } from './runContext.ts';
import { startAndPoll } from './startAndPoll.ts';

type Step = Exclude<Transport, 'auto'>;

const allSteps: readonly Step[] = ['vercel', 'native', 'poll'];

/** Statuses that mean that the route is not there, so that no run can have been started by it. */
const refusals: ReadonlySet<number> = new Set([404, 405, 501]);

type Runs = Required<Pick<Backend, 'startRun' | 'attachRun' | 'getRun' | 'cancelRun'>>;

/** Runs of one connection. */
export function createRuns(connection: Connection, client: SeekrFlowClient, services: BackendServices): Runs {
  const { clock } = services;
  const transport = connection.transport ?? 'auto';
  /** The step that an installation was seen to offer; earlier ones are not tried again. */
  let known: Step | undefined;

  async function getRun(threadId: string, runId: string, signal: AbortSignal): Promise<Run> {
    const answer = await client.get(routes.run(threadId, runId), signal);
    const run = decodeRun(answer, threadId);
    if (run === undefined) throw unreadableError('GET /v1/threads/{thread_id}/runs/{run_id}', answer);
    return run;
  }

  function stepsToTry(): readonly Step[] {
    if (transport !== 'auto') return [transport];
    return known === undefined ? allSteps : allSteps.slice(allSteps.indexOf(known));
  }

  function contextOf(threadId: string, signal: AbortSignal): Omit<RunContext, 'findRun'> {
    return {
      client,
      clock,
      signal,
      threadId,
      log: (line) => services.log(line),
      getRun: (runId, signal) => getRun(threadId, runId, signal),
    };
  }

  async function* startRun(threadId: string, request: RunRequest, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const body = runBodyOf(request, connection.kind === 'local');
    const wanted = { threadId, request, sinceMs: client.serverTimeMs() };
    const context: RunContext = {
      ...contextOf(threadId, signal),
      findRun: (isAccepted, signal) => findRun(client, wanted, isAccepted, signal),
    };
    const canAttach = transport !== 'poll';
    const steps = stepsToTry();
    for (const step of steps) {
      const route = routeOf(step, threadId);
      const start = (signal: AbortSignal): Promise<StreamAnswer> => client.open('POST', route, body, signal);
      if (step === 'poll') {
        const accept = (answer: StreamAnswer): void => {
          assertStarted(answer, route);
          known = step;
        };
        yield* startAndPoll(context, start, accept, canAttach);
        return;
      }
      const answer = await start(signal);
      if (refusals.has(answer.status)) {
        if (step !== steps.at(-1)) continue;
        await assertRoute(answer, route, step, context);
      }
      assertStarted(answer, route);
      known = step;
      yield* readRunAnswer(context, answer, canAttach);
      return;
    }
  }

  /** Throws where a thread is there, so that it is the wanted transport that is missing. */
  async function assertRoute(answer: StreamAnswer, route: Route, step: Step, context: RunContext): Promise<void> {
    if (answer.kind === 'events') return;
    const where = `POST ${route.path}`;
    const error = client.errorOf(answer, where);
    // What the service names is what it misses; for a route that is not there it has no name.
    if (/\b(?:agent|thread|team|model)s?\b/i.test(error.serverMessage ?? '')) return;
    const reading = client.get(routes.thread(context.threadId), context.signal).then(decodeThread);
    if ((await logFailure(reading, services, 'the thread could not be read')) === undefined) return;
    const { message, status, serverMessage, requestId } = error;
    throw new AgentError('unsupported', message, {
      ...optional({ status, serverMessage, requestId }),
      where,
      nextStep: adviceOnTransport(step),
      cause: error,
    });
  }

  function assertStarted(answer: StreamAnswer, route: Route): void {
    if (answer.kind !== 'events' && (answer.status >= 300 || answer.status < 200)) {
      throw client.errorOf(answer, `POST ${route.path}`);
    }
  }

  async function* attachRun(threadId: string, runId: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const context = { ...contextOf(threadId, signal), runId, findRun: () => Promise.resolve(runId) };
    yield* attachOrPoll(context, runId);
  }

  return {
    startRun: (threadId, request, signal) => untilAborted(startRun(threadId, request, signal), signal),
    attachRun: (threadId, runId, signal) => untilAborted(attachRun(threadId, runId, signal), signal),
    getRun,
    async cancelRun(run, signal) {
      const agentId = run.agentId ?? (await getRun(run.threadId, run.id, signal)).agentId;
      const body: WireRunRequest = agentId === undefined ? {} : { agent_id: agentId };
      try {
        await client.send('POST', routes.cancel(run.threadId, run.id), body, signal);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // Cancelling a run that has ended meanwhile is no failure; what such a request answers is not published.
        const { status } = await getRun(run.threadId, run.id, signal);
        if (isActive(status)) throw error;
      }
    },
  };
}

function routeOf(step: Step, threadId: string): Route {
  if (step === 'vercel') return routes.streamRunForVercel(threadId);
  return step === 'native' ? routes.streamRun(threadId) : routes.runs(threadId);
}

function isRefusal(error: unknown): error is AgentError {
  return isAgentError(error) && error.status !== undefined && error.status >= 400 && error.status < 500;
}

/** An abort is no failure: the iteration ends. */
async function* untilAborted(events: AsyncIterable<RunEvent>, signal: AbortSignal): AsyncGenerator<RunEvent> {
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      yield event;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
