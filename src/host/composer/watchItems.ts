import * as vscode from 'vscode';
import { systemClock } from '../../net/clock.ts';
import type { Conversation } from '../../session/conversation.ts';
import { isAsChosen, readCurrent } from './currentCode.ts';

/** How long typing in an editor must pause before it is compared. */
const pauseMs = 300;

/**
 * Says of the code in a composer whether its file has changed since it was chosen, from now until it is disposed.
 */
export function watchItems(conversation: Conversation, log: (line: string) => void): vscode.Disposable {
  let cancelTimer: (() => void) | undefined;
  let isDisposed = false;

  async function check(): Promise<void> {
    for (const { id, item } of await conversation.items()) {
      if (item.type !== 'snippet' || item.reference.isLoose) continue;
      const current = await readCurrent(item.reference);
      if (isDisposed) return;
      const isChanged = current !== undefined && !isAsChosen(item, current);
      const isThere = conversation.state().items?.some((each) => each.id === id);
      if (isThere && isChanged !== (item.isChanged ?? false)) conversation.changeItem(id, { ...item, isChanged });
    }
  }

  function checkSoon(): void {
    cancelTimer ??= systemClock.setTimer(pauseMs, () => {
      cancelTimer = undefined;
      check().catch((error: unknown) => log(`the code in the composer was not compared: ${String(error)}`));
    });
  }

  checkSoon();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(checkSoon),
    vscode.workspace.onDidSaveTextDocument(checkSoon),
    vscode.window.onDidChangeWindowState(checkSoon),
    {
      dispose() {
        isDisposed = true;
        cancelTimer?.();
      },
    },
  );
}
