import * as vscode from 'vscode';
import { type Connection, isLocal } from '../../model/connection.ts';
import type { Commands } from '../command.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { pickOne } from '../quickInput.ts';
import { needsSignIn } from './serviceKinds.ts';
import { isRow } from '../threads/rows.ts';

/** The commands that add, remove and unlock services. */
export const connectionCommands: Commands = {
  async 'agentThreads.addConnection'(host) {
    const { addConnection } = await import('../later.ts');
    await addConnection(host);
  },
  async 'agentThreads.removeConnection'(host, argument) {
    const connection = await hostedConnection(host, 'Remove Connection', argument);
    if (connection) await removeConnection(host, connection);
  },
  async 'agentThreads.setApiKey'(host, argument) {
    const connection = await hostedConnection(host, 'Set API Key', argument);
    if (connection) await enter(host, connection);
  },
  async 'agentThreads.signIn'(host, argument) {
    const connection = await hostedConnection(host, 'Sign In', argument, needsSignIn);
    if (connection) await enter(host, connection);
  },
  async 'agentThreads.removeApiKey'(host, argument) {
    const connection = await hostedConnection(host, 'Remove API Key', argument);
    if (connection) await removeApiKey(host, connection);
  },
};

/** The connection that a menu or the argument names, else the one that the person picks. Never the local one. */
async function hostedConnection(
  host: Pick<Host, 'connections'>,
  title: string,
  argument: unknown,
  isWanted?: (connection: Connection) => boolean,
): Promise<Connection | undefined> {
  const hosted = host.connections.list().filter((each) => !isLocal(each) && (isWanted?.(each) ?? true));
  const id = isRow(argument) ? argument.connectionId : readTarget(argument).connection;
  if (id !== undefined) return hosted.find((each) => each.id === id);
  if (hosted.length === 0) {
    const add = 'Add Connection…';
    const chosen = await vscode.window.showInformationMessage(
      isWanted
        ? 'There is no connection that one signs in to.'
        : 'There is no connection but the local one, which needs no key and is always there.',
      add,
    );
    if (chosen === add) await vscode.commands.executeCommand('agentThreads.addConnection');
    return undefined;
  }
  // Where the command itself says which kind is meant, one candidate is no choice.
  if (isWanted && hosted.length === 1) return hosted[0];
  const answer = await pickOne({
    title,
    placeholder: 'Choose a connection',
    choices: hosted.map((each) => ({ label: each.name, description: new URL(each.url).host, value: each })),
  });
  return typeof answer === 'object' ? answer.value : undefined;
}

async function removeConnection(host: Host, { id, name }: Connection): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    `Remove the connection “${name}”?`,
    { modal: true, detail: 'Its key is removed from this machine. Its threads stay at the service.' },
    'Remove',
  );
  if (answer !== 'Remove') return;
  await host.connections.remove(id);
  await host.keys.remove(id);
}

/** With a key or by signing in, whichever the service wants: both commands lead to what helps. */
async function enter(host: Host, connection: Connection): Promise<void> {
  if (!needsSignIn(connection)) return setApiKey(host, connection);
  const { signIn } = await import('../later.ts');
  await signIn(host, connection);
}

async function setApiKey(host: Host, connection: Connection): Promise<void> {
  const { askApiKey } = await import('../later.ts');
  const answer = await askApiKey(`Set API Key of ${connection.name}`, connection.url, '', {
    canGoBack: false,
    isOptional: false,
  });
  if (typeof answer !== 'object') return;
  await host.keys.set(connection, answer.value);
  await host.session.threads(connection.id).refresh();
}

async function removeApiKey(host: Host, connection: Connection): Promise<void> {
  const { id, name } = connection;
  const what = needsSignIn(connection) ? 'sign-in' : 'API key';
  if ((await host.keys.get(id)) === undefined) {
    await vscode.window.showInformationMessage(`No ${what} is kept for ${name}.`);
    return;
  }
  const answer = await vscode.window.showWarningMessage(
    `Remove the ${what} of “${name}”?`,
    { modal: true, detail: 'It is removed from this machine. You are asked for it again when it is needed.' },
    'Remove',
  );
  if (answer !== 'Remove') return;
  await host.keys.remove(id);
  // What the service says without a key belongs into the view now, not at the next click.
  await host.session.threads(id).refresh();
}
