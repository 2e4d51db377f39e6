import type { Page } from '../backends/backend.ts';
import type { Account } from '../model/account.ts';
import { isAgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import { type JsonObject, optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import { type Emitter, createEmitter } from './emitter.ts';
import { type OwnedMessageList, createMessageList } from './messageList.ts';
import type { Service } from './service.ts';
import type { LoadState, ThreadList, ThreadListChange, ThreadRow } from './threadList.ts';
import type { Time } from './time.ts';
import type { Titles } from './titles.ts';

const pollEveryMs = 5000;
const pagesAtOnce = 10;

export interface LiveThreadListOptions {
  readonly service: Service;
  readonly titles: Titles;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Also told where nobody listens: something of this thread has changed. */
  readonly onThreadChange: (threadId: string) => void;
}

/** A thread list together with what the session does to it. */
export interface LiveThreadList extends ThreadList {
  readonly titles: Titles;
  messages(threadId: string): OwnedMessageList;
  find(threadId: string): Thread | undefined;
  /** Puts a thread that was just made at the top, or replaces what is known of one. */
  upsert(thread: Thread): void;
  remove(threadId: string): void;
  /** A conversation of this window says that a run holds the thread, or no longer does. */
  setRunning(threadId: string, isRunning: boolean): void;
  titleOf(thread: Pick<Thread, 'id' | 'title'>): string | undefined;
  /** The title of a thread has changed; left out, any of them. */
  retitle(threadId?: string): void;
  dispose(): void;
}

/** The threads of one service; nothing is read before `refresh`. */
export function createThreadList(options: LiveThreadListOptions): LiveThreadList {
  const { service, titles, time, signal, log } = options;
  const { connectionId } = service;
  const messageLists = new Map<string, OwnedMessageList>();
  const runningHere = new Set<string>();
  /** In the order in which they are shown. */
  let threads = new Map<string, Thread>();
  /** Made when they are asked for, and kept until they change: with many threads only what changed costs anything. */
  const rows = new Map<string, ThreadRow>();
  let items: readonly ThreadRow[] | undefined;
  /** Threads of which `items` has the old row. */
  const outdated = new Set<string>();
  /** As they were when `items` was made: other windows give titles, too. */
  let titlesShown: JsonObject | undefined;
  let cursor: string | undefined;
  let pages = 1;
  /** Set when threads were taken out, so that a counting cursor points too far. */
  let isCursorStale = false;
  let load: LoadState = 'idle';
  let problem: Problem | undefined;
  let loadedAt: number | undefined;
  let isCut = false;
  let account: Account | undefined;
  let queue: Promise<void> = Promise.resolve();
  let waitingRefresh: Promise<void> | undefined;
  let cancelPoll: (() => void) | undefined;

  const emitter: Emitter<ThreadListChange> = createEmitter(
    (error) => log(`a listener of the threads failed: ${String(error)}`),
    () => schedulePoll(),
  );
  const forgetRows = (threadId?: string): void => {
    if (threadId === undefined) {
      rows.clear();
      items = undefined;
    } else {
      rows.delete(threadId);
      outdated.add(threadId);
    }
  };
  const changed = (threadId?: string): void => {
    forgetRows(threadId);
    emitter.emit(threadId === undefined ? { kind: 'list' } : { kind: 'thread', threadId });
    schedulePoll();
  };

  const isRunning = (thread: Thread): boolean =>
    runningHere.has(thread.id) || thread.activeRunId !== undefined || thread.status === 'running';
  const titleOf = (thread: Pick<Thread, 'id' | 'title'>): string | undefined =>
    titles.titleOf(connectionId, thread.id) || thread.title || undefined;

  function rowOf(thread: Thread): ThreadRow {
    const title = titleOf(thread) ?? 'Untitled';
    const known = rows.get(thread.id);
    if (known?.title === title) return known;
    const row = makeRow(thread, title);
    rows.set(thread.id, row);
    return row;
  }

  function allRows(): readonly ThreadRow[] {
    const given = titles.given(connectionId);
    if (given !== titlesShown) items = undefined;
    titlesShown = given;
    if (!items) items = Array.from(threads.values(), rowOf);
    else if (outdated.size > 0) items = items.map((row) => (outdated.has(row.threadId) ? rowNow(row) : row));
    outdated.clear();
    return items;
  }

  function rowNow(row: ThreadRow): ThreadRow {
    const thread = threads.get(row.threadId);
    return thread ? rowOf(thread) : row;
  }

  function makeRow(thread: Thread, title: string): ThreadRow {
    const { rawStatus, agentId, createdAt, updatedAt } = thread;
    return {
      threadId: thread.id,
      title,
      isRunning: isRunning(thread),
      status: thread.status,
      ...optional({ rawStatus, agentId, createdAt, updatedAt }),
    };
  }

  /** Reads `count` pages from the start and shows them instead of what was there. */
  async function readPages(count: number): Promise<void> {
    const found = new Map<string, Thread>();
    let next: string | undefined;
    let read = 0;
    let last: Page<Thread> | undefined;
    while (read < count) {
      const page = await readPage(next);
      last = page;
      const before = found.size;
      for (const thread of page.items) if (!found.has(thread.id)) found.set(thread.id, thread);
      read += 1;
      // A service that repeats its pages for ever has no more.
      next = found.size > before ? page.next : undefined;
      if (next === undefined) break;
    }
    threads = found;
    forgetRows();
    isCut = last?.isCut ?? false;
    cursor = next;
    pages = Math.max(read, 1);
    isCursorStale = false;
  }

  async function readMore(): Promise<void> {
    if (isCursorStale) return readPages(Math.min(pages + 1, pagesAtOnce));
    if (cursor === undefined) return;
    for (let count = 0; count < pagesAtOnce && cursor !== undefined; count++) {
      const page: Page<Thread> = await readPage(cursor);
      const more = page.items.filter((thread) => !threads.has(thread.id));
      for (const thread of more) if (!threads.has(thread.id)) threads.set(thread.id, thread);
      items = undefined;
      cursor = page.items.length > 0 ? page.next : undefined;
      pages += 1;
      if (more.length > 0) return;
    }
    cursor = undefined;
  }

  function readPage(from: string | undefined): Promise<Page<Thread>> {
    return service.call((backend) => backend.listThreads(optional({ cursor: from }), signal));
  }

  async function attempt(read: () => Promise<void>): Promise<void> {
    if (signal.aborted) return;
    load = 'loading';
    changed();
    try {
      await titles.refresh();
      await read();
      if (signal.aborted) return;
      load = 'idle';
      problem = undefined;
      loadedAt = time.epochNow();
    } catch (error) {
      if (signal.aborted) return;
      load = 'failed';
      problem = explain(error, 'load the threads', service.connection().name);
    }
    changed();
  }

  /** What is left of the account is worth a line, and never a failure. */
  async function readAccount(): Promise<void> {
    if (signal.aborted || !service.opened()?.getAccount) return;
    try {
      account = await service.call(async (backend) => backend.getAccount?.(signal));
      if (!signal.aborted) changed();
    } catch (error) {
      if (!signal.aborted) log(`the account was not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function enqueue(read: () => Promise<void>): Promise<void> {
    queue = queue.then(() => attempt(read));
    return queue;
  }

  /** Runs that nobody here follows end without telling; asked for only while someone looks. */
  function schedulePoll(): void {
    const isWanted = emitter.hasListeners && !signal.aborted && isPollNeeded();
    if (!isWanted) {
      cancelPoll?.();
      cancelPoll = undefined;
    } else {
      cancelPoll ??= time.clock.setTimer(pollEveryMs, () => void poll());
    }
  }

  function isPollNeeded(): boolean {
    for (const thread of threads.values()) if (needsPoll(thread)) return true;
    return false;
  }

  function needsPoll(thread: Thread): boolean {
    return isRunning(thread) && !runningHere.has(thread.id);
  }

  async function poll(): Promise<void> {
    for (const thread of [...threads.values()].filter(needsPoll)) {
      try {
        const current = await service.call((backend) => backend.getThread(thread.id, signal));
        if (signal.aborted) return;
        upsert(current);
        if (!isRunning(current) && messageLists.get(thread.id)?.state().loadedAt !== undefined) {
          await messageLists.get(thread.id)?.refresh();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isAgentError(error) && error.kind === 'not-found') remove(thread.id);
        else log(`a running thread could not be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    cancelPoll = undefined;
    schedulePoll();
  }

  function upsert(thread: Thread): void {
    const isKnown = threads.has(thread.id);
    if (isKnown) threads.set(thread.id, thread);
    else threads = new Map([[thread.id, thread], ...threads]);
    changed(isKnown ? thread.id : undefined);
  }

  function remove(threadId: string): void {
    messageLists.delete(threadId);
    runningHere.delete(threadId);
    if (!threads.delete(threadId)) return;
    isCursorStale = cursor !== undefined;
    changed();
  }

  return {
    connectionId,
    titles,
    state: () => ({
      items: allRows(),
      hasMore: cursor !== undefined,
      load,
      ...optional({ problem, loadedAt, account, isCut: isCut || undefined }),
    }),
    row(threadId) {
      const thread = threads.get(threadId);
      return thread && rowOf(thread);
    },
    onDidChange: emitter.subscribe,
    refresh() {
      waitingRefresh ??= enqueue(async () => {
        waitingRefresh = undefined;
        await readPages(Math.min(pages, pagesAtOnce));
        void readAccount();
      });
      return waitingRefresh;
    },
    loadMore: () => enqueue(readMore),
    messages(threadId) {
      const known = messageLists.get(threadId);
      if (known) return known;
      const onChange = (): void => {
        changed(threadId);
        options.onThreadChange(threadId);
      };
      const list = createMessageList({ service, threadId, time, signal, onChange });
      messageLists.set(threadId, list);
      return list;
    },
    find: (threadId) => threads.get(threadId),
    upsert,
    remove,
    setRunning(threadId, isRunning) {
      if (runningHere.has(threadId) === isRunning) return;
      if (isRunning) {
        runningHere.add(threadId);
      } else {
        runningHere.delete(threadId);
        // What was read while the run went on is no longer true, and the run's end was seen here.
        const thread = threads.get(threadId);
        if (thread) threads.set(threadId, settled(thread));
        void readAccount();
      }
      changed(threadId);
    },
    titleOf,
    retitle: changed,
    dispose(): void {
      cancelPoll?.();
      emitter.dispose();
    },
  };
}

function settled(thread: Thread): Thread {
  const { activeRunId: _, rawStatus: __, ...rest } = thread;
  return thread.status === 'running'
    ? { ...rest, status: 'idle' }
    : { ...rest, ...optional({ rawStatus: thread.rawStatus }) };
}
