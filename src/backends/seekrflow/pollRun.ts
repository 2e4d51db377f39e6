import type { RunEvent } from '../../model/runEvent.ts';
import type { RunContext } from './runContext.ts';
import { createRunNews, hasEnd } from './runNews.ts';

const shortestPollMs = 1_000;
const longestPollMs = 5_000;

/** Reads a run again and again until it is over: 1 s apart at first, 5 s in the end. */
export async function* pollRun(context: RunContext, runId: string): AsyncGenerator<RunEvent> {
  const newsOf = createRunNews(context.clock);
  for (const delayMs of pollDelays()) {
    const news = newsOf(await context.getRun(runId, context.signal));
    yield* news;
    if (hasEnd(news)) return;
    await context.clock.delay(delayMs, context.signal);
  }
}

export function* pollDelays(): Generator<number, never> {
  for (let delayMs = shortestPollMs; ; delayMs = Math.min(longestPollMs, delayMs * 1.5)) yield delayMs;
}
