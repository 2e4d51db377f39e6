import { optional } from '../../model/parse.ts';
import { type WireRunRequest, type WireThread, workspaceMetadataKey } from '../../wire/seekrflow.ts';
import type { Agent } from '../agent.ts';
import { notFound, unprocessable } from '../http/httpError.ts';
import { readListPage } from '../http/query.ts';
import { type Reply, type Route, route } from '../http/route.ts';
import { streamRun } from '../runs/eventStream.ts';
import { createNativeEncoder } from '../runs/nativeEncoder.ts';
import type { RunEngine } from '../runs/runEngine.ts';
import { createVercelEncoder } from '../runs/vercelEncoder.ts';
import type { StoredRun, Vocabulary } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type AgentDirectory, wireRun } from './agentDirectory.ts';
import { refuseIfLocked } from './messageRoutes.ts';
import { runRequest } from './requestChecks.ts';
import { threadAt } from './threadRoutes.ts';

export interface RunRoutesOptions {
  readonly store: Store;
  readonly engine: RunEngine;
  readonly agents: AgentDirectory;
  /** The folders a run may read, given what its metadata says about them. Throws an `HttpError`. */
  readonly workspaceOf: (described: string | undefined) => Workspace;
}

export function runRoutes({ store, engine, agents, workspaceOf }: RunRoutesOptions): readonly Route[] {
  /** The body is a run request on all four POSTs; its agent must be one of ours. */
  function agentFor(body: WireRunRequest): Agent {
    const agent = agents.find(body.agent_id);
    if (agent) return agent;
    const complaint = { loc: ['body', 'agent_id'], msg: 'Agent not found', type: 'value_error', input: body.agent_id };
    throw unprocessable([complaint]);
  }

  function start(path: Readonly<Record<string, string>>, body: WireRunRequest, vocabulary: Vocabulary): StoredRun {
    const thread: WireThread = threadAt(store, path);
    const agent = agentFor(body);
    const { metadata: all, ...request } = body;
    const { [workspaceMetadataKey]: described, ...metadata } = all ?? {};
    const workspace = workspaceOf(described);
    refuseIfLocked(thread);
    return engine.start({ threadId: thread.id, agentId: agent.id, vocabulary, request, metadata }, agent, workspace);
  }

  function runAt(path: Readonly<Record<string, string>>): StoredRun {
    const { id } = threadAt(store, path);
    const runId = path['run_id'] ?? '';
    const run = store.runs.get(id, runId);
    if (!run) throw notFound('run_id', runId, 'Run');
    return run;
  }

  function streamOf(run: StoredRun): Reply {
    const encoder = run.vocabulary === 'vercel' ? createVercelEncoder(run) : createNativeEncoder(run);
    return { stream: (response) => streamRun(response, encoder, (signal) => engine.read(run.id, signal)) };
  }

  const presented = (run: StoredRun): unknown => wireRun(run, agents.find(run.agentId));

  return [
    route<WireRunRequest>({
      method: 'POST',
      path: '/v1/threads/{thread_id}/runs',
      body: runRequest,
      handle({ path, body }) {
        const { id, threadId, status } = start(path, body, 'native');
        return { json: { run_id: id, thread_id: threadId, status, group: body.group ?? 'default_group' } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}/runs',
      query: readListPage,
      handle({ path, query }) {
        const { id } = threadAt(store, path);
        return { json: store.runs.list(id, query).map(presented) };
      },
    }),
    route<WireRunRequest>({
      method: 'POST',
      path: '/v1/threads/{thread_id}/runs/stream',
      body: runRequest,
      handle: ({ path, body }) => streamOf(start(path, body, 'native')),
    }),
    route<WireRunRequest>({
      method: 'POST',
      path: '/v1/threads/{thread_id}/runs/stream/vercel',
      body: runRequest,
      handle: ({ path, body }) => streamOf(start(path, body, 'vercel')),
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}/runs/{run_id}',
      handle: ({ path }) => ({ json: presented(runAt(path)) }),
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}/runs/{run_id}/attach',
      handle: ({ path }) => streamOf(runAt(path)),
    }),
    route<WireRunRequest>({
      method: 'POST',
      path: '/v1/threads/{thread_id}/runs/{run_id}/cancel',
      body: runRequest,
      handle({ path, body }) {
        const run = runAt(path);
        refuseOtherAgent(run, agents.find(body.agent_id), body.agent_id);
        engine.cancel(run.id);
        return { json: { status: runAt(path).status, run_id: run.id } };
      },
    }),
  ];
}

/** Upstream forwards a cancellation to the agent that it names, so it must be the run's. */
function refuseOtherAgent(run: StoredRun, named: Agent | undefined, input: string | undefined): void {
  if (named?.id === run.agentId || input === run.agentId) return;
  const msg = `The run belongs to the agent ${run.agentId}`;
  throw unprocessable([{ loc: ['body', 'agent_id'], msg, type: 'value_error', ...optional({ input }) }]);
}
