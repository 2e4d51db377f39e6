/** Kinds of service that a person can add; `local` is always there and never in the settings. */
export const connectionKinds = ['seekrflow', 'epsimo', 'langgraph'] as const;

export type ConnectionKind = (typeof connectionKinds)[number] | 'local';

export const transports = ['auto', 'vercel', 'native', 'poll'] as const;

export type Transport = (typeof transports)[number];

/** One entry of the setting `agentThreads.connections`, validated; or the local connection. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  /** Base address without a trailing slash; empty for the local connection. */
  readonly url: string;
  readonly team?: string;
  readonly project?: string;
  /** The agent that is used where the person chose none. */
  readonly agent?: string;
  /** The name of the header that carries the key, where a service lets one choose. */
  readonly header?: string;
  readonly transport?: Transport;
}

/**
 * Whether it is the host on this machine that comes along: it has no address, key or entry in the settings. What a
 * service can do is no matter of this but of its capabilities.
 */
export function isLocal({ kind }: Pick<Connection, 'kind'>): boolean {
  return kind === 'local';
}

export const localConnection: Connection = { id: 'local', name: 'Local', kind: 'local', url: '' };
