import os from 'node:os';
import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { type ConnectionFacts, type ThreadFacts, diagnosticsText, remoteKind } from './diagnosticsText.ts';

/** A record of how the services behave, as Markdown: shapes and statuses, nothing that a person wrote or keeps secret. */
export async function readDiagnostics(host: Host, version: string): Promise<string> {
  return diagnosticsText({
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
}

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
