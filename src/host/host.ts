import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { stringOf } from '../model/parse.ts';
import { systemClock } from '../net/clock.ts';
import { type Session, createSession } from '../session/session.ts';
import { isProcessAlive } from '../session/windowClaims.ts';
import { type ApiKeys, createApiKeys } from './connections/apiKeys.ts';
import { type ConnectionStore, createConnectionStore } from './connections/connectionStore.ts';
import { type ExchangeLog, createExchangeLog } from './diagnostics/exchangeLog.ts';
import { openSource } from './panel/openSource.ts';
import { type PanelRecord, createPanelRecord } from './panel/panelRecord.ts';
import { type ThreadPanels, createThreadPanels } from './panel/threadPanels.ts';
import { type Services, createServices } from './services.ts';
import { workspaceScope } from './workspaceScope.ts';

/** As many as a report needs; each is some hundred bytes to some kilobytes. */
const exchangesKept = 60;

/** What the features share. */
export interface Host {
  readonly log: vscode.LogOutputChannel;
  readonly connections: ConnectionStore;
  readonly keys: ApiKeys;
  readonly services: Services;
  readonly exchanges: ExchangeLog;
  /** Ended by `deactivate`, which VS Code waits for; everything else is disposed with the extension. */
  readonly session: Session;
  readonly panels: ThreadPanels;
  /** Which panels are open; `deactivate` closes it. */
  readonly record: PanelRecord;
}

/** Makes it, once per activation. Nothing is sent, and the local agent host is not started. */
export function createHost(context: vscode.ExtensionContext): Host {
  const log = vscode.window.createOutputChannel('Agent Threads', { log: true });
  log.info(`Agent Threads ${stringOf(context.extension.packageJSON, 'version') ?? ''}, VS Code ${vscode.version}`);
  const connections = createConnectionStore();
  const keys = createApiKeys(context.secrets);
  const exchanges = createExchangeLog(exchangesKept, Date.now);
  const services = createServices(context, keys, log, exchanges);
  const session = createSession({
    storageDir: context.globalStorageUri.fsPath,
    connections: () => connections.list(),
    openBackend: (connection) => services.open(connection),
    clock: systemClock,
    log: (line) => log.info(line),
    createId: randomUUID,
    workspace: workspaceScope,
  });
  const record = createPanelRecord({
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'panels').fsPath,
    workspace: workspaceName(),
    windowId: randomUUID(),
    processId: process.pid,
    isAlive: isProcessAlive,
    now: Date.now,
    log: (line) => log.warn(line),
  });
  const panels = createThreadPanels({
    extensionUri: context.extensionUri,
    log,
    connections,
    session,
    record,
    openSource,
  });
  context.subscriptions.push(log, connections, keys, panels);
  return { log, connections, keys, services, exchanges, session, panels, record };
}

function workspaceName(): string {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ? [workspaceFile] : (workspaceFolders ?? []).map(({ uri }) => uri)).map(String).join('\n');
}
