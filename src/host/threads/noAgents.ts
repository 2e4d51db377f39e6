import * as vscode from 'vscode';
import { openConnectionSettings } from '../connections/connectionStore.ts';
import type { Host } from '../host.ts';

/**
 * Says that a connection has no agent, or none that can run, and what the service knows about that: what it advises can
 * be set in the settings.
 *
 * @param which whether there are agents at all
 */
export async function sayNoAgents(
  { connections, session }: Pick<Host, 'connections' | 'session'>,
  connectionId: string,
  which: 'none' | 'none that can run now',
): Promise<void> {
  const name = connections.find(connectionId)?.name ?? connectionId;
  const what = which === 'none' ? `${name} has no agents.` : `${name} has no agent that can run now.`;
  const advice = session.offered(connectionId)?.capabilities.agentsAdvice;
  if (advice === undefined) {
    await vscode.window.showWarningMessage(what);
    return;
  }
  const open = 'Open Settings';
  if ((await vscode.window.showWarningMessage(`${what} ${advice}`, open)) === open) await openConnectionSettings();
}
