import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import type { Commands } from '../command.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import type { Host } from '../host.ts';

/** The commands for whoever finds out what went wrong: the log, and a record of how the services behave. */
export const diagnosticsCommands: Commands = {
  'agentThreads.copyDiagnostics': copyDiagnostics,
  'agentThreads.showLog': ({ log }) => log.show(),
};

async function copyDiagnostics(host: Host): Promise<void> {
  const { readDiagnostics } = await import('../later.ts');
  const text = await readDiagnostics(host, host.version);
  await vscode.env.clipboard.writeText(text);
  const id = randomUUID();
  const { diagnostics } = host.documents;
  diagnostics.clear();
  diagnostics.set(id, text);
  const show = 'Show What Was Copied';
  const chosen = await vscode.window.showInformationMessage(
    'Diagnostics copied: shapes and statuses, without messages, keys or names.',
    show,
  );
  const uri = viewUri('Diagnostics.md', { view: 'diagnostics', id } as { view: string });
  if (chosen === show) await showView(host, uri, vscode.ViewColumn.Active);
}

/** Reads what was copied; it is gone with the window. */
export function diagnosticsView({ documents }: Pick<Host, 'documents'>): ReadView {
  return (query) => {
    const text = documents.diagnostics.get(stringOf(query, 'id') ?? '');
    return Promise.resolve(text ?? 'Copy the diagnostics again to see them.\n');
  };
}
