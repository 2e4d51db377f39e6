import { AgentError, type ErrorKind } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { headerValue, mediaTypeOf } from '../../net/headers.ts';
import type { HttpAnswer } from '../../net/http.ts';
import { retryAfterMs } from '../../net/retry.ts';
import { complaintOfText, errorCodesIn } from './complaint.ts';

/** An answer that is no success; of one that is no text only the head is known. */
export type Refusal = Pick<HttpAnswer, 'status' | 'headers'> & { readonly text?: string; readonly bytes?: Uint8Array };

/** What is known of a request besides its answer. */
export interface RefusalContext {
  /** Removed from whatever the service says, should it echo it. */
  readonly keys?: readonly (string | undefined)[];
  /** What to do next, where the service's client knows better than the kind alone tells. */
  readonly nextStep?: (kind: ErrorKind, said: string) => string | undefined;
}

/**
 * The error that an answer means, as most HTTP services mean it.
 *
 * @param where `METHOD /path`
 */
export function refusalError(refusal: Refusal, where: string, context: RefusalContext = {}): AgentError {
  const answer = { ...refusal, text: refusal.text ?? new TextDecoder().decode(refusal.bytes?.subarray(0, 100_000)) };
  let serverMessage = complaintOfText(answer.text);
  for (const key of context.keys ?? []) if (key) serverMessage = serverMessage?.replaceAll(key, '…');
  const said = [...(serverMessage === undefined ? [] : [serverMessage]), ...errorCodesIn(answer.text)];
  const kind = kindOf(answer.status, said, isWebPage(answer));
  const details = { serverMessage, requestId: requestIdOf(answer), retryAfterMs: retryAfterMs(answer.headers) };
  return new AgentError(kind, messageOf(kind, answer), {
    status: answer.status,
    where,
    mayHaveArrived: true,
    ...optional({ ...details, nextStep: context.nextStep?.(kind, serverMessage ?? '') }),
  });
}

/** Whoever stands before a service numbers requests: Cloudflare, other proxies, the service itself. */
export function requestIdOf(answer: Pick<HttpAnswer, 'headers'>): string | undefined {
  const { headers } = answer;
  return headerValue(headers, 'cf-ray') ?? headerValue(headers, 'x-request-id') ?? headerValue(headers, 'request-id');
}

function isWebPage({ headers, text }: Pick<HttpAnswer, 'headers' | 'text'>): boolean {
  return mediaTypeOf(headers) === 'text/html' || /^\s*<(?:!doctype|html)/i.test(text);
}

function kindOf(status: number, said: readonly string[], isPage: boolean): ErrorKind {
  if (status < 400) return 'protocol';
  if (status >= 500) return status === 501 ? 'unsupported' : 'server';
  switch (status) {
    case 401:
    case 407:
      return 'authentication';
    case 403:
      return 'permission';
    case 404:
      // A page instead of an answer: the address is not that of the service.
      return isPage ? 'protocol' : 'not-found';
    case 405:
      return 'unsupported';
    case 408:
      return 'timeout';
    case 410:
      return 'not-found';
    case 409:
    case 423:
      return 'busy';
    case 413:
    case 431:
      return 'too-large';
    case 429:
      return 'rate-limited';
    default:
      return kindOfRefusal(said);
  }
}

const missingWords = [
  /\bnot found\b/i,
  /\bdoes(?: not|n't) exist\b/i,
  /\bno such\b/i,
  /\bunknown (?:thread|message|run)\b/i,
];

/** Words for a thread that a run holds. What is only _in use_ or _in progress_ may be something else. */
const busyWords = [
  /(?<!\b(?:account|user|key) (?:is )?)\blocked\b/i,
  /\bbusy\b/i,
  /\balready (?:running|active|has an? (?:active|running))/i,
  /(?<!\bno )\bactive run\b/i,
  /\b(?:run|thread)(?: \S*[\d_-]\S*)? (?:is )?(?:already |currently |still )?in (?:use|progress)\b/i,
  /\b(?:run|thread)(?: \S*[\d_-]\S*)? is (?:already |currently |still )?(?:active|running|processing)\b/i,
  /\bin use by (?:a |another )?run\b/i,
  /\b(?:concurrent|simultaneous|multiple) runs\b/i,
];

/** SeekrFlow answers 422 for a missing thread or message, and what a locked thread answers is not published. */
function kindOfRefusal(said: readonly string[]): ErrorKind {
  const texts = said.flatMap((each) => [each, inWords(each)]);
  const saysOneOf = (words: readonly RegExp[]): boolean => words.some((word) => texts.some((text) => word.test(text)));
  if (saysOneOf(missingWords)) return 'not-found';
  return saysOneOf(busyWords) ? 'busy' : 'invalid';
}

/** A code as words: `thread_locked` and `ThreadLocked` are _thread locked_. */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])|[^a-zA-Z\d]+/g, ' ');
}

function messageOf(kind: ErrorKind, answer: Pick<HttpAnswer, 'status' | 'headers' | 'text'>): string {
  const { status, headers } = answer;
  if (kind !== 'protocol') return `status ${status}`;
  if (isWebPage(answer)) return `a web page (status ${status})`;
  const location = headerValue(headers, 'location');
  if (status >= 300 && status < 400) return `a redirect${location ? ` to ${hostOf(location)}` : ''} (status ${status})`;
  return `${mediaTypeOf(headers) || 'nothing that can be read'} (status ${status})`;
}

function hostOf(location: string): string {
  return URL.parse(location)?.host ?? 'another path';
}
