import * as vscode from 'vscode';
import { parseJson, stringOf } from '../../model/parse.ts';
import { documentName } from './documentName.ts';

export const viewScheme = 'agent-threads-view';

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
export async function showView(uri: vscode.Uri, column: vscode.ViewColumn): Promise<void> {
  refreshed.fire(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: column });
}

const refreshed = new vscode.EventEmitter<vscode.Uri>();

/** Reads such documents; `views` by the name that their address gives. */
export function registerReadOnlyDocuments(views: Readonly<Record<string, ReadView>>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(viewScheme, {
    onDidChange: refreshed.event,
    async provideTextDocumentContent(uri) {
      const query = parseJson(uri.query);
      const view = stringOf(query, 'view') ?? '';
      const read = Object.hasOwn(views, view) ? views[view] : undefined;
      if (!read) return 'This document is not known.\n';
      try {
        return await read(query);
      } catch (error) {
        return `${error instanceof Error ? error.message : String(error)}\n`;
      }
    },
  });
}
