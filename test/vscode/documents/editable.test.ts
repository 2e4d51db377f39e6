import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type EditableText, registerEditableDocuments } from '../../../src/host/documents/editableDocuments.ts';
import { closeEditors } from '../support/files.ts';

const scheme = 'agent-threads-editable-test';

/** One text that a test can look at, and make refuse. */
function keptText(first: string) {
  const kept = { text: first, refusal: undefined as string | undefined, savesByHand: 0 };
  const editable: EditableText = {
    read: () => Promise.resolve(kept.text),
    write(text) {
      if (kept.refusal !== undefined) return Promise.reject(new Error(kept.refusal));
      kept.text = text;
      return Promise.resolve();
    },
    saved() {
      kept.savesByHand++;
      return Promise.resolve();
    },
  };
  return { kept, editable };
}

async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const last = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await editor.edit((edit) => edit.replace(new vscode.Range(new vscode.Position(0, 0), last), text));
}

describe('a message in an editor', () => {
  const { kept, editable } = keptText('');
  let registration: vscode.Disposable;
  let autoSave: unknown;

  before(async () => {
    registration = registerEditableDocuments((uri) => (uri.path === '/none.md' ? undefined : editable), scheme);
    const settings = vscode.workspace.getConfiguration('files');
    autoSave = settings.inspect('autoSave')?.globalValue;
    await settings.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    const settings = vscode.workspace.getConfiguration('files');
    await settings.update('autoSave', autoSave, vscode.ConfigurationTarget.Global);
    registration.dispose();
  });

  beforeEach(() => {
    kept.text = 'Where is `add` used?';
    kept.refusal = undefined;
    kept.savesByHand = 0;
  });

  afterEach(closeEditors);

  async function open(name: string): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme, path: `/Edit message/${name}.md`, query: '{"messageId":"m"}' });
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  it('is Markdown, with the text that the service has', async () => {
    const { document } = await open('markdown');
    assert.equal(document.getText(), 'Where is `add` used?');
    assert.equal(document.languageId, 'markdown');
    assert.equal(document.isDirty, false);
  });

  it('is written back by Save, which says so once', async () => {
    const editor = await open('saved');
    await replaceAll(editor, 'Where is `sub` used?');
    assert.equal(kept.text, 'Where is `add` used?');
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.equal(kept.text, 'Where is `sub` used?');
    assert.equal(editor.document.isDirty, false);
    assert.equal(kept.savesByHand, 1);
  });

  it('stays in the editor, unsaved, if the service does not take it', async () => {
    const editor = await open('refused');
    kept.refusal = 'the service is away';
    await replaceAll(editor, 'Do not lose this');
    assert.equal(await editor.document.save(), false);
    assert.equal(editor.document.isDirty, true);
    assert.equal(editor.document.getText(), 'Do not lose this');
    assert.equal(kept.savesByHand, 0);
    kept.refusal = undefined;
    assert.equal(await editor.document.save(), true);
    assert.equal(kept.text, 'Do not lose this');
  });

  it('offers what follows a save also when there is nothing left to save', async () => {
    await open('again');
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.equal(kept.savesByHand, 1);
    assert.equal(kept.text, 'Where is `add` used?');
  });

  it('is not there if it was deleted', async () => {
    await assert.rejects(async () => {
      await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: '/none.md' }));
    });
  });
});
