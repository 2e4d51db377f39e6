import type { Connection } from '../../model/connection.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';

/** Whether a connection could name a team and does not: it then sees only what is the person's own. */
export function isTeamMissing({ kind, team }: Pick<Connection, 'kind' | 'team'>): boolean {
  return kind === 'seekrflow' && team === undefined;
}

/**
 * The error with what a missing team has to do with it, where something that belongs to teams was not found. Any other
 * error as it is.
 *
 * @param what belongs to teams and was looked for, in the plural: `databases`
 */
export function withTeamAdvice(error: unknown, connection: Connection | undefined, what: string): unknown {
  if (!connection || !isTeamMissing(connection) || !isAgentError(error)) return error;
  if (error.kind !== 'not-found' || error.nextStep !== undefined) return error;
  const { message, status, serverMessage, requestId, where, mayHaveArrived } = error;
  return new AgentError('not-found', message, {
    ...(status === undefined ? {} : { status }),
    ...(serverMessage === undefined ? {} : { serverMessage }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(where === undefined ? {} : { where }),
    mayHaveArrived,
    nextStep: `This connection names no team, so only your own ${what} were asked: enter the team’s id in the settings of the connection, then retry.`,
    cause: error,
  });
}
