import assert from 'node:assert/strict';
import { createBareLines } from '../../../../src/backends/seekrflow/bareLines.ts';
import { readEvents } from '../../../../src/net/sse.ts';
import { everySplit, streamOf } from '../../../support/chunks.ts';

function changed(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  const { change, end } = createBareLines();
  return [...chunks.map((chunk) => Uint8Array.from(change(chunk))), end()];
}

async function dataOf(chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { data } of readEvents(streamOf(changed(chunks)))) found.push(data);
  return found;
}

describe('lines without a field name in an event stream', () => {
  for (const [what, text, expected] of [
    ['JSON', '{"type":"a"}\n\n{"type":"größe"}\n\n[DONE]\n\n', ['{"type":"a"}', '{"type":"größe"}', '[DONE]']],
    ['JSON without blank lines', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['JSON behind an event’s name', 'event: x\r\n{"a":1}\r\n\r\ndata: {"b":2}\r\n\r\n', ['{"a":1}', '{"b":2}']],
    ['codes', '0:"a"\ne:{"x":1}\nd:{}', ['0:"a"', 'e:{"x":1}', 'd:{}']],
  ] as const) {
    it(`are events of their own: ${what}`, async () => {
      for (const chunks of everySplit(Buffer.from(text))) assert.deepEqual(await dataOf(chunks), expected);
    });
  }

  it('are all that is changed', () => {
    const text = ': hi\nevent: e\nid: 1\ndata: {"a":\ndata: 0:1}\nretry: 5\n\ndata\n\nfoo: x\n{';
    for (const chunks of everySplit(Buffer.from(text.slice(0, -1)))) {
      assert.equal(Buffer.concat(changed(chunks)).toString(), text.slice(0, -1));
    }
    assert.equal(Buffer.concat(changed([Buffer.from(text)])).toString(), `${text.slice(0, -1)}data: {\n\n`);
  });
});
