import assert from 'node:assert/strict';
import { failureOf } from '../../../support/failureOf.ts';
import { fakeAgent, missing } from '../../../support/fakeSeekrFlow.ts';
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
      databaseId: 'db 1',
      fileId: 'f',
      page: 12,
      lines: { start: 3, end: 9 },
      section: ['Manual', 'Setup'],
    });
  });

  it('is looked for in every database where nobody said in which it is', async () => {
    service.fake.on('GET', '/v1/flow/vectordb', { json: { object: 'list', data: [{ id: 'a' }, { id: 'b' }] } });
    service.fake.on('GET', '/v1/flow/vectordb/a/chunk/c', missing('chunk_id', 'Chunk'));
    service.fake.on('GET', '/v1/flow/vectordb/b/chunk/c', {
      json: { chunk_text: 'Found.', metadata: { filename: 'm.pdf' } },
    });
    assert.deepEqual(await service.open().getSource?.({ chunkId: 'c' }, never()), {
      title: 'm.pdf',
      text: 'Found.',
      databaseId: 'b',
      metadata: { filename: 'm.pdf' },
    });
  });

  it('that is nowhere names the databases that were tried', async () => {
    service.fake.on('GET', '/v1/flow/vectordb', { json: { data: [{ id: 'a' }, { id: 'b' }] } });
    service.fake.on('GET', /chunk/, { status: 404, json: { detail: 'Not Found' } });
    const failing = service.open().getSource?.({ chunkId: 'c' }, never());
    const error = await failureOf(failing ?? Promise.resolve());
    assert.equal(error.kind, 'not-found');
    assert.match(error.serverMessage ?? '', /looked in a, b/);
  });

  describe('of an agent that is known', () => {
    beforeEach(() => {
      service.fake.databases.push(
        { id: 'db-1', name: 'Manuals', chunks: {} },
        { id: 'db-2', name: 'Laws', chunks: { c: { file_id: 'f', chunk_text: 'Article 5.', locations: null } } },
      );
    });

    async function lookUp(tool: object) {
      service.fake.agents.push(fakeAgent({ id: 'agent-2', tools: [{ type: 'web_search' }, { ...tool }] }));
      return service.open().getSource?.({ chunkId: 'c', agentId: 'agent-2' }, never());
    }

    it('is looked for in its databases first, and says from which it is', async () => {
      const content = await lookUp({ type: 'file_search', config: { FILE_SEARCH_INDEX: 'db-2', TOP_K: 5 } });
      assert.deepEqual(content, {
        title: 'Chunk c',
        text: 'Article 5.',
        fileId: 'f',
        databaseId: 'db-2',
        databaseName: 'Laws',
      });
      assert.deepEqual(service.fake.log(), [
        'GET /v2/flow/agents/agent-2',
        'GET /v1/flow/vectordb/db-2/chunk/c',
        'GET /v1/flow/vectordb',
      ]);
    });

    it('is found also as older agents name their database', async () => {
      const content = await lookUp({ name: 'file_search', tool_env: { FILE_SEARCH_INDEX: 'db-2' } });
      assert.equal(content?.databaseId, 'db-2');
    });

    it('is looked for everywhere where it is not in those, and in none twice', async () => {
      const content = await lookUp({ type: 'file_search', config: { FILE_SEARCH_INDEX: 'db-1' } });
      assert.equal(content?.databaseName, 'Laws');
      const asked = service.fake.log().filter((line) => line.includes('chunk'));
      assert.deepEqual(asked, ['GET /v1/flow/vectordb/db-1/chunk/c', 'GET /v1/flow/vectordb/db-2/chunk/c']);
    });

    it('is looked for everywhere where the agent is gone', async () => {
      const content = await service.open().getSource?.({ chunkId: 'c', agentId: 'agent-9' }, never());
      assert.equal(content?.databaseId, 'db-2');
    });

    it('is looked for in the others where one of them is of another team', async () => {
      service.fake.on('GET', /db-1/, { status: 403, json: { detail: 'Not a member' } });
      assert.equal((await service.open().getSource?.({ chunkId: 'c' }, never()))?.databaseId, 'db-2');
    });

    it('that is nowhere names databases as people know them', async () => {
      const failing = service.open().getSource?.({ chunkId: 'x', agentId: 'agent-1' }, never());
      const error = await failureOf(failing ?? Promise.resolve());
      assert.match(error.serverMessage ?? '', /looked in Manuals \(db-1\), Laws \(db-2\); it may/);
      assert.match(error.nextStep ?? '', /names no team/);
    });

    it('has its text although its database cannot tell its name', async () => {
      service.fake.on('GET', '/v1/flow/vectordb', { status: 403, json: { detail: 'no' } });
      const content = await service.open().getSource?.({ chunkId: 'c', databaseId: 'db-2' }, never());
      assert.deepEqual([content?.text, content?.databaseName], ['Article 5.', undefined]);
    });
  });

  it('keeps what the service says about it', async () => {
    const metadata = { author: 'Ada', year: 1843 };
    service.fake.on('GET', /chunk/, {
      json: { text: 'x', locations: [{ ...place, line_number_end: null }], metadata },
    });
    const content = await service.open().getSource?.({ chunkId: 'c', databaseId: 'd' }, never());
    assert.deepEqual([content?.metadata, content?.lines, content?.fileId], [metadata, { start: 3, end: 3 }, undefined]);
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
      databaseId: 'workspace',
      location: { path: 'src/a.ts', folder: 'app', startLine: 3, endLine: 9 },
    });
  });
});
