import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type CheckpointAction,
  type StateCommand,
  type StateHostMessage,
  type StatePanelIdentity,
  type StatePanelMessage,
  type StateTab,
  parseStatePanelMessage,
} from '../../model/statePanel.ts';
import { systemClock } from '../../net/clock.ts';
import { createDisposableStore } from '../../session/disposables.ts';
import type { Host } from '../host.ts';
import { panelHtml } from '../panel/panelHtml.ts';
import { runHostAction } from '../problems.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { forkFrom, runAgainFrom } from './checkpointActions.ts';
import { compareStates, showStateDocument } from './stateDocuments.ts';
import { createStateInspection } from './stateInspection.ts';

export const stateViewType = 'agentThreads.state';

export const stateTitlePrefix = 'State · ';

/** One webview panel that shows the state of one thread. */
export interface StatePanel extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly identity: StatePanelIdentity;
  /** Another tab, as if the person had gone there; what it shows is read again. */
  show(tab: StateTab): void;
  /** Reads again what is shown: something was added to the state. */
  reload(): Promise<void>;
}

export interface StatePanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly onDidClose: () => void;
}

/** Fills `panel` and keeps it filled until it is closed. */
export function createStatePanel(
  panel: vscode.WebviewPanel,
  first: StatePanelIdentity,
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  { extensionUri, onDidClose }: StatePanelOptions,
): StatePanel {
  const { webview } = panel;
  const { connectionId, threadId } = first;
  let identity = first;
  let isListening = false;
  const store = createDisposableStore((error) => host.log.error(`state panel: ${String(error)}`));
  const resource = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  /** Of a restored panel the title it had; the thread is not read yet. */
  let threadTitle =
    titleOf(host, first) ??
    (panel.title.startsWith(stateTitlePrefix) ? panel.title.slice(stateTitlePrefix.length) : threadId);
  const inspection = createStateInspection({
    session: host.session,
    identity,
    connectionName: () => host.connections.find(connectionId)?.name ?? connectionId,
    threadTitle: () => threadTitle,
    clock: systemClock,
    log: (line) => host.log.warn(line),
    onChange: post,
  });

  webview.options = { enableScripts: true, localResourceRoots: [resource('dist'), resource('media')] };
  panel.iconPath = { light: resource('media', 'thread-light.svg'), dark: resource('media', 'thread-dark.svg') };
  panel.title = stateTitlePrefix + threadTitle;

  store.add(inspection);
  store.add({ dispose: () => stopTitles?.dispose() });
  let stopTitles = followTitle();
  store.add(
    host.session.onDidChangeConnections(() => {
      stopTitles?.dispose();
      stopTitles = followTitle();
      // A key was set, an address corrected, or the settings arrived later than the panel that came back.
      if (inspection.facts().state.step === 'failed') void load();
    }),
  );
  store.add(
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = parseStatePanelMessage(raw);
      if (!message) host.log.warn('state panel: a message that is not in the protocol was ignored');
      else answer(message).catch((error: unknown) => host.log.error(`state panel: ${message.type}: ${String(error)}`));
    }),
  );
  store.add(
    panel.onDidChangeViewState(() => {
      // The document of a hidden panel is gone; it says that it is ready when it comes back.
      if (!panel.visible) isListening = false;
    }),
  );
  store.add(
    panel.onDidDispose(() => {
      store.dispose();
      onDidClose();
    }),
  );
  webview.html = panelHtml(identity, {
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(resource('dist', 'state.js')).toString(),
    styleUris: ['panel.css', 'inspector.css', 'state.css'].map((name) =>
      webview.asWebviewUri(resource('media', name)).toString(),
    ),
    nonce: randomBytes(16).toString('base64url'),
    title: 'State of a thread',
  });
  void load();

  function followTitle(): vscode.Disposable | undefined {
    if (!host.session.connections().some((each) => each.id === connectionId)) return undefined;
    const threads = host.session.threads(connectionId);
    if (threads.state().loadedAt === undefined) void threads.refresh();
    const subscription = threads.onDidChange(showTitle);
    return new vscode.Disposable(() => subscription.dispose());
  }

  function showTitle(): void {
    const title = titleOf(host, identity);
    if (title === undefined || title === threadTitle) return;
    threadTitle = title;
    panel.title = stateTitlePrefix + title;
    post();
  }

  async function load(): Promise<void> {
    await Promise.all([inspection.load(), identity.tab === 'history' ? inspection.readHistory() : undefined]);
  }

  function post(): void {
    if (isListening) send({ type: 'facts', facts: inspection.facts() });
  }

  function send(message: StateHostMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's method, not the window's
    webview.postMessage(message).then(undefined, (error: unknown) => host.log.error(`state panel: ${String(error)}`));
  }

  async function answer(message: StatePanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        isListening = true;
        send({ type: 'identity', identity });
        return post();
      case 'tab':
        identity = { ...identity, tab: message.tab };
        return message.tab === 'history' ? inspection.readHistory() : undefined;
      case 'command':
        return command(message.command);
      case 'checkpoint':
        return act(message.action, message.key);
      case 'compare': {
        const [older, newer] = message.keys.map((key) => inspection.find(key));
        if (older && newer) await compareStates(identity, older, newer);
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'act':
        await runHostAction(message.action, connectionId);
        return;
    }
  }

  async function command(name: StateCommand): Promise<void> {
    switch (name) {
      case 'refresh':
        return load();
      case 'showNewest':
        return inspection.show(undefined);
      case 'loadMore':
        return inspection.loadMore();
      case 'add':
        await vscode.commands.executeCommand('agentThreads.addToState', { connection: connectionId, thread: threadId });
        return;
      case 'openThread':
        host.panels.show({ connectionId, threadId }, { preserveFocus: false });
        return;
    }
  }

  async function act(action: CheckpointAction, key: string): Promise<void> {
    const found = inspection.find(key);
    if (!found) return;
    const { checkpointId } = found.state;
    switch (action) {
      case 'show':
        inspection.show(key);
        identity = { ...identity, tab: 'state' };
        return send({ type: 'identity', identity });
      case 'json':
        return showStateDocument(identity, found);
      case 'fork':
        if (checkpointId === undefined) return;
        return inspection.carryOut('Forking…', 'fork the thread', () =>
          forkFrom(host, identity, checkpointId, threadTitle),
        );
      case 'rerun':
        if (checkpointId === undefined) return;
        return inspection.carryOut('Starting a run…', 'run again from the checkpoint', () =>
          runAgainFrom(host, identity, checkpointId, found.name),
        );
    }
  }

  return {
    panel,
    get identity() {
      return identity;
    },
    show(tab) {
      identity = { ...identity, tab };
      if (isListening) send({ type: 'identity', identity });
      void load();
    },
    reload: load,
    dispose: () => panel.dispose(),
  };
}
