import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { messageTooltip } from '../../../src/host/threads/rowItem.ts';
import type { Row } from '../../../src/host/threads/rows.ts';
import { type ThreadTree, createThreadTree } from '../../../src/host/threads/threadTree.ts';
import { waitingBadge } from '../../../src/host/threads/waitingBadge.ts';
import { type Connection, localConnection } from '../../../src/model/connection.ts';
import type { Message } from '../../../src/model/message.ts';
import type { Thread } from '../../../src/model/thread.ts';
import { createEmitter } from '../../../src/session/emitter.ts';
import type { Session } from '../../../src/session/session.ts';
import type {
  MessageListState,
  ThreadListChange,
  ThreadListState,
  ThreadRow,
} from '../../../src/session/threadList.ts';

const work: Connection = { id: 'work', name: 'Work', kind: 'seekrflow', url: 'https://flow.seekr.com' };
const signedIn: Connection = { id: 'epsimo', name: 'Epsimo', kind: 'epsimo', url: 'https://epsimo.example' };
const problem = {
  title: 'Could not load the threads',
  detail: 'Work cannot be reached.',
  actions: ['retry', 'showLog'],
} as const;

function thread(threadId: string, more: Partial<ThreadRow> & Pick<Thread, 'rawStatus'> = {}): ThreadRow {
  return { threadId, title: `Thread ${threadId}`, isRunning: false, status: 'idle', ...more };
}

function message(id: string, text: string, more: Partial<Message> = {}): Message {
  return {
    id,
    threadId: 't',
    role: 'user',
    parts: [{ type: 'text', text }],
    state: 'stored',
    attachments: [],
    ...more,
  };
}

/** A session that shows what a test puts into it. */
function scripted(connections: readonly Connection[]) {
  const fail = (error: unknown): never => {
    throw error;
  };
  const connectionsChanged = createEmitter<void>(fail);
  const changes = createEmitter<ThreadListChange>(fail);
  const threads: Record<string, ThreadListState> = {};
  const messages: Record<string, MessageListState> = {};
  let current = connections;
  let reads = 0;
  const unread = { items: [], hasMore: false, load: 'idle' } as const;
  const listed: Record<string, ReturnType<Session['threads']>> = {};
  const listOf = (connectionId: string): ReturnType<Session['threads']> => ({
    connectionId,
    state: () => threads[connectionId] ?? unread,
    row: (threadId) => threads[connectionId]?.items.find((each) => each.threadId === threadId),
    onDidChange: changes.subscribe,
    async refresh() {
      reads++;
      threads[connectionId] ??= { ...unread, loadedAt: 1 };
    },
    loadMore: async () => undefined,
    messages: (threadId) => ({
      threadId,
      state: () => messages[threadId] ?? unread,
      async refresh() {
        messages[threadId] ??= { ...unread, loadedAt: 1 };
      },
      loadMore: async () => undefined,
      loadAll: async () => undefined,
    }),
  });
  const session = {
    connections: () => current,
    onDidChangeConnections: connectionsChanged.subscribe,
    threads: (connectionId: string) => (listed[connectionId] ??= listOf(connectionId)),
  } as unknown as Session;
  const log = { error: fail } as unknown as vscode.LogOutputChannel;
  const tree = createThreadTree({ session, log });
  return {
    session,
    tree,
    threads,
    messages,
    changes,
    reads: () => reads,
    connect: (next: readonly Connection[]): void => {
      current = next;
      connectionsChanged.emit();
    },
    /** What is drawn again next. */
    redrawn: () =>
      new Promise<Row | readonly Row[] | undefined | null | void>((resolve) => {
        const listener = tree.onDidChangeTreeData?.((rows) => {
          listener?.dispose();
          resolve(rows);
        });
      }),
  };
}

async function rowsOf(tree: ThreadTree, row?: Row): Promise<Row[]> {
  return (await tree.getChildren(row)) ?? [];
}

async function itemsOf(tree: ThreadTree, row?: Row): Promise<vscode.TreeItem[]> {
  return Promise.all((await rowsOf(tree, row)).map(async (each) => tree.getTreeItem(each)));
}

async function labelsOf(tree: ThreadTree, row?: Row): Promise<unknown[]> {
  return (await itemsOf(tree, row)).map((item) => item.label);
}

const loaded = { hasMore: false, load: 'idle', loadedAt: 1 } as const;

