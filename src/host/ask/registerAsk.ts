import * as vscode from 'vscode';
import { readTarget, readUris } from '../commandArguments.ts';
import type { Host } from '../host.ts';

/** The commands that ask about code. */
export function registerAsk(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('agentThreads.askAboutSelection', async (first: unknown) => {
      const { askAboutSelection } = await import('../later.ts');
      await askAboutSelection(host, readTarget(first));
    }),
    vscode.commands.registerCommand('agentThreads.addSelectionToMessage', async (first: unknown) => {
      const { addSelectionToMessage } = await import('../later.ts');
      await addSelectionToMessage(host, readTarget(first));
    }),
    vscode.commands.registerCommand('agentThreads.askAboutFile', async (first: unknown, second: unknown) => {
      const { askAboutFiles } = await import('../later.ts');
      await askAboutFiles(host, readUris(first, second), readTarget(first));
    }),
  );
}
