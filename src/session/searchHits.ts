import { type Message, textOf } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import { containsAll, excerptOf, fold, wordsOf } from './searchText.ts';

export interface SearchHit {
  readonly connectionId: string;
  readonly threadId: string;
  /** Of the thread; absent if it has none. */
  readonly title?: string;
  /** ISO 8601 with zone: of the message, else of the thread. */
  readonly at?: string;
  /** Absent where the title of the thread was found. */
  readonly message?: {
    readonly id: string;
    readonly role: string;
    /** The line around what was found. */
    readonly excerpt: string;
  };
}

/** A message as it is searched. */
export interface ReadMessage {
  readonly id: string;
  readonly role: string;
  readonly at?: string;
  readonly text: string;
  readonly folded: string;
}

/** A thread with what was read of it so far, newest first. */
export interface SearchedThread {
  readonly connectionId: string;
  readonly thread: Thread;
  readonly messages: readonly ReadMessage[];
}

export interface FoundHits {
  readonly hits: readonly SearchHit[];
  /** Whether more was found. */
  readonly isCut: boolean;
}

/** What has all words of the query: titles first, newest first, at most `atMost`. Nothing for no words. */
export function findHits(threads: readonly SearchedThread[], query: string, atMost: number): FoundHits {
  const words = wordsOf(query);
  const all = words.length === 0 ? [] : threads;
  const titles = all
    .filter(({ thread }) => containsAll(fold(thread.title ?? ''), words))
    .map((searched) => ({ searched, time: timeOf(searched.thread) }));
  const messages = all.flatMap((searched) =>
    searched.messages
      .filter(({ folded }) => containsAll(folded, words))
      .map((message) => ({ searched, message, time: timeAt(message.at, timeOf(searched.thread)) })),
  );
  const hits = [titles, messages].flatMap((found) => found.toSorted((a, b) => compareTimes(a.time, b.time)));
  return { hits: hits.slice(0, atMost).map((hit) => hitOf(hit, words)), isCut: hits.length > atMost };
}

/** Takes of a message what the search needs. */
export function readMessage(message: Message): ReadMessage {
  const { id, role, createdAt } = message;
  const text = textOf(message);
  return { id, role, text, folded: fold(text), ...optional({ at: createdAt }) };
}

function hitOf(
  { searched, message }: { readonly searched: SearchedThread; readonly message?: ReadMessage },
  words: readonly string[],
): SearchHit {
  const { connectionId, thread } = searched;
  const at = message?.at ?? thread.updatedAt ?? thread.createdAt;
  const found = message && { id: message.id, role: message.role, excerpt: excerptOf(message.text, words) };
  return {
    connectionId,
    threadId: thread.id,
    ...optional({ title: thread.title, at, message: found }),
  };
}

/** When something last happened to a thread, as far as is known: milliseconds since 1970, else before all time. */
export function timeOf({ updatedAt, createdAt }: Thread): number {
  return timeAt(updatedAt, timeAt(createdAt, Number.NEGATIVE_INFINITY));
}

function timeAt(isoDate: string | undefined, otherwise: number): number {
  const at = Date.parse(isoDate ?? '');
  return Number.isNaN(at) ? otherwise : at;
}

/** Newest first; what has no time is last. */
function compareTimes(a: number, b: number): number {
  return a === b ? 0 : b - a;
}
