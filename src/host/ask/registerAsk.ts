import * as vscode from 'vscode';
import { readTarget, readUris } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { askAboutFiles, askAboutSelection } from './askAbout.ts';

/** The commands that ask about code. */
export function registerAsk(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('agentThreads.askAboutSelection', (first: unknown) =>
      askAboutSelection(host, readTarget(first)),
    ),
    vscode.commands.registerCommand('agentThreads.askAboutFile', (first: unknown, second: unknown) =>
      askAboutFiles(host, readUris(first, second), readTarget(first)),
    ),
  );
}
