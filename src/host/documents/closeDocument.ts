import * as vscode from 'vscode';

/** Closes the tabs of a document that is saved. */
export async function closeDocument(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input, isDirty }) => !isDirty && input instanceof vscode.TabInputText && String(input.uri) === String(uri),
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
