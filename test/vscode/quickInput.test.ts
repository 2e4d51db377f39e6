import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pickOne } from '../../src/host/quickInput.ts';

describe('a pick', () => {
  it('stays open when something else takes the focus as it opens, and can be accepted then', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'text' }));
    const choices = [{ label: 'One', value: 1 }];
    const picked = pickOne({ title: 'Choose', placeholder: 'One of them', choices });
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.deepEqual(await picked, { value: 1 });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
