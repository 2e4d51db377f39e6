import path from 'node:path';
import { type WireFile, type WireIdList, filePurposes, fileSortKeys, fileTypes } from '../../wire/files.ts';
import { sortOrders } from '../../wire/seekrflow.ts';
import { notFound, unprocessable } from '../http/httpError.ts';
import type { QueryReader } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import { workspaceDatabaseId } from '../runs/runMessages.ts';
import type { CitedFile } from '../store/chunks.ts';
import type { Store } from '../store/store.ts';
import { readCited, sizeOfCited } from '../workspace/citedFile.ts';

/** Larger files are not handed out. */
const maxContentBytes = 20 * 1024 * 1024;

/**
 * The workspace files that answers rest on. Only these can be read, only below the folders that the run was given which
 * cited them last, and as they are now; what they were then is in their chunks.
 */
export function fileRoutes(store: Store): readonly Route[] {
  function fileAt(parameters: Readonly<Record<string, string>>): CitedFile {
    const fileId = parameters['file_id'] ?? '';
    const file = store.chunks.file(fileId);
    if (!file) throw notFound('file_id', fileId, 'File');
    return file;
  }

  return [
    route({
      method: 'GET',
      path: '/v1/flow/files',
      query: readFileQuery,
      async handle({ query: { limit, offset, sortBy, order, purpose } }) {
        // None of these files was uploaded for anything.
        const cited = purpose === '' ? store.chunks.files() : [];
        const files = await allInTurn(cited, wireFile);
        const direction = order === 'asc' ? 1 : -1;
        // Sorting is stable, and the files come in the order of their citation.
        const sorted = (order === 'asc' ? files : files.toReversed()).toSorted(
          (one, other) => direction * compare(one[sortBy], other[sortBy]),
        );
        return { json: { object: 'list', data: sorted.slice(offset, offset + limit) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/flow/files/{file_id}',
      handle: async ({ path: parameters }) => ({ json: await wireFile(fileAt(parameters)) }),
    }),
    route({
      method: 'GET',
      path: '/v1/flow/files/{file_id}/content',
      async handle({ path: parameters }) {
        const { id, ...place } = fileAt(parameters);
        const content = await readCited(place, maxContentBytes);
        if (content.kind === 'bytes') return { bytes: content.bytes, contentType: 'application/octet-stream' };
        const msg = `The file cannot be read any more: ${content.reason}`;
        throw unprocessable([{ loc: ['path', 'file_id'], msg, type: 'value_error', input: id }]);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/flow/files/{file_id}/vector-dbs',
      handle({ path: parameters }) {
        fileAt(parameters);
        const list: WireIdList = { object: 'list', data: [workspaceDatabaseId] };
        return { json: list };
      },
    }),
  ];
}

function readFileQuery(query: QueryReader) {
  return {
    limit: query.integer('limit', { minimum: 1, maximum: 1000, default: 250 }),
    offset: query.integer('offset', { minimum: 0, default: 0 }),
    sortBy: query.choice('sort_by', fileSortKeys, 'created_at'),
    order: query.choice('sort_order', sortOrders, 'desc'),
    purpose: query.choice('purpose', filePurposes, ''),
  };
}

async function wireFile(file: CitedFile): Promise<WireFile> {
  const size = await sizeOfCited(file);
  const extension = path.extname(file.path).slice(1).toLowerCase();
  return {
    id: file.id,
    object: 'file',
    created_at: new Date(file.citedAt).toISOString(),
    type: fileTypes.includes(extension) ? extension : null,
    purpose: null,
    filename: file.name,
    bytes: size.kind === 'size' ? size.bytes : null,
    created_by: null,
    original_file_id: null,
    deleted: size.kind !== 'size',
  };
}

/** How many files are looked at side by side. */
const lookAhead = 16;

async function allInTurn<T, U>(items: readonly T[], map: (item: T) => Promise<U>): Promise<readonly U[]> {
  const results: U[] = [];
  for (let from = 0; from < items.length; from += lookAhead) {
    results.push(...(await Promise.all(items.slice(from, from + lookAhead).map(map))));
  }
  return results;
}

/** What is not known comes first. */
function compare(one: string | number | null, other: string | number | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
