import * as vscode from 'vscode';
import { registerAsk } from './ask/registerAsk.ts';
import { registerConnections } from './connections/registerConnections.ts';
import { type Host, createHost } from './host.ts';
import { registerPanel } from './panel/registerPanel.ts';
import { registerThreads } from './threads/registerThreads.ts';

let host: Host | undefined;

/** Runs on the first use of the view, a command or a restored panel, never at start-up. */
export function activate(context: vscode.ExtensionContext): void {
  const made = createHost(context);
  context.subscriptions.push(
    registerThreads(made),
    registerAsk(made),
    registerPanel(made),
    registerConnections(made),
    vscode.commands.registerCommand('agentThreads.showLog', () => made.log.show()),
  );
  host = made;
}

/** What is still in memory goes to disk. Runs go on at their services. */
export async function deactivate(): Promise<void> {
  await host?.session.dispose();
}
