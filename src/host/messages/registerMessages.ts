import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { copyMessage } from './copyMessage.ts';
import { deleteMessage } from './deleteMessage.ts';
import { editMessage } from './editMessage.ts';
import { messageTarget, threadTarget } from './messageTarget.ts';
import { showRawMessage } from './rawMessage.ts';
import { retryRun } from './retryRun.ts';
import { withConversation } from './withConversation.ts';

/** The commands that act on one message or on how a thread is run. */
export function registerMessages(host: Host): vscode.Disposable {
  const column = vscode.ViewColumn.Active;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('agentThreads.editMessage', async (argument: unknown) => {
      const target = await messageTarget(host, argument, 'Edit Message', 'edit');
      if (target) await editMessage(host, target, false, column);
    }),
    vscode.commands.registerCommand('agentThreads.deleteMessage', async (argument: unknown) => {
      const target = await messageTarget(host, argument, 'Delete Message', 'delete');
      if (target) await deleteMessage(host, target);
    }),
    vscode.commands.registerCommand('agentThreads.copyMessage', async (argument: unknown) => {
      const target = await messageTarget(host, argument, 'Copy Message');
      if (target) await copyMessage(host, target);
    }),
    vscode.commands.registerCommand('agentThreads.copyConversation', async (argument: unknown) => {
      const key = await threadTarget(host, argument, 'Copy Conversation');
      if (!key) return;
      const { useConversation } = await import('../later.ts');
      await useConversation(host, key, 'copy', column);
    }),
    vscode.commands.registerCommand('agentThreads.openConversationAsDocument', async (argument: unknown) => {
      const key = await threadTarget(host, argument, 'Open Conversation as Document');
      if (!key) return;
      const { useConversation } = await import('../later.ts');
      await useConversation(host, key, 'open', vscode.ViewColumn.Beside);
    }),
    vscode.commands.registerCommand('agentThreads.showRawMessage', async (argument: unknown) => {
      const target = await messageTarget(host, argument, 'Show Raw Message', 'raw');
      if (target) await showRawMessage(host, target, column);
    }),
    vscode.commands.registerCommand('agentThreads.addMessageWithoutRunning', async (argument: unknown) => {
      const key = await threadTarget(host, argument, 'Add Message Without Running');
      if (!key) return;
      const { addMessage } = await import('../later.ts');
      await addMessage(host, key);
    }),
    vscode.commands.registerCommand('agentThreads.changeRunSettings', async (argument: unknown) => {
      const key = await threadTarget(host, argument, 'Change Run Settings');
      if (!key) return;
      const { changeRunSettings } = await import('../later.ts');
      await withConversation(host, key, (conversation) => changeRunSettings(host, conversation, column));
    }),
    vscode.commands.registerCommand('agentThreads.retryRun', async (argument: unknown) => {
      const key = await threadTarget(host, argument, 'Retry Run');
      if (key) await retryRun(host, key);
    }),
  );
}
