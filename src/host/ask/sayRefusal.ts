import * as vscode from 'vscode';
import { Refusal } from './refusal.ts';

/** Says why something was refused; resolves when that was seen. Anything else is thrown on. */
export function sayRefusal(error: unknown): Thenable<unknown> {
  if (!(error instanceof Refusal)) throw error;
  return vscode.window.showWarningMessage(error.message);
}
