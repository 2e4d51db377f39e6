import * as vscode from 'vscode';
import { type CodeReference, describeReference } from '../../model/codeReference.ts';
import { findWorkspaceFile } from './workspaceFile.ts';

const { One, Two, Three, Four, Five, Six, Seven, Eight, Nine } = vscode.ViewColumn;

const leftOf: Partial<Record<vscode.ViewColumn, vscode.ViewColumn>> = {
  [Two]: One,
  [Three]: Two,
  [Four]: Three,
  [Five]: Four,
  [Six]: Five,
  [Seven]: Six,
  [Eight]: Seven,
  [Nine]: Eight,
};

/** The group to the left of the panel; where there is none, the one to its right, whichever group has the focus. */
export function columnBeside(panelColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  if (panelColumn === undefined) return vscode.ViewColumn.Active;
  return leftOf[panelColumn] ?? vscode.ViewColumn.Two;
}

/**
 * Opens the file that `reference` names and selects its lines.
 *
 * @returns false if there is no such file in the workspace; nothing was said then
 */
export async function openReference(reference: CodeReference, column: vscode.ViewColumn): Promise<boolean> {
  const uri = await findWorkspaceFile(reference);
  if (!uri) return false;
  if (reference.cell !== undefined && (await openCell(uri, reference, column))) return true;
  const document = await vscode.workspace.openTextDocument(uri).then(
    (opened) => opened,
    () => undefined,
  );
  if (!document) {
    // No text: an image, a notebook without its extension. VS Code knows an editor for it, or says that it does not.
    await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: column });
    return true;
  }
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const selection = linesIn(document, reference);
  await vscode.window.showTextDocument(document, {
    viewColumn: visible?.viewColumn ?? column,
    ...(selection ? { selection } : {}),
  });
  if (selection && (reference.endLine ?? reference.startLine ?? 1) > document.lineCount) {
    void vscode.window.showInformationMessage(
      `${describeReference(reference)} is beyond the end: the file has ${document.lineCount} lines now.`,
    );
  }
  return true;
}

export async function sayMissing(reference: Pick<CodeReference, 'path' | 'folder'>): Promise<void> {
  const name = describeReference(reference);
  await vscode.window.showInformationMessage(`${name} is not in this workspace (any more).`);
}

async function openCell(uri: vscode.Uri, reference: CodeReference, column: vscode.ViewColumn): Promise<boolean> {
  const index = (reference.cell ?? 1) - 1;
  try {
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    if (index >= notebook.cellCount) return false;
    const range = new vscode.NotebookRange(index, index + 1);
    const editor = await vscode.window.showNotebookDocument(notebook, { viewColumn: column, selections: [range] });
    editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The whole lines, without the last line break; as near as possible where the document has become shorter. */
function linesIn(document: vscode.TextDocument, { startLine, endLine }: CodeReference): vscode.Range | undefined {
  if (startLine === undefined) return undefined;
  const last = document.lineCount - 1;
  const end = Math.min((endLine ?? startLine) - 1, last);
  const start = Math.min(startLine - 1, last);
  return new vscode.Range(start, 0, end, document.lineAt(end).text.length);
}
