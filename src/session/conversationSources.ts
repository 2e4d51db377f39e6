import type { SourceContent } from '../backends/backend.ts';
import { AgentError } from '../model/errors.ts';
import type { Message, SourcePart } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import type { Service } from './service.ts';

export interface ConversationSourcesOptions {
  readonly service: Service;
  readonly runs: ConversationRuns;
  readonly signal: AbortSignal;
  readonly messages: () => readonly Message[];
  /** Whose databases are asked where nothing says which agent cited the source. */
  readonly agentId: () => string | undefined;
}

/** What the answers of a conversation cite. See the methods of the same names of a conversation. */
export interface ConversationSources {
  source(sourceId: string): SourcePart | undefined;
  getSource(sourceId: string): Promise<SourceContent | undefined>;
}

export function createConversationSources(options: ConversationSourcesOptions): ConversationSources {
  const { service, runs, signal } = options;

  /** The source together with the agent that cited it. */
  function find(sourceId: string): { readonly part: SourcePart; readonly agentId: string | undefined } | undefined {
    const live = { parts: runs.last?.state.parts ?? [], agentId: runs.last?.clues.agentId };
    for (const { parts, agentId } of [live, ...options.messages()]) {
      const part = parts.find((each): each is SourcePart => each.type === 'source' && each.sourceId === sourceId);
      if (part) return { part, agentId: agentId ?? options.agentId() };
    }
    return undefined;
  }

  return {
    source: (sourceId) => find(sourceId)?.part,
    async getSource(sourceId) {
      const found = find(sourceId);
      if (!found) throw new AgentError('not-found', 'The source is not in this thread', { mayHaveArrived: false });
      const { chunkId, databaseId } = found.part;
      if (chunkId === undefined || !(await service.open()).getSource) return undefined;
      const wanted = { chunkId, ...optional({ databaseId, agentId: found.agentId }) };
      return service.call(async (backend) => backend.getSource?.(wanted, signal));
    },
  };
}
