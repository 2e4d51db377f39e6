import * as vscode from 'vscode';
import { isPlainCommand, shellCommands } from './consoleText.ts';

const terminalName = 'Agent Threads';

/** Longer lines are no commands that a person reads before running them. */
const maxCommandLength = 4_000;

/**
 * Puts a command at the prompt of a terminal of ours, where the person reads it and presses Enter or does not. Nothing
 * is run by this: a terminal runs every line that ends, so of several commands one is chosen (or all of them, joined in
 * one line), and lines that only make sense together open as a document.
 */
export async function offerInTerminal(code: string, language: string, column: vscode.ViewColumn): Promise<void> {
  if (!vscode.workspace.isTrusted) return sayRestricted();
  const { lines, isScript } = shellCommands(code, language);
  if (lines.length === 0) {
    await vscode.window.showInformationMessage('There is no command in this block.');
    return;
  }
  if (!lines.every((line) => line.length <= maxCommandLength && isPlainCommand(line))) {
    await vscode.window.showWarningMessage(
      'Not put into a terminal: the block has characters that cannot be seen, or a line that is too long to read.',
    );
    return;
  }
  if (isScript) {
    await openAsScript(code, column);
    return;
  }
  const command = lines.length === 1 ? lines[0] : await chooseCommand(lines, language);
  if (command !== undefined) await putAtPrompt(command);
}

async function sayRestricted(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const chosen = await vscode.window.showInformationMessage(
    'Commands from answers are not put into a terminal in Restricted Mode.',
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function openAsScript(code: string, column: vscode.ViewColumn): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: code, language: 'shellscript' });
  await vscode.window.showTextDocument(document, { viewColumn: column });
  await vscode.window.showInformationMessage(
    'These lines belong together, and a terminal would run the first as soon as it has it. Read them here; then select them and use Terminal: Run Selected Text in Active Terminal.',
  );
}

async function chooseCommand(lines: readonly string[], language: string): Promise<string | undefined> {
  const joined = lines.join(/^(?:powershell|ps1)$/i.test(language) ? '; ' : ' && ');
  const items = [
    ...lines.map((line) => ({ label: line, command: line, detail: '' })),
    ...(joined.length <= maxCommandLength
      ? [{ label: 'All in One Line', detail: joined, command: joined } as const]
      : []),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Put a Command into the Terminal',
    placeHolder: 'It is not run before you press Enter there',
  });
  return chosen?.command;
}

/** How long a shell may take to show its prompt. */
const promptWaitMs = 2_000;

/** The terminal that was used last, as long as it is there and does not run something. */
let own: { readonly terminal: vscode.Terminal; isBusy: boolean; readonly listeners: vscode.Disposable } | undefined;

async function putAtPrompt(command: string): Promise<void> {
  if (own && !own.isBusy) {
    own.terminal.show();
    own.terminal.sendText(command, false);
    return;
  }
  own = openTerminal();
  const { terminal } = own;
  terminal.show();
  await untilPrompt(terminal);
  if (terminal.exitStatus === undefined) terminal.sendText(command, false);
}

/**
 * Waits until a new terminal shows its prompt, so that the command stands behind it and not before. Shells that do not
 * say so are given a moment; the command gets there in any case.
 */
async function untilPrompt(terminal: vscode.Terminal): Promise<void> {
  if (terminal.shellIntegration) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, promptWaitMs);
    const listener = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) done();
    });
  });
}

function openTerminal(): NonNullable<typeof own> {
  own?.listeners.dispose();
  const terminal = vscode.window.createTerminal(terminalName);
  const listeners = vscode.Disposable.from(
    vscode.window.onDidStartTerminalShellExecution((event) => setBusy(event.terminal, true)),
    vscode.window.onDidEndTerminalShellExecution((event) => setBusy(event.terminal, false)),
    vscode.window.onDidCloseTerminal((closed) => {
      if (closed !== terminal) return;
      listeners.dispose();
      if (own?.terminal === terminal) own = undefined;
    }),
  );
  return { terminal, isBusy: false, listeners };
}

function setBusy(terminal: vscode.Terminal, isBusy: boolean): void {
  if (own?.terminal === terminal) own.isBusy = isBusy;
}
