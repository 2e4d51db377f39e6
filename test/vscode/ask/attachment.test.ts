import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { cellsOf, describeAttachment, selectionOf, wholeDocument } from '../../../src/host/ask/attachment.ts';
import { placeOf } from '../../../src/host/ask/documentPlace.ts';
import { closeEditors, editorWith, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';

describe('what goes with a question', () => {
  afterEach(closeEditors);

  it('is exactly the selected text with its place, by lines that count from 1', async () => {
    const editor = await editorWith(workspaceFile('src/money.ts'), [0, 0, 3, 0]);
    const { snippets, notes } = selectionOf(editor);
    assert.deepEqual(snippets, [
      {
        reference: { path: 'src/money.ts', startLine: 1, endLine: 3, language: 'typescript' },
        code: editor.document.getText(new vscode.Range(0, 0, 3, 0)),
      },
    ]);
    assert.deepEqual(notes, []);
  });

  it('is the part of a line that was selected, nothing around it', async () => {
    const editor = await editorWith(workspaceFile('src/money.ts'), [0, 3, 0, 9]);
    const [snippet] = selectionOf(editor).snippets;
    assert.equal(snippet?.code, editor.document.lineAt(0).text.slice(3, 9));
    assert.deepEqual([snippet.reference.startLine, snippet.reference.endLine], [1, 1]);
  });

  it('is every selection in document order', async () => {
    const editor = await editorWith(workspaceFile('src/ledger.ts'), [9, 0, 11, 0], [1, 0, 2, 0], [4, 0, 4, 0]);
    const { snippets } = selectionOf(editor);
    assert.deepEqual(
      snippets.map(({ reference }) => [reference.startLine, reference.endLine]),
      [
        [2, 2],
        [10, 11],
      ],
    );
    assert.equal(describeAttachment({ snippets, notes: [] }), 'src/ledger.ts:2 and 1 more');
  });

  it('is nothing where nothing is selected', async () => {
    const editor = await editorWith(workspaceFile('src/money.ts'), [2, 1, 2, 1]);
    assert.deepEqual(selectionOf(editor).snippets, []);
  });

  it('has line feeds only, whatever the file has', async () => {
    const uri = await writeFile('src/crlf.txt', 'one\r\ntwo\r\nthree\r\n');
    const editor = await editorWith(uri, [0, 0, 2, 0]);
    assert.equal(selectionOf(editor).snippets[0]?.code, 'one\ntwo\n');
    await vscode.workspace.fs.delete(uri);
  });

  it('is what the editor has, not what is on disk, and says so', async () => {
    const editor = await editorWith(workspaceFile('src/money.ts'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// new first line\n'));
    editor.selections = [new vscode.Selection(0, 0, 1, 0)];
    const attachment = selectionOf(editor);
    assert.equal(attachment.snippets[0]?.code, '// new first line\n');
    assert.equal(describeAttachment(attachment), 'src/money.ts:1 (unsaved changes)');
  });

  it('can be a document that was never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: 'x = 1\ny = 2\n' });
    const { snippets, notes } = wholeDocument(document);
    assert.match(snippets[0]?.reference.path ?? '', /^Untitled-\d+$/);
    assert.deepEqual(
      { ...snippets[0]?.reference, path: '' },
      { path: '', language: 'python', startLine: 1, endLine: 2 },
    );
    assert.deepEqual(notes, ['not saved yet']);
    await vscode.window.showTextDocument(document);
  });

  it('names a file outside the workspace by its name alone', async () => {
    const outside = outsideFolder();
    const uri = vscode.Uri.joinPath(outside.uri, 'notes.md');
    await vscode.workspace.fs.writeFile(uri, Buffer.from('# Notes\n'));
    const { snippets } = wholeDocument(await vscode.workspace.openTextDocument(uri));
    assert.equal(snippets[0]?.reference.path, 'notes.md');
    outside.remove();
  });

  it('of the left side of a diff names the file and the version it is from', () => {
    const file = workspaceFile('src/money.ts');
    const sideOf = (ref: string): vscode.TextDocument =>
      ({
        uri: file.with({ scheme: 'git', query: JSON.stringify({ path: file.fsPath, ref }) }),
        languageId: 'typescript',
        isUntitled: false,
        isDirty: false,
      }) as vscode.TextDocument;
    assert.deepEqual(placeOf(sideOf('HEAD')), {
      reference: { path: 'src/money.ts', language: 'typescript', revision: 'HEAD' },
      note: 'from HEAD',
    });
    assert.equal(placeOf(sideOf('~')).reference.revision, 'index');
    assert.equal(placeOf(sideOf('0123456789abcdef0123456789abcdef01234567')).reference.revision, '01234567');
  });

  it('in a diff is what is selected on the side that has the focus', async () => {
    const left = workspaceFile('src/money.ts');
    const right = workspaceFile('src/report.ts');
    await vscode.commands.executeCommand('vscode.diff', left, right, 'Diff');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.toString(), right.toString());
    editor.selections = [new vscode.Selection(0, 0, 1, 0)];
    assert.equal(describeAttachment(selectionOf(editor)), 'src/report.ts:1');
  });
});

describe("a notebook's cells", () => {
  afterEach(closeEditors);

  async function openNotebook(): Promise<vscode.NotebookDocument> {
    const cell = (source: string[], kind = 'code'): object => ({
      cell_type: kind,
      metadata: {},
      source,
      ...(kind === 'code' ? { outputs: [], execution_count: null } : {}),
    });
    const content = {
      cells: [cell(['# Title'], 'markdown'), cell(['x = 1\n', 'y = 2']), cell([]), cell(['print(x)'])],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    const uri = await writeFile('analysis.ipynb', JSON.stringify(content));
    return vscode.workspace.openNotebookDocument(uri);
  }

  it('travel with their numbers, those without text left out', async () => {
    const notebook = await openNotebook();
    const { snippets } = cellsOf(notebook, [new vscode.NotebookRange(1, 4)]);
    assert.deepEqual(
      snippets.map(({ reference, code }) => [
        reference.path,
        reference.cell,
        reference.startLine,
        reference.endLine,
        code,
      ]),
      [
        ['analysis.ipynb', 2, 1, 2, 'x = 1\ny = 2'],
        ['analysis.ipynb', 4, 1, 1, 'print(x)'],
      ],
    );
    await vscode.workspace.fs.delete(notebook.uri);
  });

  it("give a selection inside one the notebook's path and the cell's number", async () => {
    const notebook = await openNotebook();
    await vscode.window.showNotebookDocument(notebook);
    const document = notebook.cellAt(1).document;
    const attachment = selectionOf({ document, selections: [new vscode.Selection(1, 0, 1, 5)] });
    assert.equal(describeAttachment(attachment), 'analysis.ipynb (cell 2):2');
    assert.equal(attachment.snippets[0]?.code, 'y = 2');
    await vscode.workspace.fs.delete(notebook.uri);
  });
});
