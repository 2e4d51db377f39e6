import { isAgentError } from '../../model/errors.ts';
import type { Agent } from '../../model/thread.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeAgent } from './decodeAgent.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { readList } from '../shared/readList.ts';
import { type AgentsVersion, routes } from './route.ts';

/** All agents: the newer list, or the older one where an installation does not have the newer. */
export async function listAgents(client: SeekrFlowClient, signal: AbortSignal): Promise<readonly Agent[]> {
  const values = await newerOrOlder((version) => readList(client, routes.agents(version), signal));
  return values.flatMap((value) => decodeAgent(value) ?? []);
}

/** One agent, from the newer route or the older one. */
export async function getAgent(client: SeekrFlowClient, agentId: string, signal: AbortSignal): Promise<Agent> {
  const answer = await newerOrOlder((version) => client.get(routes.agent(version, agentId), signal));
  const agent = decodeAgent(answer);
  if (agent === undefined) throw unreadableError('GET /v2/flow/agents/{agent_id}', answer);
  return agent;
}

async function newerOrOlder<T>(read: (version: AgentsVersion) => Promise<T>): Promise<T> {
  try {
    return await read('v2');
  } catch (error) {
    if (!isAgentError(error) || (error.status !== 404 && error.status !== 405)) throw error;
    return read('v1');
  }
}
