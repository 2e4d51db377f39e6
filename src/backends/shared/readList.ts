import type { Route } from './address.ts';
import { unreadableError } from './unreadable.ts';
import { listOf } from './wireValues.ts';

/**
 * The items of a list answer. Anything that is none fails, so that no failure is ever taken for an empty list.
 *
 * @param names under which the service may wrap the list, besides the usual ones
 */
export async function readList<R extends Route>(
  client: { get(route: R, signal: AbortSignal): Promise<unknown> },
  route: R,
  signal: AbortSignal,
  ...names: readonly string[]
): Promise<readonly unknown[]> {
  const answer = await client.get(route, signal);
  const items = listOf(answer, ...names);
  if (items === undefined) throw unreadableError(`GET ${route.path}`, answer);
  return items;
}
