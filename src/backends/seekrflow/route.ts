import { type Query, type Route as AnyRoute, collection, routeTo } from '../shared/address.ts';

/** Where a request goes, below the connection's base address. */
export interface Route extends AnyRoute {
  /** What is behind it belongs to a team; threads, messages and runs belong to a person, whatever the team. */
  readonly isTeamOwned?: true;
}

const teamOwned = { isTeamOwned: true } as const;

/** Collection routes are spelled as the newest published description has them. */
export const routes = {
  threads: (query?: Query): Route => collection('threads', '/v1/threads', [], query),
  thread: (threadId: string): Route => routeTo('/v1/threads/{id}', [threadId]),
  messages: (threadId: string, query?: Query): Route =>
    collection('messages', '/v1/threads/{id}/messages', [threadId], query),
  message: (threadId: string, messageId: string, query?: Query): Route =>
    routeTo('/v1/threads/{id}/messages/{id}', [threadId, messageId], query),
  runs: (threadId: string, query?: Query): Route => collection('runs', '/v1/threads/{id}/runs', [threadId], query),
  run: (threadId: string, runId: string): Route => routeTo('/v1/threads/{id}/runs/{id}', [threadId, runId]),
  streamRun: (threadId: string): Route => routeTo('/v1/threads/{id}/runs/stream', [threadId]),
  streamRunForVercel: (threadId: string): Route => routeTo('/v1/threads/{id}/runs/stream/vercel', [threadId]),
  attach: (threadId: string, runId: string): Route => routeTo('/v1/threads/{id}/runs/{id}/attach', [threadId, runId]),
  cancel: (threadId: string, runId: string): Route => routeTo('/v1/threads/{id}/runs/{id}/cancel', [threadId, runId]),
  agents: (version: AgentsVersion): Route => ({
    ...collection(`agents ${version}`, `/${version}/flow/agents/`, []),
    ...teamOwned,
  }),
  agent: (version: AgentsVersion, agentId: string): Route => ({
    ...routeTo(`/${version}/flow/agents/{id}`, [agentId]),
    ...teamOwned,
  }),
  databases: (): Route => ({ ...collection('vectordb', '/v1/flow/vectordb', []), ...teamOwned }),
  chunk: (databaseId: string, chunkId: string): Route => ({
    ...routeTo('/v1/flow/vectordb/{id}/chunk/{id}', [databaseId, chunkId]),
    ...teamOwned,
  }),
  files: (query: Query): Route => ({ ...collection('files', '/v1/flow/files', [], query), ...teamOwned }),
  file: (fileId: string): Route => ({ ...routeTo('/v1/flow/files/{id}', [fileId]), ...teamOwned }),
  fileContent: (fileId: string): Route => ({ ...routeTo('/v1/flow/files/{id}/content', [fileId]), ...teamOwned }),
  spans: (): Route => routeTo('/v1/observability/spans', []),
  attribution: (): Route => routeTo('/v1/explainability/context-attributor-from-run', []),
};

export type AgentsVersion = 'v1' | 'v2';

/**
 * The address of a connection without what people paste along: spaces, slashes at the end, the version of the API.
 *
 * @throws nothing; what is no address fails where a request is made
 */
export function baseAddress(url: string): string {
  return url
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/v[12]$/i, '')
    .replace(/\/+$/, '');
}
