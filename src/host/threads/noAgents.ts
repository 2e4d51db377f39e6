import * as vscode from 'vscode';
import type { Connection } from '../../model/connection.ts';
import { openConnectionSettings } from '../connections/connectionStore.ts';
import type { Host } from '../host.ts';

/**
 * Says that a connection has no agent, or none that can run. Agents belong to teams: where none is named, that is the
 * likeliest reason, and the settings are where it is named.
 *
 * @param which whether there are agents at all
 */
export async function sayNoAgents(
  { connections }: Pick<Host, 'connections'>,
  connectionId: string,
  which: 'none' | 'none that can run now',
): Promise<void> {
  const connection = connections.find(connectionId);
  const name = connection?.name ?? connectionId;
  const what = which === 'none' ? `${name} has no agents.` : `${name} has no agent that can run now.`;
  if (!connection || !isTeamMissing(connection)) {
    await vscode.window.showWarningMessage(what);
    return;
  }
  const advice = 'The connection names no team, so only your own agents are listed.';
  const open = 'Open Settings';
  if ((await vscode.window.showWarningMessage(`${what} ${advice}`, open)) === open) await openConnectionSettings();
}

function isTeamMissing({ kind, team }: Connection): boolean {
  return kind === 'seekrflow' && team === undefined;
}
