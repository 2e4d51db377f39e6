import assert from 'node:assert/strict';
import { refusalError } from '../../../../src/backends/shared/refusal.ts';

function kindOf(status: number, body: unknown): string {
  const answer = { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
  return refusalError(answer, 'POST /v1/threads/{id}/runs').kind;
}

describe('a refusal', () => {
  it('is about a thread that another run holds, in whatever words', () => {
    for (const body of [
      { detail: 'Thread is locked' },
      { detail: 'A run is already in progress on this thread' },
      { detail: 'Thread thread-1 is currently in use by run run-1' },
      { detail: 'Thread thread_abc is in use' },
      { detail: 'Thread thread_abc already has an active run run_abc.' },
      { detail: "Can't add messages to thread_abc while a run run_abc is active." },
      { detail: 'The run run_abc is still running' },
      { detail: 'Concurrent runs are not allowed' },
      { detail: { code: 'thread_locked', message: 'Cannot start a run' } },
      { detail: { code: 'run_in_progress', message: 'Cannot start a run' } },
      { detail: { error: 'thread_locked' } },
      { detail: [{ loc: ['path', 'thread_id'], msg: 'Cannot start a run', type: 'thread_locked' }] },
      { error: { message: 'Cannot start a run', type: 'ThreadBusyError', code: null } },
      { message: 'Cannot start a run', code: 'thread.in-use' },
    ]) {
      for (const status of [400, 409, 422]) assert.equal(kindOf(status, body), 'busy', JSON.stringify(body));
    }
  });

  it('is about a thing that is missing where only its code says so', () => {
    assert.equal(kindOf(422, { detail: { code: 'thread_not_found', message: 'Cannot start a run' } }), 'not-found');
  });

  it('is about what was sent where it says nothing of that kind', () => {
    for (const body of [
      { detail: [{ loc: ['body', 'agent_id'], msg: 'Agent agent-1 is not active', type: 'value_error' }] },
      { detail: [{ loc: ['body', 'run_id'], msg: 'Field required', type: 'missing', input: 'thread is locked' }] },
      { detail: [{ loc: ['body', 'thread'], msg: 'Input should be a valid string', type: 'string_type' }] },
      { detail: 'There is no active run to cancel' },
      { detail: 'The run is not active' },
      { detail: 'The group name is already in use' },
      { detail: 'Deployment of the agent is in progress, so it cannot run yet' },
      { detail: 'Your account is locked' },
      { detail: 'The content was blocked' },
      { message: 'bad agent', type: 'invalid_request_error', param: 'agent_id', code: 'agent_inactive' },
    ]) {
      assert.equal(kindOf(422, body), 'invalid', JSON.stringify(body));
    }
  });
});
