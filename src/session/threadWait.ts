import { isAgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import { mayAskAgain } from './delivery.ts';
import type { Service } from './service.ts';
import type { Time } from './time.ts';

const pausesMs: readonly number[] = [1000, 2000, 4000, 8000];
const slowPauseMs = 15_000;
const patienceMs = 10 * 60_000;

export interface ThreadWaitOptions {
  readonly service: Service;
  readonly runs: ConversationRuns;
  readonly time: Time;
  readonly signal: AbortSignal;
  /** Whether a person wants no more of it. */
  readonly isGivenUp: () => boolean;
  /** The run that holds the thread is shown now (true), or no longer (false). */
  readonly onShown: (isShown: boolean) => void;
  readonly onChange: () => void;
}

/** Waiting for a thread that another run holds. */
export interface ThreadWait {
  /** Set while it waits. */
  readonly problem: Problem | undefined;
  /**
   * Does something that a thread refuses while another run holds it: follows that run, so that it can be seen and
   * stopped, and tries again after it. Undefined if it was given up meanwhile.
   *
   * @param attempted the action as a clause: `send the message`
   */
  untilFree<T>(threadId: string, attempted: string, action: () => Promise<T>): Promise<T | undefined>;
  /** Ends a pause. */
  checkNow(): void;
  /** The wait is over, however it ended. */
  end(): void;
}

/** Nothing is waited for yet. */
export function createThreadWait(options: ThreadWaitOptions): ThreadWait {
  const { service, runs, time, signal, onChange } = options;
  let problem: Problem | undefined;
  let nudge: AbortController | undefined;

  async function watchOther(threadId: string, pauseMs: number): Promise<void> {
    const thread = await service
      .call((backend) => backend.getThread(threadId, signal))
      .catch((error: unknown) => {
        if (!isAgentError(error)) throw error;
        return undefined;
      });
    const began = time.clock.now();
    if (thread?.activeRunId !== undefined) {
      const onBegin = (): void => options.onShown(true);
      await runs.run({ threadId, runId: thread.activeRunId }, { kind: 'follow' }, { onBegin });
      options.onShown(false);
    }
    // A run that was over at once may hold the thread for a while.
    const leftMs = pauseMs - (time.clock.now() - began);
    if (leftMs > 0) await pause(leftMs);
  }

  /** Waits, unless a person asks to check now. */
  async function pause(ms: number): Promise<void> {
    nudge = new AbortController();
    const { signal: nudged } = nudge;
    try {
      await time.clock.delay(ms, AbortSignal.any([nudged, signal]));
    } catch (error) {
      if (signal.aborted || !nudged.aborted) throw error;
    }
  }

  function waiting(error: unknown, attempted: string): Problem {
    const { title, detail } = explain(error, attempted, service.connection().name);
    const { whenBusy = [] } = service.opened()?.capabilities ?? {};
    // Not every service lets a person choose; without a choice it is waited for.
    const choices = whenBusy.map((choice) => (choice === 'enqueue' ? 'queueRun' : 'interruptRun'));
    return { title, detail, actions: ['checkRun', ...choices] };
  }

  return {
    get problem() {
      return problem;
    },
    async untilFree(threadId, attempted, action) {
      const began = time.clock.now();
      for (let round = 0; ; round++) {
        problem = undefined;
        try {
          return await action();
        } catch (error) {
          if (signal.aborted || !isBusy(error) || !mayAskAgain(service)) throw error;
          if (time.clock.now() - began > patienceMs) throw error;
          problem = waiting(error, attempted);
          onChange();
          await watchOther(threadId, pausesMs[round] ?? slowPauseMs);
        }
        if (options.isGivenUp()) return undefined;
      }
    },
    checkNow: () => nudge?.abort(),
    end() {
      problem = undefined;
    },
  };
}

/** Whether a request was refused because another run holds the thread. */
export function isBusy(error: unknown): boolean {
  return isAgentError(error) && error.kind === 'busy';
}
