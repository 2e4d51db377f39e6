import type { Connection } from '../../model/connection.ts';
import { optional } from '../../model/parse.ts';
import type { MessageListState, ThreadListState } from '../../session/threadList.ts';
import type { Host } from '../host.ts';
import {
  type ConnectionRow,
  type MessageRow,
  type MoreRow,
  type NoticeRow,
  type ProblemRow,
  type RetryRow,
  type Row,
  type RowCache,
  type ThreadRow,
} from './rows.ts';

/** A list of threads, or of the messages of `threadId`. */
export interface ListPlace {
  readonly connectionId: string;
  readonly threadId?: string;
}

/** What threads and messages have in common as lists that are read a page at a time. */
export interface PagedList {
  state(): ThreadListState | MessageListState;
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
}

/** Which rows there are, and below which. */
export interface TreeRows {
  children(row: Row | undefined): Promise<Row[]>;
  parent(row: Row): Row | undefined;
  /** The row below which a connection's threads are; undefined where they are the top rows. */
  listRow(connectionId: string): Row | undefined;
  threadRow(connectionId: string, threadId: string): ThreadRow;
  list(place: ListPlace): PagedList;
}

export function createTreeRows(session: Host['session'], cache: RowCache): TreeRows {
  const firstReads = new Map<PagedList, Promise<void>>();

  function list({ connectionId, threadId }: ListPlace): PagedList {
    const threads = session.threads(connectionId);
    return threadId === undefined ? threads : threads.messages(threadId);
  }

  /** Reads what was never read, once, however many rows ask at the same time. */
  async function readFirst(paged: PagedList): Promise<void> {
    const { loadedAt, load } = paged.state();
    if (loadedAt !== undefined || load === 'failed') return;
    const reading = firstReads.get(paged) ?? paged.refresh().finally(() => firstReads.delete(paged));
    firstReads.set(paged, reading);
    await reading;
  }

  function connectionRow(connectionId: string): ConnectionRow {
    return cache.row<ConnectionRow>({ kind: 'connection', connectionId });
  }

  function listRow(connectionId: string): Row | undefined {
    return session.connections().length > 1 ? connectionRow(connectionId) : undefined;
  }

  function threadRow(connectionId: string, threadId: string): ThreadRow {
    return cache.row<ThreadRow>({ kind: 'thread', connectionId, threadId });
  }

  function troubleRows(place: ListPlace): readonly Row[] {
    const { load, problem } = list(place).state();
    if (load !== 'failed' || !problem) return [];
    return [cache.row<ProblemRow>({ kind: 'problem', ...place }), cache.row<RetryRow>({ kind: 'retry', ...place })];
  }

  function moreRows(place: ListPlace): readonly Row[] {
    return list(place).state().hasMore ? [cache.row<MoreRow>({ kind: 'more', ...place })] : [];
  }

  async function threadRows(connection: Connection): Promise<Row[]> {
    const place = { connectionId: connection.id };
    const notice = cache.row<NoticeRow>({ kind: 'notice', ...place });
    const threads = session.threads(connection.id);
    await readFirst(threads);
    const rows = [
      ...troubleRows(place),
      ...threads.state().items.map((thread) => threadRow(connection.id, thread.threadId)),
      ...moreRows(place),
      ...(threads.state().isCut ? [notice] : []),
    ];
    return rows.length === 0 && listRow(connection.id) ? [notice] : rows;
  }

  /** In the order of the conversation, so that older ones are loaded at the top. */
  async function messageRows({ connectionId, threadId }: ThreadRow): Promise<Row[]> {
    const place = { connectionId, threadId };
    const messages = session.threads(connectionId).messages(threadId);
    await readFirst(messages);
    const rows = messages
      .state()
      .items.map((message) => cache.row<MessageRow>({ kind: 'message', ...place, messageId: message.id }));
    return [...troubleRows(place), ...moreRows(place), ...rows];
  }

  return {
    list,
    listRow,
    threadRow,
    async children(row) {
      const connections = session.connections();
      const [only] = connections;
      if (!row) {
        return connections.length === 1 && only ? threadRows(only) : connections.map(({ id }) => connectionRow(id));
      }
      if (row.kind === 'thread') return messageRows(row);
      const connection = connections.find((each) => each.id === row.connectionId);
      return row.kind === 'connection' && connection ? threadRows(connection) : [];
    },
    parent(row) {
      if (row.kind === 'connection') return undefined;
      const { threadId } = placeOf(row);
      if (row.kind === 'thread' || threadId === undefined) return listRow(row.connectionId);
      return threadRow(row.connectionId, threadId);
    },
  };
}

/** The list that a row stands for or is part of. */
export function placeOf(row: Row): ListPlace {
  return { connectionId: row.connectionId, ...optional({ threadId: 'threadId' in row ? row.threadId : undefined }) };
}
