import * as vscode from 'vscode';
import { arrayOf, objectOf, stringOf } from '../model/parse.ts';
import { carryOut } from './commands.ts';
import { watchSignIns } from './connections/signInExpiry.ts';
import { registerDocuments } from './documents/registerDocuments.ts';
import { type Host, type MadeHost, createHost } from './host.ts';
import { isAnythingLeft } from './leftBehind.ts';
import { isTitleSyncWanted, titleSetting } from './threads/titleSyncWish.ts';
import { viewTypes } from './viewTypes.ts';

let made: MadeHost | undefined;

/**
 * Runs when VS Code has started, or on the first use before that: prompts that a crash left unsent and panels that a
 * reload left behind must not wait until somebody opens the view. Where there are none, nothing is sent or started, and
 * no more is loaded than this bundle.
 */
export function activate(context: vscode.ExtensionContext): void {
  made = createHost(context);
  const { host, isInUse } = made;
  const { connections, keys } = host;
  // Making it is what goes on: with what is in the outbox, with panels that were open, with titles.
  const goOn = (): unknown => host.session;
  const tellOfConnections = (): void => {
    if (isInUse()) host.session.connectionsChanged();
    else void goOnWhereNeeded(context, goOn);
  };
  context.subscriptions.push(
    ...commandsOf(context).map((name) =>
      vscode.commands.registerCommand(name, (first: unknown, second: unknown) => carryOut(host, name, first, second)),
    ),
    registerDocuments(host),
    ...registerPanels(host),
    watchSignIns(host, context.globalState),
    connections.onDidChange(tellOfConnections),
    keys.onDidChange((connectionId) => {
      if (connections.find(connectionId)) tellOfConnections();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(titleSetting) && isTitleSyncWanted(context.globalState)) goOn();
    }),
  );
  void goOnWhereNeeded(context, goOn);
}

/** What is still in memory goes to disk. Runs go on at their services. */
export async function deactivate(): Promise<void> {
  const leaving = made?.leave();
  made = undefined;
  await leaving;
}

/** Not before `activate` has returned, so that VS Code and other extensions do not wait for it. */
async function goOnWhereNeeded(
  { globalState, globalStorageUri }: vscode.ExtensionContext,
  goOn: () => unknown,
): Promise<void> {
  const isSomethingLeft = await isAnythingLeft(globalStorageUri.fsPath);
  if (made && (isSomethingLeft || isTitleSyncWanted(globalState))) goOn();
}

function commandsOf({ extension }: vscode.ExtensionContext): readonly string[] {
  const named = arrayOf(objectOf(extension.packageJSON, 'contributes'), 'commands');
  return named.flatMap((each) => stringOf(each, 'command') ?? []);
}

/** Panels come back after a reload of the window. */
function registerPanels(host: Host): readonly vscode.Disposable[] {
  const panelsOf = {
    [viewTypes.thread]: () => host.panels,
    [viewTypes.run]: () => host.runPanels,
    [viewTypes.state]: () => host.statePanels,
  };
  return Object.entries(panelsOf).map(([viewType, panels]) =>
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => panels().restore(panel, state),
    }),
  );
}
