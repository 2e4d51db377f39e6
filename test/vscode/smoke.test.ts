import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in VS Code', () => {
  it('is found and activates', async () => {
    const extension = vscode.extensions.getExtension('agent-threads.agent-threads');
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('offers every command its manifest names', async () => {
    const manifest = vscode.extensions.getExtension('agent-threads.agent-threads')?.packageJSON;
    const named: string[] = manifest.contributes.commands.map((each: { command: string }) => each.command);
    const offered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      named.filter((command) => !offered.has(command)),
      [],
    );
  });
});
