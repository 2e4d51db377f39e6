import type { Backend, PageRequest } from '../backend.ts';
import type { Message } from '../../model/message.ts';
import { isObject, optional } from '../../model/parse.ts';
import { decodeLangChainMessage, messagesIn } from './langChainMessage.ts';

/**
 * The messages of threads whose state they are part of; a page is a piece of them, newest first.
 *
 * @param readValues the values of a thread's newest state
 */
export function createStateMessages(
  readValues: (threadId: string, signal: AbortSignal) => Promise<unknown>,
  pageSize: number,
): Pick<Backend, 'listMessages' | 'getRawMessage'> {
  async function messagesOf(threadId: string, signal: AbortSignal): Promise<readonly unknown[]> {
    const values = await readValues(threadId, signal);
    const messages = messagesIn(values);
    if (messages) return messages;
    // An agent without messages: its state is what there is to see.
    return isObject(values) && Object.keys(values).length > 0 ? [{ id: 'state', type: 'state', content: values }] : [];
  }

  return {
    async listMessages(threadId, page, signal) {
      const all = await messagesOf(threadId, signal);
      const messages = all.map((value, place) => decodeLangChainMessage(value, threadId, place));
      return pageBefore(messages, page, pageSize);
    },
    async getRawMessage(threadId, messageId, signal) {
      const all = await messagesOf(threadId, signal);
      return all.find((value, place) => decodeLangChainMessage(value, threadId, place).id === messageId);
    },
  };
}

/** Cursors count from the beginning, where nothing is added. */
function pageBefore(messages: readonly Message[], { cursor, limit }: PageRequest, pageSize: number) {
  const end = Math.min(messages.length, cursor === undefined ? messages.length : Number(cursor));
  const start = Math.max(0, end - (limit ?? pageSize));
  return {
    items: messages.slice(start, end).toReversed(),
    ...optional({ next: start > 0 ? String(start) : undefined }),
  };
}
