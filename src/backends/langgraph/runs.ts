import type { Backend, RunRequest } from '../backend.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import type { InputAnswer } from '../../model/inputRequest.ts';
import { type JsonObject, arrayOf, optional } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type Run, isActive } from '../../model/thread.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { headerValue } from '../../net/headers.ts';
import type { EventStreamAnswer } from '../../net/http.ts';
import type { BackendServices } from '../services.ts';
import { unreadableError } from '../shared/unreadable.ts';
import type { LangGraphClient } from './client.ts';
import { decodeRun, isReplayable, nonceKey, outcomeIn } from './decodeRun.ts';
import { decodeState } from './decodeState.ts';
import { inputMessage } from './inputMessage.ts';
import { routes } from './route.ts';
import { type RunStreamContext, readRunStream } from './runStream.ts';
import { goBackTo } from './states.ts';

/**
 * Pieces of text and of arguments come fastest in `messages-tuple`; `updates` has what a step says in whole, requests
 * to a person and results of tools that no model said; `custom` what a step reports of itself. `values` would send the
 * whole conversation after every step, which the state does once, at the end.
 */
const bestModes: readonly string[] = ['messages-tuple', 'updates', 'custom'];
/** Every server knows it. */
const plainModes: readonly string[] = ['values'];

/** The server's own default is 10. */
const runPageSize = 100;
/** Keeps a server that never comes to an end from being read for ever. */
const runPagesAtMost = 50;

export interface LangGraphRuns {
  readonly methods: Required<
    Pick<Backend, 'startRun' | 'resumeRun' | 'attachRun' | 'getRun' | 'listRuns' | 'cancelRun'>
  >;
  /** The run that holds a thread; undefined if none does. */
  activeRunOf(threadId: string, signal: AbortSignal): Promise<Run | undefined>;
}

