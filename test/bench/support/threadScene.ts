// The real session and the real tree over a service in memory, as threads.mjs bundles them.
import path from 'node:path';
import type { Backend } from '../../../src/backends/backend.ts';
import type { Host } from '../../../src/host/host.ts';
import type { Row } from '../../../src/host/threads/rows.ts';
import { createThreadTree } from '../../../src/host/threads/threadTree.ts';
import { waitingBadge } from '../../../src/host/threads/waitingBadge.ts';
import type { Connection } from '../../../src/model/connection.ts';
import type { Thread } from '../../../src/model/thread.ts';
import { systemClock } from '../../../src/net/clock.ts';
import { createSession } from '../../../src/session/session.ts';

const connection: Connection = { id: 'bench', name: 'Bench', kind: 'seekrflow', url: 'https://service.test' };

export interface ThreadScene {
  /** Gives one thread another title. Resolves when its row, and whatever else was told to have changed, is drawn again. */
  changeOne(): Promise<Change>;
  /** The same with a tree that tells VS Code no more than that something has changed. */
  changeOneNaively(): Promise<Change>;
  dispose(): Promise<void>;
}

export interface Change {
  /** Processor time of the main thread. */
  readonly spentMs: number;
  /** How many tree items were asked for. */
  readonly items: number;
}

export interface ThreadSceneOptions {
  readonly folder: string;
  /** How many threads the service has. */
  readonly count: number;
  /** How many of them are in the tree. */
  readonly loaded: number;
  readonly pageSize: number;
}

/** Loads the threads a page at a time, as *Load more…* does, into the rows of a tree. */
export async function openThreadScene({ folder, count, loaded, pageSize }: ThreadSceneOptions): Promise<ThreadScene> {
  const session = createSession({
    storageDir: path.join(folder, String(loaded)),
    connections: () => [connection],
    openBackend: async () => backendOf(threadsOf(count), pageSize),
    clock: systemClock,
    log: fail,
    createId: () => crypto.randomUUID(),
    workspace: () => ({ folders: [], exclude: [] }),
  });
  const list = session.threads(connection.id);
  await list.refresh();
  for (let read = pageSize; read < loaded; read += pageSize) await list.loadMore();

  const tree = createThreadTree({ session, log: { error: fail } } as unknown as Pick<Host, 'session' | 'log'>);
  let items = 0;
  const draw = (row: Row): unknown => {
    items += 1;
    return tree.getTreeItem(row);
  };
  const drawAll = async (): Promise<void> => {
    for (const row of (await tree.getChildren()) ?? []) draw(row);
  };
  await tree.getChildren();

  let isNaive = false;
  let drawn: (() => void) | undefined;
  tree.onDidRedraw(() => {
    waitingBadge(session);
    if (tree.isEmpty) throw new Error('The tree is empty.');
  });
  tree.onDidChangeTreeData?.(async (changed) => {
    if (isNaive || !changed) await drawAll();
    else for (const row of Array.isArray(changed) ? changed : [changed]) draw(row);
    drawn?.();
  });

  let turn = 0;
  async function change(): Promise<Change> {
    turn += 1;
    // Somewhere in the middle, another one each time.
    const thread = list.state().items[Math.floor(loaded / 2) + turn];
    if (!thread) throw new Error('There is no such thread.');
    // What is told within one interval of the tree comes together.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const isDrawn = new Promise<void>((resolve) => (drawn = resolve));
    items = 0;
    const startedMs = spentMs();
    await session.renameThread(connection.id, thread.threadId, `Another title ${turn}`);
    await isDrawn;
    return { spentMs: spentMs() - startedMs, items };
  }

  return {
    changeOne() {
      isNaive = false;
      return change();
    },
    changeOneNaively() {
      isNaive = true;
      return change();
    },
    async dispose() {
      tree.dispose();
      await session.dispose();
    },
  };
}

function threadsOf(count: number): Thread[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `5f0c${String(index).padStart(8, '0')}-bench`,
    title: `Why does the deployment of service ${index} fail on Mondays?`,
    status: index % 1000 === 7 ? 'needs-input' : 'idle',
    createdAt: '2026-01-02T10:00:00Z',
    updatedAt: '2026-01-02T10:05:00Z',
  }));
}

/** As far as a list of threads needs a service. */
function backendOf(threads: readonly Thread[], pageSize: number): Backend {
  const backend: Partial<Backend> = {
    async listThreads({ cursor = '0' }) {
      const start = Number(cursor);
      const end = start + pageSize;
      return { items: threads.slice(start, end), ...(end < threads.length ? { next: String(end) } : {}) };
    },
    renameThread: async () => undefined,
  };
  return backend as Backend;
}

function spentMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function fail(line: unknown): never {
  throw new Error(String(line));
}
