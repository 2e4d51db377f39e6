import type { Connection, Transport } from '../../model/connection.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type Run, isActive } from '../../model/thread.ts';
import type { StreamAnswer } from '../../net/http.ts';
import type { WireRunRequest } from '../../wire/seekrflow.ts';
import type { Backend, RunRequest } from '../backend.ts';
import type { BackendServices } from '../services.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeRun } from './decodeRun.ts';
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
      if (refusals.has(answer.status) && step !== steps.at(-1)) continue;
      if (refusals.has(answer.status) && transport !== 'auto') await assertThread(threadId, step, signal);
      assertStarted(answer, route);
      known = step;
      yield* readRunAnswer(context, answer, canAttach);
      return;
    }
  }

  /** A thread that is there says that it is the route that is not. */
  async function assertThread(threadId: string, step: Step, signal: AbortSignal): Promise<void> {
    await client.get(routes.thread(threadId), signal);
    throw new AgentError('unsupported', `no route for the transport ${step}`, {
      where: `POST ${routeOf(step, threadId).path}`,
      mayHaveArrived: false,
      nextStep: `This connection is set to start runs by the transport “${step}”, which the service does not have. Change “transport” of the connection in the settings, to “auto” for example.`,
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
