import type { BusyChoice } from '../backends/backend.ts';
import { AgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import type { RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { type RunState, emptyRun } from '../model/runState.ts';
import { StoppedError } from './delivery.ts';
import type { Outbox } from './outbox.ts';
import { type SubmissionDeliveryOptions, createSubmissionDelivery } from './submissionDelivery.ts';
import type { SubmissionEntry } from './submissionEntry.ts';
import { problemOf } from './submissionProblem.ts';
import { type Delivery, LostClaimError, type Task, type TaskKeeper } from './submissionTask.ts';
import { createThreadWait } from './threadWait.ts';

export interface SubmissionWorkerOptions extends Omit<SubmissionDeliveryOptions, 'keeper' | 'wait'> {
  readonly outbox: Outbox;
  /** Resolves when no message of the thread is being changed by hand. */
  readonly settled: () => Promise<void>;
  readonly onChange: () => void;
}

/** Brings a conversation's prompts to the service, one after the other, each at most once. */
export interface SubmissionWorker {
  /** Those of this window, oldest first. */
  entries(): readonly SubmissionEntry[];
  readonly isWorking: boolean;
  /** Whether something is on its way that has not come to its run yet. */
  readonly isSending: boolean;
  /** What there is to show before a run is asked for, or instead of one. */
  view(): Pick<RunView, 'state' | 'activity' | 'elapsedMs'> | undefined;
  readonly problem: Problem | undefined;
  /**
   * Takes an entry that is on disk. `isNew`: made just now, so nothing of it can have reached the service.
   */
  add(entry: SubmissionEntry, isNew: boolean): void;
  /**
   * The same for a new entry that changes a message first. Resolves once that is done; rejects with an `AgentError` if
   * it could not be, and then nothing is left of the entry.
   */
  addChange(entry: SubmissionEntry): Promise<void>;
  /** Takes out what waits for a person and has been overtaken. */
  supersede(isOvertaken: (entry: SubmissionEntry) => boolean): Promise<void>;
  /** Looks again at a run whose state is unknown (`parked`), and lets held prompts go (`all`). */
  resume(which: 'parked' | 'all'): void;
  /** Holds what has not been sent; what is being sent goes no further than its message. */
  hold(): void;
  /** Lets a queued prompt go as if it was submitted now. */
  release(nonce: string): void;
  /** Changes what is known of queued prompts, on disk first. Those that are queued no longer stay as they are. */
  requeue(changeOf: (entry: SubmissionEntry) => Partial<SubmissionEntry> | undefined): Promise<void>;
  /**
   * Takes a held or queued prompt out. Undefined if there is none.
   *
   * @param keep done first, while nothing can send it any more
   */
  withdraw(nonce: string, keep?: () => Promise<void>): Promise<SubmissionEntry | undefined>;
  /** Ends a wait for a busy thread. */
  checkNow(): void;
  /** What the person chose instead of waiting for a busy thread. Nothing happens where nothing waits. */
  chooseWhenBusy(choice: BusyChoice): Promise<void>;
}

/** Whether it can go on by itself. */
function isReady({ entry, isParked }: Task): boolean {
  return !entry.isHeld && !entry.isQueued && !isParked;
}

/** What is shown of a run that Stop was faster than. */
const stoppedEarly: RunState = {
  ...emptyRun,
  status: 'ended',
  outcome: 'cancelled',
  reason: 'Stopped before the run was started',
};

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
  let saving: Promise<unknown> = Promise.resolve();
  /** Raised by `hold`: what is being sent stops before its run. */
  let isHolding = false;

  const wait = createThreadWait({
    service,
    runs,
    time,
    signal,
    isGivenUp: () => isHolding,
    onShown: (isShown) => (isSending = !isShown),
    onChange,
  });
  const keeper: TaskKeeper = {
    save,
    isHolding: () => isHolding,
    setSending: (sending) => (isSending = sending),
  };
  const deliver = createSubmissionDelivery({ ...options, keeper, wait });
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
    task.waiter?.reject(new AgentError('invalid', 'Stopped before the message was changed', { mayHaveArrived: false }));
    onChange();
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      for (;;) {
        current = tasks.find(isReady);
        if (!current || signal.aborted) return;
        await attempt(current);
      }
    } finally {
      isWorking = false;
      current = undefined;
      if (signal.aborted) letWaitersGo();
      else onChange();
    }
  }

  /** What they wait for goes on in another window, or in none. */
  function letWaitersGo(): void {
    const closed = new AgentError('invalid', 'The conversation was closed', { mayHaveArrived: true });
    for (const task of tasks) task.waiter?.reject(closed);
  }

  async function attempt(task: Task): Promise<void> {
    let attempted = 'send the message';
    isHolding = false;
    mustCheckAgain = false;
    try {
      await Promise.all([runs.idle(), options.settled()]);
      if (signal.aborted) return;
      if (isHolding) return await standBack(task);
      isSending = true;
      wasStopped = false;
      since = time.clock.now();
      runs.clear();
      onChange();
      if (task.isReleased) {
        await save(task, { isQueued: false });
        task.isReleased = false;
      }
      await conclude(task, await deliver(task, (what) => (attempted = what)));
    } catch (error) {
      if (!signal.aborted) await fail(task, error, attempted);
    } finally {
      isSending = false;
      wait.end();
    }
  }

  /** Stop came while something was on its way: a prompt waits for its author, a run without one is given up. */
  function standBack(task: Task): Promise<void> {
    return task.entry.rerun ? stopHere(task) : holdTask(task);
  }

  /** Stop came before there was a run: its message stays in the thread. */
  function stopHere(task: Task): Promise<void> {
    wasStopped = true;
    isSending = false;
    return finish(task);
  }

  async function conclude(task: Task, delivery: Delivery): Promise<void> {
    switch (delivery) {
      case 'done':
        return finish(task);
      case 'parked':
        task.isParked = !mustCheckAgain;
        task.mustLook = true;
        onChange();
        return;
      case 'stopped':
        return stopHere(task);
      case 'interrupted':
        return standBack(task);
      case 'left':
    }
  }

  async function holdTask(task: Task, problem?: Problem): Promise<void> {
    await save(task, { isHeld: true, ...optional({ problem }) });
    task.mustLook = true;
  }

  async function fail(task: Task, error: unknown, attempted: string): Promise<void> {
    if (error instanceof LostClaimError) {
      tasks = tasks.filter((each) => each !== task);
      task.waiter?.reject(new AgentError('storage', 'Another window goes on with it', { mayHaveArrived: true }));
      onChange();
      return;
    }
    if (error instanceof StoppedError) return holdTask(task);
    if (task.waiter && task.entry.rerun?.change) {
      // Whoever asked is there, and keeps what was typed.
      const { reject } = task.waiter;
      delete task.waiter;
      try {
        await finish(task);
      } catch (storage) {
        log(`a change that failed was not forgotten: ${storage instanceof Error ? storage.message : String(storage)}`);
      }
      reject(error);
      // The answer may have been lost behind a change that was made.
      void options.messages(task.entry.threadId ?? '').refresh();
      return;
    }
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

  function take(task: Task): void {
    if (tasks.some((each) => each.entry.nonce === task.entry.nonce)) return;
    tasks = [...tasks, task];
    onChange();
    void work();
  }

  return {
    entries: () => tasks.map((task) => task.entry),
    get isWorking() {
      return isWorking;
    },
    get isSending() {
      return isSending || tasks.some((task) => task !== current && isReady(task));
    },
    view() {
      if (isSending) {
        const activity = isHolding ? 'stopping' : 'sending';
        return { state: emptyRun, activity, elapsedMs: time.clock.now() - since };
      }
      return wasStopped ? { state: stoppedEarly, activity: 'ended', elapsedMs: 0 } : undefined;
    },
    get problem() {
      return wait.problem ?? tasks.findLast((task) => task.entry.isHeld && task.entry.problem)?.entry.problem;
    },
    add: (entry, isNew) => take({ entry, mustLook: !isNew, isParked: false }),
    addChange: (entry) =>
      new Promise((resolve, reject) => {
        take({ entry, mustLook: false, isParked: false, waiter: { resolve, reject } });
      }),
    async supersede(isOvertaken) {
      for (const task of tasks) {
        const isWaiting = task !== current && (task.entry.isHeld || task.isParked);
        if (isWaiting && isOvertaken(task.entry)) await finish(task);
      }
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
      wait.checkNow();
      for (const task of tasks) {
        if (task !== current && isReady(task)) {
          const isHeld = task.entry.rerun ? finish(task) : holdTask(task);
          isHeld.catch((error: unknown) => log(`a prompt was not held: ${String(error)}`));
        }
      }
    },
    release(nonce) {
      const task = tasks.find((each) => each.entry.nonce === nonce && each.entry.isQueued);
      if (!task) return;
      task.entry = { ...task.entry, isQueued: false, createdAt: new Date(time.epochNow()).toISOString() };
      task.isReleased = true;
      tasks = [...tasks.filter((each) => each !== task), task];
      void work();
    },
    async requeue(changeOf) {
      for (const task of tasks) {
        const change = task.entry.isQueued ? changeOf(task.entry) : undefined;
        if (change) await save(task, change);
      }
    },
    async withdraw(nonce, keep) {
      const task = tasks.find((each) => each.entry.nonce === nonce && (each.entry.isHeld || each.entry.isQueued));
      if (!task) return undefined;
      tasks = tasks.filter((each) => each !== task);
      await keep?.();
      await finish(task);
      return task.entry;
    },
    checkNow: () => wait.checkNow(),
    async chooseWhenBusy(whenBusy) {
      if (!current || !wait.problem) return;
      await save(current, { whenBusy });
      wait.checkNow();
      // The run that holds the thread is followed no longer: this one is what the person wants to see.
      runs.leave();
    },
  };
}
