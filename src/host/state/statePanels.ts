import * as vscode from 'vscode';
import { type StatePanelIdentity, readStatePanelIdentity } from '../../model/statePanel.ts';
import type { Host } from '../host.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { type StatePanel, createStatePanel, stateTitlePrefix, stateViewType } from './statePanel.ts';

/** The panels of this window that show a thread's state, restored ones included. */
export interface StatePanels extends vscode.Disposable {
  /** Opens or reveals the panel of a thread. */
  show(identity: StatePanelIdentity): void;
  /** Reads again what the panel of a thread shows, if there is one. */
  reload(identity: Pick<StatePanelIdentity, 'connectionId' | 'threadId'>): void;
  /** The thread whose panel has the focus. */
  readonly active: StatePanelIdentity | undefined;
}

/** Registers the serializer, so that panels come back after a reload of the window. */
export function createStatePanels(
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  extensionUri: vscode.Uri,
): StatePanels {
  let panels: readonly StatePanel[] = [];

  const serializer = vscode.window.registerWebviewPanelSerializer(stateViewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const identity = readStatePanelIdentity(state);
      const known = identity && find(identity);
      if (known) {
        // VS Code brings a tab back when somebody looks at it; by then the state may have been opened anew.
        panel.dispose();
        known.panel.reveal();
        return;
      }
      if (identity) {
        adopt(panel, identity);
        return;
      }
      host.log.warn('state panel: closed, because there is no thread to come back to');
      panel.dispose();
    },
  });

  function find({
    connectionId,
    threadId,
  }: Pick<StatePanelIdentity, 'connectionId' | 'threadId'>): StatePanel | undefined {
    return panels.find(({ identity }) => identity.connectionId === connectionId && identity.threadId === threadId);
  }

  function adopt(panel: vscode.WebviewPanel, identity: StatePanelIdentity): void {
    const made = createStatePanel(panel, identity, host, {
      extensionUri,
      onDidClose() {
        panels = panels.filter((each) => each !== made);
      },
    });
    panels = [made, ...panels];
  }

  return {
    show(identity) {
      const known = find(identity);
      if (known) {
        known.show(identity.tab);
        known.panel.reveal();
        return;
      }
      const title = stateTitlePrefix + (titleOf(host, identity) ?? identity.threadId);
      adopt(vscode.window.createWebviewPanel(stateViewType, title, vscode.ViewColumn.Active), identity);
    },
    reload(identity) {
      void find(identity)?.reload();
    },
    get active() {
      return panels.find((each) => each.panel.active)?.identity;
    },
    dispose() {
      // The panels themselves stay: VS Code restores them with their state when the extension comes back.
      serializer.dispose();
    },
  };
}
