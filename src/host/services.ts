import * as vscode from 'vscode';
import type { Backend } from '../backends/backend.ts';
import type { AuthorizationScheme, BackendServices } from '../backends/services.ts';
import type { Connection } from '../model/connection.ts';
import { optional, stringOf } from '../model/parse.ts';
import { systemClock } from '../net/clock.ts';
import { createLocalHost } from '../session/localHost.ts';
import type { ApiKeys, StoredKey } from './connections/apiKeys.ts';

/** Opens services. Their client is loaded with the first one, the local agent host started when it is first needed. */
export interface Services {
  /** Rejects with an `AgentError`. */
  open(connection: Connection): Promise<Backend>;
  /** The same with a key that is not stored yet. */
  openWithKey(connection: Connection, key: string): Promise<Backend>;
}

export function createServices(
  context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'globalState' | 'extension'>,
  keys: Pick<ApiKeys, 'get'>,
  log: vscode.LogOutputChannel,
): Services {
  const common = { clock: systemClock, log: (line: string) => log.debug(line) };

  const localHost = createLocalHost({
    script: vscode.Uri.joinPath(context.extensionUri, 'dist', 'local-host.cjs').fsPath,
    execPath: process.execPath,
    storageDir: context.globalStorageUri.fsPath,
    version: stringOf(context.extension.packageJSON, 'version') ?? '',
    clock: systemClock,
    log: (line) => log.info(line),
  });

  async function openLocal(connection: Connection): Promise<Backend> {
    const { socketPath, token } = await localHost.ensure();
    const key = { origin: 'http://localhost', key: token };
    return openBackend(connection, { ...common, socketPath, key: () => Promise.resolve(key) });
  }

  function openHosted(connection: Connection, key: () => Promise<StoredKey | undefined>): Promise<Backend> {
    const memory = `authorization/${connection.id}/${new URL(connection.url).origin}`;
    return openBackend(connection, {
      ...common,
      key,
      ...optional({ authorizationScheme: context.globalState.get<AuthorizationScheme>(memory) }),
      rememberAuthorization: (scheme) => void context.globalState.update(memory, scheme),
    });
  }

  return {
    open: (connection) =>
      connection.kind === 'local' ? openLocal(connection) : openHosted(connection, () => keys.get(connection.id)),
    openWithKey: (connection, key) =>
      openHosted(connection, () => Promise.resolve({ origin: new URL(connection.url).origin, key })),
  };
}

/** Becomes a `require` of a bundle of its own, so that the HTTP client is no part of activation. */
async function openBackend(connection: Connection, services: BackendServices): Promise<Backend> {
  const { openBackend: open } = await import('../backends/open.ts');
  return open(connection, services);
}
