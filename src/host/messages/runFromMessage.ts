import * as vscode from 'vscode';
import type { Message } from '../../model/message.ts';
import { showFailure } from '../problems.ts';
import type { MessageTarget } from './messageTarget.ts';
import { runAgainWords } from './messageWords.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/**
 * Takes away what came after a message and runs again, after the person has read what goes.
 *
 * @param why `changed`: the message was just saved, which the question says
 * @returns false if the person would rather not, or if it failed, which was said
 */
export async function runFromMessage(
  host: ThreadHost,
  { key, messageId }: MessageTarget,
  why: 'again' | 'changed',
): Promise<boolean> {
  return withConversation(host, key, async (conversation) => {
    for (;;) {
      try {
        const message = await findMessage(conversation, messageId);
        const later = await vscode.window.withProgress(
          { location: vscode.ProgressLocation.Window, title: 'Looking for later messages…' },
          () => conversation.messagesAfter(messageId),
        );
        const { connectionName } = conversation.state();
        if (later.length > 0 && !(await confirm(message, later, connectionName, why))) return false;
        await conversation.runFrom(messageId);
        return true;
      } catch (error) {
        if (!(await showFailure(host, error, 'run again from this message', key.connectionId, true))) return false;
      }
    }
  });
}

async function confirm(
  message: Message | undefined,
  later: readonly Message[],
  connectionName: string,
  why: 'again' | 'changed',
): Promise<boolean> {
  const { question, detail } = runAgainWords(message, later, connectionName, why);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Run Again')) === 'Run Again';
}
