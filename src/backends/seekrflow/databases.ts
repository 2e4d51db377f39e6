import { isAgentError } from '../../model/errors.ts';
import { stringOf } from '../../model/parse.ts';
import { getAgent } from './agents.ts';
import type { SeekrFlowClient } from './client.ts';
import { readList } from '../shared/readList.ts';
import { routes } from './route.ts';
import { idOf } from '../shared/wireValues.ts';

/** A vector database, with its name where that is known. */
export interface Database {
  readonly id: string;
  readonly name?: string;
}

export async function listDatabases(client: SeekrFlowClient, signal: AbortSignal): Promise<readonly Database[]> {
  return (await readList(client, routes.databases(), signal)).flatMap((value) => {
    const id = idOf(value, 'id', 'database_id');
    if (id === undefined) return [];
    const name = stringOf(value, 'name');
    return [{ id, ...(name ? { name } : {}) }];
  });
}

/**
 * Ids of the databases that an agent searches; none where it cannot be asked, which need not keep a source from being
 * found.
 */
export async function databasesOfAgent(
  client: SeekrFlowClient,
  agentId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return (await getAgent(client, agentId, signal)).databaseIds ?? [];
  } catch (error) {
    if (isAgentError(error) && error.status !== undefined && error.status < 500) return [];
    throw error;
  }
}

/** `Manuals (db-1)`, or the id alone. */
export function describeDatabase({ id, name }: Database): string {
  return name === undefined || name === id ? id : `${name} (${id})`;
}
