import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { readStatePanelIdentity } from '../../model/statePanel.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import type { Host } from '../host.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import type { KnownState } from './stateInspection.ts';

type DocumentHost = Pick<Host, 'documents'>;

/** How many states without an id are remembered for the documents that show them. */
const maxRemembered = 40;

/** The values of a state as JSON with sorted keys, so that two of them can be compared line by line. */
export function stateText(values: unknown): string {
  return `${JSON.stringify(values, sorted, 2) ?? 'null'}\n`;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Opens a state as a read-only JSON document. */
export async function showStateDocument(host: DocumentHost, place: ThreadTarget, known: KnownState): Promise<void> {
  await showView(host, uriOf(host, place, known), vscode.ViewColumn.Active);
}

/** Opens two states in VS Code's diff editor. */
export async function compareStates(
  host: DocumentHost,
  place: ThreadTarget,
  older: KnownState,
  newer: KnownState,
): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriOf(host, place, older),
    uriOf(host, place, newer),
    `${older.checkpoint.name} ↔ ${newer.checkpoint.name}`,
  );
}

function uriOf(
  host: DocumentHost,
  place: ThreadTarget,
  { state, checkpoint: { name, checkpointId } }: KnownState,
): vscode.Uri {
  const { connectionId, threadId } = place;
  if (checkpointId === undefined) return rememberedUri(host, place, name, state.values);
  const query = { view: 'state', connectionId, threadId, checkpointId };
  return viewUri(`${name}.json`, query);
}

/** The address of values that cannot be read again: they are there as long as this window is. */
export function rememberedUri(
  { documents }: DocumentHost,
  { connectionId, threadId }: ThreadTarget,
  name: string,
  values: unknown,
): vscode.Uri {
  const query = { view: 'state', connectionId, threadId, memory: remember(documents.states, values) };
  return viewUri(`${name}.json`, query);
}

function remember(states: Map<string, unknown>, values: unknown): string {
  const key = randomUUID();
  states.set(key, values);
  for (const oldest of [...states.keys()].slice(0, Math.max(0, states.size - maxRemembered))) states.delete(oldest);
  return key;
}

/** Reads such a document: a checkpoint never changes, so that it is the same after a reload of the window. */
export function stateView({ session, documents }: Pick<Host, 'session' | 'documents'>): ReadView {
  return async (query) => {
    const place = readStatePanelIdentity(query);
    if (!place) return 'This document is not known.\n';
    const checkpointId = stringOf(query, 'checkpointId');
    if (checkpointId === undefined) {
      const key = stringOf(query, 'memory') ?? '';
      if (documents.states.has(key)) return stateText(documents.states.get(key));
      return 'The service gives this state no name, so that it cannot be read again. Open it from the history.\n';
    }
    const { connectionId, threadId } = place;
    const state = await session.state(connectionId, threadId, checkpointId, new AbortController().signal);
    return stateText(state.values);
  };
}
