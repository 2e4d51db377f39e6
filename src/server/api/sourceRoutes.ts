import type { WireChunk } from '../../wire/seekrflow.ts';
import { isJsonObject } from '../http/checks.ts';
import { numberFrom } from '../exactJson.ts';
import { notFound, unprocessable } from '../http/httpError.ts';
import { type Route, route } from '../http/route.ts';
import { workspaceDatabaseId } from '../runs/runMessages.ts';
import type { StoredChunk } from '../store/chunks.ts';
import type { Store } from '../store/store.ts';
import { chunkSearchRequest } from './requestChecks.ts';

interface ChunkSearch {
  readonly file_id?: string | null;
  readonly chunk_ids?: readonly string[] | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * What is behind the citations of answers: one vector database whose chunks are the cited pieces of workspace files, as
 * they were when they were cited. Nothing here reads the workspace.
 */
export function sourceRoutes(store: Store, startedAt: string): readonly Route[] {
  function checkDatabase(path: Readonly<Record<string, string>>): void {
    const databaseId = path['database_id'] ?? '';
    if (databaseId !== workspaceDatabaseId) throw notFound('database_id', databaseId, 'Vector database');
  }

  return [
    route({
      method: 'GET',
      path: '/v1/flow/vectordb',
      query: (query) => query.choices('types', ['RAG', 'explainability']),
      handle: ({ query: types }) => ({
        json: { object: 'list', data: types.length === 0 || types.includes('RAG') ? [database(store, startedAt)] : [] },
      }),
    }),
    route({
      method: 'GET',
      path: '/v1/flow/vectordb/{database_id}/chunk/{chunk_id}',
      handle({ path }) {
        checkDatabase(path);
        const chunkId = path['chunk_id'] ?? '';
        const chunk = store.chunks.get(chunkId);
        if (!chunk) throw notFound('chunk_id', chunkId, 'Chunk');
        return { json: wireChunk(chunk) };
      },
    }),
    route<ChunkSearch>({
      method: 'POST',
      path: '/v1/flow/vectordb/{database_id}/chunks',
      body: chunkSearchRequest,
      handle({ path, body }) {
        checkDatabase(path);
        refuseMetadataFilter(body.metadata);
        const { file_id: fileId, chunk_ids: chunkIds } = body;
        const limit = numberFrom(body.limit) ?? 20;
        const offset = Math.min(numberFrom(body.offset) ?? 0, Number.MAX_SAFE_INTEGER);
        const { chunks, total } = store.chunks.list(
          { ...(typeof fileId === 'string' ? { fileId } : {}), ...(chunkIds ? { chunkIds } : {}) },
          limit,
          offset,
        );
        const data = chunks.map((chunk) => ({ ...wireChunk(chunk), hierarchy: hierarchyOf(chunk) }));
        return { json: { object: 'list', data, total, limit, offset } };
      },
    }),
  ];
}

/** Cited pieces have no metadata of their own, so a filter that is not empty could only be answered wrongly. */
function refuseMetadataFilter(metadata: Readonly<Record<string, unknown>> | null | undefined): void {
  if (!isJsonObject(metadata) || Object.keys(metadata).length === 0) return;
  const msg = 'The chunks of this database have no metadata to filter by';
  throw unprocessable([{ loc: ['body', 'metadata'], msg, type: 'value_error', input: metadata }]);
}

function database(store: Store, startedAt: string): unknown {
  const { fileCount, sizeBytes, firstAt, lastAt } = store.chunks.summary();
  return {
    id: workspaceDatabaseId,
    name: 'Workspace',
    model: 'none',
    dimension: 0,
    description: 'The pieces of workspace files that answers cite',
    created_at: firstAt === null ? startedAt : new Date(firstAt).toISOString(),
    updated_at: lastAt === null ? startedAt : new Date(lastAt).toISOString(),
    file_count: fileCount,
    size_in_bytes: sizeBytes,
    db_type: 'RAG',
  };
}

function hierarchyOf({ source }: StoredChunk): readonly string[] | null {
  return source.section === undefined ? null : source.section.split(' › ');
}

function wireChunk(chunk: StoredChunk): WireChunk {
  const { fileId, source } = chunk;
  const { chunkId, text, path, folder, startLine, endLine, title, mediaType } = source;
  const location = {
    line_number_start: startLine,
    line_number_end: endLine,
    char_start: null,
    char_end: null,
    hierarchy: hierarchyOf(chunk),
    page_number: null,
  };
  const metadata = { title, path, ...(folder === undefined ? {} : { folder }), media_type: mediaType };
  return { chunk_id: chunkId, file_id: fileId, text, locations: [location], metadata };
}
