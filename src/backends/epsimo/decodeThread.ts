import { type JsonObject, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { metadataKey } from '../../model/prompt.ts';
import type { Thread } from '../../model/thread.ts';
import type { NewThread } from '../backend.ts';
import { dateOf, firstStringOf, idOf } from '../shared/wireValues.ts';

/** What a thread is called at the service, which wants a name, where nobody gave it one. */
const nameless = 'New thread';

/** A thread; undefined without an id. Nothing in it says whether a run holds it or how its last one ended. */
export function decodeThread(value: unknown): Thread | undefined {
  const found = objectOf(value, 'thread') ?? value;
  const id = idOf(found, 'thread_id', 'id');
  if (id === undefined) return undefined;
  const own = objectOf(property(found, 'metadata'), metadataKey);
  return {
    id,
    status: 'idle',
    ...optional({
      title: firstStringOf(found, 'name', 'title')?.trim() || undefined,
      agentId: idOf(found, 'assistant_id'),
      createdAt: dateOf(found, 'created_at'),
      updatedAt: dateOf(found, 'updated_at') ?? dateOf(found, 'created_at'),
      nonce: stringOf(own, 'nonce'),
    }),
  };
}

/** The body that makes a thread. `metadata` is taken from clients (vendor guide and CLI). */
export function newThreadBody({ title, agentId, nonce }: NewThread): JsonObject {
  return {
    name: title ?? nameless,
    metadata: { [metadataKey]: { nonce } },
    ...optional({ assistant_id: agentId }),
  };
}
