import * as vscode from 'vscode';
import type { InsertTarget } from './lastEditor.ts';

/**
 * Inserts `text` at the cursor as one step that Undo takes back, without replacing what is selected (often the very
 * code that was asked about), and goes there.
 */
export async function insertAtCursor(text: string, target: InsertTarget | undefined): Promise<void> {
  if (!target) {
    await vscode.window.showInformationMessage('Open a file and put the cursor where the code should go.');
    return;
  }
  const shown = await bringForward(target);
  const { document } = shown;
  const cursor = shown.selection.active;
  const isInserted = await shown.edit((edit) => edit.insert(cursor, text), {
    undoStopBefore: true,
    undoStopAfter: true,
  });
  if (!isInserted) {
    const name = vscode.workspace.asRelativePath(document.uri);
    await vscode.window.showWarningMessage(`${name} cannot be changed; nothing was inserted.`);
    return;
  }
  const end = endOf(text, cursor);
  shown.selection = new vscode.Selection(end, end);
  shown.revealRange(new vscode.Range(cursor, end));
}

/** A notebook's cell is in view already; shown as a document it would open a second time. */
async function bringForward(target: InsertTarget): Promise<vscode.TextEditor> {
  if ('uri' in target) return vscode.window.showTextDocument(target.uri, { viewColumn: target.viewColumn });
  const { document, viewColumn } = target.editor;
  if (document.uri.scheme === 'vscode-notebook-cell') return target.editor;
  return vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
}

/** Where `text` ends once it is inserted at `start`, whatever the document's line ends are. */
function endOf(text: string, start: vscode.Position): vscode.Position {
  const lines = text.split(/\r\n|\r|\n/);
  const lastLength = lines.at(-1)?.length ?? 0;
  return lines.length === 1
    ? start.translate(0, lastLength)
    : new vscode.Position(start.line + lines.length - 1, lastLength);
}
