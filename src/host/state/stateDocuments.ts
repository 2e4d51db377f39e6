import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { readStatePanelIdentity } from '../../model/statePanel.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import type { Host } from '../host.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import type { KnownState } from './stateInspection.ts';

/** How many states without an id are remembered for the documents that show them. */
const maxRemembered = 40;

/** States that their service gives no name to, which therefore cannot be asked for again. */
const remembered = new Map<string, unknown>();

/** The values of a state as JSON with sorted keys, so that two of them can be compared line by line. */
export function stateText(values: unknown): string {
  return `${JSON.stringify(values, sorted, 2) ?? 'null'}\n`;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Opens a state as a read-only JSON document. */
export async function showStateDocument(place: ThreadTarget, known: KnownState): Promise<void> {
  await showView(uriOf(place, known), vscode.ViewColumn.Active);
}

/** Opens two states in VS Code's diff editor. */
export async function compareStates(place: ThreadTarget, older: KnownState, newer: KnownState): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriOf(place, older),
    uriOf(place, newer),
    `${older.checkpoint.name} ↔ ${newer.checkpoint.name}`,
  );
}

function uriOf(place: ThreadTarget, { state, checkpoint: { name, checkpointId } }: KnownState): vscode.Uri {
  const { connectionId, threadId } = place;
  if (checkpointId === undefined) return rememberedUri(place, name, state.values);
  const query = { view: 'state', connectionId, threadId, checkpointId };
  return viewUri(`${name}.json`, query);
}

/** The address of values that cannot be read again: they are there as long as this window is. */
export function rememberedUri({ connectionId, threadId }: ThreadTarget, name: string, values: unknown): vscode.Uri {
  const query = { view: 'state', connectionId, threadId, memory: remember(values) };
  return viewUri(`${name}.json`, query);
}

let count = 0;

function remember(values: unknown): string {
  const key = String(++count);
  remembered.set(key, values);
  for (const oldest of [...remembered.keys()].slice(0, Math.max(0, remembered.size - maxRemembered))) {
    remembered.delete(oldest);
  }
  return key;
}

/** Reads such a document: a checkpoint never changes, so that it is the same after a reload of the window. */
export function stateView({ session }: Pick<Host, 'session'>): ReadView {
  return async (query) => {
    const place = readStatePanelIdentity(query);
    if (!place) return 'This document is not known.\n';
    const checkpointId = stringOf(query, 'checkpointId');
    if (checkpointId === undefined) {
      const key = stringOf(query, 'memory') ?? '';
      if (remembered.has(key)) return stateText(remembered.get(key));
      return 'The service gives this state no name, so that it cannot be read again. Open it from the history.\n';
    }
    const { connectionId, threadId } = place;
    const state = await session.state(connectionId, threadId, checkpointId, new AbortController().signal);
    return stateText(state.values);
  };
}
