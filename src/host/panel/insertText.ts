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
