import * as vscode from 'vscode';
import type { Backend } from '../backends/backend.ts';
import type { Entrance } from '../backends/open.ts';
import type { AuthorizationScheme, BackendServices, Credentials, Project } from '../backends/services.ts';
import { type Connection, isLocal } from '../model/connection.ts';
import { AgentError } from '../model/errors.ts';
import { optional, stringOf } from '../model/parse.ts';
import { systemClock } from '../net/clock.ts';
import { createLocalHost } from '../session/localHost.ts';
import type { ApiKeys, StoredKey } from './connections/apiKeys.ts';
import type { ExchangeLog } from './diagnostics/exchangeLog.ts';

/** Opens services. Their client is loaded with the first one, the local agent host started when it is first needed. */
export interface Services {
  /** Rejects with an `AgentError`. */
  open(connection: Connection): Promise<Backend>;
  /** The same with a key that is not stored yet; an empty one is none. */
  openWithKey(connection: Connection, key: string): Promise<Backend>;
  /** Signs in where a service is entered that way; the key that comes of it is kept nowhere yet. */
  signIn(connection: Connection, credentials: Credentials, signal: AbortSignal): Promise<string>;
  /** The projects that a key which is not stored yet opens; empty for services that have none. */
  listProjects(connection: Connection, key: string, signal: AbortSignal): Promise<readonly Project[]>;
  /** The scheme that the service was found to want, if that was found out. */
  authorizationOf(connection: Connection): AuthorizationScheme | undefined;
}

export function createServices(
  context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'globalState' | 'extension'>,
  keys: Pick<ApiKeys, 'get'>,
  log: vscode.LogOutputChannel,
  exchanges: Pick<ExchangeLog, 'add'>,
): Services {
  const commonFor = ({ id }: Connection): Pick<BackendServices, 'clock' | 'log' | 'record'> => ({
    clock: systemClock,
    log: (line) => log.debug(line),
    record: (exchange) => exchanges.add(id, exchange),
  });

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
    return openBackend(connection, { ...commonFor(connection), socketPath, key: () => Promise.resolve(key) });
  }

  function openHosted(connection: Connection, key: () => Promise<StoredKey | undefined>): Promise<Backend> {
    return openBackend(connection, {
      ...commonFor(connection),
      key,
      ...optional({ authorizationScheme: authorizationOf(connection) }),
      rememberAuthorization: (scheme) => void context.globalState.update(memoryOf(connection), scheme),
    });
  }

  function authorizationOf(connection: Connection): AuthorizationScheme | undefined {
    if (isLocal(connection)) return undefined;
    return context.globalState.get<AuthorizationScheme>(memoryOf(connection));
  }

  return {
    open: (connection) =>
      isLocal(connection) ? openLocal(connection) : openHosted(connection, () => keys.get(connection.id)),
    openWithKey: (connection, key) => openHosted(connection, () => Promise.resolve(boundKey(connection, key))),
    async signIn(connection, credentials, signal) {
      const entrance = await entranceOf(connection);
      if (!entrance) throw new AgentError('unsupported', 'one does not sign in there', { mayHaveArrived: false });
      return entrance.signIn(connection, credentials, commonFor(connection), signal);
    },
    async listProjects(connection, key, signal) {
      const entrance = await entranceOf(connection);
      const services = { ...commonFor(connection), key: () => Promise.resolve(boundKey(connection, key)) };
      return entrance ? entrance.listProjects(connection, services, signal) : [];
    },
    authorizationOf,
  };
}

function boundKey({ url }: Connection, key: string): StoredKey | undefined {
  return key === '' ? undefined : { origin: new URL(url).origin, key };
}

async function entranceOf({ kind }: Connection): Promise<Entrance | undefined> {
  const { entrances } = await import('../backends/open.ts');
  return entrances[kind];
}

/** Under which name it is remembered how a connection wants its key. */
function memoryOf({ id, url }: Connection): string {
  return `authorization/${id}/${new URL(url).origin}`;
}

/** Becomes a `require` of a bundle of its own, so that the HTTP client is no part of activation. */
async function openBackend(connection: Connection, services: BackendServices): Promise<Backend> {
  const { openBackend: open } = await import('../backends/open.ts');
  return open(connection, services);
}
