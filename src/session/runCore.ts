import type { Backend } from '../backends/backend.ts';
import type { Problem } from '../model/explain.ts';
import type { RunActivity } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { RunEvent, RunOutcome } from '../model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../model/runState.ts';
import { type RunTimeline, advanceTimeline, emptyTimeline, timelineFrom } from '../model/runTimeline.ts';
import type { Run } from '../model/thread.ts';
import { draftParts } from '../model/transcript.ts';
import type { JournalWriter } from './journal.ts';
import { hasAtLeast } from './runExtent.ts';
import { type RunClues, type RunReading, readRun } from './runReading.ts';
import type { Service } from './service.ts';
import { watchSilence } from './silenceWatch.ts';
import type { Time } from './time.ts';

/** How long Stop waits for the id of a run that has just been asked for, before it looks for the run itself. */
const idPatienceMs = 2000;

export interface RunCoreOptions {
  readonly service: Service;
  readonly time: Time;
  /** Aborted when nobody wants the run's news any more; the run itself goes on. */
  readonly signal: AbortSignal;
  readonly clues: RunClues;
  readonly journal: JournalWriter;
  /** The run begins with this window, which then knows when what came. */
  readonly isNew: boolean;
  /** What was shown of the run before, as the journal remembers it. */
  readonly shown?: RunState;
  /** @param timeline set if the events changed it */
  readonly onEvents: (events: readonly RunEvent[], timeline: RunTimeline | undefined) => void;
  readonly onChange: () => void;
  readonly onRunId: (runId: string) => void;
  /** The service has taken the request: something of the run has come. Called once per stream. */
  readonly onAccepted: () => void;
}

/**
 * How a stream ended: with the run's end, or without it. `count` is the number of events that came; `reading` is set if
 * the run was found to be over while the stream was silent.
 */
export type StreamEnd =
  { readonly kind: 'ended' } | { readonly kind: 'cut'; readonly count: number; readonly error?: unknown };

/** What one run shows, and the means to follow it. How they are used is in `runSession.ts` and its neighbours. */
export class RunCore {
  readonly service: Service;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly clues: RunClues;
  readonly #options: RunCoreOptions;
  #state: RunState;
  /** Undefined until something of a run is seen that began without this window. */
  #timeline: RunTimeline | undefined;
  #runId: string | undefined;
  #activity: RunActivity = 'starting';
  #note: string | undefined;
  #problem: Problem | undefined;
  /** Characters received of the run as it is shown, whether or not a later event took them back. */
  #received: number;
  #stream: AbortController | undefined;
  #reading: RunReading | undefined;
  #isStopRequested = false;
  #isDiskFailing = false;
  #nudge: (() => void) | undefined;
  readonly #startedAt: number;
  #elapsedBefore = 0;
  #duration: number | undefined;

  constructor(options: RunCoreOptions) {
    this.#options = options;
    this.service = options.service;
    this.time = options.time;
    this.signal = options.signal;
    this.clues = options.clues;
    this.#runId = options.clues.runId ?? options.shown?.runId;
    this.#state = reopened(options.shown ?? emptyRun, this.#runId);
    this.#received = charactersOf(this.#state);
    this.#startedAt = options.time.clock.now();
    this.#timeline = options.isNew ? emptyTimeline : undefined;
  }

  get state(): RunState {
    return this.#state;
  }

  get timeline(): RunTimeline | undefined {
    return this.#timeline;
  }

  get runId(): string | undefined {
    return this.#runId;
  }

  get activity(): RunActivity {
    return this.#activity;
  }

