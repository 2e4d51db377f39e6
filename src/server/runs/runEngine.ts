import { isAgentError } from '../../model/errors.ts';
import { type Agent, type AgentContext, createPace } from '../agent.ts';
import type { NewStoredRun, StoredRun } from '../store/runs.ts';
import { sqliteCode } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { agentRequestOf } from './agentRequest.ts';
import { attachedFiles } from './attachedFiles.ts';
import { type LiveRun, createLiveRun } from './liveRun.ts';
import { looseEnds } from './runPicture.ts';
import type { RunEnd, RunRecord } from './runRecord.ts';
import { hostStopped, writeEnd } from './settleRun.ts';

export interface RunEngineOptions {
  readonly store: Store;
  /** Least time between an agent's steps; slows runs down for tests. */
  readonly paceMs: number;
  /** Called with an id and a status or the name of an error; never with content. */
  readonly log: (line: string) => void;
  /** Called when no run is active any more. */
  readonly onIdle: () => void;
}

/** Runs agents. A run goes on whoever listens; its record is the only thing that readers see. */
export interface RunEngine {
  /** Makes a run that holds its thread, and starts it as soon as there is room. The thread must be free. */
  start(run: NewStoredRun, agent: Agent, workspace: Workspace): StoredRun;
  /** Ends an active run at once, keeping what it has produced; does nothing to a run that has ended. */
  cancel(runId: string): void;
  /** A run's records from the first on, in batches, then what follows until its end; ends early by the signal. */
  read(runId: string, signal: AbortSignal): AsyncIterable<readonly RunRecord[]>;
  activeCount(): number;
  /** Ends every active run as failed, for the given reason. */
  stopAll(reason: string): void;
  /** What the disk refused to keep, as long as it does. */
  storageProblem(): string | undefined;
}

const maxConcurrentRuns = 8;
/** Records are written in batches of this age at most. */
const writeDelayMs = 100;
/** How soon a refused write is tried again. */
const writeRetryMs = 1000;
const readBatchSize = 200;

