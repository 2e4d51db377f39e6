import { AgentError, isAgentError } from '../../model/errors.ts';
import { type CodeReference, describeReference, readCodeReference } from '../../model/codeReference.ts';
import { arrayOf, isObject, numberOf, objectOf, optional } from '../../model/parse.ts';
import type { SourceContent } from '../backend.ts';
import type { SeekrFlowClient } from './client.ts';
import { type Database, databasesOfAgent, describeDatabase, listDatabases } from './databases.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { routes } from './route.ts';
import { firstStringOf, idOf } from '../shared/wireValues.ts';

interface Wanted {
  readonly chunkId: string;
  readonly databaseId?: string;
  readonly agentId?: string;
}

/**
 * The text of a chunk and where it is from. Nothing that travels with a chunk says in which database it is; without
 * one, those of the agent are asked, then all others.
 *
 * @param isOfWorkspace whether chunks are pieces of workspace files, so that their lines are those of the file: on the
 *   hosted service lines count in its own converted text
 * @throws AgentError of kind `not-found` that names the databases that were tried
 */
export async function readSource(
  client: SeekrFlowClient,
  wanted: Wanted,
  isOfWorkspace: boolean,
  signal: AbortSignal,
): Promise<SourceContent> {
  const tried = new Map<string, Database>();
  for await (const database of placesOf(client, wanted, signal)) {
    if (tried.has(database.id)) continue;
    tried.set(database.id, database);
    const chunk = await readChunk(client, database.id, wanted.chunkId, signal);
    if (chunk === undefined) continue;
    const named = isOfWorkspace ? database : await withName(client, database, signal);
    return { ...contentOf(chunk, wanted.chunkId, isOfWorkspace), ...provenanceOf(named) };
  }
  throw notFoundError([...tried.values()], wanted, client.teamAdvice);
}

/** Where to look, in order; the list of all is only read once it is needed. */
async function* placesOf(client: SeekrFlowClient, wanted: Wanted, signal: AbortSignal): AsyncGenerator<Database> {
  if (wanted.databaseId !== undefined) {
    yield { id: wanted.databaseId };
    return;
  }
  if (wanted.agentId !== undefined) {
    for (const id of await databasesOfAgent(client, wanted.agentId, signal)) yield { id };
  }
  yield* await listDatabases(client, signal);
}

/** A name is worth one request, but no failure. */
async function withName(client: SeekrFlowClient, database: Database, signal: AbortSignal): Promise<Database> {
  if (database.name !== undefined) return database;
  try {
    return (await listDatabases(client, signal)).find(({ id }) => id === database.id) ?? database;
  } catch (error) {
    if (isAgentError(error)) return database;
    throw error;
  }
}

function notFoundError(tried: readonly Database[], { databaseId, agentId }: Wanted, nextStep?: string): AgentError {
  const places = tried.length === 0 ? 'there are no databases' : `looked in ${tried.map(describeDatabase).join(', ')}`;
  const which = databaseId === undefined && agentId === undefined ? '; nothing says which database it is from' : '';
  return new AgentError('not-found', `the source was not found (${places})`, {
    serverMessage: `${places}${which}; it may have been deleted or belong to another team`,
    where: 'GET /v1/flow/vectordb/{database_id}/chunk/{chunk_id}',
    ...optional({ nextStep }),
  });
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
    // A database of another team must not keep the others from being asked.
    const isElsewhere =
      isAgentError(error) && (['not-found', 'permission'].includes(error.kind) || error.status === 422);
    if (isElsewhere) return undefined;
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
  const section = arrayOf(place, 'hierarchy').filter((name): name is string => typeof name === 'string' && name !== '');
  const name = title || section.join(' › ') || `Chunk ${chunkId}`;
  return {
    title: page === undefined ? name : `${name}, page ${page}`,
    text,
    ...optional({
      page,
      lines: linesOf(place),
      section: section.length === 0 ? undefined : section,
      fileId: idOf(value, 'file_id'),
      metadata: metadata === undefined || Object.keys(metadata).length === 0 ? undefined : metadata,
    }),
  };
}

function linesOf(place: unknown): SourceContent['lines'] {
  const start = numberOf(place, 'line_number_start');
  return start === undefined ? undefined : { start, end: Math.max(start, numberOf(place, 'line_number_end') ?? start) };
}

function provenanceOf({ id, name }: Database): Pick<SourceContent, 'databaseId' | 'databaseName'> {
  return { databaseId: id, ...optional({ databaseName: name }) };
}

function locationOf(metadata: unknown, place: unknown): CodeReference | undefined {
  const lines = { startLine: numberOf(place, 'line_number_start'), endLine: numberOf(place, 'line_number_end') };
  return isObject(metadata) ? readCodeReference({ ...optional(lines), ...metadata }) : undefined;
}
