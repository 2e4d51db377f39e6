import type * as vscode from 'vscode';
import { explain } from '../../model/explain.ts';
import { stringOf } from '../../model/parse.ts';
import { type ReadView, showView, viewUri } from '../documents/readOnlyDocuments.ts';
import { readPanelIdentity } from '../panel/panelIdentity.ts';
import type { MessageTarget } from './messageTarget.ts';
import { messageLine } from './messageWords.ts';
import { type ThreadHost, findMessage, withConversation } from './withConversation.ts';

/** Shows a message as the service has it, as a read-only JSON document. */
export async function showRawMessage(
  host: ThreadHost,
  { key, messageId }: MessageTarget,
  column: vscode.ViewColumn,
): Promise<void> {
  const message = await withConversation(host, key, (conversation) => findMessage(conversation, messageId)).catch(
    // The document says what is wrong.
    () => undefined,
  );
  const name = `${message ? messageLine(message) : 'Message'}.json`;
  await showView(host, viewUri(name, { view: 'message', ...key, messageId } as { view: string }), column);
}

/** Reads what {@link showRawMessage} shows. */
export function rawMessageView(host: ThreadHost): ReadView {
  return async (query) => {
    const key = readPanelIdentity(query);
    const messageId = stringOf(query, 'messageId');
    if (!key || !messageId) throw new Error('This message is not known.');
    try {
      const raw = await withConversation(host, key, (conversation) => conversation.rawMessage(messageId));
      return `${JSON.stringify(raw, undefined, 2)}\n`;
    } catch (error) {
      const name = host.connections.find(key.connectionId)?.name ?? key.connectionId;
      const { title, detail } = explain(error, 'read the message', name);
      throw new Error(`${title}. ${detail}`, { cause: error });
    }
  };
}
