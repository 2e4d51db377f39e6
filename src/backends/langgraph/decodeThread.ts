import type { InputRequest } from '../../model/inputRequest.ts';
import { textOf } from '../../model/message.ts';
import { type JsonObject, arrayOf, isObject, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { metadataKey, titleFrom } from '../../model/prompt.ts';
import type { Thread, ThreadStatus } from '../../model/thread.ts';
import { contentParts, langChainRole, messagesIn } from '../shared/langChainMessage.ts';
import { dateOf, firstStringOf, idOf } from '../shared/wireValues.ts';

const statuses = new Map<string, ThreadStatus>([
  ['idle', 'idle'],
  ['busy', 'running'],
  ['interrupted', 'needs-input'],
  ['error', 'failed'],
]);

/**
 * A thread; undefined without an id. There is no title in the API: by convention it is `title` or `name` in the
 * metadata, else it begins as its first question does, where the answer holds that.
 */
export function decodeThread(value: unknown): Thread | undefined {
  const id = idOf(value, 'thread_id');
  if (id === undefined) return undefined;
  const metadata = objectOf(value, 'metadata');
  const own = objectOf(metadata, metadataKey);
  const inputRequests = inputRequestsOf(property(value, 'interrupts'));
  const status = statusOf(stringOf(value, 'status'), inputRequests);
  return {
    id,
    ...status,
    ...optional({
      title: firstStringOf(metadata, 'title', 'name')?.trim() || firstWordsOf(property(value, 'values')),
      agentId: idOf(metadata, 'assistant_id') ?? idOf(own, 'agentId'),
      createdAt: dateOf(value, 'created_at'),
      updatedAt: dateOf(value, 'updated_at'),
      nonce: stringOf(own, 'nonce'),
      // A step that was answered keeps its requests while another fails or works.
      inputRequests: status.status === 'needs-input' ? inputRequests : undefined,
    }),
  };
}

/**
 * A thread that is interrupted and asks nothing stopped between two steps, or by a cancelled run, or the server leaves
 * out what is asked: only its state tells which. So that keeps the server's word.
 */
function statusOf(raw: string | undefined, requests: readonly InputRequest[]): Pick<Thread, 'status' | 'rawStatus'> {
  const known = statuses.get(raw?.toLowerCase() ?? 'idle');
  const isUnclear = known === 'needs-input' && requests.length === 0;
  if (known === undefined || isUnclear) return { status: 'unknown', ...optional({ rawStatus: raw }) };
  return { status: known };
}

/** What is asked: in a thread by task (`{ taskId: [{ id, value }] }`), in an event or a task as a list. */
export function inputRequestsOf(value: unknown): readonly InputRequest[] {
  const asked = isObject(value) ? Object.keys(value).flatMap((key) => arrayOf(value, key)) : value;
  if (!Array.isArray(asked)) return [];
  return asked.map((each: unknown) => ({
    value: isObject(each) && 'value' in each ? each['value'] : each,
    ...optional({ id: idOf(each, 'id', 'interrupt_id') }),
  }));
}

/** The first line of the first question; undefined where there is none. */
export function firstWordsOf(values: unknown): string | undefined {
  const first = messagesIn(values)?.find((message) => langChainRole(message) === 'user');
  return first === undefined ? undefined : titleFrom(textOf({ parts: contentParts(first) })) || undefined;
}

/** The metadata of a thread that this extension makes. The title stands where other clients look for it. */
export function threadMetadata(thread: {
  readonly title?: string;
  readonly agentId?: string;
  readonly nonce: string;
}): JsonObject {
  const { title, agentId, nonce } = thread;
  return { ...optional({ title }), [metadataKey]: { nonce, ...optional({ agentId }) } };
}
