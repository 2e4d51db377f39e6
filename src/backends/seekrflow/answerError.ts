import { AgentError, type ErrorKind } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { headerValue, mediaTypeOf } from '../../net/headers.ts';
import type { HttpAnswer } from '../../net/http.ts';
import { retryAfterMs } from '../../net/retry.ts';
import { complaintOfText } from './complaint.ts';

/** An answer that is no success; of one that is no text only the head is known. */
export type Refusal = Pick<HttpAnswer, 'status' | 'headers'> & { readonly text?: string; readonly bytes?: Uint8Array };

/** What is known of a request besides its answer. */
export interface RefusedRequest {
  /** Removed from whatever the service says, should it echo it. */
  readonly key?: string | undefined;
  /** The team that the connection names. */
  readonly team?: string | undefined;
  readonly isLocal?: boolean;
  /** Whether what was asked for belongs to a team. */
  readonly isTeamOwned?: boolean;
}

/**
 * The error that an answer means.
 *
 * @param where `METHOD /path`
 */
export function answerError(refusal: Refusal, where: string, request: RefusedRequest = {}): AgentError {
  const answer = { ...refusal, text: refusal.text ?? new TextDecoder().decode(refusal.bytes?.subarray(0, 100_000)) };
  const said = complaintOfText(answer.text);
  const serverMessage = request.key ? said?.replaceAll(request.key, '…') : said;
  const kind = kindOf(answer.status, serverMessage ?? '', isWebPage(answer));
  const details = { serverMessage, requestId: requestIdOf(answer), retryAfterMs: retryAfterMs(answer.headers) };
  return new AgentError(kind, messageOf(kind, answer), {
    status: answer.status,
    where,
    mayHaveArrived: true,
    ...optional({ ...details, nextStep: teamAdvice(kind, serverMessage ?? '', request) }),
  });
}

/**
 * Agents, databases and files belong to a team; threads, messages and runs do not (said by the service's pages). So
 * only for the former can the team be what is wrong, and who sees a thread need not be told of teams.
 */
function teamAdvice(kind: ErrorKind, said: string, { team, isLocal, isTeamOwned }: RefusedRequest): string | undefined {
  if (isLocal === true || (kind !== 'permission' && kind !== 'not-found')) return undefined;
  const isAboutTeam =
    isTeamOwned === true || /\b(?:agents?|teams?|vector ?(?:db|database|store)s?|databases?)\b/i.test(said);
  return isAboutTeam ? adviceOnTeam(team) : undefined;
}

/** What to do where a thing of a team was not found, on the hosted service. */
export function adviceOnTeam(team: string | undefined): string {
  return team === undefined
    ? 'This connection names no team, so it sees only what is your own: if it is a team’s, enter the team’s id in the settings of the connection, then retry.'
    : 'Check that the team in the settings of the connection is the one that has it, and that you are a member.';
}

/** Cloudflare stands before the hosted service and numbers requests; other installations have their own proxies. */
export function requestIdOf(answer: Pick<HttpAnswer, 'headers'>): string | undefined {
  const { headers } = answer;
  return headerValue(headers, 'cf-ray') ?? headerValue(headers, 'x-request-id') ?? headerValue(headers, 'request-id');
}

function isWebPage({ headers, text }: Pick<HttpAnswer, 'headers' | 'text'>): boolean {
  return mediaTypeOf(headers) === 'text/html' || /^\s*<(?:!doctype|html)/i.test(text);
}

function kindOf(status: number, said: string, isPage: boolean): ErrorKind {
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

/** SeekrFlow answers 422 for a missing thread or message, and what a locked thread answers is not published. */
function kindOfRefusal(said: string): ErrorKind {
  if (/\bnot found\b|\bdoes(?: not|n't) exist\b|\bno such\b|\bunknown (?:thread|message|run)\b/i.test(said)) {
    return 'not-found';
  }
  if (/\blocked\b|\bbusy\b|\balready (?:running|active|has an? (?:active|running))|\bactive run\b/i.test(said)) {
    return 'busy';
  }
  return 'invalid';
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