  get note(): string | undefined {
    const memoryOnly = 'This machine’s disk refuses to keep the text; it is in memory only.';
    return this.#note ?? (this.#isDiskFailing ? memoryOnly : undefined);
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get received(): number {
    return this.#received;
  }

  get isStopRequested(): boolean {
    return this.#isStopRequested;
  }

  get isEnded(): boolean {
    return this.#state.status === 'ended';
  }

  get elapsedMs(): number {
    return this.#duration ?? this.#elapsedBefore + this.time.clock.now() - this.#startedAt;
  }

  /** Says what is going on. Stop stays in sight until the run has ended. */
  set(activity: RunActivity, note?: string, problem?: Problem): void {
    const shown = this.#isStopRequested && !this.isEnded ? 'stopping' : activity;
    if (shown === this.#activity && note === this.#note && problem === this.#problem) return;
    this.#activity = shown;
    this.#note = note;
    this.#problem = problem;
    this.#options.onChange();
  }

  setDiskFailing(isFailing: boolean): void {
    this.#isDiskFailing = isFailing;
    this.#options.onChange();
  }

  /** Ends the run's display: from events that never came, or against what the stream said. */
  end(outcome: RunOutcome, reason?: string, run?: Run): void {
    this.learn(run);
    if (!this.isEnded) this.#apply({ type: 'run-end', outcome, ...optional({ reason }) });
    else if (this.#state.outcome !== outcome) this.#state = { ...this.#state, outcome, ...optional({ reason }) };
    this.#duration ??= durationOf(run) ?? this.elapsedMs;
    this.#options.onChange();
  }

  /** Takes over what only the stored run tells. */
  learn(run: Run | undefined): void {
    if (!run) return;
    this.#setRunId(run.id);
    const news = optional({ usage: run.usage, model: run.model });
    if (Object.keys(news).length > 0) this.#apply({ type: 'run-update', ...news });
    const started = Date.parse(run.startedAt ?? run.createdAt ?? '');
    if (this.#elapsedBefore === 0 && this.clues.runId !== undefined && Number.isFinite(started)) {
      this.#elapsedBefore = Math.max(0, this.time.epochNow() - started - (this.time.clock.now() - this.#startedAt));
    }
    if (this.isEnded) this.#duration = durationOf(run) ?? this.#duration;
  }

  /** Reads the run, or takes what a silent stream's watch has read. Rejects only when nobody is interested any more. */
  async read(): Promise<RunReading> {
    const known = this.#reading;
    this.#reading = undefined;
    const reading = known ?? (await readRun(this.service, this.#knownClues(), this.signal));
    if (reading.kind === 'active' || reading.kind === 'ended') {
      if (reading.runId !== undefined) this.#setRunId(reading.runId);
      this.learn(reading.run);
    }
    return reading;
  }

  /** Waits, but not on when Stop is pressed or someone asks to check now. */
  async pause(ms: number): Promise<void> {
    const nudge = new AbortController();
    this.#nudge = () => nudge.abort();
    try {
      await this.time.clock.delay(ms, AbortSignal.any([nudge.signal, this.signal]));
    } catch (error) {
      if (!nudge.signal.aborted && !this.signal.aborted) throw error;
    } finally {
      this.#nudge = undefined;
    }
  }

  nudge(): void {
    this.#nudge?.();
  }

  requestStop(): void {
    if (this.#isStopRequested || this.isEnded) return;
    this.#isStopRequested = true;
    this.set('stopping');
    // Where nothing can be cancelled, ending the stream is all there is.
    if (this.#runId !== undefined || !this.service.opened()?.cancelRun) this.#stream?.abort();
    else this.time.clock.setTimer(idPatienceMs, () => this.#stream?.abort());
    this.nudge();
  }

  /**
   * Follows a stream to its end. A replay tells the run from its start: what was shown stays until the replay has
   * caught up with it, so that nothing flickers, doubles or shrinks.
   */
  async consume(
    open: (backend: Backend, signal: AbortSignal) => AsyncIterable<RunEvent>,
    isReplay: boolean,
  ): Promise<StreamEnd> {
    const stream = new AbortController();
    this.#stream = stream;
    const signal = AbortSignal.any([this.signal, stream.signal]);
    const replay = isReplay ? { state: emptyRun, received: 0 } : undefined;
    let isBehind = isReplay;
    let count = 0;
    let error: unknown;
    if (isReplay) this.#options.journal.restart();
    const watch = this.#watch(stream, () => isBehind);
    try {
      for await (const event of this.service.stream((backend) => open(backend, signal))) {
        if (signal.aborted) break;
        count += 1;
        if (count === 1) this.#options.onAccepted();
        watch.touch();
        // An end that says nothing is no end: the run's own state has to be read.
        if (event.type === 'run-end' && event.outcome === 'unknown') break;
        this.#options.journal.append(event);
        if (replay && isBehind) {
          replay.state = reduceRun(replay.state, event);
          replay.received += lengthOf(event);
          isBehind = !this.#adopt(replay, event);
        } else {
          if (this.#activity !== 'streaming' || this.#note !== undefined) this.set('streaming');
          this.#apply(event);
        }
        if (this.isEnded) return { kind: 'ended' };
      }
    } catch (thrown) {
      if (!signal.aborted) error = thrown;
    } finally {
      watch.dispose();
      this.#stream = undefined;
    }
    return { kind: 'cut', count, ...optional({ error }) };
  }

  #watch(stream: AbortController, isBehind: () => boolean): ReturnType<typeof watchSilence> {
    let unreadable = 0;
    return watchSilence({
      time: this.time,
      onWake: () => {
        // Where a stream cannot be had again, a dead one is found out by reading the run.
        if (this.service.opened()?.attachRun && this.#runId !== undefined) stream.abort();
      },
      onSilence: async (silentMs) => {
        const reading = await readRun(this.service, this.#knownClues(), this.signal).catch(() => undefined);
        if (!reading || stream.signal.aborted || this.#stream !== stream) return;
        const silence = `No data for ${Math.round(silentMs / 1000)} s`;
        // Where no run can be read, what is stored says little of one that goes on; leaving may end it there.
        const backend = this.service.opened();
        const isReadable =
          backend?.getRun !== undefined || backend?.attachRun !== undefined || backend?.listRuns !== undefined;
        if (reading.kind === 'ended' && (isReadable || reading.outcome !== 'unknown')) {
          this.#reading = reading;
          stream.abort();
        } else if (reading.kind === 'unreadable') {
          unreadable += 1;
          this.set(this.#activity, `${silence}; ${this.service.connection().name} cannot be reached.`);
          if (unreadable > 1 && isReadable) stream.abort();
        } else {
          unreadable = 0;
          if (reading.kind === 'active' && reading.runId !== undefined) this.#setRunId(reading.runId);
          const isActive = reading.kind === 'active' ? 'the run is still active on the server' : 'no run is known yet';
          if (!isBehind()) this.set(this.#activity, `${silence}; ${isActive}.`);
        }
      },
    });
  }

  /** Shows the replay instead of what was shown, once it tells as much. */
  #adopt(replay: { readonly state: RunState; readonly received: number }, event: RunEvent): boolean {
    if (replay.state.runId !== undefined) this.#setRunId(replay.state.runId);
    const hasCaughtUp = hasAtLeast(replay.state, this.#state) || replay.received >= Math.max(this.#received, 1);
    if (!hasCaughtUp && event.type !== 'run-end') return false;
    const before = this.#state;
    // A server that has lost text does not take it off the screen; whether it is stored is found out afterwards.
    this.#state = hasCaughtUp ? replay.state : reduceRun(this.#state, event);
    this.#timeline = this.#timelineAfter(before);
    this.#received = Math.max(this.#received, replay.received);
    this.#activity = this.#isStopRequested ? 'stopping' : 'streaming';
    this.#note = undefined;
    this.#problem = undefined;
    if (this.isEnded) this.#duration = this.elapsedMs;
    this.#options.onChange();
    return true;
  }

  #apply(received: RunEvent): void {
    const event = received.type === 'run-end' ? withReason(received, this.#state) : received;
    if (event.type === 'run-start' && event.runId !== undefined) this.#setRunId(event.runId);
    this.#received += lengthOf(event);
    const before = this.#state;
    this.#state = reduceRun(before, event);
    const timeline = this.#timelineAfter(before);
    const isNews = timeline !== this.#timeline;
    this.#timeline = timeline;
    if (this.isEnded) this.#duration ??= this.elapsedMs;
    this.#options.onEvents([event], isNews ? timeline : undefined);
  }

  /** A run that was under way when it was seen first has no timeline before that. */
  #timelineAfter(before: RunState): RunTimeline | undefined {
    if (this.#timeline) return advanceTimeline(this.#timeline, before, this.#state, this.elapsedMs);
    const isUnderWay = this.#state.status !== 'ended' && draftParts(this.#state).length > 0;
    return isUnderWay ? timelineFrom(this.#state, this.elapsedMs) : undefined;
  }

  #setRunId(runId: string): void {
    if (this.#runId === runId) return;
    const isNew = this.#runId === undefined;
    this.#runId = runId;
    if (isNew) this.#options.onRunId(runId);
    if (this.#isStopRequested) this.#stream?.abort();
  }

  #knownClues(): RunClues {
    return { ...this.clues, ...optional({ runId: this.#runId }) };
  }
}

/** A failure whose cause came as an event of its own. */
function withReason(end: Extract<RunEvent, { type: 'run-end' }>, state: RunState): RunEvent {
  const cause = state.parts.findLast((part) => part.type === 'error');
  if (end.outcome !== 'failed' || end.reason !== undefined || cause?.type !== 'error') return end;
  return { ...end, reason: cause.errorText };
}

/** What is known of a run that may go on: without the end that was assumed or never came. */
function reopened(state: RunState, runId: string | undefined): RunState {
  const { outcome: _, reason: __, ...rest } = state;
  const isNew = state.parts.length === 0 && state.messages.length === 0;
  return { ...rest, status: isNew ? 'starting' : 'running', ...optional({ runId }) };
}

function lengthOf(event: RunEvent): number {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' ? event.delta.length : 0;
}

function charactersOf(state: RunState): number {
  return state.parts.reduce(
    (sum, part) => sum + (part.type === 'text' || part.type === 'reasoning' ? part.text.length : 0),
    0,
  );
}

function durationOf(run: Run | undefined): number | undefined {
  const duration = Date.parse(run?.endedAt ?? '') - Date.parse(run?.startedAt ?? run?.createdAt ?? '');
  return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
}
