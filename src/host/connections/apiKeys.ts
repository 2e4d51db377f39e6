import * as vscode from 'vscode';
import type { Connection } from '../../model/connection.ts';
import { parseJson, stringOf } from '../../model/parse.ts';

/** A key and the only scheme, host and port that it may be sent to. */
export interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

/**
 * Keys of connections, in VS Code's SecretStorage and on no disk else. What was read last is remembered and read again
 * behind each use: other windows write too, and not every VS Code tells. VS Code itself may be gone: in the browser a
 * reload can leave an extension host behind that still has a prompt on its way and would wait for its key for ever.
 */
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
  const known = new Map<string, StoredKey>();
  /** Tells a reading that was overtaken by a change. */
  let changes = 0;
  const listener = secrets.onDidChange(({ key }) => {
    if (!key.startsWith(prefix)) return;
    forget(key.slice(prefix.length));
    changed.fire(key.slice(prefix.length));
  });

  async function read(connectionId: string): Promise<StoredKey | undefined> {
    const before = changes;
    const stored = parseJson((await secrets.get(prefix + connectionId)) ?? '');
    const origin = stringOf(stored, 'origin');
    const key = stringOf(stored, 'key');
    const found = origin && key ? { origin, key } : undefined;
    if (found && before === changes) known.set(connectionId, found);
    else known.delete(connectionId);
    return found;
  }

  function forget(connectionId: string): void {
    changes += 1;
    known.delete(connectionId);
  }

  return {
    async get(connectionId) {
      const last = known.get(connectionId);
      const fresh = read(connectionId);
      if (!last) return fresh;
      // Whoever asks next hears of it.
      fresh.catch(() => known.delete(connectionId));
      return last;
    },
    async set(connection, key) {
      await secrets.store(prefix + connection.id, JSON.stringify({ origin: new URL(connection.url).origin, key }));
      forget(connection.id);
    },
    async remove(connectionId) {
      await secrets.delete(prefix + connectionId);
      forget(connectionId);
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}
