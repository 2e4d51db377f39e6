import type { Connection, ConnectionKind } from '../model/connection.ts';
import { AgentError } from '../model/errors.ts';
import type { Backend } from './backend.ts';
import { langGraphBackend } from './langgraph/langGraphBackend.ts';
import { seekrFlowBackend } from './seekrflow/seekrFlowBackend.ts';
import type { BackendServices } from './services.ts';

type OpenBackend = (connection: Connection, services: BackendServices) => Backend;

/** The local agent host speaks SeekrFlow's contract, so the hosted service's client is its client too. */
const backends: Partial<Record<ConnectionKind, OpenBackend>> = {
  local: seekrFlowBackend,
  seekrflow: seekrFlowBackend,
  langgraph: langGraphBackend,
};

/**
 * Makes the client of a connection. Sends nothing yet.
 *
 * @throws AgentError of kind `unsupported` for a service that this version has no client for, `origin` for an address
 *   that no key may be sent to
 */
export function openBackend(connection: Connection, services: BackendServices): Backend {
  const open = Object.hasOwn(backends, connection.kind) ? backends[connection.kind] : undefined;
  if (open === undefined) {
    throw new AgentError('unsupported', `connections of the kind ${connection.kind} are not supported yet`, {
      where: connection.name,
      mayHaveArrived: false,
    });
  }
  return open(connection, services);
}
