import assert from 'node:assert/strict';
import { symlinkSync, unlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { insertAtCursor } from '../../../src/host/panel/insertText.ts';
import { readLink } from '../../../src/host/panel/openLink.ts';
import { columnBeside, openReference } from '../../../src/host/panel/openReference.ts';
import { findWorkspaceFile } from '../../../src/host/panel/workspaceFile.ts';
import { closeEditors, editorWith, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';

describe('a file that an answer names', () => {
  afterEach(closeEditors);

  it('is found below the workspace folder', async () => {
    const found = await findWorkspaceFile({ path: 'src/money.ts' });
    assert.equal(found?.toString(), workspaceFile('src/money.ts').toString());
    assert.equal((await findWorkspaceFile({ path: './src\\money.ts' }))?.toString(), found?.toString());
  });

  it('is found under the name of its folder, as answers in workspaces with several write it', async () => {
    const name = vscode.workspace.workspaceFolders?.[0]?.name ?? '';
    assert.ok(await findWorkspaceFile({ path: `${name}/src/money.ts` }));
    assert.ok(await findWorkspaceFile({ path: 'src/money.ts', folder: name }));
  });

  it('is never outside of the workspace, however it is spelled', async () => {
    const outside = outsideFolder();
    const secret = vscode.Uri.joinPath(outside.uri, 'secret.txt');
    await vscode.workspace.fs.writeFile(secret, Buffer.from('secret'));
    const link = workspaceFile('src/link').fsPath;
    symlinkSync(outside.uri.fsPath, link);
    const up = '../'.repeat(20);
    for (const path of [
      secret.fsPath,
      `${up}${secret.fsPath.slice(1)}`,
      `src/${up}etc/passwd`,
      'src/link/secret.txt',
      `file://${secret.fsPath}`,
      'C:\\Windows\\win.ini',
      '\\\\server\\share\\file',
      'src/money.ts\0.txt',
      '',
      '.',
    ]) {
      assert.equal(await findWorkspaceFile({ path }), undefined, path);
    }
    unlinkSync(link);
    outside.remove();
  });

  it('is not found if it is a folder or missing', async () => {
    assert.equal(await findWorkspaceFile({ path: 'src' }), undefined);
    assert.equal(await findWorkspaceFile({ path: 'src/none.ts' }), undefined);
  });

  it('is opened with its lines selected', async () => {
    assert.ok(await openReference({ path: 'src/ledger.ts', startLine: 3, endLine: 8 }, vscode.ViewColumn.One));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const length = editor.document.lineAt(7).text.length;
    assert.ok(editor.selection.isEqual(new vscode.Range(2, 0, 7, length)));
  });

  it('is opened at its end if it has become shorter', async () => {
    assert.ok(await openReference({ path: 'src/report.ts', startLine: 4000, endLine: 4010 }, vscode.ViewColumn.One));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.selection.start.line, editor && editor.document.lineCount - 1);
  });

  it('is opened where it is in sight already, else to the left of the panel', async () => {
    await editorWith(workspaceFile('src/money.ts'));
    assert.ok(await openReference({ path: 'src/money.ts', startLine: 2 }, vscode.ViewColumn.Beside));
    assert.equal(vscode.window.visibleTextEditors.length, 1);
    assert.equal(columnBeside(vscode.ViewColumn.Two), vscode.ViewColumn.One);
    assert.equal(columnBeside(vscode.ViewColumn.One), vscode.ViewColumn.Two);
  });
});

describe('code from an answer', () => {
  afterEach(closeEditors);

  it('is inserted at the cursor in one step, and Undo takes it back', async () => {
    const uri = await writeFile('src/insert.txt', 'ab');
    const editor = await editorWith(uri, [0, 1, 0, 1]);
    await insertAtCursor('1\n2', { editor });
    assert.equal(editor.document.getText(), 'a1\n2b');
    assert.ok(editor.selection.isEqual(new vscode.Selection(1, 1, 1, 1)));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'ab');
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });

  it('replaces nothing that is selected', async () => {
    const uri = await writeFile('src/selected.txt', 'keep me');
    const editor = await editorWith(uri, [0, 0, 0, 4]);
    await insertAtCursor('!', { editor });
    assert.equal(editor.document.getText(), 'keep! me');
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });
});

describe('a link in an answer', () => {
  it('may lead to the web or to a mail address', () => {
    assert.equal(readLink('https://example.com/a?b=c'), 'https://example.com/a?b=c');
    assert.equal(readLink('mailto:someone@example.com'), 'mailto:someone@example.com');
  });
  it('shows where it really leads', () => {
    assert.equal(readLink('https://аpple.com/'), 'https://xn--pple-43d.com/');
  });
  it('may not run anything here', () => {
    for (const text of [
      'command:workbench.action.quit',
      'javascript:alert(1)',
      'vscode://agent-threads.agent-threads/x',
      'file:///etc/passwd',
      'data:text/html,x',
      'vscode-webview://x',
      'https://user:secret@example.com',
      'no link',
    ]) {
      assert.equal(readLink(text), undefined, text);
    }
  });
});
