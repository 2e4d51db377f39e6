import * as vscode from 'vscode';
import { isObject, optional, stringOf } from '../../model/parse.ts';
import type { Commands } from '../command.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { threadsViewId } from '../viewTypes.ts';
import { chooseThread } from './choose.ts';
import { deleteThreads } from './deleteThreads.ts';
import { newThread } from './newThread.ts';
import { openThread } from './openThread.ts';
import { renameThread } from './renameThread.ts';
import { type Row, isRow } from './rows.ts';
import { type ThreadTarget, threadsNamed } from './threadTarget.ts';

/** What can be done with the rows of the view *Threads*. */
export const threadCommands: Commands = {
  'agentThreads.refresh': refresh,
  'agentThreads.retry': refresh,
  'agentThreads.loadMore'({ threads }, row) {
    return isRow(row) ? whileShown(() => threads.tree.loadMore(row)) : undefined;
  },
  'agentThreads.newThread'(host, first) {
    return newThread(host, isRow(first) ? { connection: first.connectionId } : readTarget(first));
  },
  async 'agentThreads.openThread'(host, first, second) {
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
    for (const thread of await chosen(host, 'Open Thread', first, second)) {
      await openThread(host, thread, { preserveFocus, ...optional({ question, agentId: agent }) });
    }
  },
  async 'agentThreads.search'({ threads }, first) {
    await (await threads.searcher()).show(isObject(first) ? stringOf(first, 'query') : undefined);
  },
  async 'agentThreads.renameThread'(host, first) {
    const [thread] = await chosen(host, 'Rename Thread', first);
    if (thread) await renameThread(host, thread);
  },
  async 'agentThreads.deleteThread'(host, first, second) {
    await deleteThreads(host, await chosen(host, 'Delete Thread', first, second));
  },
};

function refresh({ threads }: Host, row: unknown): Thenable<void> {
  return whileShown(() => (isRow(row) ? threads.tree.reload(row) : threads.refresh()));
}

/** With the view's own sign that something goes on. */
function whileShown(work: () => Promise<void>): Thenable<void> {
  return vscode.window.withProgress({ location: { viewId: threadsViewId } }, work);
}

/** The threads that were named or are selected, else the one that the person chooses. */
async function chosen(host: Host, title: string, first: unknown, second?: unknown): Promise<readonly ThreadTarget[]> {
  const selection: readonly Row[] = host.treeOutlet.view.selection;
  const named = threadsNamed(host, first, second, selection);
  if (named) return named;
  const { connection } = readTarget(first);
  const selected = selection.find((row) => row.kind === 'thread');
  const picked = await chooseThread(host, {
    title,
    ...optional({ connectionId: connection, preselectedId: selected?.threadId }),
  });
  return picked ? [picked] : [];
}
