import type * as vscode from 'vscode';
import { createDisposableStore } from '../../session/disposables.ts';
import type { Session } from '../../session/session.ts';
import type { ThreadListChange } from '../../session/threadList.ts';

export interface ThreadFollower {
  readonly onChange: (connectionId: string, change: ThreadListChange) => void;
  /** Connections were added, removed or changed; the lists of those that are there now are followed already. */
  readonly onConnections: () => void;
  readonly onError: (error: unknown) => void;
}

/** Tells of every change in the thread lists of all connections that this version supports. Reads nothing. */
export function followThreads(
  session: Pick<Session, 'connections' | 'threads' | 'onDidChangeConnections'>,
  { onChange, onConnections, onError }: ThreadFollower,
): vscode.Disposable {
  let lists = createDisposableStore(onError);
  listen();
  const connectionsListener = session.onDidChangeConnections(() => {
    listen();
    onConnections();
  });

  function listen(): void {
    lists.dispose();
    lists = createDisposableStore(onError);
    for (const { id } of session.connections()) {
      lists.add(session.threads(id).onDidChange((change) => onChange(id, change)));
    }
  }

  return {
    dispose() {
      connectionsListener.dispose();
      lists.dispose();
    },
  };
}
