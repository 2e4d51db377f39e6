import * as vscode from 'vscode';
import { localConnection } from '../../model/connection.ts';
import { articleName } from '../../model/transcript.ts';
import { showFailure } from '../problems.ts';
import type { MessageTarget } from './messageTarget.ts';
import { messageLine } from './messageWords.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/** Deletes a message at its service, after the person has read which. */
export async function deleteMessage(host: ThreadHost, { key, messageId }: MessageTarget): Promise<void> {
  await withConversation(host, key, async (conversation) => {
    for (;;) {
      try {
        const message = await findMessage(conversation, messageId);
        if (!message) {
          void vscode.window.showInformationMessage('This message is not in the thread (any more).');
          return;
        }
        const { connectionName, title } = conversation.state();
        const place = key.connectionId === localConnection.id ? 'this machine' : connectionName;
        const answer = await vscode.window.showWarningMessage(
          `Delete the message “${messageLine(message)}”?`,
          {
            modal: true,
            detail: `${articleName(message)}, in the thread “${title}”. Deleted from ${place}; later messages stay. This cannot be undone.`,
          },
          'Delete',
        );
        if (answer === 'Delete') await conversation.deleteMessage(messageId);
        return;
      } catch (error) {
        if (!(await showFailure(host, error, 'delete the message', key.connectionId, true))) return;
      }
    }
  });
}
