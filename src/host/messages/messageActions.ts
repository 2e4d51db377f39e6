import type * as vscode from 'vscode';
import type { MessageAction } from '../../model/panel.ts';
import { deleteMessage } from './deleteMessage.ts';
import { editMessage } from './editMessage.ts';
import type { MessageTarget } from './messageTarget.ts';
import { showRawMessage } from './rawMessage.ts';
import { runFromMessage } from './runFromMessage.ts';
import type { ThreadHost } from './withConversation.ts';

/** Does what the panel offers on a stored message. Failures are said, never thrown. */
export async function actOnMessage(
  host: ThreadHost,
  target: MessageTarget,
  action: MessageAction,
  column: vscode.ViewColumn,
): Promise<void> {
  switch (action) {
    case 'edit':
      return editMessage(host, target, false, column);
    case 'editAndRun':
      return editMessage(host, target, true, column);
    case 'runAgain':
      await runFromMessage(host, target, 'again');
      return;
    case 'delete':
      return deleteMessage(host, target);
    case 'raw':
      return showRawMessage(host, target, column);
  }
}
