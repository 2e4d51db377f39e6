import type { Backend, RunRequest } from '../backends/backend.ts';
import { AgentError, isAgentError } from '../model/errors.ts';
import { type Problem, explain, failureReason } from '../model/explain.ts';
import type { InputAnswer } from '../model/inputRequest.ts';
import type { RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { RunEvent } from '../model/runEvent.ts';
import { RunCore, type RunCoreOptions } from './runCore.ts';
import type { RunReading } from './runReading.ts';
import { unsupported } from './serviceQueries.ts';
import { finishStop } from './runStop.ts';

/**
 * - `start`   asks for a new run
 * - `follow`  the run is there, or was: find out what becomes of it
 */
export type RunBeginning =
  | {
      readonly kind: 'start';
      readonly request: RunRequest;
      /** Present: the agent waits for them. */
      readonly answers?: readonly InputAnswer[];
    }
  | {
      readonly kind: 'follow';
      /** What the request for the run was answered with, if it was: why the run failed, where that keeps no reason. */
      readonly failure?: unknown;
    };

/**
 * - `ended`        the run is over as far as anyone can tell; `isCertain` is false where the service could not be asked
 *                  and may yet say more
 * - `not-started`  the service refused the run, or nothing is known of one (`error`)
 * - `abandoned`    nobody is interested any more; the run goes on
 */
export type RunResult =
  | { readonly kind: 'ended'; readonly isCertain: boolean }
  | { readonly kind: 'not-started'; readonly error: unknown }
  | { readonly kind: 'abandoned' };

/** One run as it is followed from this window. */
export interface RunSession {
  readonly runId: string | undefined;
  /** What a panel shows of it; the conversation knows the rest. */
  view(): Pick<RunView, 'state' | 'activity' | 'elapsedMs' | 'note' | 'timeline'>;
  readonly problem: Problem | undefined;
  /** Follows the run until its state is known. Leaves it at `settling`. Never rejects. */
  run(beginning: RunBeginning): Promise<RunResult>;
  /** Remembered until the run's id is known. */
  stop(): void;
  readonly isStopRequested: boolean;
  /** Ends a wait between two attempts. */
  checkNow(): void;
  /** The stored messages have been read (or could not be): the last word on the run. */
  finish(note?: string): void;
  setDiskFailing(isFailing: boolean): void;
}

const quickRetriesMs: readonly number[] = [1000, 2000, 4000, 5000, 5000, 5000];
const slowRetryMs = 15_000;
const givenUpAfterMs = 30 * 60_000;
const followPauseMs = 3000;
const attachRetries = 5;
const settleRetriesMs: readonly number[] = [300, 600, 1200, 2400];
/** How long the service's word is waited for, after the stream has said that the run is over. */
const settledAfterMs = 10 * 60_000;
/** How long a status that nobody knows is taken for one of a run that goes on. */
const unknownStatusMs = 10 * 60_000;

/** A run that has not begun; nothing happens before `run`. */
export function createRunSession(options: RunCoreOptions): RunSession {
  const core = new RunCore(options);
  const isGone = (): boolean => core.signal.aborted;
  const name = (): string => core.service.connection().name;

  async function follow(beginning: RunBeginning): Promise<RunResult> {
    if (beginning.kind === 'start') {
      core.set('starting');
      const result = await core.consume((backend, signal) => begin(backend, beginning, signal), false);
      if (isGone()) return { kind: 'abandoned' };
      const isRefused = result.kind === 'cut' && result.count === 0 && core.runId === undefined;
      if (isRefused && !core.isStopRequested) return { kind: 'not-started', error: result.error ?? emptyAnswer() };
    }
    const failure = beginning.kind === 'follow' ? beginning.failure : undefined;
    let isCertain = true;
    if (!core.isEnded) isCertain = core.isStopRequested ? await finishStop(core) : await recover(failure);
    if (isGone()) return { kind: 'abandoned' };
    if (isCertain) await confirm();
    return isGone() ? { kind: 'abandoned' } : { kind: 'ended', isCertain };
  }

  function begin(
    backend: Backend,
    { request, answers }: Extract<RunBeginning, { kind: 'start' }>,
    signal: AbortSignal,
  ): AsyncIterable<RunEvent> {
    const { threadId } = core.clues;
    if (!answers) return backend.startRun(threadId, request, signal);
    if (!backend.resumeRun) throw unsupported(core.service, 'take an answer');
    return backend.resumeRun(threadId, request, answers, signal);
  }

  /**
   * Finds out what becomes of a run without a stream. Resolves with whether the service said so itself.
   *
   * @param failure what came instead of a stream
   */
  async function recover(failure: unknown): Promise<boolean> {
    const since = core.time.clock.now();
    let unknownSince: number | undefined;
    let unreadable = 0;
    let fruitless = 0;
    let mayAttach = true;
    for (;;) {
      if (isGone()) return false;
      if (core.isStopRequested) return finishStop(core);
      if (core.activity !== 'following' && core.activity !== 'reconnecting') core.set('reconnecting');
      const reading = await core.read();
      if (reading.kind === 'ended') return ended(reading, failure);
      if (reading.kind === 'absent') return lost(undefined);
      if (reading.kind === 'unreadable') {
        if (isFinal(reading.error) || core.time.clock.now() - since > givenUpAfterMs) return lost(reading.error);
        const waitMs = quickRetriesMs[unreadable] ?? slowRetryMs;
        unreadable += 1;
        const problem = unreadable > quickRetriesMs.length ? unreachable(reading.error) : undefined;
        core.set('reconnecting', `${name()} cannot be reached. Trying again in ${waitMs / 1000} s.`, problem);
        await core.pause(waitMs);
        continue;
      }
      unreadable = 0;
      if (reading.run?.status !== 'unknown') unknownSince = undefined;
      else if (core.time.clock.now() - (unknownSince ??= core.time.clock.now()) > unknownStatusMs) {
        return unnamed(reading.run.rawStatus);
      }
      const { runId } = core;
      const canAttach = mayAttach && runId !== undefined && core.service.opened()?.attachRun !== undefined;
      if (!canAttach) {
        core.set('following', `No live output; ${name()} says that the run is still active.`);
        await core.pause(followPauseMs);
        continue;
      }
      core.set('reconnecting');
      const before = core.received;
      const result = await core.consume(
        (backend, signal) => backend.attachRun?.(core.clues.threadId, runId, signal) ?? nothing(),
        true,
      );
      if (core.isEnded) return true;
      if (isGone() || core.isStopRequested) continue;
      fruitless = core.received > before ? 0 : fruitless + 1;
      const isRefused = result.kind === 'cut' && isFinal(result.error);
      mayAttach = !isRefused && fruitless < attachRetries;
      if (fruitless > 0) await core.pause(quickRetriesMs[fruitless - 1] ?? slowRetryMs);
    }
  }

  function ended(reading: Extract<RunReading, { kind: 'ended' }>, failure: unknown): boolean {
    const reason = reading.run?.reason ?? (reading.outcome === 'failed' ? failureReason(failure) : undefined);
    core.end(reading.outcome, reason, reading.run);
    if (reading.outcome === 'unknown') core.set('settling', undefined, unknownProblem(undefined));
    return true;
  }

  /** What a service calls a run tells nothing, and that has not changed for long. */
  function unnamed(status: string | undefined): boolean {
    core.end('unknown', `${name()} calls the run ${status === undefined ? 'nothing' : `“${status}”`}`);
    core.set('settling', undefined, unknownProblem(undefined));
    return false;
  }

  /** The state that is left when the service cannot be made to say what became of the run. */
  function lost(error: unknown): boolean {
    const reason = error === undefined ? `${name()} does not know the run` : 'The run could not be read';
    core.end('unknown', reason);
    core.set('settling', undefined, unknownProblem(error));
    return error === undefined;
  }

  /** The stored run has the last word: on how it ended and on what it cost. */
  async function confirm(): Promise<void> {
    core.set('settling', core.note, core.problem);
    if (core.runId === undefined || !core.service.opened()?.getRun) return;
    const since = core.time.clock.now();
    for (let round = 0; core.time.clock.now() - since < settledAfterMs; round++) {
      if (round > 0) await core.pause(settleRetriesMs[round - 1] ?? followPauseMs);
      if (isGone()) return;
      const reading = await core.read();
      if (reading.kind === 'ended' && reading.outcome !== 'unknown') {
        core.end(reading.outcome, reading.run?.reason, reading.run);
      }
      if (reading.kind !== 'active') return;
      // Its stream said that it is over; some services say so before they have stored everything.
      if (round >= settleRetriesMs.length) {
        core.set('settling', `Its output has ended; ${name()} says that the run is still active.`, core.problem);
      }
    }
  }

  function unreachable(error: unknown): Problem {
    const problem = explain(error, 'follow the run', name());
    return { ...problem, actions: ['checkRun', ...problem.actions.filter((action) => action !== 'retry')] };
  }

  function unknownProblem(error: unknown): Problem {
    const detail =
      error === undefined
        ? `The connection to the run was lost, and ${name()} does not say how it ended. The answer may still arrive.`
        : `${explain(error, 'read the run', name()).detail} The answer may still arrive.`;
    const isRefused = isAgentError(error) && error.kind === 'authentication';
    const remedy = isRefused ? ([error.remedy === 'sign-in' ? 'signIn' : 'setApiKey'] as const) : [];
    return { title: 'What became of the run is unknown', detail, actions: ['checkRun', ...remedy, 'showLog'] };
  }

  return {
    get runId() {
      return core.runId;
    },
    view: () => ({
      state: core.state,
      activity: core.activity,
      elapsedMs: core.elapsedMs,
      ...optional({ note: core.note, timeline: core.timeline }),
    }),
    get problem() {
      return core.problem;
    },
    async run(beginning) {
      try {
        return await follow(beginning);
      } catch (error) {
        if (isGone()) return { kind: 'abandoned' };
        if (!core.isEnded) lost(error);
        return { kind: 'ended', isCertain: false };
      }
    },
    stop: () => core.requestStop(),
    get isStopRequested() {
      return core.isStopRequested;
    },
    checkNow: () => core.nudge(),
    finish: (note) => core.set('ended', note, core.problem),
    setDiskFailing: (isFailing) => core.setDiskFailing(isFailing),
  };
}

/** Errors that asking again does not change. */
function isFinal(error: unknown): boolean {
  if (!isAgentError(error)) return false;
  return !['network', 'timeout', 'server', 'rate-limited', 'protocol', 'busy', 'local-host'].includes(error.kind);
}

function emptyAnswer(): AgentError {
  return new AgentError('protocol', 'the stream ended before the run said anything');
}

async function* nothing(): AsyncGenerator<never> {
  // The backend that was opened anew has no way to attach.
}
