import * as vscode from 'vscode';
import { stringOf } from '../model/parse.ts';
import { registerAsk } from './ask/registerAsk.ts';
import { registerConnections } from './connections/registerConnections.ts';
import { registerDiagnostics } from './diagnostics/registerDiagnostics.ts';
import { registerDocuments } from './documents/registerDocuments.ts';
import { type Host, createHost } from './host.ts';
import { createInspectorPanels } from './inspector/inspectorPanels.ts';
import { registerMessages } from './messages/registerMessages.ts';
import { registerPanel } from './panel/registerPanel.ts';
import { registerRuns } from './runs/registerRuns.ts';
import { registerState } from './state/registerState.ts';
import { createStatePanel, stateKind } from './state/statePanel.ts';
import { registerThreads } from './threads/registerThreads.ts';
import { syncTitles } from './threads/titleSync.ts';

let host: Host | undefined;

/**
 * Runs when VS Code has started, or on the first use before that: prompts that a crash left unsent and panels that a
 * reload left behind must not wait until somebody opens the view. Nothing is sent or started where there are none.
 */
export function activate(context: vscode.ExtensionContext): void {
  const made = createHost(context);
  const { extensionUri } = context;
  const statePanels = createInspectorPanels(made, stateKind, (panel, identity, opening) =>
    createStatePanel(panel, identity, made, { extensionUri, ...opening }),
  );
  context.subscriptions.push(
    statePanels,
    registerThreads(made),
    syncTitles(context.globalState, made.session, made.log),
    registerAsk(made),
    registerPanel(made),
    registerMessages(made),
    registerDocuments(made, statePanels),
    registerRuns(made, extensionUri),
    registerState(made, statePanels),
    registerConnections(made, context.globalState),
    registerDiagnostics(made, stringOf(context.extension.packageJSON, 'version') ?? ''),
    vscode.commands.registerCommand('agentThreads.showLog', () => made.log.show()),
  );
  host = made;
}

/** What is still in memory goes to disk. Runs go on at their services. */
export async function deactivate(): Promise<void> {
  await Promise.all([host?.record.leave(), host?.session.dispose()]);
}
