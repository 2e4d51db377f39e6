import { AgentError } from '../../model/errors.ts';

type QueryValue = string | number | boolean | undefined;

/** Where a request goes, below the connection's base address. */
export interface Route {
  readonly path: string;
  /** The path with `{id}` in place of every id, for records that must not hold any. */
  readonly template: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /**
   * Set for collection routes, of which installations differ in the slash at the end. Routes of one family are spelled
   * alike, so what worked for one thread is right for all.
   */
  readonly family?: string;
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

type Query = NonNullable<Route['query']>;
export type AgentsVersion = 'v1' | 'v2';

function routeTo(template: string, ids: readonly string[], query?: Query): Route {
  const rest = [...ids];
  return { path: template.replaceAll('{id}', () => segment(rest.shift() ?? '')), template, ...(query && { query }) };
}

function collection(family: string, template: string, ids: readonly string[], query?: Query): Route {
  return { ...routeTo(template, ids, query), family };
}

/**
 * An id as one part of a path. Ids come from answers, disk and settings; one that is empty or means a folder would turn
 * a request for a thing into one for its collection.
 */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') {
    throw new AgentError('not-found', 'the id is empty or not an id', { mayHaveArrived: false });
  }
  return encodeURIComponent(id);
}

/** The same collection with the slash at the end that it lacks, or without the one it has. */
export function respelled(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

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

export function addressOf(base: string, path: string, query: Route['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}
