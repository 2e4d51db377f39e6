import { type Problem, explain } from '../model/explain.ts';
import type { PanelState } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { Run, Thread } from '../model/thread.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import { findThread } from './delivery.ts';
import type { LiveThreadList } from './liveThreadList.ts';
import type { OwnedMessageList } from './messageList.ts';
import type { Service } from './service.ts';
import type { SubmissionEntry } from './submissionEntry.ts';
import type { SubmissionWorker } from './submissionWorker.ts';

export interface ThreadLoadingOptions {
  readonly service: Service;
  readonly threads: LiveThreadList;
  readonly runs: ConversationRuns;
  readonly worker: SubmissionWorker;
  readonly log: (line: string) => void;
  /** Aborted when the conversation is disposed. */
  readonly signal: AbortSignal;
  /** Of the session: the agents are shared by all conversations. */
  readonly sessionSignal: AbortSignal;
  readonly threadId: () => string | undefined;
  readonly messages: () => OwnedMessageList | undefined;
  /** By which a thread may be found that was made before a reload; undefined for one that cannot have been made. */
  readonly threadNonce: string | undefined;
  /** Of other windows that are at work on them. */
  readonly foreign: () => readonly SubmissionEntry[];
  /** Reads what this machine keeps. Never rejects. */
  readonly readLocal: () => Promise<unknown>;
  /** The thread was found by its nonce. */
  readonly onFound: (thread: Thread) => void;
  /** The thread was read. */
  readonly onRead: (thread: Thread) => void;
  readonly onChange: () => void;
}

/** Reading a conversation's thread, messages, agents and last run. */
export interface ThreadLoading {
  readonly load: PanelState['load'];
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  /** Never rejects. Calls at the same time share one reading. */
  start(): Promise<void>;
  /** Reads the thread alone once more: where it keeps a state, a run may have left it waiting. Never rejects. */
  readThreadAgain(): Promise<void>;
  /** Whether a prompt is on its way to its run, here or in another window. */
  isPending(nonce: string | undefined): boolean;
}

/** Nothing is read before `start`. */
export function createThreadLoading(options: ThreadLoadingOptions): ThreadLoading {
  const { service, threads, runs, worker, signal, log } = options;
  let load: PanelState['load'] = options.threadId() === undefined ? 'ready' : 'loading';
  let loading: Promise<void> | undefined;
  let problem: Problem | undefined;
  /** How old the messages were when the last load failed. */
  let failed: { readonly loadedAt: number | undefined } | undefined;

  const name = (): string => service.connection().name;

  async function loadNow(): Promise<void> {
    if (load !== 'ready') load = 'loading';
    await options.readLocal();
    const agents = service.loadAgents(options.sessionSignal).catch((error: unknown) => {
      log(`the agents could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return error;
    });
    try {
      if (options.threadId() === undefined && options.threadNonce !== undefined) await findByNonce(options.threadNonce);
      const threadId = options.threadId();
      if (threadId !== undefined) await readThread(threadId);
      if (signal.aborted) return;
      load = isEmptyHanded() ? 'failed' : 'ready';
      failed = isEmptyHanded() ? { loadedAt: undefined } : undefined;
      options.onChange();
      const failure = await agents;
      problem = failure instanceof Error ? explain(failure, 'load the agents', name()) : undefined;
    } catch (error) {
      await agents;
      if (signal.aborted) return;
      const loadedAt = options.messages()?.state().loadedAt;
      load = loadedAt === undefined ? 'failed' : 'ready';
      problem = explain(error, 'load the thread', name());
      failed = { loadedAt };
    }
  }

  /** The messages could be read after all, for a run perhaps. */
  function hasRecovered(): boolean {
    const listed = options.messages()?.state();
    return failed !== undefined && listed?.load === 'idle' && listed.loadedAt !== failed.loadedAt;
  }

  /** The messages could not be read, now or before. */
  function isEmptyHanded(): boolean {
    const listed = options.messages()?.state();
    return listed?.load === 'failed' && listed.loadedAt === undefined;
  }

  /** After a reload a panel may know no more than the nonce of a thread that was made meanwhile. */
  async function findByNonce(nonce: string): Promise<void> {
    if (worker.entries().length > 0 || options.foreign().length > 0) return;
    const found = await findThread(nonce, { service, signal });
    if (found && options.threadId() === undefined) options.onFound(found);
  }

  async function readThread(id: string): Promise<void> {
    const list = threads.messages(id);
    const [found] = await Promise.all([
      service.call((backend) => backend.getThread(id, signal)),
      list.refresh(),
      threads.titles.refresh(),
    ]);
    if (signal.aborted) return;
    options.onRead(found);
    const { load: listLoad } = list.state();
    if (listLoad !== 'failed') {
      const isActive = (runId?: string): boolean => runId !== undefined && runId === found.activeRunId;
      await runs.readJournals((clues) => isActive(clues.runId) || isPending(clues.nonce));
    }
    const isFollowed = runs.isActive || worker.isWorking;
    if (found.activeRunId !== undefined && !isFollowed && !signal.aborted) {
      void runs.run({ threadId: id, runId: found.activeRunId }, { kind: 'follow' });
    } else if (!isFollowed) void showLastRun(id);
  }

  /** What became of the last run is part of the picture. One that goes on, unknown to the thread, is followed. */
  async function showLastRun(id: string): Promise<void> {
    if (runs.last || !service.opened()?.listRuns) return;
    try {
      const page = await service.call(async (backend) => backend.listRuns?.(id, {}, signal));
      const run = newestOf(page?.items ?? []);
      if (!run || signal.aborted || runs.isActive || worker.isWorking) return;
      if (run.status === 'queued' || run.status === 'running') {
        void runs.run({ threadId: id, runId: run.id, ...optional({ agentId: run.agentId }) }, { kind: 'follow' });
      } else runs.showEnded(run);
    } catch (error) {
      if (!signal.aborted) log(`the last run was not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function isPending(nonce: string | undefined): boolean {
    return [...worker.entries(), ...options.foreign()].some((entry) => entry.nonce === nonce && !entry.isHeld);
  }

  return {
    get load() {
      return hasRecovered() ? 'ready' : load;
    },
    get problem() {
      return hasRecovered() ? undefined : problem;
    },
    get isLoading() {
      return loading !== undefined;
    },
    start() {
      loading ??= loadNow().finally(() => {
        loading = undefined;
        options.onChange();
      });
      options.onChange();
      return loading;
    },
    isPending,
    async readThreadAgain() {
      const threadId = options.threadId();
      if (threadId === undefined || !service.opened()?.getState) return;
      try {
        const found = await service.call((backend) => backend.getThread(threadId, signal));
        if (!signal.aborted) options.onRead(found);
      } catch (error) {
        if (!signal.aborted) log(`the thread was not read: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/** By time; services that keep none are taken at their order, newest first. */
function newestOf(runs: readonly Run[]): Run | undefined {
  const [first] = runs.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  return first;
}
