import { type JsonObject, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { metadataKey } from '../../model/prompt.ts';
import type { Thread, ThreadStatus } from '../../model/thread.ts';
import { dateOf, firstStringOf, idOf } from '../shared/wireValues.ts';

/**
 * A thread as the service describes it; undefined without an id. The service has neither a title nor an agent of a
 * thread: both are in the metadata, where this extension puts them at creation below its own key.
 */
export function decodeThread(value: unknown): Thread | undefined {
  const id = idOf(value, 'id');
  if (id === undefined) return undefined;
  const metadata = objectOf(value, 'meta_data');
  const own = objectOf(metadata, metadataKey);
  const activeRunId = idOf(value, 'active_run_id');
  const rawStatus = stringOf(value, 'status');
  return {
    id,
    ...statusOf(rawStatus, activeRunId),
    ...optional({
      title: stringOf(own, 'title') || firstStringOf(metadata, 'title', 'name') || undefined,
      activeRunId,
      agentId: idOf(own, 'agentId') ?? idOf(value, 'agent_id'),
      createdAt: dateOf(value, 'created_at'),
      updatedAt: dateOf(value, 'updated_at'),
      nonce: stringOf(own, 'nonce'),
    }),
  };
}

/** `locked` has no published meaning; with `active_run_id` it evidently marks a run in flight. */
function statusOf(raw: string | undefined, activeRunId: string | undefined): Pick<Thread, 'status' | 'rawStatus'> {
  if (raw === undefined) return { status: activeRunId === undefined ? 'idle' : 'running' };
  const known = new Map<string, ThreadStatus>([
    ['available', 'idle'],
    ['locked', 'running'],
  ]).get(raw.toLowerCase());
  return known ? { status: known } : { status: 'unknown', rawStatus: raw };
}

/** The `meta_data` of a thread that this extension creates. */
export function threadMetadata(thread: {
  readonly title?: string;
  readonly agentId?: string;
  readonly nonce: string;
}): JsonObject {
  const { title, agentId, nonce } = thread;
  return { [metadataKey]: { ...optional({ title, agentId }), nonce } };
}

/** `value` if it is a thread, else the thread under `thread` or `data`: answers to a creation may be wrapped. */
export function decodeCreatedThread(value: unknown): Thread | undefined {
  return decodeThread(value) ?? decodeThread(property(value, 'thread')) ?? decodeThread(property(value, 'data'));
}
