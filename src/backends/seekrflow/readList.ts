import { AgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import type { SeekrFlowClient } from './client.ts';
import { complaintOf } from '../shared/complaint.ts';
import type { Route } from './route.ts';
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

/** For a successful answer that is not what was asked for. */
export function unreadableError(where: string, answer?: unknown): AgentError {
  return new AgentError('protocol', 'an answer that this version cannot read', {
    where,
    ...optional({ serverMessage: complaintOf(answer) }),
  });
}
