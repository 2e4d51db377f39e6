import type { Backend, NewMessage, PageRequest } from '../backend.ts';
import { isObject, optional } from '../../model/parse.ts';
import type { Message } from '../../model/message.ts';
import { promptMetadata } from '../../model/prompt.ts';
import { decodeLangChainMessage, messagesIn } from '../shared/langChainMessage.ts';
import type { LangGraphClient } from './client.ts';
import { decodeState } from './decodeState.ts';
import { routes } from './route.ts';

/** The messages of a thread are part of its state; a page is a piece of them, newest first. */
export function createMessages(
  client: LangGraphClient,
  pageSize: number,
): Pick<Backend, 'listMessages' | 'getRawMessage'> {
  async function messagesOf(threadId: string, signal: AbortSignal): Promise<readonly unknown[]> {
    const { values } = decodeState(await client.get(routes.state(threadId), signal));
    const messages = messagesIn(values);
    if (messages) return messages;
    // A graph without messages: its state is what there is to see.
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
export function pageBefore(messages: readonly Message[], { cursor, limit }: PageRequest, pageSize: number) {
  const end = Math.min(messages.length, cursor === undefined ? messages.length : Number(cursor));
  const start = Math.max(0, end - (limit ?? pageSize));
  return {
    items: messages.slice(start, end).toReversed(),
    ...optional({ next: start > 0 ? String(start) : undefined }),
  };
}

/** A prompt as it goes into a run. What the person typed and attached is kept where models do not see it. */
export function inputMessage(message: NewMessage): unknown {
  const { text, nonce, question, attachments, items = [] } = message;
  const images = items.flatMap((item) =>
    item.type === 'image' ? [{ type: 'image_url', image_url: { url: item.dataUrl } }] : [],
  );
  return {
    type: 'human',
    id: nonce,
    content: images.length > 0 ? [{ type: 'text', text }, ...images] : text,
    additional_kwargs: promptMetadata({ nonce, question, attachments }),
  };
}
