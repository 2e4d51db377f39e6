import type { Transport } from '../../model/connection.ts';
import type { AgentError, ErrorKind } from '../../model/errors.ts';
import { type Refusal, refusalError } from '../shared/refusal.ts';

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
  return refusalError(refusal, where, {
    keys: [request.key],
    nextStep: (kind, said) => teamAdvice(kind, said, request),
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

/** What to do where an installation lacks the transport that a connection is set to. */
export function adviceOnTransport(transport: Transport): string {
  return `This connection is set to the transport “${transport}”, which this installation lacks. Set “transport” to “auto” in the settings of the connection, then retry.`;
}
