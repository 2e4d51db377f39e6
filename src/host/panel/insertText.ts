import * as vscode from 'vscode';

/** Remembers the text editor that was active last: while a panel has the focus, VS Code names none. */
export interface LastEditor extends vscode.Disposable {
  get(): vscode.TextEditor | undefined;
}

export function trackLastEditor(): LastEditor {
  let last = vscode.window.activeTextEditor;
  const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isForPeople(editor)) last = editor;
  });
  return {
    get() {
      const visible = vscode.window.visibleTextEditors;
      if (last && visible.includes(last)) return last;
      return visible.find((editor) => editor.document === last?.document) ?? visible.find(isForPeople);
    },
    dispose: () => listener.dispose(),
  };
}

/** Output and other logs are shown in text editors too, but nobody writes there. */
function isForPeople(editor: vscode.TextEditor): boolean {
  return !['output', 'debug', 'git', 'agent-threads-source'].includes(editor.document.uri.scheme);
}

/**
 * Inserts `text` at the cursor as one step that Undo takes back, without replacing what is selected (often the very
 * code that was asked about), and goes there.
 */
export async function insertAtCursor(text: string, editor: vscode.TextEditor | undefined): Promise<void> {
  if (!editor) {
    await vscode.window.showInformationMessage('Open a file and put the cursor where the code should go.');
    return;
  }
  const { document } = editor;
  const shown = await bringForward(editor);
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
async function bringForward(editor: vscode.TextEditor): Promise<vscode.TextEditor> {
  const { document, viewColumn } = editor;
  if (document.uri.scheme === 'vscode-notebook-cell') return editor;
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
