import * as vscode from 'vscode';
import { type RunPanelIdentity, readRunPanelIdentity } from '../../model/runPanel.ts';
import type { Host } from '../host.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { type RunPanel, createRunPanel, runViewType, titlePrefix } from './runPanel.ts';

/** The runs' panels of this window, restored ones included. */
export interface RunPanels extends vscode.Disposable {
  /** Opens or reveals the panel of a run. */
  show(identity: RunPanelIdentity): void;
  /** The run whose panel has the focus. */
  readonly active: RunPanelIdentity | undefined;
}

/** Registers the serializer, so that panels come back after a reload of the window. */
export function createRunPanels(
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  extensionUri: vscode.Uri,
): RunPanels {
  let panels: readonly RunPanel[] = [];

  const serializer = vscode.window.registerWebviewPanelSerializer(runViewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const identity = readRunPanelIdentity(state);
      const known = identity && find(identity);
      if (known) {
        // VS Code brings a tab back when somebody looks at it; by then the run may have been opened anew.
        panel.dispose();
        known.panel.reveal();
        return;
      }
      if (identity) {
        adopt(panel, identity, false);
        return;
      }
      host.log.warn('run panel: closed, because there is no run to come back to');
      panel.dispose();
    },
  });

  function find(identity: RunPanelIdentity): RunPanel | undefined {
    return panels.find((each) => isSameRun(each.identity, identity));
  }

  function adopt(panel: vscode.WebviewPanel, identity: RunPanelIdentity, isAskedFor: boolean): void {
    const made = createRunPanel(panel, identity, host, {
      extensionUri,
      isAskedFor,
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
        known.show(identity);
        known.panel.reveal();
        return;
      }
      const title = titlePrefix + (titleOf(host, identity) ?? identity.threadId);
      const column = vscode.ViewColumn.Active;
      adopt(vscode.window.createWebviewPanel(runViewType, title, column), identity, true);
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

function isSameRun(a: RunPanelIdentity, b: RunPanelIdentity): boolean {
  return a.connectionId === b.connectionId && a.threadId === b.threadId && a.runId === b.runId;
}
