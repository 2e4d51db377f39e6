import type { ConnectionKind } from '../../model/connection.ts';

/** What a person is told and asked about a kind of service; the rest is in its backend. */
export interface ServiceKind {
  readonly kind: Exclude<ConnectionKind, 'local'>;
  readonly label: string;
  readonly detail: string;
  /** Where its makers run it; a person may have an installation of their own. */
  readonly defaultUrl: string;
  /** Whether an installation may go without a key. */
  readonly isKeyOptional: boolean;
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
    isKeyOptional: false,
  },
  {
    kind: 'langgraph',
    label: 'LangGraph',
    detail: 'An agent server of LangGraph’s, hosted or your own',
    defaultUrl: 'http://127.0.0.1:2024',
    isKeyOptional: true,
    defaultHeader: 'x-api-key',
  },
];

/** Undefined for kinds that this version has no client for. */
export function serviceKindOf(kind: ConnectionKind | undefined): ServiceKind | undefined {
  return serviceKinds.find((each) => each.kind === kind);
}
