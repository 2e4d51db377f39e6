import type { Backend } from '../backends/backend.ts';
import { type Connection, isLocal } from '../model/connection.ts';
import { AgentError, isAgentError } from '../model/errors.ts';
import type { RunEvent } from '../model/runEvent.ts';
import type { Agent } from '../model/thread.ts';

/** A connection together with its backend, which is opened on first use and again after a change. */
export interface Service {
  readonly connectionId: string;
  /** As the settings say now; what was said last once the connection is gone. */
  connection(): Connection;
  /** False once the connection was removed. */
  readonly isThere: boolean;
  /** The backend that was opened last; for what must be said without waiting. */
  opened(): Backend | undefined;
  open(): Promise<Backend>;
  /**
   * Calls the backend. If the local host turns out to be gone, and so nothing was sent, it is started and called once
   * more; nothing that may have arrived is ever sent again here.
   */
  call<T>(use: (backend: Backend) => Promise<T>): Promise<T>;
  /** The same for a stream, as long as nothing of it has come. */
  stream(use: (backend: Backend) => AsyncIterable<RunEvent>): AsyncIterable<RunEvent>;
  /** The agents as they were read last. */
  agents(): readonly Agent[];
  /** Reads the agents; calls at the same time share one request. */
  loadAgents(signal: AbortSignal): Promise<readonly Agent[]>;
  /** Forgets the backend: addresses or keys have changed. */
  reset(): void;
}

export interface ServiceOptions {
  readonly connectionId: string;
  readonly connections: () => readonly Connection[];
  readonly openBackend: (connection: Connection) => Promise<Backend>;
}

/** The service of one connection, whether or not it is (still) among the connections. */
export function createService({ connectionId, connections, openBackend }: ServiceOptions): Service {
  let known = connections().find((each) => each.id === connectionId);
  /** The one opening that counts; `backend` is set once it has succeeded. */
  let opening: { readonly promise: Promise<Backend>; backend?: Backend } | undefined;
  let last: Backend | undefined;
  let agents: readonly Agent[] = [];
  let loadingAgents: Promise<readonly Agent[]> | undefined;

  function find(): Connection | undefined {
    const found = connections().find((each) => each.id === connectionId);
    known = found ?? known;
    return found;
  }

  function reset(): void {
    opening = undefined;
    loadingAgents = undefined;
  }

  async function openNow(): Promise<Backend> {
    const connection = find();
    if (!connection) {
      const details = { mayHaveArrived: false, where: connectionId };
      throw new AgentError('not-found', 'The connection was removed', details);
    }
    return openBackend(connection);
  }

  function open(): Promise<Backend> {
    if (opening) return opening.promise;
    const current: { promise: Promise<Backend>; backend?: Backend } = { promise: openNow() };
    opening = current;
    void noteOutcome(current);
    return current.promise;
  }

  async function noteOutcome(current: { readonly promise: Promise<Backend>; backend?: Backend }): Promise<void> {
    try {
      current.backend = await current.promise;
      last = current.backend;
    } catch {
      // Its callers hear of it; the next one tries again.
      if (opening === current) opening = undefined;
    }
  }

  /** The local host ends when it is idle and comes back under another token; both are found out by a request. */
  function isHostGone(error: unknown): boolean {
    if (!known || !isLocal(known) || !isAgentError(error)) return false;
    return (error.kind === 'network' && !error.mayHaveArrived) || error.kind === 'authentication';
  }

  /** An opening that another call began meanwhile is as good as a new one. */
  function reopen(stale: Backend): Promise<Backend> {
    if (opening?.backend === stale) reset();
    return open();
  }

  async function call<T>(use: (backend: Backend) => Promise<T>): Promise<T> {
    const current = await open();
    try {
      return await use(current);
    } catch (error) {
      if (!isHostGone(error)) throw error;
      return use(await reopen(current));
    }
  }

  async function readAgents(signal: AbortSignal): Promise<readonly Agent[]> {
    try {
      agents = await call((opened) => opened.listAgents(signal));
      return agents;
    } finally {
      loadingAgents = undefined;
    }
  }

  return {
    connectionId,
    connection: () => find() ?? known ?? { id: connectionId, name: connectionId, kind: 'local', url: '' },
    get isThere(): boolean {
      return find() !== undefined;
    },
    opened: () => last,
    open,
    call,
    async *stream(use) {
      const current = await open();
      let isEmpty = true;
      try {
        for await (const event of use(current)) {
          isEmpty = false;
          yield event;
        }
      } catch (error) {
        if (!isEmpty || !isHostGone(error)) throw error;
        yield* use(await reopen(current));
      }
    },
    agents: () => agents,
    loadAgents(signal) {
      loadingAgents ??= readAgents(signal);
      return loadingAgents;
    },
    reset,
  };
}
