import type * as vscode from 'vscode';
import type { HostMessage, PanelMessage } from '../../model/panel.ts';
import type { Conversation } from '../../session/conversation.ts';
import { chooseFile, chooseImages } from '../messages/chooseItems.ts';
import type { ThreadHost } from '../messages/withConversation.ts';
import { showFailure } from '../problems.ts';
import { addDroppedFiles, chooseCode } from './addCode.ts';
import { actOnItem } from './itemActions.ts';

/** What is asked for in a composer and can wait until this code is loaded. */
export type ComposeMessage = Extract<
  PanelMessage,
  { readonly type: 'attachFiles' | 'chooseItem' | 'history' | 'itemAction' | 'queueAction' }
>;

/**
 * Does what a person asks for in the composer of a thread. Failures are said, not thrown.
 *
 * @param column where documents are opened
 * @param say tells the panel
 */
export async function compose(
  host: ThreadHost,
  conversation: Conversation,
  message: ComposeMessage,
  column: vscode.ViewColumn,
  say: (message: Extract<HostMessage, { readonly type: 'history' | 'itemText' }>) => void,
): Promise<void> {
  switch (message.type) {
    case 'attachFiles':
      return addDroppedFiles(conversation, message.uris);
    case 'chooseItem':
      if (message.kind === 'code') return chooseCode(conversation);
      return message.kind === 'image' ? chooseImages(conversation) : chooseFile(host, conversation);
    case 'history':
      return say({ type: 'history', prompts: await conversation.history() });
    case 'itemAction': {
      const { id, action } = message;
      return actOnItem(conversation, id, action, column, (text) => say({ type: 'itemText', id, text }));
    }
    case 'queueAction':
      try {
        await conversation.changeQueue(message.action, message.nonce);
      } catch (error) {
        await showFailure(host, error, 'change the queue', conversation.key.connectionId);
      }
  }
}
