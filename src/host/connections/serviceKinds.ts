import type { Connection, ConnectionKind } from '../../model/connection.ts';

/** What a person is told and asked about a kind of service; the rest is in its backend. */
export interface ServiceKind {
  readonly kind: Exclude<ConnectionKind, 'local'>;
  readonly label: string;
  readonly detail: string;
  /** Where its makers run it; a person may have an installation of their own. */
  readonly defaultUrl: string;
  /** How one gets in: with a key that its owner has, with one if there is one, or by signing in. */
  readonly entry: 'key' | 'optional-key' | 'sign-in';
  /** The header for the key where a person may choose another; absent: it is always the same. */
  readonly defaultHeader?: string;
}

/** In the order in which they are offered. */
export const serviceKinds: readonly ServiceKind[] = [
  {
    kind: 'seekrflow',
    label: 'SeekrFlow',
    detail: 'Threads, messages and runs of SeekrFlow agents',
    defaultUrl: 'https://flow.seekr.com',
    entry: 'key',
  },
  {
    kind: 'epsimo',
    label: 'Epsimo',
    detail: 'Threads and runs of EpsimoAI assistants',
    defaultUrl: 'https://backend.epsimoagents.com',
    entry: 'sign-in',
  },
  {
    kind: 'langgraph',
    label: 'LangGraph',
    detail: 'An agent server of LangGraph’s, hosted or your own',
    defaultUrl: 'http://127.0.0.1:2024',
    entry: 'optional-key',
    defaultHeader: 'x-api-key',
  },
];

/** Undefined for the local connection, and while nothing is chosen. */
export function serviceKindOf(kind: ConnectionKind | undefined): ServiceKind | undefined {
  return serviceKinds.find((each) => each.kind === kind);
}

/** Whether the key of a connection comes from signing in. */
export function needsSignIn({ kind }: Pick<Connection, 'kind'>): boolean {
  return serviceKindOf(kind)?.entry === 'sign-in';
}
