import * as vscode from 'vscode';
import type { Message } from '../../model/message.ts';
import type { MessageAction } from '../../model/panel.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { type Choice, pickOne } from '../quickInput.ts';
import { relativeTime } from '../relativeTime.ts';
import { chooseThread } from '../threads/choose.ts';
import { isRow } from '../threads/rows.ts';
import { threadsNamed } from '../threads/threadTarget.ts';
import { messageLine, roleName } from './messageWords.ts';
import { ensureLoaded, withConversation } from './withConversation.ts';

/** A message that a command acts on. */
export interface MessageTarget {
  readonly key: ConversationKey;
  readonly messageId: string;
}

/**
 * The thread that a command was given by a menu or by its argument, else that of the panel in front, else the one that
 * the person picks.
 */
export async function threadTarget(host: Host, argument: unknown, title: string): Promise<ConversationKey | undefined> {
  if (isRow(argument) && argument.kind === 'message') {
    return { connectionId: argument.connectionId, threadId: argument.threadId };
  }
  const named = threadsNamed(host, argument, undefined, []);
  if (named) return named[0];
  const { connection } = readTarget(argument);
  const active = connection === undefined ? host.panels.active : undefined;
  if (active) return active.conversation.key;
  return chooseThread(host, { title, ...(connection === undefined ? {} : { connectionId: connection }) });
}

/** The same for a message; `action` is what the service must offer, so that nothing is picked in vain. */
export async function messageTarget(
  host: Host,
  argument: unknown,
  title: string,
  action?: MessageAction,
): Promise<MessageTarget | undefined> {
  const key = await threadTarget(host, argument, title);
  if (!key) return undefined;
  return withConversation(host, key, async (conversation) => {
    try {
      await ensureLoaded(conversation);
    } catch (error) {
      await showFailure(host, error, 'load the thread', key.connectionId);
      return undefined;
    }
    if (action && !offers(conversation, action)) {
      void vscode.window.showInformationMessage(`${conversation.state().connectionName} does not offer this.`);
      return undefined;
    }
    if (isRow(argument) && argument.kind === 'message') return { key, messageId: argument.messageId };
    const { message } = readTarget(argument);
    if (message !== undefined) return { key, messageId: message };
    const messageId = await chooseMessage(conversation, title);
    return messageId === undefined ? undefined : { key, messageId };
  });
}

/** Whether the service offers an action on stored messages. */
export function offers(conversation: Conversation, action: MessageAction): boolean {
  return conversation.state().messageActions?.includes(action) ?? false;
}

/** Asks for one of the stored messages, the newest first. */
async function chooseMessage(conversation: Conversation, title: string): Promise<string | undefined> {
  const more = Symbol('more');
  for (;;) {
    const { messages, hasOlder } = conversation.state();
    const stored = messages.filter(({ state }) => state === 'stored').toReversed();
    if (stored.length === 0 && !hasOlder) {
      void vscode.window.showInformationMessage('There are no messages in this thread yet.');
      return undefined;
    }
    const choices: readonly Choice<string | symbol>[] = [
      ...stored.map(messageChoice),
      ...(hasOlder ? [{ label: 'Load older…', value: more, iconPath: new vscode.ThemeIcon('ellipsis') }] : []),
    ];
    const picked = await pickOne({ title, placeholder: 'Choose a message', choices });
    if (picked === undefined || picked === 'back') return undefined;
    if (typeof picked.value === 'string') return picked.value;
    await conversation.loadOlder();
  }
}

function messageChoice(message: Message): Choice<string> {
  const when = message.createdAt === undefined ? undefined : relativeTime(message.createdAt, Date.now());
  return {
    label: messageLine(message),
    value: message.id,
    description: [roleName(message), when].filter((each) => each !== undefined).join(' · '),
  };
}
