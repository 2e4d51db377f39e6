import { type Query, type Route, routeTo } from '../shared/address.ts';

/** None has a slash at its end: with one the server knows no route (observed). */
export const routes = {
  searchAssistants: (): Route => routeTo('/assistants/search', []),
  threads: (): Route => routeTo('/threads', []),
  searchThreads: (): Route => routeTo('/threads/search', []),
  thread: (threadId: string): Route => routeTo('/threads/{id}', [threadId]),
  copyThread: (threadId: string): Route => routeTo('/threads/{id}/copy', [threadId]),
  state: (threadId: string): Route => routeTo('/threads/{id}/state', [threadId]),
  stateAt: (threadId: string, checkpointId: string): Route =>
    routeTo('/threads/{id}/state/{id}', [threadId, checkpointId]),
  history: (threadId: string, query: Query): Route => routeTo('/threads/{id}/history', [threadId], query),
  runs: (threadId: string, query?: Query): Route => routeTo('/threads/{id}/runs', [threadId], query),
  streamRun: (threadId: string): Route => routeTo('/threads/{id}/runs/stream', [threadId]),
  run: (threadId: string, runId: string): Route => routeTo('/threads/{id}/runs/{id}', [threadId, runId]),
  joinRun: (threadId: string, runId: string): Route => routeTo('/threads/{id}/runs/{id}/stream', [threadId, runId]),
  cancelRun: (threadId: string, runId: string): Route =>
    routeTo('/threads/{id}/runs/{id}/cancel', [threadId, runId], { wait: 0, action: 'interrupt' }),
};
