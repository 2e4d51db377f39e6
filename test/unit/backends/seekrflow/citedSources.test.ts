import assert from 'node:assert/strict';
import { decodeMessage } from '../../../../src/backends/seekrflow/decodeMessage.ts';
import { createDecoder } from '../../../../src/backends/seekrflow/decodeStream.ts';
import { textOf } from '../../../../src/model/message.ts';
import { sourceDataType } from '../../../../src/wire/seekrflow.ts';

const cited = 'Lift it.\n\nchunk_id: c-1\npage: 3\nlines: 42-67\nsection: Setup';
const source = {
  type: 'source',
  sourceId: 'c-1',
  title: 'Setup',
  chunkId: 'c-1',
  page: 3,
  lines: '42-67',
  section: 'Setup',
};

function decoded(fields: object) {
  return decodeMessage({ id: 'm', role: 'assistant', content: '', ...fields }, 't');
}

function sourcesOf(fields: object) {
  return decoded(fields).parts.filter((part) => part.type === 'source');
}

describe('the sources of a stored answer', () => {
  it('are found in its content, which stays as it is', () => {
    const message = decoded({ content: cited });
    assert.deepEqual(message.parts, [{ type: 'text', text: cited }, source]);
    assert.equal(textOf(message), cited);
  });

  it('are found in items of its content', () => {
    assert.deepEqual(sourcesOf({ content: [{ type: 'output_text', text: cited, annotations: [] }] }), [source]);
  });

  it('are found in content that says more than its parts', () => {
    const parts = [{ type: 'text', text: 'Lift it.' }];
    assert.deepEqual(decoded({ content: cited, parts }).parts, [{ type: 'text', text: 'Lift it.' }, source]);
  });

  it('are found in annotations', () => {
    const annotations = ['{"chunk_id":"c-1","page":3,"lines":"42-67","section":"Setup"}'];
    assert.deepEqual(sourcesOf({ content: [{ type: 'output_text', text: 'x', annotations }] }), [source]);
  });

  it('are found in what a file search gave, as values and as text', () => {
    const chunk = { chunk_id: 'c-1', page: 3, lines: '42-67', section: 'Setup', text: '…' };
    for (const output of [[chunk], { chunks: [chunk] }, JSON.stringify([chunk]), cited, { result: cited }]) {
      const parts = [{ type: 'tool-result', tool_name: 'file_search', tool_call_id: 'c', output, is_error: false }];
      assert.deepEqual(sourcesOf({ role: 'tool', parts }), [source], JSON.stringify(output));
    }
  });

  it('are found in the preview of a large result', () => {
    const preview_text = '[{"chunk_id":"c-1","page":3,"lines":"42-67","section":"Setup","text":"Lift';
    const output_ref = { object_id: 'o', size_bytes: 9, mime_type: 'application/json', preview_text };
    const parts = [{ type: 'tool-result', tool_name: 'file_search', tool_call_id: 'c', output_ref, is_error: false }];
    assert.deepEqual(sourcesOf({ role: 'tool', parts }), [source]);
  });

  it('are not made of text that other tools give', () => {
    for (const output of [cited, '[{"chunk_id":"c-1"}]', { text: cited }]) {
      const parts = [{ type: 'tool-result', tool_name: 'read_file', tool_call_id: 'c', output, is_error: false }];
      assert.deepEqual(sourcesOf({ role: 'tool', parts }), []);
    }
  });

  it('are not made of what people write', () => {
    for (const role of ['user', 'system', 'developer']) assert.deepEqual(sourcesOf({ role, content: cited }), []);
  });

  it('come once, with all that several places say', () => {
    const content = [{ type: 'output_text', text: 'chunk_id: c-1', annotations: ['chunk_id: c-1, page: 3'] }];
    assert.deepEqual(sourcesOf({ content }), [
      { type: 'source', sourceId: 'c-1', title: 'Chunk c-1', chunkId: 'c-1', page: 3 },
    ]);
  });

  it('are those that it names itself, where it does', () => {
    const parts = [
      { type: 'text', text: cited },
      { type: 'data', data_type: sourceDataType, data: { sourceId: 's', title: 'a.ts', path: 'a.ts' } },
    ];
    assert.deepEqual(
      sourcesOf({ parts }).map((part) => part.type === 'source' && part.sourceId),
      ['s'],
    );
  });
});

describe('a source that is streamed', () => {
  function sourceIn(chunk: object) {
    const [event] = createDecoder()({ event: 'message', data: JSON.stringify(chunk) });
    return event?.type === 'source-document' ? event.source : event;
  }

  it('leads to its chunk, under whatever name the service says it', () => {
    const details = { chunk_id: 'c-1', page: 3, lines: '42-67', section: 'Setup' };
    const chunk = { type: 'source-document', sourceId: 's', mediaType: 'text/markdown', title: 'Manual' };
    const { sourceId: _, title: __, ...place } = source;
    const expected = { ...place, sourceId: 's', title: 'Manual', mediaType: 'text/markdown' };
    assert.deepEqual(sourceIn({ ...chunk, providerMetadata: { seekr: details } }), expected);
    assert.deepEqual(sourceIn({ ...chunk, ...details }), expected);
  });
});
