import * as vscode from 'vscode';
import { openEditable, readSourceDocument, readView, sourceLenses } from '../commands.ts';
import type { Host } from '../host.ts';
import { registerEditableDocuments } from './editableDocuments.ts';
import { sourceScheme, viewScheme } from './schemes.ts';

/**
 * The documents that features open in editors: those that are edited and saved, and those that are only read. How each is
 * read is loaded with the first one.
 */
export function registerDocuments(host: Host): vscode.Disposable {
  const { refreshed, onDidShowSource, shownSources } = host.documents;
  return vscode.Disposable.from(
    registerEditableDocuments((uri) => openEditable(host, uri)),
    vscode.workspace.registerTextDocumentContentProvider(viewScheme, {
      onDidChange: refreshed.event,
      provideTextDocumentContent: (uri) => readView(host, uri),
    }),
    vscode.workspace.registerTextDocumentContentProvider(sourceScheme, {
      provideTextDocumentContent: (uri) => readSourceDocument(host, uri),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: sourceScheme },
      {
        onDidChangeCodeLenses: onDidShowSource.event,
        provideCodeLenses: ({ uri }) => sourceLenses(host, uri),
      },
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void shownSources.delete(String(uri))),
  );
}
