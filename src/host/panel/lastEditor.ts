import * as vscode from 'vscode';

/** Where inserted text goes: an editor in view, or one whose tab another tab covers, the panel's own perhaps. */
export type InsertTarget =
  { readonly editor: vscode.TextEditor } | { readonly uri: vscode.Uri; readonly viewColumn: vscode.ViewColumn };

/** Remembers the text editor that was active last: while a panel has the focus, VS Code names none. */
export interface LastEditor extends vscode.Disposable {
  get(): InsertTarget | undefined;
}

export function trackLastEditor(): LastEditor {
  let last = vscode.window.activeTextEditor;
  const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isForPeople(editor)) last = editor;
  });
  return {
    get() {
      const visible = vscode.window.visibleTextEditors;
      const shown =
        last && visible.includes(last) ? last : visible.find((editor) => editor.document === last?.document);
      if (shown) return { editor: shown };
      const covered = last && tabOf(last.document.uri);
      if (covered) return covered;
      const other = visible.find(isForPeople);
      return other && { editor: other };
    },
    dispose: () => listener.dispose(),
  };
}

function tabOf(uri: vscode.Uri): Extract<InsertTarget, { uri: vscode.Uri }> | undefined {
  for (const { tabs, viewColumn } of vscode.window.tabGroups.all) {
    if (tabs.some(({ input }) => input instanceof vscode.TabInputText && String(input.uri) === String(uri))) {
      return { uri, viewColumn };
    }
  }
  return undefined;
}

/** Output and other logs are shown in text editors too, but nobody writes there. */
function isForPeople(editor: vscode.TextEditor): boolean {
  return !['output', 'debug', 'git', 'agent-threads-source', 'agent-threads-view'].includes(editor.document.uri.scheme);
}
