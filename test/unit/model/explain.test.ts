import assert from 'node:assert/strict';
import { AgentError, errorKinds, isAgentError } from '../../../src/model/errors.ts';
import { actionLabels, explain } from '../../../src/model/explain.ts';

describe('the words for a failure', () => {
  it('say for every kind what happened, where and what to do next', () => {
    for (const kind of errorKinds) {
      const problem = explain(new AgentError(kind, 'some detail'), 'load the threads', 'Staging');
      assert.equal(problem.title, 'Could not load the threads');
      assert.ok(problem.actions.length > 0 && problem.actions.every((action) => actionLabels[action] !== ''));
      assert.match(problem.detail, /^[A-Z].*[.!?…]$/s, kind);
      assert.ok(!/undefined|\.\.|\s{2}/.test(problem.detail), `${kind}: ${problem.detail}`);
    }
  });

  it("carry the service's own complaint and its request id", () => {
    const problem = explain(
      new AgentError('invalid', 'status 422', { serverMessage: 'role: not one of user, system', requestId: 'ray-1' }),
      'send the message',
      'Seekr',
    );
    assert.match(problem.detail, /It said: role: not one of user, system\./);
    assert.equal(problem.requestId, 'ray-1');
  });

  it('tell a key that was refused from one that was never set', () => {
    const words = (status?: number): string =>
      explain(
        new AgentError('authentication', 'no API key is set', status === undefined ? {} : { status }),
        'load the threads',
        'Seekr',
      ).detail;
    assert.equal(words(), 'Seekr has no API key yet. Set one and retry.');
    assert.equal(words(401), 'Seekr did not accept the API key. Set a new key and retry.');
  });

  it('name the wait that a service asked for', () => {
    const problem = explain(new AgentError('rate-limited', '429', { retryAfterMs: 4200 }), 'send', 'Seekr');
    assert.match(problem.detail, /Retry in 5 s\./);
  });

  it('are those of whoever failed, where it knows better what to do', () => {
    const error = new AgentError('not-found', '404', { serverMessage: 'No run', nextStep: 'Ask again.' });
    assert.equal(
      explain(error, 'look', 'Seekr').detail,
      'Seekr does not have it (any more). It said: No run. Ask again.',
    );
  });

  it('tell an answer that is too large for us from a request that is too large for the service', () => {
    const ours = new AgentError('too-large', 'the answer is larger than 5 bytes', { status: 200 });
    assert.match(explain(ours, 'open the file', 'Seekr').detail, /^What Seekr sent is too large to be read here/);
    const theirs = new AgentError('too-large', 'status 413', { status: 413 });
    assert.match(
      explain(theirs, 'send', 'Seekr').detail,
      /^It is too large for Seekr: status 413\. Send less at once\.$/,
    );
  });

  it('exist for errors that nobody foresaw', () => {
    assert.match(
      explain(new TypeError('x is not a function'), 'open the panel', 'Local').detail,
      /x is not a function/,
    );
    assert.match(explain('odd', 'open the panel', 'Local').detail, /odd/);
  });
});

describe('an AgentError', () => {
  it('is recognised across bundles, which each have a class of their own', () => {
    const foreign = Object.assign(new Error('x'), { name: 'AgentError', kind: 'busy' });
    assert.ok(isAgentError(foreign));
    assert.ok(!isAgentError(Object.assign(new Error('x'), { name: 'AgentError', kind: 'strange' })));
    assert.ok(!isAgentError({ name: 'AgentError', kind: 'busy' }));
  });
  it('is taken to have arrived unless the opposite is certain', () => {
    assert.equal(new AgentError('network', 'cut').mayHaveArrived, true);
    assert.equal(new AgentError('network', 'refused', { mayHaveArrived: false }).mayHaveArrived, false);
  });
});
