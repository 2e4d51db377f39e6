import * as vscode from 'vscode';
import { textOf } from '../../model/message.ts';
import { showFailure } from '../problems.ts';
import type { MessageTarget } from './messageTarget.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/** Puts the text of a message on the clipboard as the Markdown that it is, attached code included. */
export async function copyMessage(host: ThreadHost, { key, messageId }: MessageTarget): Promise<void> {
  try {
    const message = await withConversation(host, key, (conversation) => findMessage(conversation, messageId));
    const text = message && textOf(message);
    if (!text?.trim()) {
      const reason = message ? 'This message has no text.' : 'This message is not in the thread (any more).';
      void vscode.window.showInformationMessage(reason);
      return;
    }
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('Message copied', 3000);
  } catch (error) {
    await showFailure(host, error, 'copy the message', key.connectionId);
  }
}
