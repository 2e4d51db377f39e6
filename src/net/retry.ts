import { type AgentError, isAgentError } from '../model/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { isTransientFailure } from './failure.ts';
import { type ResponseHeaders, headerValue } from './headers.ts';

export interface RetryOptions {
  /** Only GET and DELETE are ever repeated. */
  readonly method: string;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** All tries together, 4 unless said. */
  readonly attempts?: number;
  /** From 0 to 1; spreads clients that failed at the same moment. */
  readonly random?: () => number;
  /** Told before each wait, so that it can be shown. `cause` is absent if an answer asked for the retry. */
  readonly onWait?: (wait: { readonly attempt: number; readonly delayMs: number; readonly cause?: AgentError }) => void;
}

const firstDelayMs = 500;
const longestDelayMs = 8_000;
const longestRetryAfterMs = 60_000;
const retryableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Runs an operation again while it fails in a way that may pass: lost connections, clocks that ran out, 429 and 502 to
 * 504, as an answer or as an `AgentError` with that status. A server that asks for more than a minute is not waited
 * for: its answer is returned, `retryAfterMs` tells what to show.
 *
 * A DELETE whose first try did arrive answers 404 the second time; the caller knows what that means.
 *
 * @throws what the last try threw, or the signal's reason once it is aborted
 */
export async function withRetry<T extends { readonly status: number; readonly headers: ResponseHeaders }>(
  operation: (attempt: number) => Promise<T>,
  { method, signal, clock = systemClock, attempts = 4, random = Math.random, onWait }: RetryOptions,
): Promise<T> {
  const mostAttempts = method === 'GET' || method === 'DELETE' ? attempts : 1;
  for (let attempt = 1; ; attempt += 1) {
    let answer: T | undefined;
    let cause: AgentError | undefined;
    try {
      answer = await operation(attempt);
    } catch (error) {
      if (!isAgentError(error)) throw error;
      cause = error;
    }
    const pause = attempt < mostAttempts ? pauseAfter(answer, cause) : 'never';
    if (pause === 'never') {
      if (cause !== undefined) throw cause;
      return answer as T;
    }
    const backOffMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1)) * (0.5 + random() / 2);
    const delayMs = pause === 'usual' ? backOffMs : pause;
    onWait?.({ attempt, delayMs, ...(cause && { cause }) });
    await clock.delay(delayMs, signal);
  }
}

/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as a date, which
 * is measured against the answer's own `date` because the clocks of two machines differ. Undefined without a usable one.
 */
export function retryAfterMs(headers: ResponseHeaders): number | undefined {
  const milliseconds = numberOf(headerValue(headers, 'retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headerValue(headers, 'retry-after');
  const seconds = numberOf(text);
  if (seconds !== undefined) return seconds * 1000;
  const wait = dateOf(text) - dateOf(headerValue(headers, 'date'));
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** What to do about a failure: wait for as many milliseconds as it asks, wait as usual, or let it be. */
function pauseAfter(
  answer: { readonly status: number; readonly headers: ResponseHeaders } | undefined,
  cause: AgentError | undefined,
): number | 'usual' | 'never' {
  const status = answer?.status ?? cause?.status;
  if (status === undefined) return cause !== undefined && isTransientFailure(cause) ? 'usual' : 'never';
  if (!retryableStatuses.has(status)) return 'never';
  const askedMs = answer === undefined ? cause?.retryAfterMs : retryAfterMs(answer.headers);
  if (askedMs === undefined) return 'usual';
  return askedMs > longestRetryAfterMs ? 'never' : askedMs;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Every form of an HTTP date begins with the day of the week; without that, JavaScript takes `-5` for a date. */
function dateOf(text = ''): number {
  return /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
}
