import { notFound } from '../http/httpError.ts';
import { type Route, route } from '../http/route.ts';
import type { AgentDirectory } from './agentDirectory.ts';

/** Both versions of the agents' addresses: the second is current, the first is what the service's own library calls. */
export function agentRoutes(agents: AgentDirectory): readonly Route[] {
  return ([1, 2] as const).flatMap((version) => [
    route({
      method: 'GET',
      path: `/v${version}/flow/agents`,
      handle: () => ({ json: { data: agents.list(version) } }),
    }),
    route({
      method: 'GET',
      path: `/v${version}/flow/agents/{agent_id}`,
      handle({ path }) {
        const agentId = path['agent_id'] ?? '';
        const agent = agents.find(agentId);
        if (!agent) throw notFound('agent_id', agentId, 'Agent');
        return { json: agents.describe(agent, version) };
      },
    }),
  ]);
}
