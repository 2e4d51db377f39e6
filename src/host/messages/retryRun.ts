import * as vscode from 'vscode';
import type { ConversationKey } from '../../session/conversation.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { ensureLoaded, withConversation } from './withConversation.ts';

/** Starts a run on a thread as it is and shows the thread. */
export async function retryRun(host: Host, key: ConversationKey): Promise<void> {
  if (key.threadId === undefined) {
    void vscode.window.showInformationMessage('There is nothing in this thread yet. Send a message to start a run.');
    return;
  }
  await withConversation(host, key, async (conversation) => {
    for (;;) {
      try {
        await ensureLoaded(conversation);
        host.panels.show(conversation.key, { preserveFocus: true });
        await conversation.rerun();
        return;
      } catch (error) {
        if (!(await showFailure(host, error, 'run again', key.connectionId, true))) return;
      }
    }
  });
}
