import type { WorkspaceScope } from '../backends/backend.ts';
import { isAgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import type { RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { titleFrom } from '../model/prompt.ts';
import { type RunState, emptyRun } from '../model/runState.ts';
import type { Thread } from '../model/thread.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import {
  type DeliveryContext,
  StaleError,
  StoppedError,
  deliverMessage,
  deliverThread,
  isAmbiguous,
  lookForRun,
  lookTwice,
} from './delivery.ts';
import type { OwnedMessageList } from './messageList.ts';
import type { Outbox } from './outbox.ts';
import type { RunBeginning, RunResult } from './runSession.ts';
import type { Service } from './service.ts';
import { problemOf } from './submissionProblem.ts';
import { type SubmissionEntry, isPosted } from './submissionEntry.ts';
import type { Time } from './time.ts';

/** A prompt that a crash left behind is sent by itself only while its author may still be waiting for it. */
const sendUnaskedMs = 2 * 60_000;
const busyPausesMs: readonly number[] = [1000, 2000, 4000, 8000];
const busySlowPauseMs = 15_000;
const busyPatienceMs = 10 * 60_000;
const longestTitle = 80;

export interface SubmissionWorkerOptions {
  readonly service: Service;
  readonly outbox: Outbox;
  readonly runs: ConversationRuns;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly workspace: () => WorkspaceScope;
  /** The agent for a submission that names none. Rejects if there is none at all. */
  readonly chooseAgent: () => Promise<string>;
  /** The thread is there. */
  readonly onThread: (thread: Thread) => void;
  readonly messages: (threadId: string) => OwnedMessageList;
  readonly onChange: () => void;
}

/** Brings a conversation's prompts to the service, one after the other, each at most once. */
export interface SubmissionWorker {
  /** Those of this window, oldest first. */
  entries(): readonly SubmissionEntry[];
  readonly isWorking: boolean;
  /** What there is to show before a run is asked for, or instead of one. */
  view(): Pick<RunView, 'state' | 'activity' | 'elapsedMs'> | undefined;
  readonly problem: Problem | undefined;
  /**
   * Takes an entry that is on disk. `isNew`: made just now, so nothing of it can have reached the service.
   */
  add(entry: SubmissionEntry, isNew: boolean): void;
  /** Looks again at a run whose state is unknown (`parked`), and lets held prompts go (`all`). */
  resume(which: 'parked' | 'all'): void;
  /** Holds what has not been sent; what is being sent goes no further than its message. */
  hold(): void;
  /** Takes a held prompt out. Undefined if there is none. */
  withdraw(nonce: string): Promise<SubmissionEntry | undefined>;
  /** Ends a wait for a busy thread. */
  checkNow(): void;
}

/** What is shown of a run that Stop was faster than. */
const stoppedEarly: RunState = {
  ...emptyRun,
  status: 'ended',
  outcome: 'cancelled',
  reason: 'Stopped before the run was started',
};

interface Task {
  entry: SubmissionEntry;
  mustLook: boolean;
  /** Its run was followed without learning how it ended; only a person or a reload makes it go on. */
  isParked: boolean;
}

/** Thrown when this window may no longer work on an entry. */
class LostClaimError extends Error {
  override readonly name = 'LostClaimError';
}

/** Nothing to do yet. */
export function createSubmissionWorker(options: SubmissionWorkerOptions): SubmissionWorker {
  const { service, outbox, runs, time, signal, log, onChange } = options;
  let tasks: readonly Task[] = [];
  let current: Task | undefined;
  let isWorking = false;
  /** From taking up a prompt until its run is asked for. */
  let isSending = false;
  let since = 0;
  let wasStopped = false;
  /** Someone asked to look again while the run that cannot be read was still being settled. */
  let mustCheckAgain = false;
  let busyProblem: Problem | undefined;
  let saving: Promise<unknown> = Promise.resolve();
  /** Raised by `hold`: what is being sent stops before its run. */
  let isHolding = false;
  let nudge: AbortController | undefined;

  const name = (): string => service.connection().name;

  /** One after the other, each on top of the one before. */
  function save(task: Task, change: Partial<SubmissionEntry>): Promise<void> {
    const saved = saving.then(() => saveNow(task, change));
    saving = saved.catch(() => undefined);
    return saved;
  }

  async function saveNow(task: Task, change: Partial<SubmissionEntry>): Promise<void> {
    const { problem: _, ...entry } = task.entry;
    const next = { ...entry, ...change };
    if (!(await outbox.save(next))) throw new LostClaimError();
    task.entry = next;
    onChange();
  }

  async function finish(task: Task): Promise<void> {
    tasks = tasks.filter((each) => each !== task);
    await saving;
    await outbox.remove(task.entry.nonce);
    onChange();
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      for (;;) {
        current = tasks.find((each) => !each.entry.isHeld && !each.isParked);
        if (!current || signal.aborted) return;
        await attempt(current);
      }
    } finally {
      isWorking = false;
      current = undefined;
      if (!signal.aborted) onChange();
    }
  }

  async function attempt(task: Task): Promise<void> {
    let attempted = 'send the message';
    isHolding = false;
    mustCheckAgain = false;
    try {
      await runs.idle();
      if (signal.aborted) return;
      if (isHolding) return await holdTask(task);
      isSending = true;
      wasStopped = false;
      since = time.clock.now();
      runs.clear();
      onChange();
      await deliver(task, (what) => (attempted = what));
    } catch (error) {
      if (!signal.aborted) await fail(task, error, attempted);
    } finally {
      isSending = false;
      busyProblem = undefined;
    }
  }

  /** Stop came before there was a run: its message stays in the thread. */
  function stopHere(task: Task): Promise<void> {
    wasStopped = true;
    isSending = false;
    return finish(task);
  }

  async function deliver(task: Task, attempting: (what: string) => void): Promise<void> {
    const isRecent = time.epochNow() - Date.parse(task.entry.createdAt) < sendUnaskedMs;
    const context = (): DeliveryContext => ({
      service,
      clock: time.clock,
      signal,
      maySend: isRecent || !task.mustLook,
      mustLook: task.mustLook,
      isStopped: () => isHolding,
    });
    if (task.entry.threadId === undefined) {
      attempting('create the thread');
      const { titleMaxLength } = (await service.open()).capabilities;
      const title = titleFrom(task.entry.question, Math.min(longestTitle, titleMaxLength ?? longestTitle));
      const thread = await deliverThread(task.entry, title, context());
      task.mustLook = false;
      await save(task, { threadId: thread.id, step: 'thread-created' });
      options.onThread(thread);
    }
    const threadId = task.entry.threadId ?? '';
    if (isHolding) return holdTask(task);
    if (!isPosted(task.entry)) {
      attempting('send the message');
      const message = await untilFree(task, threadId, () => deliverMessage(task.entry, threadId, context()));
      if (!message) return;
      task.mustLook = false;
      const createdAt = optional({ messageCreatedAt: message.createdAt });
      await save(task, { step: 'message-posted', messageId: message.id, ...createdAt });
      options.messages(threadId).add({ ...message, nonce: task.entry.nonce });
    }
    attempting('start the run');
    await deliverRun(task, threadId, context());
  }

  async function deliverRun(task: Task, threadId: string, context: DeliveryContext): Promise<void> {
    if (task.entry.step === 'run-started') return follow(task, threadId);
    if (task.entry.step === 'run-requested') {
      const reading = await lookForRun(task.entry, threadId, context);
      if (reading.kind !== 'absent') return follow(task, threadId, reading.runId);
      if (await hasAnswer(task.entry, threadId)) return finish(task);
    }
    if (task.mustLook && !context.maySend) throw new StaleError('The run was not started');
    const agentId = task.entry.agentId ?? (await options.chooseAgent());
    for (let isLast = false; ; isLast = true) {
      if (isHolding) return stopHere(task);
      await save(task, { step: 'run-requested', agentId });
      const result = await untilFree(task, threadId, () => start(task, threadId, agentId));
      if (!result || result.kind === 'abandoned') return;
      if (result.kind === 'ended') return ended(task, result);
      if (!isAmbiguous(result.error)) {
        await save(task, { step: 'message-posted' });
        throw result.error;
      }
      // The request may have been acted on although nothing came back.
      isSending = true;
      const found = await lookTwice(context, async () => {
        const reading = await lookForRun(task.entry, threadId, context);
        return reading.kind === 'absent' ? undefined : reading;
      });
      if (found) return follow(task, threadId, found.runId);
      if (isLast) throw result.error;
    }
  }

  /** A service that keeps no list of runs shows by the answer that there was one. */
  async function hasAnswer(entry: SubmissionEntry, threadId: string): Promise<boolean> {
    if (service.opened()?.listRuns) return false;
    const list = options.messages(threadId);
    await list.refresh();
    const { items } = list.state();
    const prompt = items.findIndex((message) => message.id === entry.messageId || message.nonce === entry.nonce);
    return prompt >= 0 && items.slice(prompt + 1).some((message) => message.role !== 'user');
  }

  async function start(task: Task, threadId: string, agentId: string): Promise<RunResult> {
    const { nonce } = task.entry;
    const workspace = service.connection().kind === 'local' ? options.workspace() : undefined;
    const result = await runOnce(task, threadId, { kind: 'start', agentId, nonce, ...optional({ workspace }) });
    if (result.kind === 'not-started' && isBusy(result.error)) throw result.error;
    return result;
  }

  async function follow(task: Task, threadId: string, runId?: string): Promise<void> {
    if (runId !== undefined && task.entry.runId !== runId) await save(task, { step: 'run-started', runId });
    const result = await runOnce(task, threadId, { kind: 'follow' });
    if (result.kind === 'ended') return ended(task, result);
    if (result.kind === 'not-started') throw result.error;
  }

  function runOnce(task: Task, threadId: string, beginning: RunBeginning): Promise<RunResult> {
    const { nonce, messageCreatedAt: after } = task.entry;
    const agentId = beginning.kind === 'start' ? beginning.agentId : task.entry.agentId;
    const onRunId = (runId: string): void => {
      save(task, { step: 'run-started', runId }).catch((error: unknown) => {
        // Found again by the nonce, should it be needed.
        log(`the id of a run was not kept: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    const clues = { threadId, nonce, ...optional({ after, agentId, runId: task.entry.runId }) };
    return runs.run(clues, beginning, { onBegin: runIsShown, onRunId });
  }

  function runIsShown(): void {
    isSending = false;
  }

  async function ended(task: Task, result: Extract<RunResult, { kind: 'ended' }>): Promise<void> {
    if (result.isCertain) return finish(task);
    task.isParked = !mustCheckAgain;
    task.mustLook = true;
    onChange();
  }

  /**
   * Does something that a thread refuses while another run holds it: follows that run, so that it can be seen and
   * stopped, and tries again after it. Undefined if the prompt was held meanwhile.
   */
  async function untilFree<T>(task: Task, threadId: string, action: () => Promise<T>): Promise<T | undefined> {
    const began = time.clock.now();
    for (let round = 0; ; round++) {
      busyProblem = undefined;
      try {
        return await action();
      } catch (error) {
        if (signal.aborted || !isBusy(error)) throw error;
        if (time.clock.now() - began > busyPatienceMs) throw error;
        busyProblem = { ...explain(error, attemptOf(task), name()), actions: ['checkRun'] };
        onChange();
        await watchOther(threadId, busyPausesMs[round] ?? busySlowPauseMs);
      }
      if (isHolding) {
        await holdTask(task);
        return undefined;
      }
    }
  }

  async function watchOther(threadId: string, pauseMs: number): Promise<void> {
    const thread = await service
      .call((backend) => backend.getThread(threadId, signal))
      .catch((error: unknown) => {
        if (!isAgentError(error)) throw error;
        return undefined;
      });
    if (thread?.activeRunId !== undefined) {
      await runs.run({ threadId, runId: thread.activeRunId }, { kind: 'follow' }, { onBegin: runIsShown });
      isSending = true;
      return;
    }
    nudge = new AbortController();
    const { signal: nudged } = nudge;
    try {
      await time.clock.delay(pauseMs, AbortSignal.any([nudged, signal]));
    } catch (error) {
      if (signal.aborted || !nudged.aborted) throw error;
    }
  }

  async function holdTask(task: Task, problem?: Problem): Promise<void> {
    await save(task, { isHeld: true, ...optional({ problem }) });
    task.mustLook = true;
  }

  async function fail(task: Task, error: unknown, attempted: string): Promise<void> {
    if (error instanceof LostClaimError) {
      tasks = tasks.filter((each) => each !== task);
      onChange();
      return;
    }
    if (error instanceof StoppedError) return holdTask(task);
    log(`could not ${attempted}: ${error instanceof Error ? error.message : String(error)}`);
    try {
      await holdTask(task, problemOf(error, attempted, name()));
    } catch (storage) {
      // The disk refuses even that: it is held in memory, and the entry as it is on disk is looked at after a reload.
      task.entry = { ...task.entry, isHeld: true, problem: explain(storage, 'keep the prompt’s state', name()) };
      task.mustLook = true;
      onChange();
    }
  }

  return {
    entries: () => tasks.map((task) => task.entry),
    get isWorking() {
      return isWorking;
    },
    view() {
      if (isSending) {
        const activity = isHolding ? 'stopping' : 'sending';
        return { state: emptyRun, activity, elapsedMs: time.clock.now() - since };
      }
      return wasStopped ? { state: stoppedEarly, activity: 'ended', elapsedMs: 0 } : undefined;
    },
    get problem() {
      return busyProblem ?? tasks.findLast((task) => task.entry.isHeld && task.entry.problem)?.entry.problem;
    },
    add(entry, isNew) {
      if (tasks.some((task) => task.entry.nonce === entry.nonce)) return;
      tasks = [...tasks, { entry, mustLook: !isNew, isParked: false }];
      onChange();
      void work();
    },
    resume(which) {
      mustCheckAgain = true;
      for (const task of tasks) {
        task.isParked = false;
        if (!task.entry.isHeld || which === 'parked') continue;
        const { problem: _, ...entry } = task.entry;
        // A person asked for it: as good as submitted now.
        task.entry = { ...entry, isHeld: false, createdAt: new Date(time.epochNow()).toISOString() };
      }
      onChange();
      void work();
    },
    hold() {
      isHolding = true;
      nudge?.abort();
      for (const task of tasks) {
        if (task !== current && !task.entry.isHeld && !task.isParked) {
          holdTask(task).catch((error: unknown) => log(`a prompt was not held: ${String(error)}`));
        }
      }
    },
    async withdraw(nonce) {
      const task = tasks.find((each) => each.entry.nonce === nonce && each.entry.isHeld);
      if (!task) return undefined;
      await finish(task);
      return task.entry;
    },
    checkNow: () => nudge?.abort(),
  };
}

function isBusy(error: unknown): boolean {
  return isAgentError(error) && error.kind === 'busy';
}

function attemptOf(task: Task): string {
  return isPosted(task.entry) ? 'start the run' : 'send the message';
}
