import { AgentError } from '../../model/errors.ts';
import { isObject, optional, property } from '../../model/parse.ts';
import type { Backend } from '../backend.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeMessage, decodeMessages, isDerivedId } from './decodeMessage.ts';
import { contentOf, contentWithText } from './messageContent.ts';
import { changedMetadata, newMetadata } from './ownMetadata.ts';
import { readPage } from '../shared/readPage.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { readList } from '../shared/readList.ts';
import { routes } from './route.ts';

type Messages = Required<
  Pick<
    Backend,
    | 'listMessages'
    | 'listMessagesFromStart'
    | 'createMessage'
    | 'getMessage'
    | 'getRawMessage'
    | 'updateMessage'
    | 'deleteMessage'
  >
>;

/** Without it there are neither reasoning nor tool calls. */
const withParts = { include_parts: true };

/** Messages of one connection. */
export function createMessages(client: SeekrFlowClient, pageSize: number): Messages {
  async function read(
    threadId: string,
    messageId: string,
    signal: AbortSignal,
    query: Readonly<Record<string, boolean>>,
  ): Promise<unknown> {
    refuseDerived(messageId);
    const value = await client.get(routes.message(threadId, messageId, query), signal);
    if (!isObject(value)) throw unreadableError('GET /v1/threads/{thread_id}/messages/{message_id}');
    return value;
  }

  function list(order: 'asc' | 'desc'): Messages['listMessages'] {
    return (threadId, page, signal) =>
      readPage(page, pageSize, async (limit, offset) => {
        const query = { limit, offset, order, ...withParts };
        const values = await readList(client, routes.messages(threadId, query), signal);
        return decodeMessages(values, threadId);
      });
  }

  return {
    listMessages: list('desc'),
    listMessagesFromStart: list('asc'),
    async createMessage(threadId, message, signal) {
      const { role, text, items, nonce, question, attachments } = message;
      const body = { role, content: contentOf(text, items), meta_data: newMetadata(message) };
      const value = await client.send('POST', routes.messages(threadId, withParts), body, signal);
      if (!isObject(value)) throw unreadableError('POST /v1/threads/{thread_id}/messages');
      return { ...optional({ nonce, question }), ...decodeMessage(value, threadId), attachments };
    },
    async getMessage(threadId, messageId, { isExpanded }, signal) {
      const query = { ...withParts, ...(isExpanded ? { expand_part_payloads: true } : {}) };
      return decodeMessage(await read(threadId, messageId, signal, query), threadId);
    },
    getRawMessage: (threadId, messageId, signal) => read(threadId, messageId, signal, withParts),
    async updateMessage(threadId, messageId, change, signal) {
      const before = await read(threadId, messageId, signal, {});
      const { text } = change;
      const content = property(before, 'content');
      const body = {
        // Content that does not change is left out: what null means there is not published.
        ...(text === undefined ? {} : { content: contentWithText(content, text) }),
        meta_data: changedMetadata(property(before, 'meta_data'), change),
      };
      const value = await client.send('PATCH', routes.message(threadId, messageId, withParts), body, signal);
      // An installation that answers with nothing has still done it.
      const after = isObject(value) ? value : await read(threadId, messageId, signal, withParts);
      return decodeMessage(after, threadId);
    },
    async deleteMessage(threadId, messageId, signal) {
      refuseDerived(messageId);
      await client.delete(routes.message(threadId, messageId), signal);
    },
  };
}

function refuseDerived(messageId: string): void {
  if (!isDerivedId(messageId)) return;
  throw new AgentError('unsupported', 'a message without an id', {
    mayHaveArrived: false,
    nextStep: 'The service gives this message no id, so that it can only be read. Nothing was changed.',
  });
}
