import type { InputRequest } from './inputRequest.ts';
import type { RunSettings } from './runSettings.ts';

/**
 * - `idle`      nothing is going on
 * - `running`   a run holds the thread
 * - `needs-input`, `failed`  where a service says so
 * - `unknown`   the service used a word we do not know (`rawStatus`)
 */
export type ThreadStatus = 'idle' | 'running' | 'needs-input' | 'failed' | 'unknown';

export interface Thread {
  readonly id: string;
  readonly status: ThreadStatus;
  readonly rawStatus?: string;
  /** As the service (or the title overlay of this machine) knows it; absent if it has none. */
  readonly title?: string;
  readonly activeRunId?: string;
  readonly agentId?: string;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  /** The client-made id that travelled with the creation, if this extension made the thread. */
  readonly nonce?: string;
  /** What it waits for, of a thread that `needs-input`, where the service says so. */
  readonly inputRequests?: readonly InputRequest[];
  /**
   * Names of the steps that come next, where the service says that the thread stopped before its end and waits for
   * nobody: a run without a new message would go on there.
   */
  readonly pendingSteps?: readonly string[];
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly model?: string;
  /** False if the service says that it cannot serve now; `status` has its word for it. */
  readonly canRun: boolean;
  readonly status?: string;
  readonly tools: readonly string[];
  /** Ids of the databases in which its file search looks. */
  readonly databaseIds?: readonly string[];
}

/** `unknown`: the service used a word we do not know (`rawStatus`); it may still be active. */
export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'needs-input' | 'unknown';

export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
}

export interface Run {
  readonly id: string;
  readonly threadId: string;
  readonly status: RunStatus;
  readonly rawStatus?: string;
  readonly agentId?: string;
  readonly model?: string;
  readonly usage?: Usage;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Why it failed, where the service keeps that. */
  readonly reason?: string;
  readonly nonce?: string;
  /** With which settings it ran, as the service has them. */
  readonly settings?: RunSettings;
  /** Whatever else the service says of it, under the service's own names; empty values are left out. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whether a run's state can still change by itself. */
export function isActive(status: RunStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'unknown';
}
