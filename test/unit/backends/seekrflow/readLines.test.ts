import assert from 'node:assert/strict';
import { readLines } from '../../../../src/backends/seekrflow/readLines.ts';
import { chunksOf, everySplit, streamOf } from '../../../support/chunks.ts';
import { failureOf } from '../../../support/failureOf.ts';

async function linesOf(chunks: readonly Uint8Array[], maxLength = 1000): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { data } of readLines(streamOf(chunks), maxLength)) lines.push(data);
  return lines;
}

describe('lines of a stream', () => {
  it('are the same however their bytes are split', async () => {
    for (const text of ['0:"größe 📏"\n\nd:{}\n', '0:"no break at the end"', '\n', '']) {
      for (const chunks of everySplit(Buffer.from(text))) {
        const expected = text.endsWith('\n') ? text.split('\n') : [text];
        assert.deepEqual(await linesOf(chunks), expected);
      }
    }
  });

  it('may be as long as is allowed and no longer', async () => {
    const bytes = Buffer.from(`${'x'.repeat(50)}\n`);
    assert.equal((await linesOf(chunksOf(bytes, 7), 50))[0]?.length, 50);
    assert.equal((await failureOf(linesOf(chunksOf(bytes, 7), 40))).kind, 'too-large');
  });

  it('let go of their source at once when nobody reads on', async () => {
    let isReleased = false;
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          isReleased = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const lines = readLines(source, 1000);
    void lines.next();
    await lines.return?.();
    assert.ok(isReleased);
    assert.deepEqual(await lines.next(), { done: true, value: undefined });
  });
});
