import { type AgentError, isAgentError } from './errors.ts';
import { optional } from './parse.ts';

/** What a person can do about a problem with one click. Ids of buttons; the host knows what they run. */
export type ProblemAction =
  'retry' | 'setApiKey' | 'signIn' | 'showLog' | 'refresh' | 'checkRun' | 'openSettings' | 'queueRun' | 'interruptRun';

/** A failure in words: what happened, where, what to do next. */
export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly ProblemAction[];
  /** For the service's support. */
  readonly requestId?: string;
}

export const actionLabels: Readonly<Record<ProblemAction, string>> = {
  retry: 'Retry',
  setApiKey: 'Set API Key…',
  signIn: 'Sign In Again…',
  showLog: 'Show Log',
  refresh: 'Refresh',
  checkRun: 'Check Again',
  openSettings: 'Open Settings',
  queueRun: 'Queue Behind It',
  interruptRun: 'Interrupt It',
};

/**
 * Words for a failure.
 *
 * @param attempted what was being done, as a clause: `load the threads`
 * @param connectionName as the user named the connection
 */
export function explain(error: unknown, attempted: string, connectionName: string): Problem {
  if (!isAgentError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { title: `Could not ${attempted}`, detail: message, actions: ['retry', 'showLog'] };
  }
  const { what, next, actions } = wording(error, connectionName);
  const said = error.serverMessage && !what.includes(error.serverMessage) ? ` It said: ${error.serverMessage}` : '';
  return {
    title: `Could not ${attempted}`,
    detail: `${what}${said}${said && !/[.!?…]$/.test(said) ? '.' : ''} ${error.nextStep ?? next}`,
    actions,
    ...optional({ requestId: error.requestId }),
  };
}

/** Why a run failed, by what was answered to the request for it; undefined where that tells nothing. */
export function failureReason(error: unknown): string | undefined {
  if (!isAgentError(error) || error.serverMessage === undefined) return undefined;
  return error.requestId === undefined ? error.serverMessage : `${error.serverMessage} (request ${error.requestId})`;
}

/** A refusal has a status of its own; what was sent to us in success and is beyond our bound has another, or none. */
function isOurBound(error: AgentError): boolean {
  return error.status !== undefined && error.status < 400;
}

function isAboutSettings(error: AgentError): boolean {
  return error.nextStep?.includes('settings') === true;
}

interface Wording {
  readonly what: string;
  readonly next: string;
  readonly actions: readonly ProblemAction[];
}

function wording(error: AgentError, name: string): Wording {
  switch (error.kind) {
    case 'network':
      return {
        what: `${name} cannot be reached: ${error.message}.`,
        next: 'Check the connection and the address, then retry. Nothing you typed is lost.',
        actions: ['retry', 'showLog'],
      };
    case 'timeout':
      return {
        what: `${name} did not answer in time: ${error.message}.`,
        next: 'Retry in a moment.',
        actions: ['retry', 'showLog'],
      };
    case 'origin':
      return {
        what: `Nothing was sent to ${name}: ${error.message}.`,
        next: "Check the connection's address; a key is only ever sent to the address it was entered for.",
        actions: ['setApiKey', 'openSettings'],
      };
    case 'authentication':
      if (error.remedy === 'sign-in') {
        return {
          what: error.status === undefined ? `${name}: ${error.message}.` : `${name} did not accept the sign-in.`,
          next: 'Sign in again.',
          actions: ['signIn', 'retry'],
        };
      }
      if (error.status === undefined) {
        return {
          what: `${name} has no API key yet.`,
          next: 'Set one and retry.',
          actions: ['setApiKey', 'retry'],
        };
      }
      return {
        what: `${name} did not accept the API key.`,
        next: 'Set a new key and retry.',
        actions: ['setApiKey', 'retry'],
      };
    case 'permission':
      return {
        what: `${name} accepted the key but does not allow this.`,
        next: 'Check the team of the connection and what the key may do.',
        actions: ['openSettings', 'retry'],
      };
    case 'not-found':
      return {
        what: `${name} does not have it (any more).`,
        next: 'It may have been deleted elsewhere, or belong to another team. Refresh to see what is there.',
        // Where the connection may name the wrong team, or none, its settings are what is to be changed.
        actions: isAboutSettings(error) ? ['openSettings', 'refresh'] : ['refresh'],
      };
    case 'busy':
      return {
        what: `The thread is busy: another run holds it.`,
        next: 'Wait for that run or stop it, then send again.',
        actions: ['checkRun'],
      };
    case 'invalid':
      return { what: `${name} did not accept the request.`, next: 'Change it and try again.', actions: ['showLog'] };
    case 'too-large':
      return {
        what: isOurBound(error)
          ? `What ${name} sent is too large to be read here: ${error.message}.`
          : `It is too large for ${name}: ${error.message}.`,
        next: isOurBound(error) ? 'It stays with the service; nothing was changed.' : 'Send less at once.',
        actions: ['showLog'],
      };
    case 'rate-limited':
      return {
        what: `${name} asks to slow down.`,
        next:
          error.retryAfterMs === undefined
            ? 'Wait a moment, then retry.'
            : `Retry in ${Math.ceil(error.retryAfterMs / 1000)} s.`,
        actions: ['retry'],
      };
    case 'quota':
      return {
        what: `${name} refused: what the account may use is used up.`,
        next: 'Get more from the service, then retry. Reading still works.',
        actions: ['retry'],
      };
    case 'server':
      return {
        what: `${name} failed${error.status === undefined ? '' : ` (status ${error.status})`}.`,
        next: 'Retry in a moment.',
        actions: ['retry', 'showLog'],
      };
    case 'protocol':
      return {
        what: `${name} answered with something else than agreed: ${error.message}.`,
        next: 'Check the address; a proxy or a sign-in page may stand in between.',
        actions: ['openSettings', 'showLog'],
      };
    case 'unsupported':
      return {
        what: `${name} does not offer this.`,
        next: 'Nothing was changed.',
        actions: isAboutSettings(error) ? ['openSettings', 'showLog'] : ['showLog'],
      };
    case 'local-host':
      return {
        what: `The local agent host is not running: ${error.message}.`,
        next: 'Retry starts it again; the log says more.',
        actions: ['retry', 'showLog'],
      };
    case 'storage':
      return {
        what: `This machine's disk refused: ${error.message}.`,
        next: 'Make room or check the permissions, then retry.',
        actions: ['retry', 'showLog'],
      };
  }
}
