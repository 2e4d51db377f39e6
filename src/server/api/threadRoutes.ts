import type { WireThread, WireThreadRequest } from '../../wire/seekrflow.ts';
import { notFound } from '../http/httpError.ts';
import { readListPage } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import type { RunEngine } from '../runs/runEngine.ts';
import type { Store } from '../store/store.ts';
import { threadRequest } from './requestChecks.ts';

export function threadRoutes(store: Store, engine: RunEngine): readonly Route[] {
  return [
    route<WireThreadRequest>({
      method: 'POST',
      path: '/v1/threads',
      body: threadRequest,
      handle: ({ body }) => ({ json: store.threads.create(body.meta_data ?? {}) }),
    }),
    route({
      method: 'GET',
      path: '/v1/threads',
      query: readListPage,
      handle: ({ query }) => ({ json: store.threads.list(query) }),
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}',
      handle: ({ path }) => ({ json: threadAt(store, path) }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/threads/{thread_id}',
      async handle({ path }) {
        const { id, active_run_id: runId } = threadAt(store, path);
        if (runId !== null) {
          engine.cancel(runId);
          // Whoever follows the run gets its last records before they are gone.
          await new Promise(setImmediate);
        }
        store.threads.delete(id);
        return { json: { deleted: true } };
      },
    }),
  ];
}

/** The thread that a path names; throws the 422 for one that is not there. */
export function threadAt(store: Store, path: Readonly<Record<string, string>>): WireThread {
  const threadId = path['thread_id'] ?? '';
  const thread = store.threads.get(threadId);
  if (!thread) throw notFound('thread_id', threadId, 'Thread');
  return thread;
}
