import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import type { Row } from './rows.ts';
import type { SearchHost, ThreadSearcher } from './searchThreads.ts';
import { type ThreadTree, createThreadTree } from './threadTree.ts';
import type { TreeOutlet } from './treeOutlet.ts';
import { waitingBadge } from './waitingBadge.ts';

/** Older than this, a list is read again when the view comes into sight. */
const staleMs = 30_000;

/** Relative times are drawn again this often while the view is in sight. */
const redrawMs = 60_000;

/** The view *Threads*: what it shows and how that is kept up to date. */
export interface ThreadsView extends vscode.Disposable {
  readonly tree: ThreadTree;
  /** Reads every list again, and the messages of the threads that are expanded. Never rejects. */
  refresh(): Promise<void>;
  /** The one search of this window. */
  searcher(): Promise<ThreadSearcher>;
}

/** Makes what the view shows; see {@link TreeOutlet} for how the view gets it. */
export function createThreadsView(
  host: SearchHost & Pick<Host, 'session' | 'log'>,
  { view, changed }: Pick<TreeOutlet, 'view' | 'changed'>,
): ThreadsView {
  const { session } = host;
  const tree = createThreadTree(host);
  const expanded = new Map<string, Row>();
  let searcher: Promise<ThreadSearcher> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const refresh = (): Promise<void> => tree.refresh([...expanded.values()]);

  function keepFresh(isVisible: boolean): void {
    clearInterval(timer);
    if (!isVisible) return;
    timer = setInterval(() => tree.redraw(), redrawMs);
    // A list that was never read is read by being drawn.
    const loadedAt = session.connections().map(({ id }) => session.threads(id).state().loadedAt ?? Infinity);
    const oldest = Math.min(...loadedAt);
    if (oldest < Date.now() - staleMs) void refresh();
  }

  function showEmptiness(): void {
    void vscode.commands.executeCommand('setContext', 'agentThreads.isEmpty', tree.isEmpty);
  }

  // It is in sight already where it was what made this.
  if (view.visible) keepFresh(true);
  const listeners = vscode.Disposable.from(
    tree.onDidChangeTreeData((rows) => changed.fire(rows)),
    tree.onDidRedraw(showEmptiness),
    tree.onDidRedraw(() => (view.badge = waitingBadge(session))),
    view.onDidExpandElement(({ element }) => void expanded.set(element.id, element)),
    view.onDidCollapseElement(({ element }) => void expanded.delete(element.id)),
    view.onDidChangeVisibility(({ visible }) => keepFresh(visible)),
  );
  return {
    tree,
    refresh,
    searcher() {
      searcher ??= import('../later.ts').then(({ createThreadSearcher }) => createThreadSearcher(host));
      return searcher;
    },
    dispose() {
      clearInterval(timer);
      listeners.dispose();
      tree.dispose();
      void searcher?.then((made) => made.dispose());
    },
  };
}
