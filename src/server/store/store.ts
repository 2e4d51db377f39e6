import { type ChunkStore, createChunkStore } from './chunks.ts';
import { type MessageStore, createMessageStore } from './messages.ts';
import { type RunEventStore, createRunEventStore } from './runEvents.ts';
import { type RunStore, createRunStore } from './runs.ts';
import { type SpanStore, createSpanStore } from './spans.ts';
import { type Database, inTransaction } from './sqlite.ts';
import { type ThreadStore, createThreadStore } from './threads.ts';

/** Everything the host keeps. Methods throw what SQLite throws: a full disk, a damaged file. */
export interface Store {
  readonly threads: ThreadStore;
  readonly messages: MessageStore;
  readonly runs: RunStore;
  readonly runEvents: RunEventStore;
  readonly chunks: ChunkStore;
  readonly spans: SpanStore;
  /** All of `work` or nothing. */
  atomically<T>(work: () => T): T;
}

export function createStore(database: Database): Store {
  return {
    threads: createThreadStore(database),
    messages: createMessageStore(database),
    runs: createRunStore(database),
    runEvents: createRunEventStore(database),
    chunks: createChunkStore(database),
    spans: createSpanStore(database),
    atomically: (work) => inTransaction(database, work),
  };
}
