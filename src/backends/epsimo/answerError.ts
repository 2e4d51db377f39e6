import { AgentError, type ErrorKind } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { type Refusal, refusalError } from '../shared/refusal.ts';
import { signInAgain } from './tokens.ts';

export interface RefusedRequest {
  /** Removed from whatever the service says, should it echo them. */
  readonly secrets: readonly string[];
  /** Whether the token that was sent has expired by its own word. */
  readonly isTokenExpired: boolean;
}

/**
 * The error that an answer means. 401 always means that the sign-in does not do; 403 does where the token has expired,
 * or in the words that older FastAPI has for a missing header. 402 is nowhere documented and can mean one thing only.
 *
 * @param where `METHOD /path`
 */
export function answerError(refusal: Refusal, where: string, request: RefusedRequest): AgentError {
  const error = refusalError(refusal, where, { keys: request.secrets });
  const { serverMessage } = error;
  const isSignIn =
    error.kind === 'authentication' ||
    (refusal.status === 403 && (request.isTokenExpired || /^not authenticated\b/i.test(serverMessage ?? '')));
  if (isSignIn) return changed(error, { kind: 'authentication', nextStep: signInAgain, remedy: 'sign-in' });
  if (refusal.status === 402) return changed(error, { kind: 'quota' });
  // A redirect has done nothing, whatever was sent.
  if (refusal.status >= 300 && refusal.status < 400) return changed(error, { mayHaveArrived: false });
  return error;
}

/** Words with which services speak of what is used up. Which of them this one uses is not documented. */
const quotaWords = /\b(?:credits?|tokens?|limits?|quotas?|threads?|balance|exceeded|insufficient|subscription)\b/i;

/** Whether a refused run may have been refused because something is used up; the cause is not asserted. */
export function mayBeQuota({ kind, status, serverMessage }: AgentError): boolean {
  if (kind === 'quota') return true;
  return (status === 400 || status === 403 || status === 429) && quotaWords.test(serverMessage ?? '');
}

interface Change {
  readonly kind?: ErrorKind;
  readonly mayHaveArrived?: boolean;
  readonly nextStep?: string;
  readonly remedy?: 'sign-in';
}

/** The same error with something said better. */
export function changed(error: AgentError, change: Change): AgentError {
  const { kind, message, status, serverMessage, requestId, retryAfterMs, where, mayHaveArrived, nextStep, remedy } =
    error;
  const known = optional({ status, serverMessage, requestId, retryAfterMs, where, nextStep, remedy });
  return new AgentError(change.kind ?? kind, message, { ...known, mayHaveArrived, ...change, cause: error.cause });
}
