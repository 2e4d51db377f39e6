import type * as vscode from 'vscode';
import type { Session } from '../../session/session.ts';

/**
 * How many threads wait for a person, as a badge for the view; undefined for none. Only threads that were read count:
 * nothing is read for a badge.
 */
export function waitingBadge(session: Pick<Session, 'connections' | 'threads'>): vscode.ViewBadge | undefined {
  const value = session
    .connections()
    .flatMap(({ id }) => session.threads(id).state().items)
    .filter((thread) => thread.status === 'needs-input' && !thread.isRunning).length;
  if (value === 0) return undefined;
  return { value, tooltip: value === 1 ? 'A thread needs input' : `${value} threads need input` };
}
