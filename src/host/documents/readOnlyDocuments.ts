import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { documentName } from './documentName.ts';
import { viewScheme } from './schemes.ts';

/** Reads the text of a view from what its address says; a rejection's message is shown in its place. */
export type ReadView = (query: unknown) => Promise<string>;

/**
 * The address of a read-only document. It says all that is needed to read the text again, so that a reload of the
 * window brings it back.
 *
 * @param name with its extension, which decides the language
 * @param query names the view in `view` and what it is of
 */
export function viewUri(name: string, query: { readonly view: string }): vscode.Uri {
  const dot = name.lastIndexOf('.');
  const base = documentName(dot > 0 ? name.slice(0, dot) : name) || 'View';
  const extension = dot > 0 ? name.slice(dot).replace(/[^.\w-]+/g, '') : '';
  return vscode.Uri.from({ scheme: viewScheme, path: `/${base}${extension}`, query: JSON.stringify(query) });
}

/** Shows a read-only document; one that is open already is read again. */
export async function showView(
  { documents }: Pick<Host, 'documents'>,
  uri: vscode.Uri,
  column: vscode.ViewColumn,
): Promise<void> {
  documents.refreshed.fire(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: column });
}
