import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { RunPanelIdentity } from '../model/runPanel.ts';
import { systemClock } from '../net/clock.ts';
import { type Session, createSession } from '../session/session.ts';
import { isProcessAlive } from '../session/windowClaims.ts';
import type { Host } from './host.ts';
import { type InspectorPanels, createInspectorPanels } from './inspector/inspectorPanels.ts';
import { panelFolderIn } from './leftBehind.ts';
import { createPanelRecord } from './panel/panelRecord.ts';
import { type ThreadPanels, createThreadPanels } from './panel/threadPanels.ts';
import { runKind } from './runs/runKind.ts';
import { type RunPanel, createRunPanel } from './runs/runPanel.ts';
import { type Services, createServices } from './services.ts';
import { stateKind } from './state/stateKind.ts';
import { type StatePanels, createStatePanel } from './state/statePanel.ts';
import { type ThreadsView, createThreadsView } from './threads/threadsView.ts';
import { syncTitles } from './threads/titleSync.ts';
import { workspaceScope } from './workspaceScope.ts';

/** What a window needs as soon as anything of a thread is shown, sent or followed in it. */
export interface Core {
  readonly services: Services;
  readonly session: Session;
  readonly threads: ThreadsView;
  readonly panels: ThreadPanels;
  readonly runPanels: InspectorPanels<RunPanelIdentity, RunPanel>;
  readonly statePanels: StatePanels;
}

/** Writes down what is still in memory. */
export type Leave = () => Promise<void>;

/**
 * Makes it, once per activation: sends what a crash or a reload left behind and opens the panels that were open. The
 * local agent host is not started. What is made ends with the extension, except for what `leave` has to write before.
 */
export function createCore(
  context: vscode.ExtensionContext,
  base: Omit<Host, keyof Core>,
): { readonly core: Core; readonly leave: Leave } {
  const { log, connections, keys, exchanges } = base;
  const { extensionUri, globalStorageUri, subscriptions } = context;
  const services = createServices(context, keys, log, exchanges);
  const session = createSession({
    storageDir: globalStorageUri.fsPath,
    connections: () => connections.list(),
    openBackend: (connection) => services.open(connection),
    clock: systemClock,
    log: (line) => log.info(line),
    createId: randomUUID,
    workspace: workspaceScope,
  });
  const record = createPanelRecord({
    folder: panelFolderIn(globalStorageUri.fsPath),
    workspace: workspaceName(),
    windowId: randomUUID(),
    processId: process.pid,
    isAlive: isProcessAlive,
    now: Date.now,
    log: (line) => log.warn(line),
  });
  const panels = createThreadPanels({ ...base, session, record, extensionUri });
  const shown = { ...base, session, panels };
  const runPanels = createInspectorPanels(shown, runKind, (panel, identity, opening) =>
    createRunPanel(panel, identity, shown, { extensionUri, ...opening }),
  );
  const statePanels = createInspectorPanels(shown, stateKind, (panel, identity, opening) =>
    createStatePanel(panel, identity, shown, { extensionUri, ...opening }),
  );
  const threads = createThreadsView(shown, base.treeOutlet);
  subscriptions.push(panels, threads, syncTitles(context.globalState, session, log));
  return {
    core: { services, session, threads, panels, runPanels, statePanels },
    async leave() {
      await Promise.all([record.leave(), session.dispose()]);
    },
  };
}

function workspaceName(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ? [workspaceFile] : (workspaceFolders ?? []).map(({ uri }) => uri)).map(String).join('\n');
}
