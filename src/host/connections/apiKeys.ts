import * as vscode from 'vscode';
import type { Connection } from '../../model/connection.ts';
import { parseJson, stringOf } from '../../model/parse.ts';

/** A key and the only scheme, host and port that it may be sent to. */
export interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

/** Keys of connections, in VS Code's SecretStorage and nowhere else. Read fresh each time: other windows write too. */
export interface ApiKeys extends vscode.Disposable {
  /** The key as it was stored, bound to the origin it was entered for; the caller must not send it elsewhere. */
  get(connectionId: string): Promise<StoredKey | undefined>;
  /** Binds `key` to the origin that the connection has now. */
  set(connection: Connection, key: string): Promise<void>;
  remove(connectionId: string): Promise<void>;
  /** The id of the connection whose key changed, in this window or another. */
  readonly onDidChange: vscode.Event<string>;
}

const prefix = 'agentThreads.key.';

export function createApiKeys(secrets: vscode.SecretStorage): ApiKeys {
  const changed = new vscode.EventEmitter<string>();
  const listener = secrets.onDidChange(({ key }) => {
    if (key.startsWith(prefix)) changed.fire(key.slice(prefix.length));
  });
  return {
    async get(connectionId) {
      const stored = parseJson((await secrets.get(prefix + connectionId)) ?? '');
      const origin = stringOf(stored, 'origin');
      const key = stringOf(stored, 'key');
      return origin && key ? { origin, key } : undefined;
    },
    async set(connection, key) {
      await secrets.store(prefix + connection.id, JSON.stringify({ origin: new URL(connection.url).origin, key }));
    },
    async remove(connectionId) {
      await secrets.delete(prefix + connectionId);
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}
