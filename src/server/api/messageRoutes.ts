import type { WireMessageRequest, WireMessageUpdateRequest, WireThread } from '../../wire/seekrflow.ts';
import { notFound, refusal } from '../http/httpError.ts';
import { type QueryReader, readListPage } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { type Presentation, partsAfterEdit, partsOfContent, presented } from './messageParts.ts';
import { messageRequest, messageUpdateRequest } from './requestChecks.ts';
import { threadAt } from './threadRoutes.ts';

export function messageRoutes(store: Store): readonly Route[] {
  return [
    route<WireMessageRequest, Presentation>({
      method: 'POST',
      path: '/v1/threads/{thread_id}/messages',
      query: readPresentation,
      body: messageRequest,
      handle({ path, query, body }) {
        const thread = threadAt(store, path);
        refuseIfLocked(thread);
        const { role, content, meta_data: metadata = {} } = body;
        const parts = partsOfContent(content);
        const message = store.messages.create({ threadId: thread.id, role, content, parts, metadata });
        return { json: presented(message, query) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}/messages',
      query: (query) => ({ page: readListPage(query), presentation: readPresentation(query) }),
      handle({ path, query: { page, presentation } }) {
        const { id } = threadAt(store, path);
        return { json: store.messages.list(id, page).map((message) => presented(message, presentation)) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/threads/{thread_id}/messages/{message_id}',
      query: readPresentation,
      handle: ({ path, query }) => ({ json: presented(messageAt(store, path), query) }),
    }),
    route<WireMessageUpdateRequest, Presentation>({
      method: 'PATCH',
      path: '/v1/threads/{thread_id}/messages/{message_id}',
      query: readPresentation,
      body: messageUpdateRequest,
      handle({ path, query, body }) {
        const message = messageAt(store, path);
        // Null means "leave it", as the service's own library uses it; metadata is replaced as a whole.
        const content = body.content ?? undefined;
        const updated = {
          ...message,
          ...(content === undefined ? {} : { content, parts: partsAfterEdit(message, content) }),
          meta_data: body.meta_data ?? message.meta_data,
        };
        store.messages.update(updated);
        return { json: presented(updated, query) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/threads/{thread_id}/messages/{message_id}',
      handle({ path }) {
        const { thread_id: threadId, id } = messageAt(store, path);
        store.messages.delete(threadId, id);
        return { json: { deleted: true } };
      },
    }),
  ];
}

function readPresentation(query: QueryReader): Presentation {
  return { includeParts: query.boolean('include_parts'), expandPayloads: query.boolean('expand_part_payloads') };
}

function messageAt(store: Store, path: Readonly<Record<string, string>>): StoredMessage {
  const { id } = threadAt(store, path);
  const messageId = path['message_id'] ?? '';
  const message = store.messages.get(id, messageId);
  if (!message) throw notFound('message_id', messageId, 'Message');
  return message;
}

/**
 * 409 while a run holds the thread. What upstream does then is not documented; refusing is the only answer that cannot
 * put a message between a question and its answer, or start a second run.
 */
export function refuseIfLocked({ id, active_run_id: runId }: WireThread): void {
  if (runId !== null) throw refusal(409, `Thread ${id} is locked by the active run ${runId}.`);
}
