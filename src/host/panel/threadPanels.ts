import * as vscode from 'vscode';
import type { PanelTarget } from '../../model/panel.ts';
import { systemClock } from '../../net/clock.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import { viewTypes } from '../viewTypes.ts';
import { isSameConversation, readPanelIdentity } from './panelIdentity.ts';
import type { LastEditor } from './lastEditor.ts';
import type { PanelRecord } from './panelRecord.ts';
import { createPanelReturn } from './panelReturn.ts';
import { type PanelHost, type ThreadPanel, createThreadPanel } from './threadPanel.ts';

export interface ShowOptions {
  /** Where a new panel goes; one that is there already stays where it is. Left out: to the other panels. */
  readonly column?: vscode.ViewColumn;
  /** Leaves the focus where it is. */
  readonly preserveFocus: boolean;
  readonly focus?: PanelTarget;
  readonly messageId?: string;
}

/** All panels of this window, restored ones included. */
export interface ThreadPanels extends vscode.Disposable {
  /** Opens or reveals the panel of a conversation. */
  show(key: ConversationKey, options: ShowOptions): ThreadPanel;
  /** Fills a panel that came back after a reload of the window, or closes it if it is not known what it showed. */
  restore(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
  /** The panel that has the focus, or had it last of those in view. */
  readonly active: ThreadPanel | undefined;
  find(key: ConversationKey): ThreadPanel | undefined;
  readonly all: readonly ThreadPanel[];
  close(key: ConversationKey): void;
}

/** Brings back at once what the window before this one had open. */
export function createThreadPanels(
  host: PanelHost & { readonly record: PanelRecord; readonly lastEditor: LastEditor },
): ThreadPanels {
  /** Most recently active first. */
  let panels: readonly ThreadPanel[] = [];
  const { lastEditor } = host;
  const panelReturn = createPanelReturn({
    record: host.record,
    tabTitles: restoredTitles,
    isOpen: (key) => find(key) !== undefined,
    open: (key) => open(key, { preserveFocus: true, column: vscode.ViewColumn.Beside }),
    setTimer: (delayMs, callback) => systemClock.setTimer(delayMs, callback),
  });
  // A key was set, an address corrected, or the settings arrived later than the panel that came back.
  const connectionsListener = host.session.onDidChangeConnections(() => {
    for (const { conversation } of panels) if (conversation.state().load === 'failed') void conversation.load();
  });

  function adopt(panel: vscode.WebviewPanel, conversation: Conversation): ThreadPanel {
    const viewState = panel.onDidChangeViewState(() => {
      if (panel.active) panels = [threadPanel, ...panels.filter((each) => each !== threadPanel)];
    });
    const threadPanel = createThreadPanel(panel, conversation, host, lastEditor, keepRecord, () => {
      viewState.dispose();
      panels = panels.filter((each) => each !== threadPanel);
      keepRecord();
    });
    panels = [threadPanel, ...panels];
    panelReturn.shown(conversation.key);
    keepRecord();
    return threadPanel;
  }

  function keepRecord(): void {
    const open = panels.map(({ conversation, panel }) => ({ key: conversation.key, title: panel.title }));
    void host.record.keep(open);
  }

  function find(key: ConversationKey): ThreadPanel | undefined {
    return panels.find((each) => isSameConversation(each.conversation.key, key));
  }

  function open(key: ConversationKey, { column, preserveFocus }: ShowOptions): ThreadPanel {
    const others = panels.find((each) => each.panel.visible)?.panel.viewColumn;
    const viewColumn = others ?? column ?? vscode.ViewColumn.Active;
    const conversation = host.session.conversation(key);
    const { title } = conversation.state();
    return adopt(
      vscode.window.createWebviewPanel(viewTypes.thread, title, { viewColumn, preserveFocus }),
      conversation,
    );
  }

  /** A panel stays in its column, unless it would cover the editor beside which it should be. */
  function columnFor({ panel }: ThreadPanel, { column }: ShowOptions): vscode.ViewColumn | undefined {
    const covers = !panel.visible && panel.viewColumn === vscode.window.activeTextEditor?.viewColumn;
    return covers ? column : undefined;
  }

  return {
    show(key, options) {
      const known = find(key);
      if (known) known.panel.reveal(columnFor(known, options), options.preserveFocus);
      const shown = known ?? open(key, options);
      if (options.focus) shown.focus(options.focus);
      if (options.messageId !== undefined) void shown.reveal(options.messageId);
      return shown;
    },
    async restore(panel, state) {
      let isClosed = false;
      panel.onDidDispose(() => {
        isClosed = true;
      });
      const key = readPanelIdentity(state) ?? (await panelReturn.claim(panel.title));
      if (isClosed) return;
      if (key && !find(key)) {
        adopt(panel, host.session.conversation(key));
        return;
      }
      host.log.warn(
        `panel: closed, because ${key ? 'its thread is open already' : 'it kept no conversation to come back to'}`,
      );
      panel.dispose();
    },
    get active() {
      return panels.find((each) => each.panel.active) ?? panels.find((each) => each.panel.visible);
    },
    find,
    get all() {
      return panels;
    },
    close(key) {
      find(key)?.dispose();
    },
    dispose() {
      connectionsListener.dispose();
      panelReturn.dispose();
      // The panels themselves stay: VS Code restores them with their state when the extension comes back.
    },
  };
}

function restoredTitles(): readonly string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs
    .filter(({ input }) => input instanceof vscode.TabInputWebview && isOurs(input.viewType))
    .map((tab) => tab.label);
}

/** VS Code puts a prefix of its own before the view type of a tab. */
function isOurs(viewType: string): boolean {
  return viewType === viewTypes.thread || viewType.endsWith(`-${viewTypes.thread}`);
}