describe('the Threads view', () => {
  it('has the threads of a single connection as its top rows', async () => {
    const { tree, threads } = scripted([localConnection]);
    threads['local'] = { ...loaded, items: [thread('b'), thread('a')], hasMore: true };
    assert.deepEqual(await labelsOf(tree), ['Thread b', 'Thread a', 'Load more…']);
    assert.equal(tree.isEmpty, false);
  });

  it('has the connections as its roots as soon as there are two', async () => {
    const { tree, threads, connect, redrawn } = scripted([localConnection]);
    threads['local'] = { ...loaded, items: [thread('a')] };
    threads['work'] = { ...loaded, items: [thread('a')] };
    const drawn = redrawn();
    connect([localConnection, work]);
    assert.equal(await drawn, undefined);
    assert.deepEqual(await labelsOf(tree), ['Local', 'Work']);
    const roots = await rowsOf(tree);
    const [local, hosted] = await Promise.all(roots.map((root) => itemsOf(tree, root)));
    assert.ok(local?.[0]?.id);
    assert.notEqual(local[0].id, hosted?.[0]?.id);
  });

  it('reads a list once, however many rows ask for it', async () => {
    const { tree, reads } = scripted([localConnection]);
    await Promise.all([rowsOf(tree), rowsOf(tree), rowsOf(tree)]);
    assert.equal(reads(), 1);
    assert.equal(tree.isEmpty, true);
  });

  it('says what is left of an account, whose it is, and how to sign in again', async () => {
    const { tree, threads } = scripted([localConnection, signedIn]);
    threads['epsimo'] = {
      ...loaded,
      items: [],
      account: { name: 'ada@example.com', used: 12, allowed: 50, unit: 'threads' },
    };
    const [local, hosted] = await itemsOf(tree);
    assert.equal(local?.contextValue, 'connection.local');
    assert.equal(hosted?.contextValue, 'connection.hosted.signIn');
    assert.equal(hosted.description, 'epsimo.example · 12 of 50 threads used');
    assert.equal(hosted.accessibilityInformation?.label, 'Epsimo, 12 of 50 threads used');
    assert.match((hosted.tooltip as vscode.MarkdownString).value, /Signed&nbsp;in&nbsp;as&nbsp;ada@example\.com/);
  });

  it('says below a list that it is not all, where nobody knows how to ask for the rest', async () => {
    const { tree, threads } = scripted([localConnection]);
    threads['local'] = { ...loaded, items: [thread('b'), thread('a')], hasMore: false, isCut: true };
    const rest = 'Only the newest 2: how to ask for more is not known';
    assert.deepEqual(await labelsOf(tree), ['Thread b', 'Thread a', rest]);
  });

  it('keeps the last good list under a failure that offers to retry', async () => {
    const { tree, threads } = scripted([localConnection]);
    threads['local'] = {
      items: [thread('a')],
      hasMore: false,
      load: 'failed',
      problem,
      loadedAt: Date.now() - 300_000,
    };
    assert.deepEqual(await labelsOf(tree), ['Could not load the threads', 'Retry', 'Thread a']);
    const [failure, retry] = await rowsOf(tree);
    assert.ok(failure && retry);
    const item = await tree.getTreeItem(failure);
    assert.equal(item.description, 'Work cannot be reached. Below is what was read 5 min ago.');
    assert.equal((await tree.getTreeItem(retry)).command?.command, 'agentThreads.retry');
    assert.equal(tree.isEmpty, false);
  });

  it('shows which threads are running, in need of something, or failed', async () => {
    const { tree, threads } = scripted([localConnection]);
    threads['local'] = {
      ...loaded,
      items: [
        thread('a', { isRunning: true, status: 'running' }),
        thread('b', { status: 'needs-input' }),
        thread('c', { status: 'failed' }),
        thread('d', { updatedAt: new Date(Date.now() - 120_000).toISOString() }),
      ],
    };
    const items = await itemsOf(tree);
    assert.deepEqual(
      items.map((item) => [
        item.description,
        (item.iconPath as vscode.ThemeIcon).id,
        item.accessibilityInformation?.label,
      ]),
      [
        ['running', 'record', 'Thread a, running'],
        ['needs input', 'question', 'Thread b, needs input'],
        ['failed', 'error', 'Thread c, failed'],
        ['2 min ago', 'comment-discussion', 'Thread d, 2 min ago'],
      ],
    );
    assert.deepEqual(
      items.map((item) => item.contextValue),
      ['thread.running', 'thread', 'thread', 'thread'],
    );
  });

  it('repeats the word of the service for a status that is not known here, short and on one line', async () => {
    const { tree, threads } = scripted([localConnection]);
    const updatedAt = new Date(Date.now() - 120_000).toISOString();
    threads['local'] = {
      ...loaded,
      items: [
        thread('a', { status: 'unknown', rawStatus: 'interrupted', updatedAt }),
        thread('b', { status: 'unknown', rawStatus: `on\nhold ${'x'.repeat(100)}` }),
        thread('c', { status: 'unknown' }),
        thread('d', { status: 'unknown', rawStatus: 'old', isRunning: true }),
      ],
    };
    const items = await itemsOf(tree);
    assert.deepEqual(
      items.map((item) => item.description),
      ['interrupted', `on hold ${'x'.repeat(32)}`, 'unknown status', 'running'],
    );
    const [{ tooltip, accessibilityInformation } = {}] = items;
    assert.match(tooltip instanceof vscode.MarkdownString ? tooltip.value : '', /interrupted/);
    assert.equal(accessibilityInformation?.label, 'Thread a, interrupted');
  });

  it('counts in its badge the threads of all connections that wait for a person', () => {
    const { session, threads } = scripted([localConnection, work]);
    assert.equal(waitingBadge(session), undefined);
    threads['local'] = { ...loaded, items: [thread('a'), thread('b', { status: 'needs-input' })] };
    assert.deepEqual(waitingBadge(session), { value: 1, tooltip: 'A thread needs input' });
    const answered = thread('d', { status: 'needs-input', isRunning: true });
    threads['work'] = { ...loaded, items: [thread('c', { status: 'needs-input' }), answered] };
    assert.deepEqual(waitingBadge(session), { value: 2, tooltip: '2 threads need input' });
  });

  it('has the messages of a thread below it, older ones a row away', async () => {
    const { tree, threads, messages } = scripted([localConnection]);
    threads['local'] = { ...loaded, items: [thread('t')] };
    messages['t'] = {
      ...loaded,
      hasMore: true,
      items: [
        message('1', 'Why?\n\nsrc/a.ts:\n```ts\nx\n```', { question: 'Why?' }),
        message('2', '# Because\nof this', { role: 'assistant' }),
      ],
    };
    const [row] = await rowsOf(tree);
    assert.deepEqual(await labelsOf(tree, row), ['Load more…', 'Why?', 'Because']);
    const rows = await rowsOf(tree, row);
    const icons = (await itemsOf(tree, row)).map((item) => (item.iconPath as vscode.ThemeIcon).id);
    assert.deepEqual(icons, ['ellipsis', 'account', 'sparkle']);
    assert.equal(rows[1] && tree.getParent?.(rows[1]), row);
  });

  it('draws again only the thread that changed, by the very row that VS Code has', async () => {
    const { tree, threads, changes, redrawn } = scripted([localConnection]);
    threads['local'] = { ...loaded, items: [thread('a'), thread('b')] };
    const [, row] = await rowsOf(tree);
    const drawn = redrawn();
    changes.emit({ kind: 'thread', threadId: 'b' });
    changes.emit({ kind: 'thread', threadId: 'b' });
    const changed = await drawn;
    assert.ok(Array.isArray(changed));
    assert.equal(changed.length, 1);
    assert.equal(changed[0], row);
  });
});

describe("a message's tooltip", () => {
  it('shows text as text, whatever it contains', () => {
    const text = '[click](command:workbench.action.quit) ![x](https://evil.example/x.png) <b>bold</b>';
    const tooltip = messageTooltip(message('1', text, { createdAt: '2026-11-20T10:41:00Z' }));
    assert.equal(tooltip.isTrusted, undefined);
    assert.doesNotMatch(tooltip.value, /(?<!\\)\[click(?<!\\)\]/);
    assert.doesNotMatch(tooltip.value, /<b>/);
  });

  it('is bounded and says what code was attached', () => {
    const tooltip = messageTooltip(
      message('1', 'x'.repeat(100_000), { attachments: [{ path: 'src/a.ts', startLine: 1, endLine: 20 }] }),
    );
    assert.ok(tooltip.value.length < 5000);
    assert.match(tooltip.value.replaceAll('\\', ''), /src\/a\.ts:1-20/);
  });
});
