import { optional, stringOf } from '../../model/parse.ts';
import type { ConversationKey } from '../../session/conversation.ts';

/** Reads what a panel kept of itself over a reload; undefined if it is not one of ours. */
export function readPanelIdentity(state: unknown): ConversationKey | undefined {
  const connectionId = stringOf(state, 'connectionId');
  const threadId = stringOf(state, 'threadId') || undefined;
  const nonce = stringOf(state, 'nonce') || undefined;
  if (!connectionId || (!threadId && !nonce)) return undefined;
  return { connectionId, ...optional({ threadId, nonce }) };
}

/** True if both name the same conversation: by thread, or before there is one by nonce. */
export function isSameConversation(a: ConversationKey, b: ConversationKey): boolean {
  if (a.connectionId !== b.connectionId) return false;
  if (a.threadId !== undefined && b.threadId !== undefined) return a.threadId === b.threadId;
  return a.nonce !== undefined && a.nonce === b.nonce;
}
