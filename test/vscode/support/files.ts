import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

/** A file of the workspace that the tests run in, a copy of `test/fixtures/workspace`. */
export function workspaceFile(relativePath: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('The tests need a workspace folder.');
  return vscode.Uri.joinPath(folder.uri, relativePath);
}

/** Writes a file below the workspace folder and takes it away after the test. */
export async function writeFile(relativePath: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = workspaceFile(relativePath);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  return uri;
}

/** An empty folder outside the workspace. */
export function outsideFolder(): { readonly uri: vscode.Uri; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'outside-'));
  return { uri: vscode.Uri.file(folder), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Opens a file and selects; positions count from 0, each as line, character of start and end. */
export async function editorWith(
  uri: vscode.Uri,
  ...selections: readonly (readonly [number, number, number, number])[]
): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  if (selections.length > 0) editor.selections = selections.map((each) => new vscode.Selection(...each));
  return editor;
}

/** Closes every editor without saving and without being asked. */
export async function closeEditors(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  for (let left = tabs.length; left > 0; left--) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
