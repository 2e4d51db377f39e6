import type { SeekrFlowClient } from './client.ts';
import type { Route } from './route.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { listOf } from '../shared/wireValues.ts';

/** The items of a list answer. Anything that is none fails, so that no failure is ever taken for an empty list. */
export async function readList(
  client: SeekrFlowClient,
  route: Route,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const answer = await client.get(route, signal);
  const items = listOf(answer);
  if (items === undefined) throw unreadableError(`GET ${route.path}`, answer);
  return items;
}
