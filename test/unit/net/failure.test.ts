import assert from 'node:assert/strict';
import { AgentError } from '../../../src/model/errors.ts';
import { isTransientFailure, toNetworkError } from '../../../src/net/failure.ts';

function failure(code: string, isConnected?: boolean, hasResponse = false): AgentError {
  const cause = Object.assign(new Error('low level'), { code });
  const connection = isConnected === undefined ? {} : { isConnected };
  return toNetworkError(cause, { where: 'GET /threads', host: 'api.example.com', hasResponse, ...connection });
}

describe('toNetworkError', () => {
  it('keeps where it happened and the original error', () => {
    const { where, cause } = failure('ECONNRESET');
    assert.deepEqual([where, (cause as Error).message], ['GET /threads', 'low level']);
  });

  it('passes what is one of ours already', () => {
    const ours = new AgentError('too-large', 'x');
    assert.equal(toNetworkError(ours, { where: '', host: '' }), ours);
  });

  for (const [code, kind, message] of [
    ['ECONNREFUSED', 'network', /refused the connection/],
    ['ENOENT', 'network', /nothing listens/],
    ['EAI_AGAIN', 'network', /the name api\.example\.com was not found \(EAI_AGAIN\)/],
    ['ENETUNREACH', 'network', /no way to api\.example\.com/],
    ['CERT_HAS_EXPIRED', 'network', /certificate of api\.example\.com is not trusted \(CERT_HAS_EXPIRED\)/],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', /could be made in time/],
  ] as const) {
    it(`knows that nothing was sent after ${code}, whoever reports it`, () => {
      const error = failure(code);
      assert.deepEqual([error.kind, error.mayHaveArrived], [kind, false]);
      assert.match(error.message, message);
    });
  }

  for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'EPROTO', 'SOMETHING_NEW']) {
    it(`assumes that the request arrived after ${code} unless told that there was no connection`, () => {
      assert.equal(failure(code).mayHaveArrived, true);
      assert.equal(failure(code, true).mayHaveArrived, true);
      assert.equal(failure(code, false).mayHaveArrived, false);
    });
  }

  it('tells a connection that was never made in time from one that fell silent', () => {
    assert.equal(failure('ETIMEDOUT', false).kind, 'timeout');
    assert.equal(failure('ETIMEDOUT', true).kind, 'network');
  });

  it('tells a cut before the answer from one in its middle', () => {
    assert.match(failure('ECONNRESET', true).message, /closed the connection without an answer/);
    assert.match(failure('ECONNRESET', true, true).message, /cut in the middle of the answer/);
  });

  it('says what it can about anything else', () => {
    assert.equal(failure('SOMETHING_NEW').message, 'low level');
    assert.equal(toNetworkError('odd', { where: '', host: 'h' }).message, 'the connection to h failed');
  });
});

describe('isTransientFailure', () => {
  it('is true for what may pass by itself', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT']) {
      assert.equal(isTransientFailure(failure(code)), true, code);
    }
    assert.equal(isTransientFailure(new AgentError('timeout', 'no answer')), true);
  });

  it('is false where a person has to do something', () => {
    for (const code of [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'EPROTO',
      'HPE_INVALID_CONSTANT',
    ]) {
      assert.equal(isTransientFailure(failure(code)), false, code);
    }
    assert.equal(isTransientFailure(new AgentError('origin', 'x')), false);
  });
});
