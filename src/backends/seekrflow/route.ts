import { AgentError } from '../../model/errors.ts';

type QueryValue = string | number | boolean | undefined;

/** Where a request goes, below the connection's base address. */
export interface Route {
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /**
   * Set for collection routes, of which installations differ in the slash at the end. Routes of one family are spelled
   * alike, so what worked for one thread is right for all.
   */
  readonly family?: string;
}

/** Collection routes are spelled as the newest published description has them. */
export const routes = {
  threads: (query?: Route['query']): Route => collection('/v1/threads', 'threads', query),
  thread: (threadId: string): Route => ({ path: `/v1/threads/${segment(threadId)}` }),
  messages: (threadId: string, query?: Route['query']): Route =>
    collection(`/v1/threads/${segment(threadId)}/messages`, 'messages', query),
  message: (threadId: string, messageId: string): Route => ({
    path: `/v1/threads/${segment(threadId)}/messages/${segment(messageId)}`,
  }),
  runs: (threadId: string, query?: Route['query']): Route =>
    collection(`/v1/threads/${segment(threadId)}/runs`, 'runs', query),
  run: (threadId: string, runId: string): Route => ({
    path: `/v1/threads/${segment(threadId)}/runs/${segment(runId)}`,
  }),
  streamRun: (threadId: string): Route => ({ path: `/v1/threads/${segment(threadId)}/runs/stream` }),
  streamRunForVercel: (threadId: string): Route => ({ path: `/v1/threads/${segment(threadId)}/runs/stream/vercel` }),
  attach: (threadId: string, runId: string): Route => ({
    path: `/v1/threads/${segment(threadId)}/runs/${segment(runId)}/attach`,
  }),
  cancel: (threadId: string, runId: string): Route => ({
    path: `/v1/threads/${segment(threadId)}/runs/${segment(runId)}/cancel`,
  }),
  agents: (version: 'v1' | 'v2'): Route => collection(`/${version}/flow/agents/`, `agents ${version}`),
  databases: (): Route => collection('/v1/flow/vectordb', 'vectordb'),
  chunk: (databaseId: string, chunkId: string): Route => ({
    path: `/v1/flow/vectordb/${segment(databaseId)}/chunk/${segment(chunkId)}`,
  }),
};

function collection(path: string, family: string, query?: Route['query']): Route {
  return { path, family, ...(query && { query }) };
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
