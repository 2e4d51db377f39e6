import type { Page } from '../backends/backend.ts';
import { type Problem, explain } from '../model/explain.ts';
import { type Message, textOf } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import { byTime } from './messageOrder.ts';
import type { Service } from './service.ts';
import type { LoadState, MessageList } from './threadList.ts';
import type { Time } from './time.ts';

/** Pages that are read at most to find the messages that are known already, or one that is not. */
const pagesAtOnce = 10;

/** Pages that are read at most to get beyond what is known, after messages were taken out. */
const pagesToPass = 200;

/** Messages that are asked for at once where all of them are wanted; services cut it down to what they allow. */
const wholePageSize = 100;

/** The same for the session itself. */
export interface OwnedMessageList extends MessageList {
  /** Adds a message that the service has just confirmed. */
  add(message: Message): void;
  /** Shows what the service has just confirmed instead of what it was, in its place. */
  replace(message: Message): void;
  /** Shows a message with its large values, also after it was read again without them. */
  expand(message: Message): void;
  /** Takes out what the service has just deleted. */
  remove(messageId: string): void;
}

export interface MessageListOptions {
  readonly service: Service;
  readonly threadId: string;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

/** An empty list; nothing is read before `refresh`. */
export function createMessageList({ service, threadId, time, signal, onChange }: MessageListOptions): OwnedMessageList {
  let items: readonly Message[] = [];
  /** Where the next older page begins; undefined if there is none (or nothing was read yet). */
  let olderCursor: string | undefined;
  /** Confirmed one by one since the last reading: between these and the others something may be missing. */
  const added = new Set<string>();
  /** Read with their large values, which a list leaves out. */
  const expanded = new Map<string, Message>();
  /** Set when messages were taken out, so that a counting cursor points too far. */
  let isCursorStale = false;
  let load: LoadState = 'idle';
  let problem: Problem | undefined;
  let loadedAt: number | undefined;
  let queue: Promise<void> = Promise.resolve();
  let waitingRefresh: Promise<void> | undefined;

  function page(cursor: string | undefined, limit?: number): Promise<Page<Message>> {
    return service.call((backend) => backend.listMessages(threadId, optional({ cursor, limit }), signal));
  }

  /** Newest first, until a known message turns up. */
  async function readNewest(): Promise<void> {
    const known = new Set(items.map((message) => message.id).filter((id) => !added.has(id)));
    const found = new Map<string, Message>();
    let cursor: string | undefined;
    let hasMetKnown = false;
    for (let count = 0; count < pagesAtOnce && !hasMetKnown; count++) {
      const current = await page(cursor);
      for (const message of current.items) {
        hasMetKnown ||= known.has(message.id);
        if (!found.has(message.id)) found.set(message.id, message);
      }
      cursor = current.next;
      // With nothing to join, one page is what was asked for.
      if (cursor === undefined || known.size === 0) break;
    }
    // What the service has lost or another window deleted within these pages is gone; what is older stays.
    const isKnown = ({ id }: Message): boolean => known.has(id) && found.has(id);
    const first = cursor === undefined ? -1 : items.findIndex(isKnown);
    const kept = first < 0 ? [] : items.slice(0, first);
    if (first < 0 || loadedAt === undefined) {
      olderCursor = cursor;
      isCursorStale = false;
    }
    items = [...kept, ...byTime([...found.values()].toReversed()).map(withLargeValues)];
    added.clear();
  }

  /** A message that was changed meanwhile is shown as it is now. */
  function withLargeValues(message: Message): Message {
    const known = expanded.get(message.id);
    if (!known) return message;
    if (known.parts.length === message.parts.length && textOf(known) === textOf(message)) return known;
    expanded.delete(message.id);
    return message;
  }

  async function readOlder(limit?: number): Promise<void> {
    if (olderCursor === undefined) return;
    if (isCursorStale) return readBeyondKnown();
    for (let count = 0; count < pagesAtOnce && olderCursor !== undefined; count++) {
      const current = await page(olderCursor, limit);
      const known = new Set(items.map((message) => message.id));
      const older = current.items.filter((message) => !known.has(message.id));
      olderCursor = current.next;
      items = [...byTime(older.toReversed()), ...items];
      // A page may repeat what is known: cursors that count shift when messages are added.
      if (older.length > 0) return;
    }
  }

  /** The same from the newest page on: behind messages that were taken out a counting cursor would leave a gap. */
  async function readBeyondKnown(): Promise<void> {
    const known = new Set(items.map((message) => message.id));
    let cursor: string | undefined;
    let hasMetKnown = false;
    for (let count = 0; count < pagesToPass; count++) {
      const current = await page(cursor);
      const last = current.items.findLastIndex((message) => known.has(message.id));
      hasMetKnown ||= last >= 0;
      const older = hasMetKnown ? current.items.slice(last + 1) : [];
      cursor = current.next;
      if (older.length > 0 || cursor === undefined) {
        items = [...byTime(older.toReversed()), ...items];
        olderCursor = cursor;
        isCursorStale = false;
        return;
      }
    }
  }

  /**
   * Reads from the oldest on until what is known turns up, then the newest again. What is added meanwhile stands behind
   * all that and moves nothing.
   */
  async function readFromStart(cancel: AbortSignal): Promise<void> {
    const known = new Set(items.map((message) => message.id).filter((id) => !added.has(id)));
    const found = new Map<string, Message>();
    let cursor: string | undefined;
    let hasMetKnown = false;
    do {
      const request = { limit: wholePageSize, ...optional({ cursor }) };
      const current = await service.call(async (backend) => backend.listMessagesFromStart?.(threadId, request, cancel));
      const read = current?.items ?? [];
      const lastKnown = read.findLastIndex(({ id }) => known.has(id));
      hasMetKnown = lastKnown >= 0;
      // What comes behind those is newer, and is read with the newest.
      for (const message of hasMetKnown ? read.slice(0, lastKnown) : read) {
        if (!known.has(message.id) && !found.has(message.id)) found.set(message.id, message);
      }
      cursor = current?.next;
    } while (cursor !== undefined && !hasMetKnown);
    items = byTime([...[...found.values()].filter((message) => !added.has(message.id)), ...items]);
    olderCursor = undefined;
    isCursorStale = false;
    await readNewest();
  }

  async function readAll(cancel: AbortSignal): Promise<void> {
    if (olderCursor === undefined) return;
    if (service.opened()?.listMessagesFromStart) {
      await readFromStart(AbortSignal.any([signal, cancel]));
      return;
    }
    for (let before = -1; olderCursor !== undefined && items.length > before && !cancel.aborted; onChange()) {
      before = items.length;
      await readOlder(wholePageSize);
    }
  }

  async function attempt(read: () => Promise<void>, cancel?: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    load = 'loading';
    onChange();
    try {
      await read();
      if (signal.aborted) return;
      load = 'idle';
      problem = undefined;
      loadedAt = time.epochNow();
    } catch (error) {
      if (signal.aborted) return;
      if (cancel?.aborted) {
        load = 'idle';
        problem = undefined;
      } else {
        load = 'failed';
        problem = explain(error, 'load the messages', service.connection().name);
      }
    }
    onChange();
  }

  function enqueue(read: () => Promise<void>, cancel?: AbortSignal): Promise<void> {
    queue = queue.then(() => attempt(read, cancel));
    return queue;
  }

  return {
    threadId,
    state: () => ({
      items,
      hasMore: olderCursor !== undefined,
      load,
      ...optional({ problem, loadedAt }),
    }),
    refresh() {
      // A refresh that has not begun yet will see all that this one would.
      waitingRefresh ??= enqueue(() => {
        waitingRefresh = undefined;
        return readNewest();
      });
      return waitingRefresh;
    },
    loadMore: () => enqueue(() => readOlder()),
    loadAll: (cancel) => enqueue(() => readAll(cancel), cancel),
    add(message) {
      added.add(message.id);
      items = [...items.filter((each) => each.id !== message.id), message];
      onChange();
    },
    replace(message) {
      expanded.delete(message.id);
      items = items.map((each) => (each.id === message.id ? message : each));
      onChange();
    },
    expand(message) {
      expanded.set(message.id, message);
      items = items.map((each) => (each.id === message.id ? message : each));
      onChange();
    },
    remove(messageId) {
      const left = items.filter((each) => each.id !== messageId);
      if (left.length === items.length) return;
      items = left;
      isCursorStale = true;
      expanded.delete(messageId);
      added.delete(messageId);
      onChange();
    },
  };
}
