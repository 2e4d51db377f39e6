import * as vscode from 'vscode';
import { isLocal } from '../../model/connection.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import type { ThreadTarget } from './threadTarget.ts';

/** Titles that a confirmation lists before it only counts. */
const maxNamed = 8;

/** Deletes threads at their services, after the person has read which. */
export async function deleteThreads(
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  threads: readonly ThreadTarget[],
): Promise<void> {
  const named = threads.map((thread) => ({ ...thread, ...factsOf(host, thread) }));
  const [first] = named;
  if (!first) return;
  const places = [...new Set(named.map((each) => each.place))].join(' and ');
  const running = named.filter((each) => each.isRunning).length;
  const detail = [
    named.length === 1 ? undefined : listOf(named.map((each) => each.title)),
    `Deleted from ${places} with all messages. This cannot be undone.`,
    running === 0
      ? undefined
      : running === 1
        ? 'A run is still going on in it.'
        : `${running} of them are still running.`,
  ].filter((line) => line !== undefined);
  const question = named.length === 1 ? `Delete the thread “${first.title}”?` : `Delete ${named.length} threads?`;
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: detail.join('\n\n') },
    'Delete',
  );
  if (answer === 'Delete') for (const thread of named) await deleteOne(host, thread);
}

async function deleteOne(
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  { connectionId, threadId, title }: ThreadTarget & { readonly title: string },
): Promise<void> {
  for (;;) {
    try {
      await host.session.deleteThread(connectionId, threadId);
      host.panels.close({ connectionId, threadId });
      return;
    } catch (error) {
      if (!(await showFailure(host, error, `delete “${title}”`, connectionId, true))) return;
    }
  }
}

function factsOf(
  { session, connections }: Pick<Host, 'session' | 'connections'>,
  { connectionId, threadId }: ThreadTarget,
): { readonly title: string; readonly isRunning: boolean; readonly place: string } {
  const { items } = session.threads(connectionId).state();
  const row = items.find((each) => each.threadId === threadId);
  const connection = connections.find(connectionId);
  return {
    title: row?.title ?? threadId,
    isRunning: row?.isRunning ?? false,
    place: connection === undefined || isLocal(connection) ? 'this machine' : connection.name,
  };
}

function listOf(titles: readonly string[]): string {
  const rest = titles.length - maxNamed;
  return [...titles.slice(0, maxNamed), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}
