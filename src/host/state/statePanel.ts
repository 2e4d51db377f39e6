import * as vscode from 'vscode';
import {
  type CheckpointAction,
  type StateCommand,
  type StateHostMessage,
  type StatePanelIdentity,
  type StatePanelMessage,
  parseStatePanelMessage,
} from '../../model/statePanel.ts';
import { systemClock } from '../../net/clock.ts';
import { type InspectorHost, type Ready, createInspectorFrame } from '../inspector/inspectorFrame.ts';
import type { InspectorPanel, InspectorPanels, PanelOpening } from '../inspector/inspectorPanels.ts';
import { runHostAction } from '../problems.ts';
import { forkFrom, runAgainFrom } from './checkpointActions.ts';
import { compareStates, showStateDocument } from './stateDocuments.ts';
import { type StateInspection, createStateInspection } from './stateInspection.ts';
import { stateKind } from './stateKind.ts';

/** One webview panel that shows the state of one thread. */
export interface StatePanel extends InspectorPanel<StatePanelIdentity> {
  /** Reads again what is shown: something was added to the state. */
  reload(): Promise<void>;
}

export type StatePanels = InspectorPanels<StatePanelIdentity, StatePanel>;

export interface StatePanelOptions extends Pick<PanelOpening, 'onDidClose'> {
  readonly extensionUri: vscode.Uri;
}

/** Fills `panel` and keeps it filled until it is closed. */
export function createStatePanel(
  panel: vscode.WebviewPanel,
  first: StatePanelIdentity,
  host: InspectorHost,
  { extensionUri, onDidClose }: StatePanelOptions,
): StatePanel {
  const { connectionId, threadId } = first;
  let identity = first;
  const frame = createInspectorFrame<StatePanelIdentity, Exclude<StatePanelMessage, Ready>, StateHostMessage>(
    panel,
    host,
    {
      kind: stateKind,
      extensionUri,
      identity: first,
      parse: parseStatePanelMessage,
      answer,
      onListening() {
        frame.send(() => ({ type: 'identity', identity }));
        post();
      },
      onTitle: post,
      onConnections() {
        if (inspection.facts().state.step === 'failed') void load();
      },
      onDidClose,
    },
  );
  const inspection: StateInspection = createStateInspection({
    session: host.session,
    identity,
    connectionName: () => host.connections.find(connectionId)?.name ?? connectionId,
    threadTitle: () => frame.threadTitle(),
    clock: systemClock,
    log: (line) => host.log.warn(line),
    onChange: post,
  });
  frame.store.add(inspection);
  void load();

  async function load(): Promise<void> {
    await Promise.all([inspection.load(), identity.tab === 'history' ? inspection.readHistory() : undefined]);
  }

  function post(): void {
    frame.send(() => ({ type: 'facts', facts: inspection.facts() }));
  }

  async function answer(message: Exclude<StatePanelMessage, Ready>): Promise<void> {
    switch (message.type) {
      case 'tab':
        identity = { ...identity, tab: message.tab };
        return message.tab === 'history' ? inspection.readHistory() : undefined;
      case 'command':
        return command(message.command);
      case 'checkpoint':
        return act(message.action, message.key);
      case 'compare': {
        const [older, newer] = message.keys.map((key) => inspection.find(key));
        if (older && newer) await compareStates(host, identity, older, newer);
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
    const { checkpointId, name } = found.checkpoint;
    switch (action) {
      case 'show':
        inspection.show(key);
        identity = { ...identity, tab: 'state' };
        return frame.send(() => ({ type: 'identity', identity }));
      case 'json':
        return showStateDocument(host, identity, found);
      case 'fork':
        if (checkpointId === undefined) return;
        return inspection.carryOut('Forking…', 'fork the thread', () =>
          forkFrom(host, identity, checkpointId, frame.threadTitle()),
        );
      case 'rerun':
        if (checkpointId === undefined) return;
        return inspection.carryOut('Starting a run…', 'run again from the checkpoint', () =>
          runAgainFrom(host, identity, checkpointId, name),
        );
    }
  }

  return {
    panel,
    get identity() {
      return identity;
    },
    show({ tab }) {
      identity = { ...identity, tab };
      frame.send(() => ({ type: 'identity', identity }));
      void load();
    },
    reload: load,
  };
}
