import type { Page, PageRequest } from '../backends/backend.ts';
import type { Connection } from '../model/connection.ts';
import { isAgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import type { Message } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import { type FoundHits, type ReadMessage, type SearchedThread, findHits, readMessage, timeOf } from './searchHits.ts';
import { createTurns } from './turns.ts';

const requestsAtOnce = 2;

/** What was read is taken for true this long, unless something is known to have changed. */
const trustedMs = 60_000;

/** After so many threads in a row that could not be read, a connection's other threads are left alone. */
const failuresAtMost = 3;

/** From where threads and messages are read; both newest first, both reject with an `AgentError`. */
export interface SearchSource {
  /** With the titles of this machine's overlay. */
  threadPage(connectionId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Thread>>;
  messagePage(connectionId: string, threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Message>>;
}

/** How much is read at most. */
export interface SearchLimits {
  /** Of each connection. */
  readonly threads: number;
  /** Of each thread. */
  readonly messages: number;
  /** Of the text of all messages, in UTF-16 units: it is kept in memory. */
  readonly characters: number;
  readonly hits: number;
}

export const searchLimits: SearchLimits = { threads: 200, messages: 1000, characters: 20_000_000, hits: 200 };

/**
 * What was not looked at.
 *
 * - `list-failed`     the threads of a connection, or the older ones of them
 * - `threads-failed`  messages of `threads` threads; where many fail in a row, the rest was not tried
 * - `more-threads`    a connection has more than the newest `threads`
 * - `more-messages`   `threads` threads have more messages than are read of one
 * - `full`            no memory was left for (all) messages of `threads` threads
 */
export type SearchNotice =
  | { readonly kind: 'list-failed'; readonly connectionId: string; readonly problem: Problem }
  | {
      readonly kind: 'threads-failed';
      readonly connectionId: string;
      readonly problem: Problem;
      readonly threads: number;
    }
  | { readonly kind: 'more-threads'; readonly connectionId: string; readonly threads: number }
  | { readonly kind: 'more-messages'; readonly threads: number; readonly messages: number }
  | { readonly kind: 'full'; readonly threads: number };

export interface SearchProgress {
  readonly isReading: boolean;
  /** True until it is known which threads there are. */
  readonly isListing: boolean;
  readonly threads: number;
  /** Threads whose messages were read, as far as they are read at all. */
  readonly lookedThrough: number;
  readonly notices: readonly SearchNotice[];
}

/** One use of the search, until its signal aborts. */
export interface RunningSearch {
  /**
   * What has all words of the query, among what was read so far: titles first, newest first. Nothing for a query
   * without words. `isCut` if there is more than `SearchLimits.hits`.
   */
  find(query: string): FoundHits;
  progress(): SearchProgress;
  /** Resolves when all was read, or given up. Never rejects. */
  readonly done: Promise<void>;
}

/**
 * Looks for words in threads on this machine, for services that cannot search. What was read is kept for the next
 * search: as it is for a minute, then after a look at the newest page of the thread, which tells whether it is as it was.
 */
export interface ThreadSearch {
  /** Begins to read, with at most two requests at once. `onChange` is called whenever there is something new. */
  begin(options: {
    readonly connections: readonly Pick<Connection, 'id' | 'name'>[];
    readonly signal: AbortSignal;
    readonly onChange: () => void;
  }): RunningSearch;
  /** Something of the thread has changed. */
  forget(connectionId: string, threadId: string): void;
  forgetAll(): void;
}

export interface ThreadSearchOptions {
  readonly source: SearchSource;
  /** Milliseconds since 1970. */
  readonly epochNow: () => number;
  readonly limits?: Partial<SearchLimits>;
}

/** A thread that was read to its bound. */
interface KeptThread {
  readonly connectionId: string;
  readonly thread: Thread;
  readonly readAt: number;
  /** Newest first. */
  readonly messages: readonly ReadMessage[];
  readonly hasMore: boolean;
}

interface Entry extends SearchedThread {
  readonly key: string;
  readonly source: ConnectionState;
  state: 'waiting' | 'read' | 'failed' | 'full';
  messages: readonly ReadMessage[];
  /** Of the text of the messages. */
  size: number;
  hasMore: boolean;
}

interface ConnectionState {
  readonly connection: Pick<Connection, 'id' | 'name'>;
  readonly entries: Entry[];
  isListing: boolean;
  hasMore: boolean;
  listProblem?: Problem;
  threadProblem?: Problem;
  failuresInRow: number;
}

/** Nothing is read before `begin`. */
export function createThreadSearch({ source, epochNow, ...options }: ThreadSearchOptions): ThreadSearch {
  const limits: SearchLimits = { ...searchLimits, ...options.limits };
  const memory = new Map<string, KeptThread>();
  /** What is read now and has not changed meanwhile. */
  const reading = new Set<string>();

  function forgetAll(): void {
    memory.clear();
    reading.clear();
  }

  function begin({ connections, signal, onChange }: Parameters<ThreadSearch['begin']>[0]): RunningSearch {
    const turns = createTurns(requestsAtOnce);
    const states = connections.map((connection): ConnectionState => ({
      connection,
      entries: [],
      isListing: true,
      hasMore: false,
      failuresInRow: 0,
    }));
    const gone = new Set<Entry>();
    let isReading = true;

    const entries = (): readonly Entry[] =>
      states.flatMap((state) => state.entries).filter((entry) => !gone.has(entry));

    const isFull = (): boolean => entries().reduce((sum, { size }) => sum + size, 0) > limits.characters;

    async function list(state: ConnectionState): Promise<void> {
      const { id } = state.connection;
      const known = new Set<string>();
      let cursor: string | undefined;
      do {
        const request: PageRequest = optional({ cursor });
        const page = await turns.take(Infinity, signal, () => source.threadPage(id, request, signal));
        const fresh = page.items.filter((thread) => !known.has(thread.id));
        for (const thread of fresh) {
          if (known.size < limits.threads && !known.has(thread.id)) add(state, thread);
          else state.hasMore ||= known.size >= limits.threads;
          known.add(thread.id);
        }
        // A service that repeats its pages for ever has no more.
        cursor = fresh.length > 0 ? page.next : undefined;
        onChange();
      } while (cursor !== undefined && known.size < limits.threads);
      state.hasMore ||= cursor !== undefined;
      // What is beyond the bound is not looked at again either.
      for (const [key, kept] of memory) if (kept.connectionId === id && !known.has(kept.thread.id)) memory.delete(key);
    }

    function add(state: ConnectionState, thread: Thread): void {
      const connectionId = state.connection.id;
      const key = JSON.stringify([connectionId, thread.id]);
      const { messages = [], hasMore = false } = memory.get(key) ?? {};
      state.entries.push({
        connectionId,
        key,
        source: state,
        thread,
        state: 'waiting',
        messages,
        size: sizeOf(messages),
        hasMore,
      });
    }

    async function readThread(entry: Entry): Promise<void> {
      const { key, connectionId, thread } = entry;
      const kept = memory.get(key);
      if (kept && isTrusted(kept, thread, epochNow())) {
        entry.state = 'read';
        return;
      }
      const found = new Map<string, ReadMessage>();
      let cursor: string | undefined;
      reading.add(key);
      do {
        const request: PageRequest = optional({ cursor });
        const page = await turns.take(timeOf(thread), signal, async () =>
          mayRead(entry) ? source.messagePage(connectionId, thread.id, request, signal) : undefined,
        );
        if (!page) return;
        const read = page.items.map(readMessage);
        if (kept && cursor === undefined && isSame(kept, read, page.next !== undefined)) {
          if (reading.delete(key)) memory.set(key, { ...kept, thread, readAt: epochNow() });
          entry.messages = kept.messages;
          entry.state = 'read';
          return;
        }
        const before = found.size;
        for (const message of read) if (!found.has(message.id)) found.set(message.id, message);
        // The same of messages.
        cursor = found.size > before ? page.next : undefined;
        entry.messages = [...found.values()].slice(0, limits.messages);
        entry.size = sizeOf(entry.messages);
        onChange();
      } while (cursor !== undefined && found.size < limits.messages);
      entry.hasMore = cursor !== undefined || found.size > limits.messages;
      entry.state = 'read';
      const { messages, hasMore } = entry;
      if (reading.delete(key)) memory.set(key, { connectionId, thread, readAt: epochNow(), messages, hasMore });
    }

    /** Asked when it is a thread's turn: meanwhile others may have failed, or filled the memory. */
    function mayRead(entry: Entry): boolean {
      if (entry.source.failuresInRow >= failuresAtMost) entry.state = 'failed';
      else if (isFull()) entry.state = 'full';
      return entry.state === 'waiting';
    }

    async function tryThread(entry: Entry): Promise<void> {
      const state = entry.source;
      try {
        await readThread(entry);
        if (entry.state === 'read') state.failuresInRow = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (isAgentError(error) && error.kind === 'not-found') {
          gone.add(entry);
          memory.delete(entry.key);
        } else {
          entry.state = 'failed';
          state.failuresInRow += 1;
          state.threadProblem ??= explain(error, 'load the messages', state.connection.name);
        }
      } finally {
        reading.delete(entry.key);
      }
      if (!signal.aborted) onChange();
    }

    async function look(state: ConnectionState): Promise<void> {
      try {
        await list(state);
      } catch (error) {
        if (!signal.aborted) state.listProblem = explain(error, 'load the threads', state.connection.name);
      }
      state.isListing = false;
      if (signal.aborted) return;
      onChange();
      await Promise.all(state.entries.map(tryThread));
    }

    async function lookAtAll(): Promise<void> {
      await Promise.all(states.map(look));
      isReading = false;
      if (!signal.aborted) onChange();
    }

    return {
      find: (query) => findHits(entries(), query, limits.hits),
      progress() {
        const all = entries();
        return {
          isReading,
          isListing: states.some(({ isListing }) => isListing),
          threads: all.length,
          lookedThrough: all.filter(({ state }) => state === 'read').length,
          notices: noticesOf(states, all, limits),
        };
      },
      done: lookAtAll(),
    };
  }

  return {
    begin,
    forget(connectionId, threadId) {
      const key = JSON.stringify([connectionId, threadId]);
      memory.delete(key);
      reading.delete(key);
    },
    forgetAll,
  };
}

function sizeOf(messages: readonly ReadMessage[]): number {
  return messages.reduce((sum, { text }) => sum + text.length, 0);
}

/** A thread that is at work, or that the service says has changed, is looked at again. */
function isTrusted(kept: KeptThread, now: Thread, nowMs: number): boolean {
  const isAtRest = now.activeRunId === undefined && now.status !== 'running';
  return isAtRest && now.updatedAt === kept.thread.updatedAt && nowMs - kept.readAt < trustedMs;
}

/** Whether the newest page of a thread says what was read before. */
function isSame(kept: KeptThread, newest: readonly ReadMessage[], isMoreToCome: boolean): boolean {
  const isMoreKept = kept.hasMore || kept.messages.length > newest.length;
  if (isMoreKept !== isMoreToCome) return false;
  return newest.every(({ id, text }, index) => {
    const known = kept.messages[index];
    return known?.id === id && known.text === text;
  });
}

function noticesOf(
  states: readonly ConnectionState[],
  entries: readonly Entry[],
  limits: SearchLimits,
): readonly SearchNotice[] {
  const ofEach = states.flatMap((state): readonly SearchNotice[] => {
    const { listProblem, threadProblem, hasMore } = state;
    const connectionId = state.connection.id;
    const threads = state.entries.filter((entry) => entry.state === 'failed').length;
    return [
      ...(listProblem ? [{ kind: 'list-failed', connectionId, problem: listProblem } as const] : []),
      ...(threadProblem ? [{ kind: 'threads-failed', connectionId, problem: threadProblem, threads } as const] : []),
      ...(hasMore ? [{ kind: 'more-threads', connectionId, threads: state.entries.length } as const] : []),
    ];
  });
  const cut = entries.filter((entry) => entry.state === 'read' && entry.hasMore).length;
  const full = entries.filter((entry) => entry.state === 'full').length;
  return [
    ...ofEach,
    ...(cut > 0 ? [{ kind: 'more-messages', threads: cut, messages: limits.messages } as const] : []),
    ...(full > 0 ? [{ kind: 'full', threads: full } as const] : []),
  ];
}