export function createRunEngine({ store, paceMs, log, onIdle }: RunEngineOptions): RunEngine {
  const live = new Map<string, LiveRun>();
  const queue: (() => void)[] = [];
  let workingCount = 0;
  let writeTimer: NodeJS.Timeout | undefined;
  let problem: string | undefined;

  function append(run: LiveRun, record: RunRecord): void {
    run.append(record);
    scheduleWrite(writeDelayMs);
  }

  function scheduleWrite(delayMs: number): void {
    writeTimer ??= setTimeout(() => {
      writeTimer = undefined;
      for (const run of live.values()) write(run);
      if (problem !== undefined) scheduleWrite(writeRetryMs);
    }, delayMs);
  }

  /** Writes what is new; a run that is over is settled with it. What is refused stays in memory for the next try. */
  function write(run: LiveRun): void {
    const end = run.end();
    try {
      const hasWritten = run.flush((from, records) =>
        store.atomically(() => {
          store.runEvents.append(run.run.id, from, records);
          store.spans.put(run.run.id, run.spans.unwritten());
          if (end) writeEnd(store, run.run, run.picture, end);
        }),
      );
      if (hasWritten) {
        run.spans.setWritten();
        problem = undefined;
      }
    } catch (error) {
      if (problem === undefined) log(`storage refused a write: ${nameOf(error)}`);
      problem ??= `The disk refused a write at ${new Date().toISOString()}; what came later is only in memory.`;
      scheduleWrite(writeRetryMs);
      return;
    }
    if (end) forget(run, end);
  }

  function forget(run: LiveRun, { ending }: RunEnd): void {
    live.delete(run.run.id);
    log(`run ${run.run.id} ${ending}`);
    if (live.size === 0) onIdle();
  }

  /** @param exceptionType the name of the error, where the run failed */
  function finish(run: LiveRun, end: RunEnd, exceptionType?: string): void {
    if (run.end()) return;
    run.spans.interrupt(end, exceptionType);
    const why =
      end.ending === 'cancelled' ? 'Cancelled before it gave a result.' : (end.reason ?? 'It gave no result.');
    for (const event of looseEnds(run.picture.parts(), why)) run.append(event);
    run.append(end);
    run.abort.abort();
    write(run);
  }

  async function work(run: LiveRun, agent: Agent, workspace: Workspace): Promise<RunEnd> {
    const { threadId, id } = run.run;
    const { signal } = run.abort;
    run.spans.begin();
    store.runs.setStarted(id);
    const history = store.messages.list(threadId, { limit: Number.MAX_SAFE_INTEGER, order: 'asc', offset: 0 });
    const { content, ...request } = agentRequestOf(history);
    const { attachments, leftOut } = await attachedFiles(content, store.chunks, workspace);
    const context: AgentContext = {
      ...request,
      attachments: [...request.attachments, ...attachments],
      leftOut,
      workspace,
      signal,
      pace: createPace(signal, paceMs),
      now: () => performance.now(),
    };
    const events = agent.run(context)[Symbol.asyncIterator]();
    for (;;) {
      const step = await nextOrAborted(events, signal);
      if (step === undefined) {
        // Lets an agent that heeds nothing clean up when it gets there.
        events.return?.().then(undefined, (error: unknown) => log(`run ${id} broke on leaving: ${nameOf(error)}`));
        return { type: 'run-end', ending: 'cancelled' };
      }
      if (step.done) return { type: 'run-end', ending: 'completed' };
      append(run, step.value);
    }
  }

  async function startWork(run: LiveRun, agent: Agent, workspace: Workspace): Promise<void> {
    if (run.end()) return startNext();
    workingCount++;
    try {
      finish(run, await work(run, agent, workspace));
    } catch (error) {
      log(`run ${run.run.id} broke: ${nameOf(error)}`);
      finish(run, { type: 'run-end', ending: 'failed', reason: reasonOf(error) }, nameOf(error));
    } finally {
      workingCount--;
      startNext();
    }
  }

  function startNext(): void {
    if (workingCount < maxConcurrentRuns) queue.shift()?.();
  }

  return {
    start(request, agent, workspace) {
      const run = store.atomically(() => {
        const created = createLiveRun(store.runs.create(request, workspace));
        store.threads.setActiveRun(created.run.threadId, created.run.id);
        store.spans.put(created.run.id, created.spans.unwritten());
        return created;
      });
      const stored = run.run;
      run.spans.setWritten();
      live.set(stored.id, run);
      log(`run ${stored.id} queued`);
      if (workingCount >= maxConcurrentRuns) run.spans.wait();
      queue.push(() => void startWork(run, agent, workspace));
      startNext();
      return store.runs.get(stored.threadId, stored.id) ?? stored;
    },
    cancel(runId) {
      const run = live.get(runId);
      if (run) finish(run, { type: 'run-end', ending: 'cancelled' });
    },
    async *read(runId, signal) {
      for (let from = 0; !signal.aborted;) {
        const run = live.get(runId);
        const batch = run?.unwritten(from) ?? store.runEvents.read(runId, from, readBatchSize);
        if (batch.length === 0) {
          if (!run) return;
          await run.changed(signal);
          continue;
        }
        from += batch.length;
        yield batch;
        if (batch.at(-1)?.type === 'run-end') return;
      }
    },
    activeCount: () => live.size,
    stopAll(reason) {
      queue.length = 0;
      for (const run of live.values()) finish(run, { type: 'run-end', ending: 'failed', reason }, hostStopped);
    },
    storageProblem: () => problem,
  };
}

/** The iterator's next step; undefined as soon as the signal is aborted, even if the agent goes on working. */
function nextOrAborted<T>(
  events: AsyncIterator<T>,
  signal: AbortSignal,
): Promise<IteratorResult<T, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    // What an agent does after it was told to stop, failing included, is of no interest any more.
    void events
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function reasonOf(error: unknown): string {
  if (isAgentError(error)) return error.message;
  if (sqliteCode(error) !== undefined) return 'The disk refused to keep this run.';
  return `The agent broke: ${error instanceof Error ? error.message : String(error)}`;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : `${error.name} ${code}`;
}
