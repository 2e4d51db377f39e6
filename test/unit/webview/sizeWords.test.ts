import assert from 'node:assert/strict';
import { sizeWords } from '../../../src/webview/sizeWords.ts';

describe('A size', () => {
  it('is said with two digits at most where it is not counted in bytes', () => {
    const sizes = [0, 1, 1023, 1024, 10_188, 10_240, 1_047_000, 1_048_575, 1_048_576, 10_485_760, 5_000_000_000];
    assert.deepEqual(sizes.map(sizeWords), [
      '0 bytes',
      '1 byte',
      '1023 bytes',
      '1.0 KB',
      '9.9 KB',
      '10 KB',
      '1022 KB',
      '1.0 MB',
      '1.0 MB',
      '10 MB',
      '4768 MB',
    ]);
  });
});
