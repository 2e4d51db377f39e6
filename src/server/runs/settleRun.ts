import { optional } from '../../model/parse.ts';
import { type WireUsage, reasonMetadataKey } from '../../wire/seekrflow.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { messagesOf } from './runMessages.ts';
import { type RunPicture, type Usage, createRunPicture, looseEnds } from './runPicture.ts';
import type { RunEnd, RunRecord } from './runRecord.ts';

/**
 * Writes what a run leaves behind: its messages (of a partial answer too), its sources, its status, and the thread free
 * again. To be called inside a transaction, after the records themselves are written.
 */
export function writeEnd(store: Store, run: StoredRun, picture: RunPicture, { ending, reason }: RunEnd): void {
  const parts = picture.parts();
  const messages = messagesOf(parts);
  const last = messages.findLastIndex((message) => message.role === 'assistant');
  for (const [index, { role, content, parts: wireParts }] of messages.entries()) {
    store.messages.create({
      threadId: run.threadId,
      role,
      content,
      parts: wireParts,
      agentId: run.agentId,
      runId: run.id,
      metadata: {},
      ...optional({ id: index === last ? run.messageId : undefined }),
    });
  }
  for (const part of parts) if (part.type === 'source') store.chunks.add(run.id, part.source);
  store.runs.setEnded(run.id, {
    status: ending,
    metadata: { ...run.metadata, ...optional({ [reasonMetadataKey]: reason }) },
    usage: wireUsage(picture.usage()),
  });
  store.threads.setActiveRun(run.threadId, null);
}

function wireUsage(usage: Usage | undefined): WireUsage | null {
  if (!usage) return null;
  const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage;
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: totalTokens };
}

/** The exception of a run that ended with its host. */
export const hostStopped = 'HostStopped';

/** Reads of a record are paged, so that a long run does not have to fit into memory as text. */
const pageSize = 500;

/** Every record of a run that is written, in order. */
export function* storedRecords(store: Store, runId: string): Generator<RunRecord> {
  for (let from = 0; ;) {
    const page = store.runEvents.read(runId, from, pageSize);
    yield* page;
    from += page.length;
    if (page.length < pageSize) return;
  }
}

/**
 * Settles the runs that an earlier process left behind when it was killed: they failed, their partial answers become
 * messages, their threads are free again. Returns their ids.
 */
export function settleAbandonedRuns(store: Store, reason: string): readonly string[] {
  return store.runs.unsettled().map((run) => {
    store.atomically(() => {
      const picture = createRunPicture();
      let count = 0;
      for (const record of storedRecords(store, run.id)) {
        if (record.type !== 'run-end') picture.add(record);
        count++;
      }
      const ends = looseEnds(picture.parts(), reason);
      for (const event of ends) picture.add(event);
      const end: RunEnd = { type: 'run-end', ending: 'failed', reason };
      store.runEvents.append(run.id, count, [...ends, end]);
      closeRoot(store, run.id, reason);
      writeEnd(store, run, picture, end);
    });
    return run.id;
  });
}

/** What the run was doing when its process was killed keeps no end, because nobody saw one. */
function closeRoot(store: Store, runId: string, reason: string): void {
  const root = store.spans.open(runId).find((span) => span.parentId === undefined);
  if (!root) return;
  const exception = { type: hostStopped, message: reason };
  store.spans.put(runId, [{ ...root, endedAt: Math.max(root.startedAt, Date.now()), message: 'Failed', exception }]);
}
