import * as vscode from 'vscode';
import { describeReference } from '../../../model/codeReference.ts';
import type { Snippet } from '../../../model/prompt.ts';
import { sayMissing } from '../openReference.ts';
import { locateAsked, whyNotFound } from './locateAsked.ts';
import { openAsked, whyNotWritable } from './targetFile.ts';

/**
 * Puts `code` in the place of the code that was asked about, as one step that Undo takes back, and selects it. Nothing
 * is written unless that very text is still there.
 */
export async function replaceAsked(code: string, asked: Snippet, column: vscode.ViewColumn): Promise<void> {
  const { reference } = asked;
  const reason = whyNotWritable(reference);
  if (reason !== undefined) return warn(reason);
  const document = await openAsked(reference);
  if (!document) return sayMissing(reference);
  const text = document.getText().replaceAll('\r\n', '\n');
  const place = locateAsked(text, asked);
  if (typeof place === 'string') return warn(whyNotFound(place, reference));
  const editor = await showForEditing(document, column);
  const start = positionAt(text, place.start);
  const isReplaced = await editor.edit(
    (edit) => edit.replace(new vscode.Range(start, positionAt(text, place.end)), code),
    { undoStopBefore: true, undoStopAfter: true },
  );
  if (!isReplaced) return warn(`${describeReference(reference)} cannot be changed; nothing was replaced.`);
  const range = new vscode.Range(start, endOf(code, start));
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function warn(message: string): Promise<void> {
  await vscode.window.showWarningMessage(message);
}

/** Shows a document where it is in sight already, a notebook's cell in its notebook. */
async function showForEditing(document: vscode.TextDocument, column: vscode.ViewColumn): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (visible && document.uri.scheme === 'vscode-notebook-cell') return visible;
  return vscode.window.showTextDocument(document, { viewColumn: visible?.viewColumn ?? column });
}

function positionAt(text: string, offset: number): vscode.Position {
  return endOf(text.slice(0, offset), new vscode.Position(0, 0));
}

/** Where a text ends that begins at `start`. */
function endOf(text: string, start: vscode.Position): vscode.Position {
  const lines = text.split('\n');
  const length = lines.at(-1)?.length ?? 0;
  return lines.length === 1 ? start.translate(0, length) : new vscode.Position(start.line + lines.length - 1, length);
}
