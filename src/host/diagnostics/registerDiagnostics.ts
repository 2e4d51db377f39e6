import { randomUUID } from 'node:crypto';
import os from 'node:os';
import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import type { Host } from '../host.ts';
import { type ConnectionFacts, type ThreadFacts, diagnosticsText, remoteKind } from './diagnosticsText.ts';

/** What was copied last, for the document that shows it. */
let lastCopied: { readonly id: string; readonly text: string } | undefined;

/** The command that puts a record of how the services behave on the clipboard. */
export function registerDiagnostics(host: Host, version: string): vscode.Disposable {
  return vscode.commands.registerCommand('agentThreads.copyDiagnostics', () => copyDiagnostics(host, version));
}

async function copyDiagnostics(host: Host, version: string): Promise<void> {
  const text = diagnosticsText({
    versions: versionsOf(version),
    connections: await Promise.all(host.connections.list().map((each) => connectionFacts(host, each.id))),
    exchanges: host.exchanges.last(),
    threads: host.panels.all.map(({ conversation }): ThreadFacts => {
      const { messages, run } = conversation.state();
      return {
        connectionId: conversation.key.connectionId,
        messages: messages.length,
        unknownEvents: run?.state.unknownCount ?? 0,
        unknownParts: messages.flatMap(({ parts }) => parts).filter(({ type }) => type === 'unknown').length,
      };
    }),
  });
  await vscode.env.clipboard.writeText(text);
  const id = randomUUID();
  lastCopied = { id, text };
  const show = 'Show What Was Copied';
  const chosen = await vscode.window.showInformationMessage(
    'Diagnostics copied: shapes and statuses, without messages, keys or names.',
    show,
  );
  const uri = viewUri('Diagnostics.md', { view: 'diagnostics', id } as { view: string });
  if (chosen === show) await showView(uri, vscode.ViewColumn.Active);
}

/** Reads what was copied; it is gone with the window. */
export const diagnosticsView: ReadView = (query) => {
  const isLast = lastCopied !== undefined && stringOf(query, 'id') === lastCopied.id;
  return Promise.resolve(isLast && lastCopied ? lastCopied.text : 'Copy the diagnostics again to see them.\n');
};

async function connectionFacts(host: Host, connectionId: string): Promise<ConnectionFacts> {
  const connection = host.connections.find(connectionId) ?? { id: connectionId, name: '', kind: 'local', url: '' };
  const authorization = host.services.authorizationOf(connection);
  return {
    connection,
    hasKey: (await host.keys.get(connectionId)) !== undefined,
    ...(authorization === undefined ? {} : { authorization }),
  };
}

function versionsOf(version: string): Readonly<Record<string, string>> {
  return {
    'Agent Threads': version,
    'VS Code': vscode.version,
    product: vscode.env.appName,
    surface: vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
    remote: remoteKind(vscode.env.remoteName),
    node: process.versions.node,
    system: [os.platform(), /^[\d.]+/.exec(os.release())?.[0], os.arch()].join(' '),
  };
}
