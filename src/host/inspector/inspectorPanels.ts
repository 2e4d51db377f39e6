import * as vscode from 'vscode';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import { titleOf } from '../threads/threadTitle.ts';
import type { InspectorHost, InspectorKind } from './inspectorFrame.ts';

/** One webview panel that shows something of one thread. */
export interface InspectorPanel<Identity> {
  readonly panel: vscode.WebviewPanel;
  readonly identity: Identity;
  /** Another part of the same, as if the person had gone there. */
  show(identity: Identity): void;
}

/** The panels of one kind in this window, restored ones included. */
export interface InspectorPanels<Identity, Panel> {
  /** Fills a panel that came back after a reload of the window, or closes it if it kept nothing of itself. */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
  /** Opens or reveals a panel. */
  show(identity: Identity): void;
  find(identity: Identity): Panel | undefined;
  /** What the panel shows that has the focus. */
  readonly active: Identity | undefined;
}

export interface PanelOpening {
  /** False for a panel that came back after a reload: nobody asks for what costs something. */
  readonly isAskedFor: boolean;
  readonly onDidClose: () => void;
}

/** None yet. */
export function createInspectorPanels<Identity extends ThreadTarget, Panel extends InspectorPanel<Identity>>(
  host: InspectorHost,
  { name, viewType, titlePrefix, readIdentity, isSame }: InspectorKind<Identity>,
  create: (panel: vscode.WebviewPanel, identity: Identity, opening: PanelOpening) => Panel,
): InspectorPanels<Identity, Panel> {
  let panels: readonly Panel[] = [];

  function find(identity: Identity): Panel | undefined {
    return panels.find((each) => isSame(each.identity, identity));
  }

  function adopt(panel: vscode.WebviewPanel, identity: Identity, isAskedFor: boolean): void {
    const made = create(panel, identity, {
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
      adopt(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active), identity, true);
    },
    find,
    restore(panel, state) {
      const identity = readIdentity(state);
      const known = identity && find(identity);
      if (known) {
        // VS Code brings a tab back when somebody looks at it; by then the same may have been opened anew.
        panel.dispose();
        known.panel.reveal();
        return;
      }
      if (identity) {
        adopt(panel, identity, false);
        return;
      }
      host.log.warn(`${name} panel: closed, because it kept nothing to come back to`);
      panel.dispose();
    },
    get active() {
      return panels.find((each) => each.panel.active)?.identity;
    },
  };
}
