import type { Agent } from '../agent.ts';
import type { Route } from '../http/route.ts';
import type { RunEngine } from '../runs/runEngine.ts';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { createAgentDirectory } from './agentDirectory.ts';
import { agentRoutes } from './agentRoutes.ts';
import { explainRoutes } from './explainRoutes.ts';
import { fileRoutes } from './fileRoutes.ts';
import { type LocalStatus, localRoutes } from './localRoutes.ts';
import { messageRoutes } from './messageRoutes.ts';
import { runRoutes } from './runRoutes.ts';
import { sourceRoutes } from './sourceRoutes.ts';
import { spanRoutes } from './spanRoutes.ts';
import { threadRoutes } from './threadRoutes.ts';

export interface ApiOptions {
  readonly store: Store;
  readonly engine: RunEngine;
  readonly agents: readonly Agent[];
  /** Since when the agents are there: ISO 8601. */
  readonly startedAt: string;
  /** The folders a run may read, given what its metadata says about them. Throws an `HttpError`. */
  readonly workspaceOf: (described: string | undefined) => Workspace;
  readonly status: () => LocalStatus;
  readonly leave: (when: 'now' | 'idle') => void;
}

/** Every operation of the host. */
export function apiRoutes(options: ApiOptions): readonly Route[] {
  const { store, engine, startedAt, workspaceOf } = options;
  const agents = createAgentDirectory(options.agents, startedAt);
  return [
    ...threadRoutes(store, engine),
    ...messageRoutes(store),
    ...runRoutes({ store, engine, agents, workspaceOf }),
    ...agentRoutes(agents),
    ...sourceRoutes(store, startedAt),
    ...fileRoutes(store),
    ...spanRoutes(store),
    ...explainRoutes(store),
    ...localRoutes(options.status, options.leave),
  ];
}
