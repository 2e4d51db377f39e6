import type { Account } from '../model/account.ts';
import type { Problem } from '../model/explain.ts';
import type { Message } from '../model/message.ts';
import type { ThreadStatus } from '../model/thread.ts';
import type { Subscribe } from './emitter.ts';

/** One thread as the tree shows it. */
export interface ThreadRow {
  readonly threadId: string;
  /** From this machine's overlay, else the service's, else `Untitled`. Never empty. */
  readonly title: string;
  /** True while a run is known to hold the thread, here or elsewhere. */
  readonly isRunning: boolean;
  readonly status: ThreadStatus;
  /** The service's own word, where the status is `unknown`. */
  readonly rawStatus?: string;
  readonly agentId?: string;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/**
 * - `idle`     what is shown is what was last loaded (nothing yet if `loadedAt` is absent)
 * - `loading`  a load is going on; the last good items stay
 * - `failed`   the last load failed (`problem`); the last good items stay
 */
export type LoadState = 'idle' | 'loading' | 'failed';

export interface ThreadListState {
  /** Newest first. */
  readonly items: readonly ThreadRow[];
  readonly hasMore: boolean;
  readonly load: LoadState;
  readonly problem?: Problem;
  /** When the items were last read from the service; milliseconds since 1970. */
  readonly loadedAt?: number;
  /** Whether there are more that the service has no known way to ask for. */
  readonly isCut?: boolean;
  /** Whose threads they are and what is left, where the service tells; as it was read last. */
  readonly account?: Account;
}

/** What changed: the rows themselves, or one thread (its row or its messages). */
export type ThreadListChange = { readonly kind: 'list' } | { readonly kind: 'thread'; readonly threadId: string };

/** The threads of one connection, shared by everything that shows them. Nothing is loaded before `refresh`. */
export interface ThreadList {
  readonly connectionId: string;
  state(): ThreadListState;
  /** One of the state's items, without looking through all of them; undefined for a thread that is not among them. */
  row(threadId: string): ThreadRow | undefined;
  readonly onDidChange: Subscribe<ThreadListChange>;
  /** Reads as many pages as are shown. Never rejects: a failure is in the state. */
  refresh(): Promise<void>;
  /** Reads the next page. Never rejects: a failure is in the state. */
  loadMore(): Promise<void>;
  /** The messages below a thread, shared with its conversation. Nothing is loaded before `refresh`. */
  messages(threadId: string): MessageList;
}

export interface MessageListState {
  /** Oldest first: the newest pages, read so far. Stored messages only. */
  readonly items: readonly Message[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  readonly load: LoadState;
  readonly problem?: Problem;
  readonly loadedAt?: number;
}

/** The stored messages of one thread. Changes are told through the {@link ThreadList} (`kind: 'thread'`). */
export interface MessageList {
  readonly threadId: string;
  state(): MessageListState;
  /** Reads the newest messages again and joins them with what is there. Never rejects. */
  refresh(): Promise<void>;
  /** Reads the next older page. Never rejects. */
  loadMore(): Promise<void>;
  /**
   * Reads all older ones, and the newest once more. Never rejects; `hasMore` is true afterwards if it was called off or
   * has failed.
   */
  loadAll(cancel: AbortSignal): Promise<void>;
}
