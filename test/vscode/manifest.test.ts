import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the manifest and the running extension', () => {
  const extension = vscode.extensions.getExtension('agent-threads.agent-threads');

  it('agree on the commands in both directions', async () => {
    await extension?.activate();
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const named = manifest.contributes.commands.map(({ command }) => command);
    const all = await vscode.commands.getCommands(true);
    const registered = all.filter((command) => command.startsWith('agentThreads.') && !isMadeByVsCode(command));
    assert.deepEqual(new Set(registered), new Set(named));
  });

  /** VS Code makes commands of its own for every view. */
  function isMadeByVsCode(command: string): boolean {
    return command.startsWith('agentThreads.threads.');
  }

  it('agree that workspaces have no say in connections', () => {
    const found = vscode.workspace.getConfiguration('agentThreads').inspect('connections');
    assert.deepEqual(found?.defaultValue, []);
    assert.equal(found?.workspaceValue, undefined);
  });
});
