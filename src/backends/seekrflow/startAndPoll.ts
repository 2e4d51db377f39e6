import type { RunEvent } from '../../model/runEvent.ts';
import type { StreamAnswer } from '../../net/http.ts';
import { pollDelays, pollRun } from './pollRun.ts';
import { readRunAnswer } from './runAnswer.ts';
import type { RunContext } from './runContext.ts';
import { createRunNews, hasEnd } from './runNews.ts';

type Answered = { readonly answer: StreamAnswer } | { readonly error: unknown };

/**
 * Starts a run without a stream and reads its status until it is over. Whether the service answers at once or only at
 * the end of the run is not certain, so the thread is read while the answer is awaited.
 *
 * @param start makes the request; it is ended if the run turns out to be over before it is answered
 * @param assertStarted throws for an answer that refuses
 * @param canAttach whether a run that is only named in the answer may be read by attaching to it
 */
export async function* startAndPoll(
  context: RunContext,
  start: (signal: AbortSignal) => Promise<StreamAnswer>,
  assertStarted: (answer: StreamAnswer) => void,
  canAttach: boolean,
): AsyncGenerator<RunEvent> {
  const { clock, signal } = context;
  const request = new AbortController();
  let answered: Answered | undefined;
  const arrival = start(AbortSignal.any([signal, request.signal])).then(
    (answer) => (answered = { answer }),
    (error: unknown) => (answered = { error }),
  );
  const newsOf = createRunNews(clock);
  let runId: string | undefined;
  try {
    for (const delayMs of pollDelays()) {
      const timer = new AbortController();
      const wait = clock.delay(delayMs, AbortSignal.any([signal, timer.signal])).catch(() => undefined);
      await Promise.race([arrival, wait]);
      timer.abort();
      signal.throwIfAborted();
      if (answered !== undefined) break;
      if (runId === undefined) {
        runId = await context.findRun(false, signal);
        if (runId !== undefined) yield { type: 'run-start', runId };
        continue;
      }
      const news = newsOf(await context.getRun(runId, signal));
      yield* news;
      if (hasEnd(news)) return;
    }
  } finally {
    if (answered === undefined) request.abort();
  }
  yield* conclude(answered as Answered);

  async function* conclude(outcome: Answered): AsyncGenerator<RunEvent> {
    if ('answer' in outcome) {
      assertStarted(outcome.answer);
      yield* readRunAnswer({ ...context, ...(runId === undefined ? {} : { runId }) }, outcome.answer, canAttach);
    } else if (runId !== undefined) {
      // The answer was lost on its way, but the run that it was about is known.
      yield* pollRun(context, runId);
    } else {
      throw outcome.error;
    }
  }
}
