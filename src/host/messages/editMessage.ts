import * as vscode from 'vscode';
import { showFailure } from '../problems.ts';
import { messageUri } from './messageDocument.ts';
import type { MessageTarget } from './messageTarget.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/**
 * Opens a message as a document whose *Save* writes it back.
 *
 * @param thenRun offers, after a save, to run again from there
 */
export async function editMessage(
  host: ThreadHost,
  { key, messageId }: MessageTarget,
  thenRun: boolean,
  column: vscode.ViewColumn,
): Promise<void> {
  try {
    const message = await withConversation(host, key, (conversation) => findMessage(conversation, messageId));
    if (message?.state !== 'stored') {
      void vscode.window.showInformationMessage(
        message ? 'This message is not at the service yet.' : 'This message is not in the thread (any more).',
      );
      return;
    }
    const uri = messageUri(key, message, thenRun);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: column });
  } catch (error) {
    await showFailure(host, error, 'open the message', key.connectionId);
  }
}
