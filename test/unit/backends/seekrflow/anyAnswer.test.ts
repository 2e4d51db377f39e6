import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodeAgent } from '../../../../src/backends/seekrflow/decodeAgent.ts';
import { decodeAttribution } from '../../../../src/backends/seekrflow/decodeAttribution.ts';
import { decodeFile } from '../../../../src/backends/seekrflow/decodeFile.ts';
import { decodeMessage } from '../../../../src/backends/seekrflow/decodeMessage.ts';
import { decodeSpan } from '../../../../src/backends/seekrflow/decodeSpan.ts';

/** Objects with the published names, and anything at all behind them. */
function objects(...names: readonly string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('', '12', '2026-01-01T00:00:00', -1, 1e300, null, [{}], { text: 'chunk_id: c-1, page: 3' }),
  );
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length });
}

describe('whatever a service answers', () => {
  it('a file, a span and an agent are read as far as they have an id', () => {
    const names = ['id', 'span_id', 'filename', 'bytes', 'created_at', 'start_timestamp', 'kind', 'message', 'tools'];
    const more = ['gen_ai_usage_input_tokens', 'is_exception', 'exception_type', 'parent_span_id', 'status', 'name'];
    fc.assert(
      fc.property(objects(...names, ...more), (value) => {
        const file = decodeFile(value);
        assert.ok(file === undefined || (file.id !== '' && file.name !== ''));
        const span = decodeSpan(value);
        assert.ok(span === undefined || (span.id !== '' && span.name !== '' && span.raw === value));
        const agent = decodeAgent(value);
        assert.ok(agent === undefined || agent.databaseIds === undefined || agent.databaseIds.length > 0);
        for (const date of [file?.createdAt, span?.startedAt]) {
          assert.ok(date === undefined || !Number.isNaN(Date.parse(date)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an attribution has texts, scores that are numbers, and places that are in the answer', () => {
    const source = objects('id', 'source_type', 'text', 'attribution', 'tool', 'tool_name', 'tool_call_id');
    const segment = fc.record(
      { segment_text: fc.oneof(fc.string(), fc.jsonValue()), char_offset: fc.jsonValue(), sources: fc.array(source) },
      { requiredKeys: [] },
    );
    const answer = fc.record(
      { response_text: fc.string(), segments: fc.array(segment), highlight: fc.jsonValue(), sources: fc.array(source) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answer, (value) => {
        const { responseText = '', passages = [] } = decodeAttribution(value) ?? {};
        for (const { text, offset, sources } of passages) {
          assert.ok(offset === undefined || responseText.startsWith(text, offset));
          assert.ok(sources.every(({ id, score }) => id !== '' && Number.isFinite(score)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a message keeps its text, whatever is recognised in it', () => {
    const piece = fc.constantFrom(
      'chunk_id: c-1',
      '{"chunk_id":"c-2"}',
      '| chunk_id |',
      '\n',
      'page: 3',
      '{',
      '"',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join('');
        const { parts } = decodeMessage({ id: 'm', role: 'assistant', content: text }, 't');
        const said = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
        assert.deepEqual(said, text === '' ? [] : [text]);
        const sources = parts.flatMap((part) => (part.type === 'source' ? [part.sourceId] : []));
        assert.equal(new Set(sources).size, sources.length);
      }),
      { numRuns: 500 },
    );
  });
});
