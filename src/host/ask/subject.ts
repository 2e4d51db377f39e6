import path from 'node:path';
import * as vscode from 'vscode';
import { type Attachment, cellsOf, joinAttachments, selectionOf } from './attachment.ts';
import { attachFile } from './fileAttachment.ts';
import { Refusal } from './refusal.ts';

/** Nothing is selected, but there is a file that could be asked about as a whole. */
export class NothingSelected extends Refusal {
  readonly uri: vscode.Uri;

  constructor(uri: vscode.Uri) {
    super(`Nothing is selected in ${path.posix.basename(uri.path)}.`);
    this.uri = uri;
  }
}

/**
 * What is selected in the active editor (in a diff: on the side with the focus), or in the editor that shows `file`.
 * In a notebook whose cells are selected, those cells.
 *
 * @throws Refusal if there is no text editor, NothingSelected if its selections are empty
 */
export function selectedCode(file?: vscode.Uri): Attachment {
  const editor = editorOf(file);
  if (!editor) return selectedCells(file);
  const attachment = selectionOf(editor);
  if (attachment.snippets.length === 0) throw new NothingSelected(editor.document.uri);
  return attachment;
}

function editorOf(file: vscode.Uri | undefined): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (!file || active?.document.uri.toString() === file.toString()) return active;
  return vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === file.toString());
}

function selectedCells(file: vscode.Uri | undefined): Attachment {
  const editor = vscode.window.activeNotebookEditor;
  if (editor && (!file || editor.notebook.uri.toString() === file.toString())) {
    const attachment = cellsOf(editor.notebook, editor.selections);
    if (attachment.snippets.length > 0) return attachment;
    throw new NothingSelected(editor.notebook.uri);
  }
  const uri = file ?? activeFile();
  if (uri) throw new NothingSelected(uri);
  throw new Refusal('No text editor is active. Open a file and select the code to ask about.');
}

/** The files to ask about: those that a menu passed, else the active one, else what the person picks. */
export async function filesToAskAbout(passed: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  if (passed.length > 0) return passed;
  const active = activeFile();
  return active ? [active] : ((await vscode.window.showOpenDialog(pickFiles)) ?? []);
}

const pickFiles: vscode.OpenDialogOptions = { canSelectMany: true, openLabel: 'Ask About', title: 'Ask About File' };

/** @throws Refusal for the first file that cannot be sent */
export async function codeOfFiles(uris: readonly vscode.Uri[]): Promise<Attachment> {
  const attachments: Attachment[] = [];
  for (const uri of uris) attachments.push(await attachFile(uri));
  return joinAttachments(attachments);
}

/** The file of the active editor of any kind, custom editors and diffs included. */
function activeFile(): vscode.Uri | undefined {
  const text = vscode.window.activeTextEditor?.document.uri ?? vscode.window.activeNotebookEditor?.notebook.uri;
  if (text) return text.scheme === 'vscode-notebook-cell' ? vscode.window.activeNotebookEditor?.notebook.uri : text;
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputNotebook) return input.uri;
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  return undefined;
}
