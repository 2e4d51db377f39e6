import { AgentError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type StreamEvent, createDecoder, doneEvent } from './decodeStream.ts';
import type { RunContext } from './runContext.ts';
import { createRunNews, hasEnd } from './runNews.ts';
import { type Silence, watchSilence } from '../shared/silence.ts';
import { createTurns } from '../shared/turns.ts';

/** Opens the events of a stream; `silence` is to be told of every byte and heartbeat. */
export type OpenEvents = (silence: Silence) => AsyncIterable<StreamEvent>;

type Report =
  | { readonly about: 'run-id'; readonly runId: string | undefined }
  | { readonly about: 'lost'; readonly error: unknown };

/** How long a stream may take to say which run it is, before the run is looked for. */
const namelessMs = 1_000;
/** When the run is looked for, once it is. */
const searchDelaysMs = [0, 1_500, 4_000];
/** When a run is read whose stream ended without saying how: its record may lag behind its stream. */
const settleDelaysMs = [0, 500, 1_500, 3_000];

/**
 * The events of a stream, with the run's id as soon as it is known, and exactly one `run-end`: the stream's own where it
 * proves one, else what a read of the run says.
 *
 * @throws AgentError where the stream was cut, or ended while its run goes on
 */
export async function* readRunStream(context: RunContext, openEvents: OpenEvents): AsyncGenerator<RunEvent> {
  const { clock } = context;
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const decode = createDecoder();
  const silence = watchSilence(clock, () => turns.report({ about: 'lost', error: silentError(context) }));
  const source = openEvents(silence)[Symbol.asyncIterator]();
  const turns = createTurns<StreamEvent, Report>(source);
  let { runId } = context;
  let lastError: string | undefined;
  let search: Promise<string | undefined> | undefined;
  const newsOf = createRunNews(clock, () => lastError);

  /** Remembers what an event says; false for one that is not to be passed on. */
  function note(event: RunEvent): boolean {
    if (event.type === 'error') lastError = event.errorText;
    if (event.type !== 'run-start') return true;
    // What was attached to has its id; a stream's own may be one of the machinery below.
    if (context.runId !== undefined) return false;
    runId = event.runId ?? runId;
    return true;
  }

  /** At most one search at a time; its result is also reported as a turn. */
  function searchRun(): Promise<string | undefined> {
    search ??= findWithPatience(context, signal).then(
      (found) => {
        turns.report({ about: 'run-id', runId: found });
        return found;
      },
      (error: unknown) => {
        // Ended on purpose, or not findable: either way the stream goes on without an id.
        if (!signal.aborted) context.log(`the run was not found: ${String(error)}`);
        return undefined;
      },
    );
    return search;
  }

  function* announce(found: string | undefined): Generator<RunEvent> {
    if (found === undefined || runId !== undefined) return;
    runId = found;
    yield { type: 'run-start', runId };
  }

  async function* announceBeforeEnd(): AsyncGenerator<RunEvent> {
    if (runId === undefined) yield* announce(await context.findRun(true, signal));
  }

  async function* settle(): AsyncGenerator<RunEvent> {
    yield* announce(runId ?? (await searchRun()) ?? (await context.findRun(true, context.signal)));
    if (runId === undefined) throw cutError('the stream ended before the run did', context);
    for (const delayMs of settleDelaysMs) {
      if (delayMs > 0) await clock.delay(delayMs, context.signal);
      const news = newsOf(await context.getRun(runId, context.signal));
      yield* news;
      if (hasEnd(news)) return;
    }
    throw cutError('the stream ended, but the run is still active', context);
  }

  const cancelSearch = clock.setTimer(namelessMs, () => {
    if (runId === undefined) void searchRun();
  });
  try {
    for (;;) {
      const turn = await turns.next();
      if (context.signal.aborted) return;
      if (turn.kind === 'step' && turn.step.done !== true) {
        const events = decode(turn.step.value);
        for (const event of events) {
          if (event.type === 'run-end') yield* announceBeforeEnd();
          if (note(event)) yield event;
        }
        if (hasEnd(events)) return;
        if (runId === undefined) void searchRun();
      } else if (turn.kind === 'report') {
        const { report } = turn;
        if (report.about === 'lost') throw report.error;
        yield* announce(report.runId);
      } else {
        cancelSearch();
        silence.stop();
        const end = decode(doneEvent);
        if (hasEnd(end)) {
          yield* announceBeforeEnd();
          yield* end;
        } else if (turn.kind === 'cut') {
          throw turn.error;
        } else {
          yield* settle();
        }
        return;
      }
    }
  } finally {
    cancelSearch();
    silence.stop();
    over.abort();
    await source.return?.();
  }
}

async function findWithPatience(context: RunContext, signal: AbortSignal): Promise<string | undefined> {
  for (const delayMs of searchDelaysMs) {
    if (delayMs > 0) await context.clock.delay(delayMs, signal);
    const found = await context.findRun(true, signal);
    if (found !== undefined) return found;
  }
  return undefined;
}

function silentError(context: RunContext): AgentError {
  return cutError('the stream fell silent, not even its heartbeats arrive', context);
}

function cutError(message: string, { threadId }: RunContext): AgentError {
  return new AgentError('network', message, { where: `run of thread ${threadId}` });
}
