import { AgentError, isAgentError } from '../../model/errors.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { Clock } from '../../net/clock.ts';
import type { EventStreamAnswer } from '../../net/http.ts';
import { heardEvents } from '../shared/heardEvents.ts';
import type { Tally } from '../shared/tally.ts';
import { type StreamDecoder, createDecoder } from './decodeStream.ts';

/** When a run is read whose stream has ended: its record may lag behind its stream. */
const settleDelaysMs = [0, 200, 800, 2000];
/** How often a stream that was cut is joined again without anything new, and how long it is waited for before. */
const rejoinDelaysMs = [0, 500, 2000];

export interface RunStreamContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly threadId: string;
  readonly log: (line: string) => void;
  readonly tallyOf: (answer: EventStreamAnswer) => Tally;
  /** Joins the stream behind an event; with `-1` from its start. */
  readonly join: (runId: string, lastEventId: string, signal: AbortSignal) => Promise<EventStreamAnswer>;
  /** The event that ends a run, or undefined while it goes on. */
  readonly endOf: (runId: string, wasCancelled: boolean, signal: AbortSignal) => Promise<RunEvent | undefined>;
}

/** Where reading begins: at the answer to a start, or by joining. */
export interface StreamStart {
  readonly runId: string | undefined;
  readonly answer: EventStreamAnswer;
}

/**
 * The events of a run to its end, with exactly one `run-end`: no event says that a run has ended, so its record does. A
 * stream that is cut is joined again behind the last event that was read.
 *
 * @throws AgentError where it cannot be joined again, or events are missing
 */
export async function* readRunStream(start: StreamStart, context: RunStreamContext): AsyncGenerator<RunEvent> {
  const { clock, signal } = context;
  const decoder = createDecoder();
  let { runId, answer }: { runId: string | undefined; answer: EventStreamAnswer | undefined } = start;
  let lastEventId = '-1';
  let fruitless = 0;
  if (runId !== undefined) yield { type: 'run-start', runId };

  for (;;) {
    let cut: AgentError | undefined;
    try {
      if (!answer) throw cutError('the stream could not be joined', context);
      const hearing = { clock, tally: context.tallyOf(answer), where: whereOf(context) };
      for await (const { event, id } of heardEvents(answer, hearing)) {
        if (isGap(lastEventId, id)) throw cutError(gapMessage, context);
        lastEventId = id || lastEventId;
        fruitless = 0;
        for (const said of decoder.decode(event)) {
          if (said.type !== 'run-start') yield said;
          else if (runId === undefined) yield* announce(said.runId);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isAgentError(error) || error.kind === 'too-large') throw error;
      cut = error;
    }
    if (signal.aborted) return;
    if (runId === undefined) throw cut ?? cutError('the stream ended before the run said which it is', context);
    const delayMs = rejoinDelaysMs[fruitless];
    const mayJoin = delayMs !== undefined && !isGapError(cut);
    // After a cut the rest of the events may still be had, also of a run that has ended meanwhile.
    const end = cut === undefined || !mayJoin ? await settle(runId, decoder) : undefined;
    if (signal.aborted) return;
    if (end) {
      yield end;
      return;
    }
    if (!mayJoin) throw cut ?? cutError('the stream ended, the run goes on', context);
    fruitless += 1;
    if (delayMs > 0) await clock.delay(delayMs, signal);
    context.log(`a stream was cut; joining it again behind event ${lastEventId}`);
    answer = await joinAgain(runId);
    if (signal.aborted) return;
  }

  /** Undefined where that does not work either, which counts as a try. */
  async function joinAgain(id: string): Promise<EventStreamAnswer | undefined> {
    try {
      return await context.join(id, lastEventId, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isAgentError(error)) throw error;
      context.log(`the stream could not be joined: ${error.kind}`);
      return undefined;
    }
  }

  function* announce(found: string | undefined): Generator<RunEvent> {
    runId = found;
    if (found !== undefined) yield { type: 'run-start', runId: found };
  }

  async function settle(id: string, { wasCancelled }: StreamDecoder): Promise<RunEvent | undefined> {
    for (const delayMs of settleDelaysMs) {
      if (delayMs > 0) await clock.delay(delayMs, signal);
      const end = await context.endOf(id, wasCancelled, signal);
      if (end) return end;
    }
    return undefined;
  }
}

/** Ids count up by one; whoever skips some has given them to another reader. */
function isGap(last: string, next: string): boolean {
  if (!/^-?\d+$/.test(last) || !/^\d+$/.test(next)) return false;
  return Number(next) !== Number(last) + 1;
}

const gapMessage = 'events of the run were missed';

function isGapError(error: unknown): boolean {
  return isAgentError(error) && error.message === gapMessage;
}

function cutError(message: string, context: RunStreamContext): AgentError {
  return new AgentError('network', message, { where: whereOf(context) });
}

function whereOf({ threadId }: RunStreamContext): string {
  return `run of thread ${threadId}`;
}
