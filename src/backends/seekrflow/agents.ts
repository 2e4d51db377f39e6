import { isAgentError } from '../../model/errors.ts';
import type { Agent } from '../../model/thread.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeAgent } from './decodeAgent.ts';
import { readList } from './readList.ts';
import { routes } from './route.ts';

/** All agents: the newer list, or the older one where an installation does not have the newer. */
export async function listAgents(client: SeekrFlowClient, signal: AbortSignal): Promise<readonly Agent[]> {
  let values: readonly unknown[];
  try {
    values = await readList(client, routes.agents('v2'), signal);
  } catch (error) {
    if (!isAgentError(error) || (error.status !== 404 && error.status !== 405)) throw error;
    values = await readList(client, routes.agents('v1'), signal);
  }
  return values.flatMap((value) => decodeAgent(value) ?? []);
}
