import type { Message } from '../../model/message.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import type { Host } from '../host.ts';

/** Pages of older messages that are read at most to find one of them. */
const maxPages = 20;

/** What acting on a thread needs; a panel has no more than this. */
export type ThreadHost = Pick<Host, 'session' | 'connections' | 'log' | 'documents'>;

/** Uses a conversation for as long as `use` takes, whether or not a panel shows it. */
export async function withConversation<T>(
  { session }: Pick<Host, 'session'>,
  key: ConversationKey,
  use: (conversation: Conversation) => Promise<T>,
): Promise<T> {
  const conversation = session.conversation(key);
  try {
    return await use(conversation);
  } finally {
    conversation.release();
  }
}

/** Reads the thread if it never was. Throws, in words for people, if that fails. */
export async function ensureLoaded(conversation: Conversation): Promise<void> {
  if (conversation.state().load !== 'ready') await conversation.load();
  const { load, problem } = conversation.state();
  if (load === 'failed') throw new Error(problem?.detail ?? 'The thread could not be read.');
}

/** The message with this id, older ones read until it is there; undefined if the thread does not have it. */
export async function findMessage(conversation: Conversation, messageId: string): Promise<Message | undefined> {
  const find = (): Message | undefined => conversation.state().messages.find(({ id }) => id === messageId);
  const known = find();
  if (known) return known;
  await ensureLoaded(conversation);
  for (let page = 0; page < maxPages && !find() && conversation.state().hasOlder; page++) {
    await conversation.loadOlder();
  }
  return find();
}
