import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeReference } from '../../model/codeReference.ts';
import { optional, parseJson, stringOf } from '../../model/parse.ts';

/** Where a document's text is from, and what a person should know about it. */
export interface DocumentPlace {
  readonly reference: Omit<CodeReference, 'startLine' | 'endLine'>;
  /** Such as *unsaved changes*; shown with the question, not sent. */
  readonly note?: string;
}

/**
 * Names a document the way it may travel: relative to its workspace folder, or by its file name alone where it is
 * outside (an absolute path would tell a service about this machine).
 */
export function placeOf(document: vscode.TextDocument): DocumentPlace {
  const language = document.languageId;
  const cell = cellOf(document);
  if (cell) return { reference: { ...pathOf(cell.notebook.uri), language, cell: cell.index + 1 } };
  const { uri } = document;
  const older = olderVersionOf(uri);
  if (older) {
    return { reference: { ...pathOf(older.uri), language, revision: older.revision }, note: `from ${older.revision}` };
  }
  const reference = { ...pathOf(uri), language };
  if (document.isUntitled) return { reference, note: 'not saved yet' };
  return { reference, ...optional({ note: document.isDirty ? 'unsaved changes' : undefined }) };
}

/** The path of `uri` relative to its workspace folder with `/`, and the folder's name where there are several. */
export function pathOf(uri: vscode.Uri): Pick<CodeReference, 'path' | 'folder'> {
  const folder = uri.scheme === 'untitled' ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return { path: path.posix.basename(uri.path) || uri.scheme };
  const relative = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
  const isSeveral = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return { path: relative, ...optional({ folder: isSeveral ? folder.name : undefined }) };
}

/** The notebook cell that shows `document`; undefined for every other document. */
export function cellOf(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find((each) => each.document === document);
    if (cell) return cell;
  }
  return undefined;
}

/**
 * The file behind a document of the Git extension, whose `git:` addresses carry `{ path, ref }` as their query. An
 * empty ref is the index, `~` whatever the index or else HEAD has.
 */
function olderVersionOf(uri: vscode.Uri): { readonly uri: vscode.Uri; readonly revision: string } | undefined {
  if (uri.scheme !== 'git') return undefined;
  const query = parseJson(uri.query);
  const ref = stringOf(query, 'ref') ?? '';
  const isCommit = /^[0-9a-f]{40}$/.test(ref);
  const revision = ref === '' || ref === '~' ? 'index' : (isCommit ? ref.slice(0, 8) : ref).replace(/[\s,]+/g, '-');
  return { uri: vscode.Uri.file(stringOf(query, 'path') ?? uri.path), revision };
}
