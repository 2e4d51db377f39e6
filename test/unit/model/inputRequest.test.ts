import assert from 'node:assert/strict';
import fc from 'fast-check';
import { questionOf, verdictsOf } from '../../../src/model/inputRequest.ts';

describe('what an agent asks', () => {
  it('is a sentence where there is one', () => {
    assert.equal(questionOf({ value: ' Delete it? ' }), 'Delete it?');
    assert.equal(questionOf({ value: { question: 'Which file?' } }), 'Which file?');
    assert.equal(questionOf({ value: { description: 'Deletes a file' } }), 'Deletes a file');
    const actions = [{ description: 'Delete a' }, { name: 'b' }, { description: 'Delete c' }];
    assert.equal(questionOf({ value: { action_requests: actions } }), 'Delete a\nDelete c');
    assert.equal(questionOf({ value: { a: 1 } }), undefined);
    assert.equal(questionOf({ value: '' }), undefined);
  });

  it('is approved and rejected with one decision per action where it lists actions', () => {
    const value = { action_requests: [{ name: 'a' }, { name: 'b' }], review_configs: [] };
    assert.deepEqual(verdictsOf({ value }), {
      approve: { decisions: [{ type: 'approve' }, { type: 'approve' }] },
      reject: { decisions: [{ type: 'reject' }, { type: 'reject' }] },
      isAgreed: true,
    });
  });

  it('is not approved where one of its actions may not be', () => {
    const review_configs = [{ action_name: 'b', allowed_decisions: ['edit', 'reject'] }];
    const value = { action_requests: [{ name: 'a' }, { name: 'b' }], review_configs };
    assert.deepEqual(Object.keys(verdictsOf({ value })), ['isAgreed', 'reject']);
  });

  it('is accepted or ignored where it comes from an agent inbox', () => {
    const request = { action_request: { action: 'a', args: {} }, config: { allow_accept: true, allow_ignore: false } };
    const expected = { approve: [{ type: 'accept', args: null }], isAgreed: true };
    assert.deepEqual(verdictsOf({ value: [request] }), expected);
    assert.deepEqual(verdictsOf({ value: request }), expected);
  });

  it('is answered with true and false where nobody knows better, which is said', () => {
    assert.deepEqual(verdictsOf({ value: 'Sure?' }), { approve: true, reject: false, isAgreed: false });
    assert.deepEqual(verdictsOf({ value: [] }), { approve: true, reject: false, isAgreed: false });
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        verdictsOf({ value });
        questionOf({ value });
      }),
    );
  });
});
