import path from 'node:path';
import * as vscode from 'vscode';
import { type Attachment, cellsOf, wholeDocument } from './attachment.ts';
import { Refusal } from './refusal.ts';
import { refuseSize } from './size.ts';

/**
 * The text of a file as the editor has it if it is open there, else as it is on disk.
 *
 * @throws Refusal for folders, binary files, files that are too large and files that are not there
 */
export async function attachFile(uri: vscode.Uri): Promise<Attachment> {
  const notebook = vscode.workspace.notebookDocuments.find((each) => isPartOf(each, uri));
  if (notebook) return wholeNotebook(notebook);
  const open = vscode.workspace.textDocuments.find((each) => isSame(each.uri, uri));
  if (open) return wholeDocument(open);
  // Other schemes (git:, untitled:, a source of ours) have content providers instead of files.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined) await refuseWhatIsNoText(uri);
  if (uri.path.endsWith('.ipynb')) {
    const opened = await vscode.workspace.openNotebookDocument(uri).then(identity, () => undefined);
    if (opened) return wholeNotebook(opened);
  }
  try {
    return wholeDocument(await vscode.workspace.openTextDocument(uri));
  } catch (error) {
    throw new Refusal(`${nameOf(uri)} could not be opened as text.`, { cause: error });
  }
}

function wholeNotebook(notebook: vscode.NotebookDocument): Attachment {
  const attachment = cellsOf(notebook, [new vscode.NotebookRange(0, notebook.cellCount)]);
  if (attachment.snippets.length === 0) throw new Refusal(`${nameOf(notebook.uri)} has no cell with text.`);
  return attachment;
}

async function refuseWhatIsNoText(uri: vscode.Uri): Promise<void> {
  const stat = await statOf(uri);
  if (stat.type & vscode.FileType.Directory) {
    throw new Refusal(`${nameOf(uri)} is a folder. Choose one or more files to ask about.`);
  }
  refuseSize(stat.size, nameOf(uri));
  if (isBinary(await vscode.workspace.fs.readFile(uri))) {
    throw new Refusal(`${nameOf(uri)} is a binary file. Only text can be asked about.`);
  }
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    throw new Refusal(`${nameOf(uri)} is not there any more.`, { cause: error });
  }
}

/** The rule of Git and of VS Code: a zero byte near the start, unless a byte order mark says UTF-16. */
function isBinary(bytes: Uint8Array): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !isUtf16 && bytes.subarray(0, 8192).includes(0);
}

/** The notebook itself, or one of its cells: the menu of a cell's editor passes the cell. */
function isPartOf(notebook: vscode.NotebookDocument, uri: vscode.Uri): boolean {
  return isSame(notebook.uri, uri) || notebook.getCells().some((cell) => isSame(cell.document.uri, uri));
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}

function nameOf(uri: vscode.Uri): string {
  return path.posix.basename(uri.path);
}

function identity<T>(value: T): T {
  return value;
}
