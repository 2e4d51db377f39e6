import assert from 'node:assert/strict';
import { type AgentError, isAgentError } from '../../src/model/errors.ts';

/** The `AgentError` that a promise rejects with; anything else fails the test. */
export async function failureOf(result: Promise<unknown>): Promise<AgentError> {
  const error = await result.then(
    () => assert.fail('It should have failed'),
    (reason: unknown) => reason,
  );
  if (!isAgentError(error)) throw error;
  return error;
}