export function createRuns(client: LangGraphClient, services: Pick<BackendServices, 'clock' | 'log'>): LangGraphRuns {
  /** Where a mode was refused, it is not asked for again. */
  let modes = bestModes;
  /** Runs that were cancelled from here: that such a one is an `error` is only the server's way to say so. */
  const cancelled = new Set<string>();

  async function readRun(threadId: string, runId: string, signal: AbortSignal): Promise<Run> {
    const run = decodeRun(await client.get(routes.run(threadId, runId), signal), threadId);
    if (run === undefined) throw unreadableError('GET /threads/{id}/runs/{id}');
    return run;
  }

  /** Undefined where the server no longer has the graph, without which it tells no state. */
  async function stateAfter({ threadId }: Run, signal: AbortSignal): Promise<ThreadState | undefined> {
    try {
      return decodeState(await client.get(routes.state(threadId), signal));
    } catch (error) {
      if (!isAgentError(error) || error.kind !== 'not-found') throw error;
      services.log(`the state after a run could not be read: ${error.kind}`);
      return undefined;
    }
  }

  /** The run with its real outcome, for which the state has to be read. */
  async function settled(run: Run, wasCancelled: boolean, signal: AbortSignal): Promise<Run> {
    if (isActive(run.status)) return run;
    const { outcome, reason } = outcomeIn(run, await stateAfter(run, signal));
    const status = outcome === 'failed' && (wasCancelled || cancelled.has(run.id)) ? 'cancelled' : outcome;
    return { ...run, status, ...optional({ reason: status === outcome ? reason : undefined }) };
  }

  function contextOf(threadId: string, signal: AbortSignal): RunStreamContext {
    return {
      ...services,
      signal,
      threadId,
      tallyOf: (answer) => client.tallyOf(answer),
      join: (runId, lastEventId, joining) => join(threadId, runId, lastEventId, joining),
      async endOf(runId, wasCancelled, reading) {
        const run = await settled(await readRun(threadId, runId, reading), wasCancelled, reading);
        if (isActive(run.status)) return undefined;
        return { type: 'run-end', outcome: run.status as never, ...optional({ reason: run.reason }) };
      },
    };
  }

  async function join(
    threadId: string,
    runId: string,
    lastEventId: string,
    signal: AbortSignal,
  ): Promise<EventStreamAnswer> {
    const route = routes.joinRun(threadId, runId);
    const answer = await client.open({ route, lastEventId }, signal);
    if (answer.kind === 'events') return answer;
    throw client.errorOf(answer, `GET ${route.path}`);
  }

  /** Asks for a run, at most once; again only where a refusal of its modes says that nothing was done. */
  async function post(
    threadId: string,
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly answer: EventStreamAnswer; readonly runId: string | undefined }> {
    const route = routes.streamRun(threadId);
    for (;;) {
      const answer = await client.open({ route, body: { ...body, stream_mode: modes } }, signal);
      if (answer.kind === 'events') return { answer, runId: runIdIn(headerValue(answer.headers, 'content-location')) };
      const error = client.errorOf(answer, `POST ${route.path}`);
      const isAboutModes = [400, 422].includes(answer.status) && /stream.?mode/i.test(answer.text);
      if (isAboutModes && modes !== plainModes) modes = plainModes;
      else throw await refusal(error, threadId, signal);
    }
  }

  /** The words for a busy thread are also said of one that does not exist (observed). */
  async function refusal(error: AgentError, threadId: string, signal: AbortSignal): Promise<AgentError> {
    const isBusy = error.kind === 'busy' || /already running|multitask/i.test(error.serverMessage ?? '');
    if (!isBusy) return error;
    try {
      await client.get(routes.thread(threadId), signal);
    } catch (found) {
      if (isAgentError(found) && found.kind === 'not-found') return found;
    }
    const { status, serverMessage, requestId, where } = error;
    return new AgentError('busy', error.message, optional({ status, serverMessage, requestId, where }));
  }

  /** Goes back first, where a run is to begin at a checkpoint; see `goBackTo`. */
  async function prepare(threadId: string, checkpointId: string | undefined, signal: AbortSignal): Promise<void> {
    if (checkpointId === undefined) return;
    const { next } = decodeState(await client.get(routes.stateAt(threadId, checkpointId), signal));
    if (next.length === 0) {
      throw new AgentError('invalid', 'nothing comes after this checkpoint', {
        mayHaveArrived: false,
        nextStep: 'Choose one before an answer, or send a message.',
      });
    }
    await client.send('POST', routes.state(threadId), goBackTo(checkpointId), signal);
  }

  async function* run(
    threadId: string,
    request: RunRequest,
    what: JsonObject,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    const { agentId, nonce, whenBusy } = request;
    await prepare(threadId, request.checkpointId, signal);
    const body = {
      assistant_id: agentId,
      ...what,
      stream_resumable: true,
      on_disconnect: 'continue',
      multitask_strategy: whenBusy ?? 'reject',
      metadata: { [nonceKey]: nonce },
    };
    yield* readRunStream(await post(threadId, body, signal), contextOf(threadId, signal));
  }

  async function readRunsFrom(offset: number, threadId: string, signal: AbortSignal): Promise<readonly Run[]> {
    const read = async (limit: number): Promise<readonly Run[]> => {
      const listed = await client.get(routes.runs(threadId, { limit, offset }), signal);
      const values = Array.isArray(listed) ? (listed as unknown[]) : arrayOf(listed, 'runs');
      return values.flatMap((value) => decodeRun(value, threadId) ?? []);
    };
    if (offset === 0) return read(runPageSize);
    try {
      // In-memory servers take the limit for the end of the page, not for its length (observed).
      return await read(2 * offset);
    } catch (error) {
      // Others may know a most that can be asked for.
      if (!isAgentError(error) || error.kind !== 'invalid') throw error;
      return read(runPageSize);
    }
  }

  /** Servers that list the oldest first are read to the end, as the newest run is the one that matters. */
  async function listNewest(threadId: string, signal: AbortSignal): Promise<readonly Run[]> {
    const found = new Map<string, Run>();
    for (let page = 0; page < runPagesAtMost; page++) {
      const before = found.size;
      const runs = await readRunsFrom(before, threadId, signal);
      for (const each of runs) found.set(each.id, each);
      const isNewestFirst = madeAt(runs[0]) > madeAt(runs.at(-1));
      if (isNewestFirst || found.size === before || found.size < runPageSize) break;
    }
    return [...found.values()].toSorted((a, b) => madeAt(b).localeCompare(madeAt(a)));
  }

  const methods: LangGraphRuns['methods'] = {
    startRun: (threadId, request, signal) => {
      const input = request.message ? { messages: [inputMessage(request.message)] } : null;
      return run(threadId, request, { input }, signal);
    },
    async *resumeRun(threadId, request, answers, signal) {
      const thread = decodeState(await client.get(routes.state(threadId), signal));
      const resume = resumeValue(answers, thread.inputRequests.length);
      yield* run(threadId, request, { command: { resume } }, signal);
    },
    async *attachRun(threadId, runId, signal) {
      const value = await client.get(routes.run(threadId, runId), signal);
      const known = decodeRun(value, threadId);
      if (known && !isReplayable(value) && isActive(known.status)) {
        throw new AgentError('unsupported', 'the run was started so that only one reader can have its output');
      }
      const answer = await join(threadId, runId, '-1', signal);
      yield* readRunStream({ runId, answer }, contextOf(threadId, signal));
    },
    async getRun(threadId, runId, signal) {
      return settled(await readRun(threadId, runId, signal), false, signal);
    },
    async listRuns(threadId, _page, signal) {
      const [newest, ...older] = await listNewest(threadId, signal);
      // Of the others nobody can tell any more what the state was when they ended.
      return { items: newest ? [await settled(newest, false, signal), ...older] : [] };
    },
    async cancelRun({ id, threadId }, signal) {
      await client.send('POST', routes.cancelRun(threadId, id), undefined, signal);
      cancelled.add(id);
    },
  };
  return {
    methods,
    async activeRunOf(threadId, signal) {
      const active = (await listNewest(threadId, signal)).filter((each) => isActive(each.status));
      // One that runs before one that waits for its turn.
      return active.findLast((each) => each.status === 'running') ?? active.at(-1);
    },
  };
}

function madeAt(run: Run | undefined): string {
  return run?.createdAt ?? '';
}

/** `/threads/{id}/runs/{id}`, behind whatever path the server is mounted at. */
function runIdIn(location: string | undefined): string | undefined {
  return /\/runs\/([\w-]+)(?:$|[/?])/.exec(location ?? '')?.[1];
}

/** One answer to one request is the answer itself; else each is named by its request. */
function resumeValue(answers: readonly InputAnswer[], asked: number): unknown {
  const [first] = answers;
  if (answers.length === 1 && (asked <= 1 || first?.requestId === undefined)) return first?.value;
  return Object.fromEntries(answers.map(({ requestId, value }, index) => [requestId ?? String(index), value]));
}
