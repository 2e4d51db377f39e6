import type { Attribution } from '../../model/attribution.ts';
import { type Problem, explain } from '../../model/explain.ts';
import { optional } from '../../model/parse.ts';
import type { Reading } from '../../model/reading.ts';
import type { RunCommand, RunFacts, RunPanelIdentity, WhyScope } from '../../model/runPanel.ts';
import { type Run, isActive } from '../../model/thread.ts';
import type { Span } from '../../model/trace.ts';
import type { Clock } from '../../net/clock.ts';
import type { Session } from '../../session/session.ts';
import { type Reader, createReader } from '../reader.ts';

/** A run that goes on is read again after a second, later less often. */
const firstPollMs = 1_000;
const maxPollMs = 10_000;

export interface RunInspectionOptions {
  readonly session: Pick<Session, 'run' | 'spans' | 'attribute' | 'cancelRun' | 'capabilities' | 'agents'>;
  readonly identity: Pick<RunPanelIdentity, 'connectionId' | 'threadId' | 'runId' | 'highlight'>;
  readonly connectionName: () => string;
  readonly threadTitle: () => string;
  readonly clock: Pick<Clock, 'now' | 'setTimer'>;
  readonly log: (line: string) => void;
  readonly onChange: (what: 'run' | 'trace' | WhyScope) => void;
}

/**
 * What a panel shows of one run: read on demand, kept while the panel lives. Nothing here rejects; what goes wrong is
 * in the state.
 */
export interface RunInspection {
  facts(): RunFacts;
  trace(): Reading<readonly Span[]>;
  why(scope: WhyScope): Reading<Attribution>;
  /** Reads the run. While it goes on and is looked at, it is read again and again. */
  load(): Promise<void>;
  /** Whether anybody looks. */
  setVisible(isVisible: boolean): void;
  readTrace(): Promise<void>;
  /** Asks what the answer rests on, which takes seconds and costs the service something. */
  askWhy(scope: WhyScope): Promise<void>;
  /** Asks unless there is an answer already, or the run has none that could be asked about. */
  askWhyOnce(scope: WhyScope): Promise<void>;
  cancelWhy(scope: WhyScope): void;
  /** Another passage; answers about it from before are still there. */
  setHighlight(highlight: string | undefined): void;
  /** Asks the service to end the run. */
  cancelRun(): Promise<void>;
  /** Carries out a command that others do, showing that it is being done and what went wrong. */
  carryOut(command: RunCommand, attempted: string, work: () => Promise<void>): Promise<void>;
  dispose(): void;
}

