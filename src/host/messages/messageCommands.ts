import * as vscode from 'vscode';
import type { Commands } from '../command.ts';
import { copyMessage } from './copyMessage.ts';
import { deleteMessage } from './deleteMessage.ts';
import { editMessage } from './editMessage.ts';
import { messageTarget, threadTarget } from './messageTarget.ts';
import { showRawMessage } from './rawMessage.ts';
import { retryRun } from './retryRun.ts';
import { withConversation } from './withConversation.ts';

const column = vscode.ViewColumn.Active;

/** The commands that act on one message or on how a thread is run. */
export const messageCommands: Commands = {
  async 'agentThreads.editMessage'(host, argument) {
    const target = await messageTarget(host, argument, 'Edit Message', 'edit');
    if (target) await editMessage(host, target, false, column);
  },
  async 'agentThreads.deleteMessage'(host, argument) {
    const target = await messageTarget(host, argument, 'Delete Message', 'delete');
    if (target) await deleteMessage(host, target);
  },
  async 'agentThreads.copyMessage'(host, argument) {
    const target = await messageTarget(host, argument, 'Copy Message');
    if (target) await copyMessage(host, target);
  },
  async 'agentThreads.copyConversation'(host, argument) {
    const key = await threadTarget(host, argument, 'Copy Conversation');
    if (!key) return;
    const { useConversation } = await import('../later.ts');
    await useConversation(host, key, 'copy', column);
  },
  async 'agentThreads.openConversationAsDocument'(host, argument) {
    const key = await threadTarget(host, argument, 'Open Conversation as Document');
    if (!key) return;
    const { useConversation } = await import('../later.ts');
    await useConversation(host, key, 'open', vscode.ViewColumn.Beside);
  },
  async 'agentThreads.showRawMessage'(host, argument) {
    const target = await messageTarget(host, argument, 'Show Raw Message', 'raw');
    if (target) await showRawMessage(host, target, column);
  },
  async 'agentThreads.addMessageWithoutRunning'(host, argument) {
    const key = await threadTarget(host, argument, 'Add Message Without Running');
    if (!key) return;
    const { addMessage } = await import('../later.ts');
    await addMessage(host, key);
  },
  async 'agentThreads.changeRunSettings'(host, argument) {
    const key = await threadTarget(host, argument, 'Change Run Settings');
    if (!key) return;
    const { changeRunSettings } = await import('../later.ts');
    await withConversation(host, key, (conversation) => changeRunSettings(host, conversation, column));
  },
  async 'agentThreads.retryRun'(host, argument) {
    const key = await threadTarget(host, argument, 'Retry Run');
    if (key) await retryRun(host, key);
  },
};
