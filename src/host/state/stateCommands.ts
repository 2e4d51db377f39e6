import * as vscode from 'vscode';
import type { StateTab } from '../../model/statePanel.ts';
import type { Commands } from '../command.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { threadMeant } from '../threads/threadMeant.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import { openAddition } from './addToState.ts';

/** The commands that show a thread's state and its history, and add to it, where a service keeps such a thing. */
export const stateCommands: Commands = {
  'agentThreads.showState': (host, first) => show(host, first, 'Show State', 'state'),
  'agentThreads.showHistory': (host, first) => show(host, first, 'Show History', 'history'),
  async 'agentThreads.addToState'(host, first) {
    const thread = await threadFor(host, first, 'Add to State', 'updateState');
    if (thread) await openAddition(host, thread);
  },
};

async function show(host: Host, argument: unknown, title: string, tab: StateTab): Promise<void> {
  const thread = await threadFor(host, argument, title, tab === 'state' ? 'getState' : 'listCheckpoints');
  if (thread) host.statePanels.show({ ...thread, tab });
}

const cannot = {
  getState: 'keeps no state of a thread that could be shown',
  listCheckpoints: 'keeps no history of a thread',
  updateState: 'takes no additions to the state of a thread',
} as const;

/** The thread that is meant, unless its service has no such thing; then that is said. */
async function threadFor(
  host: Host,
  argument: unknown,
  title: string,
  method: keyof typeof cannot,
): Promise<ThreadTarget | undefined> {
  const thread = await threadMeant(host, argument, title, host.statePanels.active);
  if (!thread) return undefined;
  try {
    const { methods } = await host.session.capabilities(thread.connectionId);
    if (methods.has(method)) return thread;
  } catch (error) {
    await showFailure(host, error, 'find out what the service keeps', thread.connectionId);
    return undefined;
  }
  const name = host.connections.find(thread.connectionId)?.name ?? thread.connectionId;
  void vscode.window.showInformationMessage(`${name} ${cannot[method]}.`);
  return undefined;
}
