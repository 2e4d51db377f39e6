import * as vscode from 'vscode';
import { isObject, stringOf } from '../../model/parse.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { chooseThread } from './choose.ts';
import { deleteThreads } from './deleteThreads.ts';
import { newThread } from './newThread.ts';
import { openThread } from './openThread.ts';
import { renameThread } from './renameThread.ts';
import { type Row, isRow } from './rows.ts';
import type { ThreadSearcher } from './searchThreads.ts';
import { type ThreadTarget, threadsNamed } from './threadTarget.ts';
import { createThreadTree } from './threadTree.ts';
import { waitingBadge } from './waitingBadge.ts';

const viewId = 'agentThreads.threads';

/** Older than this, a list is read again when the view comes into sight. */
const staleMs = 30_000;

/** Relative times are drawn again this often while the view is in sight. */
const redrawMs = 60_000;

/** The view *Threads* and what can be done with its rows. */
export function registerThreads(host: Host): vscode.Disposable {
  const tree = createThreadTree(host);
  const view = vscode.window.createTreeView<Row>(viewId, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  let searcher: Promise<ThreadSearcher> | undefined;
  const expanded = new Map<string, Row>();

  const refresh = (row?: Row): Thenable<void> =>
    vscode.window.withProgress({ location: { viewId } }, () =>
      row ? tree.reload(row) : tree.refresh([...expanded.values()]),
    );

  async function chosen(title: string, first: unknown, second?: unknown): Promise<readonly ThreadTarget[]> {
    const named = threadsNamed(host, first, second, view.selection);
    if (named) return named;
    const { connection } = readTarget(first);
    const selected = view.selection.find((row) => row.kind === 'thread');
    const picked = await chooseThread(host, {
      title,
      ...(connection === undefined ? {} : { connectionId: connection }),
      ...(selected === undefined ? {} : { preselectedId: selected.threadId }),
    });
    return picked ? [picked] : [];
  }

  function showEmptiness(): void {
    void vscode.commands.executeCommand('setContext', 'agentThreads.isEmpty', tree.isEmpty);
  }

  let timer: ReturnType<typeof setInterval> | undefined;
  function keepFresh(isVisible: boolean): void {
    clearInterval(timer);
    if (!isVisible) return;
    timer = setInterval(() => tree.redraw(), redrawMs);
    // A list that was never read is read by being drawn.
    const loadedAt = host.session.connections().map(({ id }) => host.session.threads(id).state().loadedAt ?? Infinity);
    const oldest = Math.min(...loadedAt);
    if (oldest < Date.now() - staleMs) void tree.refresh([...expanded.values()]);
  }

  return vscode.Disposable.from(
    view,
    tree,
    { dispose: () => void searcher?.then((made) => made.dispose()) },
    tree.onDidRedraw(showEmptiness),
    tree.onDidRedraw(() => (view.badge = waitingBadge(host.session))),
    view.onDidExpandElement(({ element }) => void expanded.set(element.id, element)),
    view.onDidCollapseElement(({ element }) => void expanded.delete(element.id)),
    view.onDidChangeVisibility(({ visible }) => keepFresh(visible)),
    { dispose: () => clearInterval(timer) },
    vscode.commands.registerCommand('agentThreads.refresh', (row: unknown) => refresh(isRow(row) ? row : undefined)),
    vscode.commands.registerCommand('agentThreads.retry', (row: unknown) => refresh(isRow(row) ? row : undefined)),
    vscode.commands.registerCommand('agentThreads.loadMore', (row: unknown) =>
      isRow(row) ? vscode.window.withProgress({ location: { viewId } }, () => tree.loadMore(row)) : undefined,
    ),
    vscode.commands.registerCommand('agentThreads.newThread', (first: unknown) =>
      newThread(host, isRow(first) ? { connection: first.connectionId } : readTarget(first)),
    ),
    vscode.commands.registerCommand('agentThreads.openThread', async (first: unknown, second: unknown) => {
      const preserveFocus = isObject(second) && second['preserveFocus'] === true;
      if (isRow(first) && first.kind === 'message') {
        return openThread(host, first, { preserveFocus, messageId: first.messageId });
      }
      const target = readTarget(first);
      const { question, agent, file, thread: threadId } = target;
      if (file && threadId !== undefined) {
        const { askAboutFiles } = await import('../later.ts');
        return askAboutFiles(host, [file], target);
      }
      for (const thread of await chosen('Open Thread', first, second)) {
        await openThread(host, thread, {
          preserveFocus,
          ...(question === undefined ? {} : { question }),
          ...(agent === undefined ? {} : { agentId: agent }),
        });
      }
    }),
    vscode.commands.registerCommand('agentThreads.search', async (first: unknown) => {
      searcher ??= import('../later.ts').then(({ createThreadSearcher }) => createThreadSearcher(host));
      await (await searcher).show(isObject(first) ? stringOf(first, 'query') : undefined);
    }),
    vscode.commands.registerCommand('agentThreads.renameThread', async (first: unknown) => {
      const [thread] = await chosen('Rename Thread', first);
      if (thread) await renameThread(host, thread);
    }),
    vscode.commands.registerCommand('agentThreads.deleteThread', async (first: unknown, second: unknown) => {
      await deleteThreads(host, await chosen('Delete Thread', first, second));
    }),
  );
}
