import * as vscode from 'vscode';

/**
 * The text of a file: as an open document has it, else as it is on disk. Undefined where it is larger than `maxBytes`
 * there, is no text, or is not there.
 */
export async function readFileText(uri: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => String(document.uri) === String(uri));
  if (open) return open.getText();
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > maxBytes) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
