import { AgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import { NotKeptError, StaleError, UncertainError } from './delivery.ts';

/** Why a prompt waits for a person, in words. Retry is always among what can be done. */
export function problemOf(error: unknown, attempted: string, connectionName: string): Problem {
  if (error instanceof UncertainError) {
    return {
      title: `It is not certain whether ${connectionName} has the message`,
      detail: `An answer of ${connectionName} was lost, and it could not be asked again. Nothing is sent twice: Retry looks first.`,
      actions: ['retry', 'showLog'],
    };
  }
  if (error instanceof StaleError) {
    return {
      title: error.message,
      detail: 'The window was closed or the connection lost before. Retry sends it now.',
      actions: ['retry'],
    };
  }
  if (error instanceof NotKeptError) {
    return {
      title: `${connectionName} did not keep the message`,
      detail: 'It took the message and began to work on it, but the thread does not have it. Retry sends it again.',
      actions: ['retry', 'showLog'],
    };
  }
  const problem = explain(error, attempted, connectionName);
  return { ...problem, actions: ['retry', ...problem.actions.filter((action) => action !== 'retry')] };
}

/** For a connection that has no agent at all. */
export function noAgentError(connectionName: string): AgentError {
  return new AgentError('invalid', `${connectionName} has no agent`, { mayHaveArrived: false });
}
