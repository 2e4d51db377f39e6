import type { WireAgent, WireRun } from '../../wire/seekrflow.ts';
import type { Agent } from '../agent.ts';
import { workspaceDatabaseId } from '../runs/runMessages.ts';
import type { StoredRun } from '../store/runs.ts';

/** What the published description requires of an agent beyond what this extension reads. */
type DescribedAgent = WireAgent & { readonly reasoning_effort: 'low' };

export interface AgentDirectory {
  /** The published default id stands for the first agent. Undefined for an unknown one. */
  find(agentId: string | undefined): Agent | undefined;
  list(version: 1 | 2): readonly DescribedAgent[];
  describe(agent: Agent, version: 1 | 2): DescribedAgent;
}

const defaultAgentId = 'default_agent';
/** The published fields for a model are strings; these agents have none. */
const noModel = 'none';

/** @param startedAt since when the agents are there: ISO 8601 */
export function createAgentDirectory(agents: readonly Agent[], startedAt: string): AgentDirectory {
  const describe = (agent: Agent, version: 1 | 2): DescribedAgent => ({
    id: agent.id,
    name: agent.name,
    instructions: agent.description,
    status: 'Active',
    model_id: noModel,
    reasoning_effort: 'low',
    user_id: 'local',
    team_id: null,
    tools: agent.tools.map(version === 1 ? toolOfVersion1 : toolOfVersion2),
    created_at: startedAt,
    updated_at: startedAt,
    last_deployed_at: startedAt,
    active_duration: 0,
  });
  return {
    find: (agentId = defaultAgentId) =>
      agentId === defaultAgentId ? agents[0] : agents.find((agent) => agent.id === agentId),
    list: (version) => agents.map((agent) => describe(agent, version)),
    describe,
  };
}

interface Tool {
  readonly name: string;
  readonly description: string;
}

/**
 * The published kinds of tool are five; ours search the workspace, which is what `file_search` means, and its
 * configuration is also the only place where a client can learn the id of the database behind a chunk.
 */
function toolOfVersion2({ name, description }: Tool): Readonly<Record<string, unknown>> {
  return { id: name, name, description, type: 'file_search', config: { FILE_SEARCH_INDEX: workspaceDatabaseId } };
}

/** In version 1 the name tells tools apart, so ours go by their description. */
function toolOfVersion1({ name, description }: Tool): Readonly<Record<string, unknown>> {
  return {
    id: name,
    name: 'file_search',
    tool_env: { FILE_SEARCH_INDEX: workspaceDatabaseId, DOCUMENT_TOOL_DESC: description },
  };
}

/** @param agent the run's, if this host still has it */
export function wireRun(run: StoredRun, agent: Agent | undefined): WireRun {
  const { temperature = 1, top_p: topP = 1, max_tokens: maxTokens = null } = run.request.model_settings ?? {};
  const endedAt = dateOrNull(run.endedAt);
  const isActive = run.status === 'queued' || run.status === 'running';
  return {
    id: run.id,
    object: 'thread.run',
    created_at: new Date(run.createdAt).toISOString(),
    agent_id: run.agentId,
    thread_id: run.threadId,
    status: run.status,
    is_active: isActive,
    model: noModel,
    temperature,
    top_p: topP,
    parallel_tool_calls: false,
    started_at: dateOrNull(run.startedAt),
    expires_at: null,
    cancelled_at: run.status === 'cancelled' ? endedAt : null,
    failed_at: run.status === 'failed' ? endedAt : null,
    completed_at: run.status === 'completed' ? endedAt : null,
    instructions: agent?.description ?? null,
    tools: (agent?.tools ?? []).map(toolOfVersion2),
    meta_data: run.metadata,
    usage: run.usage,
    max_completion_tokens: maxTokens,
    truncation_strategy: {},
    response_format: run.request.response_format ?? 'auto',
    tool_choice: 'auto',
  };
}

function dateOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
