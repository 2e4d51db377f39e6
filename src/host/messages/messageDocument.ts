import * as vscode from 'vscode';
import { type Message, textOf } from '../../model/message.ts';
import { booleanOf, parseJson, stringOf } from '../../model/parse.ts';
import type { ConversationKey } from '../../session/conversation.ts';
import { readPanelIdentity } from '../panel/panelIdentity.ts';
import { showFailure } from '../problems.ts';
import { documentName } from '../documents/documentName.ts';
import { closeDocument } from '../documents/closeDocument.ts';
import type { EditableText } from '../documents/editableDocuments.ts';
import { editableScheme } from '../documents/schemes.ts';
import type { MessageTarget } from './messageTarget.ts';
import { messageLine } from './messageWords.ts';
import { runFromMessage } from './runFromMessage.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/**
 * The address of a document in which a message is edited. It says all that is needed to find the message again.
 *
 * @param thenRun offers to run again from the message whenever the person saves
 */
export function messageUri(key: ConversationKey, message: Message, thenRun: boolean): vscode.Uri {
  const name = documentName(messageLine(message)) || 'Message';
  return vscode.Uri.from({
    scheme: editableScheme,
    path: `/${thenRun ? 'Edit and run again' : 'Edit message'}/${name}.md`,
    query: JSON.stringify({ edit: 'message', ...key, messageId: message.id, ...(thenRun ? { thenRun } : {}) }),
  });
}

/** What a person edits: the question without the code that was attached to it, else the text. */
export function editableTextOf(message: Message): string {
  return message.question ?? textOf(message);
}

/** The message that `uri` names, to be edited; undefined if it names none. */
export function messageDocument(host: ThreadHost, uri: vscode.Uri): EditableText | undefined {
  const query = parseJson(uri.query);
  const key = readPanelIdentity(query);
  const messageId = stringOf(query, 'messageId');
  if (!key || !messageId || stringOf(query, 'edit') !== 'message') return undefined;
  const target: MessageTarget = { key, messageId };
  const text: EditableText = {
    async read() {
      const message = await withConversation(host, key, (conversation) => findMessage(conversation, messageId));
      return message && editableTextOf(message);
    },
    write: (changed) => writeMessage(host, target, changed),
  };
  if (booleanOf(query, 'thenRun') !== true) return text;
  return {
    ...text,
    async saved() {
      if (await runFromMessage(host, target, 'changed')) await closeDocument(uri);
    },
  };
}

async function writeMessage(host: ThreadHost, { key, messageId }: MessageTarget, text: string): Promise<void> {
  if (text.trim() === '') throw new Error('A message cannot be empty. Delete it instead.');
  try {
    await withConversation(host, key, async (conversation) => {
      await findMessage(conversation, messageId);
      await conversation.editMessage(messageId, text);
    });
  } catch (error) {
    void showFailure(host, error, 'save the message', key.connectionId);
    throw new Error('The service did not take it. Your text stays in the editor.', { cause: error });
  }
}