export function createRunInspection(options: RunInspectionOptions): RunInspection {
  const { session, clock, onChange } = options;
  const { connectionId, threadId, runId } = options.identity;
  let { highlight } = options.identity;
  let agentName: string | undefined;
  let offered: ReadonlySet<string> = new Set();
  let busyWith: RunCommand | undefined;
  let problem: Problem | undefined;
  let isVisible = true;
  let isDisposed = false;
  let pollMs = firstPollMs;
  let stopTimer: (() => void) | undefined;

  const problemIn =
    (attempted: string) =>
    (error: unknown): Problem =>
      explain(error, attempted, options.connectionName());
  const run = createReader<Run>({
    read: (signal) => session.run(connectionId, threadId, runId, signal),
    problemOf: problemIn('read the run'),
    clock,
    onChange: () => onChange('run'),
  });
  const trace = createReader<readonly Span[]>({
    read: async (signal) => session.spans(connectionId, await knownRun(), signal),
    problemOf: problemIn('read the trace of the run'),
    clock,
    onChange: () => onChange('trace'),
  });
  const answer = createWhyReader('answer');
  const passages = new Map<string, Reader<Attribution>>();

  function createWhyReader(scope: WhyScope, passage?: string): Reader<Attribution> {
    return createReader<Attribution>({
      read: (signal) =>
        session.attribute(connectionId, { threadId, runId, ...optional({ highlight: passage }) }, signal),
      problemOf: problemIn('find out what the answer rests on'),
      clock,
      onChange() {
        if (scope === 'answer' || passage === highlight) onChange(scope);
      },
    });
  }

  function whyReader(scope: WhyScope): Reader<Attribution> {
    if (scope === 'answer' || highlight === undefined) return answer;
    const known = passages.get(highlight) ?? createWhyReader('passage', highlight);
    passages.set(highlight, known);
    return known;
  }

  async function knownRun(): Promise<Run> {
    return run.value() ?? session.run(connectionId, threadId, runId, new AbortController().signal);
  }

  async function readSurroundings(): Promise<void> {
    try {
      offered = (await session.capabilities(connectionId)).methods;
      const agentId = run.value()?.agentId;
      if (agentId !== undefined && agentName === undefined) {
        agentName = (await session.agents(connectionId)).find((agent) => agent.id === agentId)?.name;
      }
    } catch (error) {
      // The run itself is there; its agent is shown by its id then.
      options.log(`the agents could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!isDisposed) onChange('run');
  }

  async function load(): Promise<void> {
    stopTimer?.();
    await run.read();
    if (isDisposed) return;
    await readSurroundings();
    schedule();
  }

  function schedule(): void {
    stopTimer?.();
    const value = run.value();
    if (isDisposed || !isVisible || run.state().step !== 'ready' || !value || !isActive(value.status)) return;
    stopTimer = clock.setTimer(pollMs, () => void poll());
    pollMs = Math.min(maxPollMs, pollMs * 1.5);
  }

  async function poll(): Promise<void> {
    const was = run.value()?.status;
    await run.read();
    schedule();
    const status = run.value()?.status;
    const isOver = status !== undefined && status !== was && !isActive(status);
    // What was read of it in the middle is not the whole trace.
    if (!isDisposed && isOver && trace.state().step === 'ready') void trace.read();
  }

  function commands(): readonly RunCommand[] {
    const status = run.value()?.status;
    if (status === undefined) return ['refresh', 'openThread'];
    return isActive(status)
      ? [
          'refresh',
          ...(offered.has('attachRun') ? (['attach'] as const) : []),
          ...(offered.has('cancelRun') ? (['cancel'] as const) : []),
          'openThread',
        ]
      : ['refresh', 'rerun', 'openThread'];
  }

  async function carryOut(command: RunCommand, attempted: string, work: () => Promise<void>): Promise<void> {
    if (busyWith) return;
    busyWith = command;
    problem = undefined;
    onChange('run');
    try {
      await work();
    } catch (error) {
      problem = problemIn(attempted)(error);
    } finally {
      busyWith = undefined;
      if (!isDisposed) onChange('run');
    }
  }

  return {
    facts: () => ({
      connectionName: options.connectionName(),
      threadTitle: options.threadTitle(),
      runId,
      threadId,
      run: run.state(),
      commands: commands(),
      ...optional({ agentName, busyWith, problem }),
    }),
    trace: () => trace.state(),
    why: (scope) => whyReader(scope).state(),
    load,
    setVisible(next) {
      if (isVisible === next) return;
      isVisible = next;
      pollMs = firstPollMs;
      schedule();
    },
    readTrace: () => trace.read(),
    askWhy: (scope) => whyReader(scope).read(),
    async askWhyOnce(scope) {
      const reader = whyReader(scope);
      if (run.value() === undefined) await run.read();
      if (!isDisposed && run.value()?.status === 'completed' && reader.state().step === 'not-asked') {
        await reader.read();
      }
    },
    cancelWhy: (scope) => whyReader(scope).cancel('Cancelled. Nothing was kept.'),
    setHighlight(next) {
      highlight = next;
      onChange('passage');
    },
    cancelRun: () =>
      carryOut('cancel', 'cancel the run', async () => {
        await session.cancelRun(connectionId, await knownRun());
        pollMs = firstPollMs;
        await run.read();
        schedule();
      }),
    carryOut,
    dispose() {
      isDisposed = true;
      stopTimer?.();
      for (const reader of [run, trace, answer, ...passages.values()]) reader.dispose();
    },
  };
}
