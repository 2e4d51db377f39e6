import { AgentError, isAgentError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { isObject, parseJson } from '../../model/parse.ts';
import { isActive } from '../../model/thread.ts';
import type { HttpAnswer, StreamAnswer } from '../../net/http.ts';
import { readEvents } from '../../net/sse.ts';
import { decodeRun } from './decodeRun.ts';
import { type ByteChange, createBareLines } from './bareLines.ts';
import type { StreamEvent } from './decodeStream.ts';
import { pollRun } from './pollRun.ts';
import { isLineProtocol, readLines } from './readLines.ts';
import { routes } from './route.ts';
import type { RunContext } from './runContext.ts';
import { createRunNews } from './runNews.ts';
import { type OpenEvents, readRunStream } from './runStream.ts';
import type { Tally } from '../shared/tally.ts';

/** Most that one event may hold; a message of 50 MB must still be readable. */
const maxEventLength = 64 * 1024 * 1024;

/**
 * Reads on from the answer of a request that has started a run, whatever it is: a stream, the old line protocol, the
 * short answer that names the run, the whole run, or nothing.
 *
 * @param canAttach whether a run that was only named may be read by attaching to it; else its status is read
 */
export async function* readRunAnswer(
  context: RunContext,
  answer: StreamAnswer,
  canAttach: boolean,
): AsyncGenerator<RunEvent> {
  const tally = context.client.tallyOf(answer);
  const events = eventsOf(answer, tally);
  if (events !== undefined) {
    try {
      if (context.runId === undefined) yield { type: 'run-start' };
      yield* readRunStream(context, events);
    } finally {
      tally.end();
    }
    return;
  }
  const run = answer.kind === 'json' ? decodeRun(answer.body, context.threadId) : undefined;
  if (run !== undefined && !isActive(run.status)) {
    yield { type: 'run-start', runId: run.id };
    yield* createRunNews(context.clock)(run);
    return;
  }
  const whole = answer as HttpAnswer;
  if (isLinesOfJson(whole)) {
    const chunks = wholeAs(whole.text);
    yield* readRunAnswer(context, { ...whole, kind: 'events', chunks }, canAttach);
    return;
  }
  if (run === undefined && whole.text.trim() !== '') throw context.client.errorOf(whole, 'starting a run');
  const runId = run?.id ?? context.runId ?? (await context.findRun(true, context.signal));
  if (runId === undefined) {
    throw new AgentError('protocol', 'nothing, and no run can be found', { status: whole.status });
  }
  if (canAttach) {
    yield* attachOrPoll(context, runId);
  } else {
    yield { type: 'run-start', runId };
    yield* pollRun(context, runId);
  }
}

/** Events without `data:` under the type of JSON, which are no JSON together. */
function isLinesOfJson({ body, text }: HttpAnswer): boolean {
  return body === undefined && isObject(parseJson(text.trimStart().split('\n', 1)[0] ?? ''));
}

async function* wholeAs(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Reads a run by attaching to it, from its start; where that is refused, its status alone. */
export async function* attachOrPoll(context: RunContext, runId: string): AsyncGenerator<RunEvent> {
  const route = routes.attach(context.threadId, runId);
  const answer = await context.client.open('GET', route, undefined, context.signal);
  const tally = context.client.tallyOf(answer);
  const events = eventsOf(answer, tally);
  if (events !== undefined) {
    try {
      yield { type: 'run-start', runId };
      yield* readRunStream({ ...context, runId }, events);
    } finally {
      tally.end();
    }
    return;
  }
  if (answer.status >= 400) {
    const error = context.client.errorOf(answer, `GET ${route.path}`);
    if (!isAboutTheRun(error)) throw error;
  }
  context.log(`attaching was answered with ${answer.status}: the run's status is read instead`);
  yield { type: 'run-start', runId };
  yield* pollRun(context, runId);
}

/** What attaching answers for a run that is over is not published: whatever it refuses with, the run can be read. */
function isAboutTheRun(error: AgentError): boolean {
  return ['unsupported', 'not-found', 'busy', 'invalid'].includes(error.kind);
}

/** The events of an answer, if it is a stream of any kind. */
function eventsOf(answer: StreamAnswer, tally: Tally): OpenEvents | undefined {
  if (answer.kind !== 'events') return undefined;
  return (silence) => {
    const { change, end } = createBareLines();
    const isLines = isLineProtocol(answer.headers);
    const chunks = changed(answer.chunks, {
      change(chunk) {
        silence.heard();
        return isLines ? chunk : change(chunk);
      },
      end,
    });
    if (isLines) return tallied(readLines(chunks, maxEventLength), tally);
    return tallied(readEvents(chunks, { maxEventLength, onComment: silence.heardHeartbeat }), tally);
  };
}

/** Passes events on and counts them. Not a generator, for the reason below. */
function tallied(events: AsyncIterable<StreamEvent>, tally: Tally): AsyncIterable<StreamEvent> {
  return {
    [Symbol.asyncIterator]() {
      const source = events[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const step = await source.next();
            if (step.done === true) tally.end();
            else tally.saw(step.value.data);
            return step;
          } catch (error) {
            tally.end(isAgentError(error) ? error.kind : 'aborted');
            throw error;
          }
        },
        return: () => source.return?.() ?? Promise.resolve({ done: true, value: undefined }),
      };
    },
  };
}

/**
 * Passes chunks on, changed. Not a generator: its `return()` would wait for a read that is under way, which on a silent
 * stream never ends.
 */
function changed(chunks: AsyncIterable<Uint8Array>, { change, end }: ByteChange): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const source = chunks[Symbol.asyncIterator]();
      let isOver = false;
      return {
        async next() {
          const step = isOver ? undefined : await source.next();
          if (step?.done === false) return { done: false, value: change(step.value) };
          const last = isOver ? undefined : end();
          isOver = true;
          return last === undefined || last.length === 0
            ? { done: true, value: undefined }
            : { done: false, value: last };
        },
        return: () => source.return?.() ?? Promise.resolve({ done: true, value: undefined }),
      };
    },
  };
}
