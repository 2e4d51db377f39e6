import { type Route as AnyRoute, collection, routeTo } from '../shared/address.ts';

/** Where a request goes, and with which of the two tokens. */
export interface Route extends AnyRoute {
  /** Asked for with the person's token; everything else is asked for with the project's. */
  readonly isPersonal?: true;
}

const personal = { isPersonal: true } as const;

/** Collections have a slash at the end, everything else has none (see docs/epsimo.md). */
export const routes = {
  login: (): Route => ({ ...routeTo('/auth/login', []), ...personal }),
  account: (): Route => ({ ...routeTo('/auth/thread-info', []), ...personal }),
  projects: (): Route => ({ ...collection('projects', '/projects/', []), ...personal }),
  project: (projectId: string): Route => ({ ...routeTo('/projects/{id}', [projectId]), ...personal }),
  assistants: (): Route => collection('assistants', '/assistants/', []),
  threads: (): Route => collection('threads', '/threads/', []),
  thread: (threadId: string): Route => routeTo('/threads/{id}', [threadId]),
  state: (threadId: string): Route => routeTo('/threads/{id}/state', [threadId]),
  history: (threadId: string): Route => routeTo('/threads/{id}/history', [threadId]),
  /** How an installation describes itself, if it does. */
  description: (): Route => routeTo('/openapi.json', []),
  streamRun: (): Route => routeTo('/runs/stream', []),
};
