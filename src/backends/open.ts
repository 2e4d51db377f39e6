import type { Connection, ConnectionKind } from '../model/connection.ts';
import type { Backend } from './backend.ts';
import { epsimoBackend } from './epsimo/epsimoBackend.ts';
import { listProjects } from './epsimo/projects.ts';
import { signIn } from './epsimo/signIn.ts';
import { langGraphBackend } from './langgraph/langGraphBackend.ts';
import { seekrFlowBackend } from './seekrflow/seekrFlowBackend.ts';
import type { BackendServices, ListProjects, SignIn } from './services.ts';

type OpenBackend = (connection: Connection, services: BackendServices) => Backend;

/** The local agent host speaks SeekrFlow's contract, so the hosted service's client is its client too. */
const backends: Readonly<Record<ConnectionKind, OpenBackend>> = {
  local: seekrFlowBackend,
  seekrflow: seekrFlowBackend,
  epsimo: epsimoBackend,
  langgraph: langGraphBackend,
};

/**
 * Makes the client of a connection. Sends nothing yet.
 *
 * @throws AgentError of kind `origin` for an address that no key may be sent to
 */
export function openBackend(connection: Connection, services: BackendServices): Backend {
  return backends[connection.kind](connection, services);
}

/** What must be known before a connection to a service is one: its key from a sign-in, its project from a list. */
export interface Entrance {
  readonly signIn: SignIn;
  readonly listProjects: ListProjects;
}

/** Of the kinds of services that one signs in to; the others are entered with a key that their owner made. */
export const entrances: Partial<Record<ConnectionKind, Entrance>> = { epsimo: { signIn, listProjects } };
