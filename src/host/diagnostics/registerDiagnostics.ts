import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import type { Host } from '../host.ts';

/** What was copied last, for the document that shows it. */
let lastCopied: { readonly id: string; readonly text: string } | undefined;

/** The command that puts a record of how the services behave on the clipboard. */
export function registerDiagnostics(host: Host, version: string): vscode.Disposable {
  return vscode.commands.registerCommand('agentThreads.copyDiagnostics', () => copyDiagnostics(host, version));
}

async function copyDiagnostics(host: Host, version: string): Promise<void> {
  const { readDiagnostics } = await import('../later.ts');
  const text = await readDiagnostics(host, version);
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
