import * as vscode from 'vscode';
import { safeSegments } from '../workspaceFile.ts';
import { languageFile, suggestedName } from './languageFiles.ts';

/** How many names are tried where a file of the name is there already: `a.ts`, `a-2.ts` … */
const maxTries = 20;

/**
 * Opens a document with `code` that is not saved yet. Save proposes the file that the block names, else one named after
 * its first class or function, below the first workspace folder.
 */
export async function openNewFile(
  code: string,
  language: string,
  path: string | undefined,
  column: vscode.ViewColumn,
): Promise<void> {
  const text = code.endsWith('\n') ? code : `${code}\n`;
  const uri = await freePlace(path ?? suggestedName(code, language));
  const document = uri ? await openNamed(uri, text, language) : await openUnnamed(text, language);
  await vscode.window.showTextDocument(document, { viewColumn: column });
}

async function openUnnamed(content: string, language: string): Promise<vscode.TextDocument> {
  const id = await knownLanguage(language);
  return vscode.workspace.openTextDocument(id === undefined ? { content } : { content, language: id });
}

async function openNamed(uri: vscode.Uri, text: string, language: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  const id = document.languageId === 'plaintext' ? await knownLanguage(language) : undefined;
  return id === undefined ? document : vscode.languages.setTextDocumentLanguage(document, id);
}

async function knownLanguage(word: string): Promise<string | undefined> {
  const id = languageFile(word)?.id ?? word.toLowerCase();
  return (await vscode.languages.getLanguages()).includes(id) ? id : undefined;
}

/** An address of a document that is not saved and whose file would be below the workspace. */
async function freePlace(path: string): Promise<vscode.Uri | undefined> {
  const segments = safeSegments(path);
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!segments || !folder) return undefined;
  const file = vscode.Uri.joinPath(folder.uri, ...segments);
  for (let number = 1; number <= maxTries; number++) {
    const numbered = number === 1 ? file.path : file.path.replace(/(\.[^./]+)?$/, `-${number}$1`);
    const uri = file.with({ path: numbered });
    const unsaved = vscode.Uri.from({ scheme: 'untitled', path: numbered });
    const isOpen = vscode.workspace.textDocuments.some(
      (document) => document.uri.scheme === 'untitled' && document.uri.path === numbered,
    );
    if (!isOpen && !(await exists(uri))) return unsaved;
  }
  return undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
