import * as vscode from 'vscode';
import type { Message } from '../../model/message.ts';
import { systemClock } from '../../net/clock.ts';
import type { Host } from '../host.ts';
import { justNow } from '../relativeTime.ts';
import { createChangeBatch } from './changeBatch.ts';
import { followThreads } from './followThreads.ts';
import {
  connectionItem,
  messageItem,
  messageTooltip,
  moreItem,
  noticeItem,
  problemItem,
  retryItem,
  threadItem,
} from './rowItem.ts';
import { type MessageRow, type Row, createRowCache } from './rows.ts';
import { createTreeRows, placeOf } from './treeRows.ts';

/** Redraws are gathered for this long; VS Code itself waits 200 ms. */
const redrawIntervalMs = 100;

/** What the view shows: threads, or connections with their threads as soon as there are two. */
export interface ThreadTree extends Required<vscode.TreeDataProvider<Row>>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<Row | Row[] | undefined>;
  /** Reads every list again, and the messages of the given (expanded) threads. Never rejects. */
  refresh(expanded: readonly Row[]): Promise<void>;
  /** Reads again the list that a row stands for or is part of. Never rejects. */
  reload(row: Row): Promise<void>;
  /** Never rejects. */
  loadMore(row: Row): Promise<void>;
  /** Draws everything again, for times that have grown older. */
  redraw(): void;
  /** True if there is one connection, it was read, and it has no threads. */
  readonly isEmpty: boolean;
  readonly onDidRedraw: vscode.Event<void>;
}

export function createThreadTree({ session, log }: Pick<Host, 'session' | 'log'>): ThreadTree {
  const cache = createRowCache();
  const rows = createTreeRows(session, cache);
  const changed = new vscode.EventEmitter<Row | Row[] | undefined>();
  const redrawn = new vscode.EventEmitter<void>();
  const batch = createChangeBatch<Row>(
    (changes) => {
      changed.fire(changes);
      redrawn.fire();
    },
    redrawIntervalMs,
    systemClock,
  );
  const follower = followThreads(session, {
    onChange(id, change) {
      batch.add(change.kind === 'list' ? rows.listRow(id) : rows.threadRow(id, change.threadId));
    },
    onConnections() {
      cache.keepConnections(session.connections().map((each) => each.id));
      batch.add(undefined);
    },
    onError: (error) => log.error(`threads view: ${String(error)}`),
  });

  function messageOf({ connectionId, threadId, messageId }: MessageRow): Message | undefined {
    const { items } = session.threads(connectionId).messages(threadId).state();
    return items.find((each) => each.id === messageId);
  }

  /** Undefined for a row of something that is gone: its removal from the view is on its way. */
  function itemOf(row: Row): vscode.TreeItem | undefined {
    const nowMs = Date.now();
    const connection = session.connections().find((each) => each.id === row.connectionId);
    if (!connection) return undefined;
    switch (row.kind) {
      case 'connection':
        return connectionItem(row, connection, session.threads(row.connectionId).state().account);
      case 'notice':
        return noticeItem(row, session.threads(row.connectionId).state());
      case 'more':
        return moreItem(row);
      case 'retry':
        return retryItem(row);
      case 'thread': {
        const thread = session.threads(row.connectionId).row(row.threadId);
        return thread && threadItem(row, thread, nowMs);
      }
      case 'message': {
        const message = messageOf(row);
        return message && messageItem(row, message, nowMs);
      }
      case 'problem': {
        const { problem, loadedAt, items } = rows.list(placeOf(row)).state();
        const isEmpty = loadedAt === undefined || items.length === 0;
        return problem && problemItem(row, problem, isEmpty ? undefined : justNow(loadedAt, nowMs));
      }
    }
  }

  return {
    onDidChangeTreeData: changed.event,
    onDidRedraw: redrawn.event,
    getChildren: (row) => rows.children(row),
    getParent: (row) => rows.parent(row),
    getTreeItem: (row) => itemOf(row) ?? new vscode.TreeItem(''),
    resolveTreeItem(item, row) {
      const message = row.kind === 'message' ? messageOf(row) : undefined;
      if (message) item.tooltip = messageTooltip(message);
      return item;
    },

    async refresh(expanded) {
      const connections = session.connections();
      const messages = expanded
        .filter((row) => row.kind === 'thread' && connections.some((each) => each.id === row.connectionId))
        .map((row) => rows.list(placeOf(row)));
      const threads = connections.map(({ id }) => rows.list({ connectionId: id }));
      await Promise.all([...threads, ...messages].map((list) => list.refresh()));
    },
    reload: (row) => rows.list(placeOf(row)).refresh(),
    loadMore: (row) => rows.list(placeOf(row)).loadMore(),
    redraw: () => batch.add(undefined),

    get isEmpty() {
      const [only, second] = session.connections();
      if (!only || second) return false;
      const { items, load, loadedAt } = session.threads(only.id).state();
      return load === 'idle' && loadedAt !== undefined && items.length === 0;
    },

    dispose() {
      follower.dispose();
      batch.dispose();
      changed.dispose();
      redrawn.dispose();
    },
  };
}
