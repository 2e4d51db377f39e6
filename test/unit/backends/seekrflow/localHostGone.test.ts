import assert from 'node:assert/strict';
import { isAgentError } from '../../../../src/model/errors.ts';
import { useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

describe('the local connection', () => {
  const service = useFakeSeekrFlow('local');

  it('says at once that its host is gone, so that it can be started again without a pause', async () => {
    const backend = service.open();
    await service.fake.close();
    // The clock stands still: a pause before another try would never end.
    await assert.rejects(backend.listThreads({}, new AbortController().signal), (error) => {
      assert.ok(isAgentError(error));
      assert.equal(error.kind, 'network');
      assert.equal(error.mayHaveArrived, false);
      return true;
    });
  });
});
