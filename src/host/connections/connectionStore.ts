import * as vscode from 'vscode';
import { type Connection, localConnection } from '../../model/connection.ts';
import { isObject, optional, stringOf } from '../../model/parse.ts';
import { readConnectionSettings } from './connectionSettings.ts';

const section = 'agentThreads';
const key = 'connections';

/** The connections as the user's settings have them. */
export interface ConnectionStore extends vscode.Disposable {
  /** The local connection first. */
  list(): readonly Connection[];
  find(connectionId: string): Connection | undefined;
  /** Rejects if VS Code cannot write the user's settings. */
  add(connection: Connection): Promise<void>;
  remove(connectionId: string): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** Reads the setting now and on every change; what is wrong with it is said once per change. */
export function createConnectionStore(): ConnectionStore {
  const changed = new vscode.EventEmitter<void>();
  let connections = readAndReport();
  const listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(`${section}.${key}`)) return;
    connections = readAndReport();
    changed.fire();
  });

  return {
    list: () => [localConnection, ...connections],
    find: (connectionId) => [localConnection, ...connections].find((each) => each.id === connectionId),
    async add({ id, name, kind, url, header, project }) {
      await write([...userEntries(), { id, name, kind, url, ...optional({ header, project }) }]);
    },
    async remove(connectionId) {
      await write(userEntries().filter((entry) => !isObject(entry) || stringOf(entry, 'id') !== connectionId));
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}

function readAndReport(): readonly Connection[] {
  const { connections, problems } = readConnectionSettings(userValue());
  if (problems.length > 0) void report(problems);
  return connections;
}

async function report(problems: readonly string[]): Promise<void> {
  const open = 'Open Settings';
  const chosen = await vscode.window.showWarningMessage(
    `Setting agentThreads.connections: ${problems.join(' ')}`,
    open,
  );
  if (chosen === open) await openConnectionSettings();
}

export async function openConnectionSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.${key}`);
}

/**
 * The user's own value. The scope `application` already keeps workspaces out; reading only this one value keeps them
 * out even if a manifest of a later version were to relax it. An endpoint decides where keys and code go.
 */
function userValue(): unknown {
  const found = vscode.workspace.getConfiguration(section).inspect<unknown>(key);
  return found?.globalValue;
}

/** The entries as they are written, also those that cannot be used, so that none is lost when one is added. */
function userEntries(): readonly unknown[] {
  const value = userValue();
  return Array.isArray(value) ? value : [];
}

async function write(entries: readonly unknown[]): Promise<void> {
  await vscode.workspace.getConfiguration(section).update(key, entries, vscode.ConfigurationTarget.Global);
}
