import * as vscode from 'vscode';
import { stringOf } from '../model/parse.ts';
import { type ApiKeys, createApiKeys } from './connections/apiKeys.ts';
import { type ConnectionStore, createConnectionStore } from './connections/connectionStore.ts';
import { type Core, type Leave, createCore } from './core.ts';
import { type ExchangeLog, createExchangeLog } from './diagnostics/exchangeLog.ts';
import { type DocumentMemory, createDocumentMemory } from './documents/documentMemory.ts';
import { type LastEditor, trackLastEditor } from './panel/lastEditor.ts';
import { type TreeOutlet, createTreeOutlet } from './threads/treeOutlet.ts';

/** As many as a report needs; each is some hundred bytes to some kilobytes. */
const exchangesKept = 60;

/** What the features share. What is of {@link Core} is loaded and made when it is used for the first time. */
export interface Host extends Core {
  /** Of this extension. */
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly connections: ConnectionStore;
  readonly keys: ApiKeys;
  readonly exchanges: ExchangeLog;
  readonly documents: DocumentMemory;
  readonly lastEditor: LastEditor;
  readonly treeOutlet: TreeOutlet;
}

export interface MadeHost {
  readonly host: Host;
  /** Whether anything of the core was used, so that there is something to tell of changes. */
  readonly isInUse: () => boolean;
  /** For `deactivate`, which VS Code waits for; everything else is disposed with the extension. */
  readonly leave: Leave;
}

/** Makes it, once per activation. Nothing is sent, read or started. */
export function createHost(context: vscode.ExtensionContext): MadeHost {
  const version = stringOf(context.extension.packageJSON, 'version') ?? '';
  const log = vscode.window.createOutputChannel('Agent Threads', { log: true });
  log.info(`Agent Threads ${version}, VS Code ${vscode.version}`);
  const base: Omit<Host, keyof Core> = {
    version,
    log,
    connections: createConnectionStore(),
    keys: createApiKeys(context.secrets),
    exchanges: createExchangeLog(exchangesKept, Date.now),
    documents: createDocumentMemory(),
    lastEditor: trackLastEditor(),
    treeOutlet: createTreeOutlet(() => core().threads.tree),
  };
  let made: ReturnType<typeof createCore> | undefined;
  const core = (): Core => (made ??= createCore(context, base)).core;
  context.subscriptions.push(log, base.connections, base.keys, base.documents, base.lastEditor, base.treeOutlet);
  return {
    host: {
      ...base,
      get services() {
        return core().services;
      },
      get session() {
        return core().session;
      },
      get threads() {
        return core().threads;
      },
      get panels() {
        return core().panels;
      },
      get runPanels() {
        return core().runPanels;
      },
      get statePanels() {
        return core().statePanels;
      },
    },
    isInUse: () => made !== undefined,
    leave: async () => made?.leave(),
  };
}
