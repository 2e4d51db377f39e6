import { AgentError, isAgentError } from '../../model/errors.ts';
import { type CodeReference, describeReference, readCodeReference } from '../../model/codeReference.ts';
import { arrayOf, isObject, numberOf, objectOf, optional } from '../../model/parse.ts';
import type { SourceContent } from '../backend.ts';
import type { SeekrFlowClient } from './client.ts';
import { readList, unreadableError } from './readList.ts';
import { routes } from './route.ts';
import { firstStringOf, idOf } from './wireValues.ts';

/**
 * The text of a chunk. Nothing that travels with a chunk says in which database it is; without one, each is asked.
 *
 * @param isOfWorkspace whether chunks are pieces of workspace files, so that their lines are those of the file: on the
 *   hosted service lines count in its own converted text
 * @throws AgentError of kind `not-found` that names the databases that were tried
 */
export async function readSource(
  client: SeekrFlowClient,
  source: { readonly chunkId: string; readonly databaseId?: string },
  isOfWorkspace: boolean,
  signal: AbortSignal,
): Promise<SourceContent> {
  const databases = source.databaseId === undefined ? await listDatabases(client, signal) : [source.databaseId];
  for (const databaseId of databases) {
    const chunk = await readChunk(client, databaseId, source.chunkId, signal);
    if (chunk !== undefined) return contentOf(chunk, source.chunkId, isOfWorkspace);
  }
  const tried = databases.length === 0 ? 'there are no databases' : `looked in ${databases.join(', ')}`;
  throw new AgentError('not-found', `the source was not found (${tried})`, {
    serverMessage: `${tried}; it may have been deleted or belong to another team`,
    where: 'GET /v1/flow/vectordb/{database_id}/chunk/{chunk_id}',
  });
}

async function listDatabases(client: SeekrFlowClient, signal: AbortSignal): Promise<readonly string[]> {
  return (await readList(client, routes.databases(), signal)).flatMap((value) => idOf(value, 'id') ?? []);
}

interface Chunk {
  readonly value: unknown;
  readonly text: string;
}

/** Undefined if the database does not have it; what else goes wrong is thrown. */
async function readChunk(
  client: SeekrFlowClient,
  databaseId: string,
  chunkId: string,
  signal: AbortSignal,
): Promise<Chunk | undefined> {
  let value: unknown;
  try {
    value = await client.get(routes.chunk(databaseId, chunkId), signal);
  } catch (error) {
    if (isAgentError(error) && (error.kind === 'not-found' || error.status === 422)) return undefined;
    throw error;
  }
  // The published field is `text`; Seekr's prose calls it otherwise.
  const text = firstStringOf(value, 'text', 'chunk_text');
  if (text === undefined) throw unreadableError('GET /v1/flow/vectordb/{database_id}/chunk/{chunk_id}', value);
  return { value, text };
}

function contentOf({ value, text }: Chunk, chunkId: string, isOfWorkspace: boolean): SourceContent {
  const metadata = objectOf(value, 'metadata');
  const place = arrayOf(value, 'locations')[0];
  const location = isOfWorkspace ? locationOf(metadata, place) : undefined;
  const title = firstStringOf(metadata, 'title', 'filename', 'file_name', 'source');
  if (location !== undefined) return { title: title || describeReference(location), text, location };
  const page = numberOf(place, 'page_number');
  const section = arrayOf(place, 'hierarchy').filter((name) => typeof name === 'string' && name !== '');
  const name = title || section.join(' › ') || `Chunk ${chunkId}`;
  return { title: page === undefined ? name : `${name}, page ${page}`, text };
}

function locationOf(metadata: unknown, place: unknown): CodeReference | undefined {
  const lines = { startLine: numberOf(place, 'line_number_start'), endLine: numberOf(place, 'line_number_end') };
  return isObject(metadata) ? readCodeReference({ ...optional(lines), ...metadata }) : undefined;
}
