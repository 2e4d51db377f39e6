import assert from 'node:assert/strict';
import { failureOf } from '../../../support/failureOf.ts';
import { missing } from '../../../support/fakeSeekrFlow.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const place = { line_number_start: 3, line_number_end: 9, hierarchy: ['Manual', 'Setup'], page_number: 12 };

const workspaceChunk = {
  text: 'const a = 1;',
  locations: [place],
  metadata: { title: 'src/a.ts:3-9', path: 'src/a.ts', folder: 'app' },
};

describe('the text behind a source', () => {
  const service = useFakeSeekrFlow();

  it('is read from its database', async () => {
    const json = { chunk_id: 'c', file_id: 'f', text: 'Turn it on.', locations: [place], metadata: null };
    service.fake.on('GET', '/v1/flow/vectordb/db%201/chunk/c', { json });
    assert.deepEqual(await service.open().getSource?.({ chunkId: 'c', databaseId: 'db 1' }, never()), {
      title: 'Manual › Setup, page 12',
      text: 'Turn it on.',
    });
  });

  it('is looked for in every database where nobody said in which it is', async () => {
    service.fake.on('GET', '/v1/flow/vectordb', { json: { object: 'list', data: [{ id: 'a' }, { id: 'b' }] } });
    service.fake.on('GET', '/v1/flow/vectordb/a/chunk/c', missing('chunk_id', 'Chunk'));
    service.fake.on('GET', '/v1/flow/vectordb/b/chunk/c', {
      json: { chunk_text: 'Found.', metadata: { filename: 'm.pdf' } },
    });
    assert.deepEqual(await service.open().getSource?.({ chunkId: 'c' }, never()), { title: 'm.pdf', text: 'Found.' });
  });

  it('that is nowhere names the databases that were tried', async () => {
    service.fake.on('GET', '/v1/flow/vectordb', { json: { data: [{ id: 'a' }, { id: 'b' }] } });
    service.fake.on('GET', /chunk/, { status: 404, json: { detail: 'Not Found' } });
    const failing = service.open().getSource?.({ chunkId: 'c' }, never());
    const error = await failureOf(failing ?? Promise.resolve());
    assert.equal(error.kind, 'not-found');
    assert.match(error.serverMessage ?? '', /looked in a, b/);
  });

  it('of a hosted service is no place in the workspace', async () => {
    service.fake.on('GET', /chunk/, { json: workspaceChunk });
    const content = await service.open().getSource?.({ chunkId: 'c', databaseId: 'workspace' }, never());
    assert.equal(content?.location, undefined);
  });
});

describe('the text behind a source of the local agent host', () => {
  const service = useFakeSeekrFlow('local');

  it('leads to the lines of its file', async () => {
    service.fake.on('GET', /chunk/, { json: workspaceChunk });
    assert.deepEqual(await service.open().getSource?.({ chunkId: 'c', databaseId: 'workspace' }, never()), {
      title: 'src/a.ts:3-9',
      text: 'const a = 1;',
      location: { path: 'src/a.ts', folder: 'app', startLine: 3, endLine: 9 },
    });
  });
});
