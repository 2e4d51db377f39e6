import type { Message, Part } from '../model/message.ts';
import type { Problem } from '../model/explain.ts';
import type { RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { RunEvent } from '../model/runEvent.ts';
import { type RunState, emptyRun } from '../model/runState.ts';
import type { RunTimeline } from '../model/runTimeline.ts';
import type { Run } from '../model/thread.ts';
import { messagesOfRun, messagesToCover, uncovered } from './coverage.ts';
import type { JournalWriter, Journals, RecordedRun } from './journal.ts';
import type { OwnedMessageList } from './messageList.ts';
import { type RunClues, outcomeOf } from './runReading.ts';
import { type RunBeginning, type RunResult, type RunSession, createRunSession } from './runSession.ts';
import type { Service } from './service.ts';
import { type Time, isoNow } from './time.ts';
import { createUnsavedMessages } from './unsaved.ts';

/** After a run's end some services take a moment to store its messages. */
const storePausesMs: Readonly<Record<'patient' | 'brief', readonly number[]>> = {
  patient: [500, 1500],
  brief: [500],
};
const readPausesMs: readonly number[] = [1000, 2000, 5000];

export interface ConversationRunsOptions {
  readonly service: Service;
  readonly journals: Journals;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly messages: () => OwnedMessageList | undefined;
  /** @param timeline set if the events changed it */
  readonly onEvents: (events: readonly RunEvent[], timeline: RunTimeline | undefined) => void;
  readonly onChange: () => void;
  /** A run has ended and what is stored of it was read. Awaited before the run counts as over. */
  readonly onSettled: () => Promise<void>;
}

export interface RunHooks {
  /** From now on it is this run that is shown. */
  readonly onBegin?: () => void;
  readonly onRunId?: (runId: string) => void;
  /** The service has taken the request for the run. */
  readonly onAccepted?: () => void;
}

/** The runs of one conversation, one at a time: followed, kept on disk, and replaced by what is stored. */
export interface ConversationRuns {
  /** What a panel shows of the run; the agent's name is for the conversation to add. */
  view(): (Omit<RunView, 'agentName'> & { readonly agentId?: string }) | undefined;
  readonly problem: Problem | undefined;
  readonly isActive: boolean;
  /** The run that was followed last, whether or not it goes on. */
  readonly last: { readonly clues: RunClues; readonly state: RunState } | undefined;
  /** Follows a run to its end and to its stored messages. Waits for the run before it. Never rejects. */
  run(clues: RunClues, beginning: RunBeginning, hooks?: RunHooks): Promise<RunResult>;
  /** Resolves when no run is followed. */
  idle(): Promise<void>;
  stop(): void;
  checkNow(): void;
  /** Loses interest in the run that is followed: it goes on, and `run` resolves with `abandoned`. */
  leave(): void;
  /** Shows how a run ended that nobody here has followed. A run that is shown already stays. */
  showEnded(run: Run): void;
  /** Looks through what was received earlier for text that the service does not have. */
  readJournals(isPending: (clues: Pick<RunClues, 'runId' | 'nonce'>) => boolean): Promise<void>;
  /**
   * The messages to show beside the run's draft: without what the draft shows already, and with what the service did
   * not keep put where it belongs.
   */
  besideDraft(stored: readonly Message[]): readonly Message[];
  /** The last messages of the thread together with what the service did not keep of their runs. */
  withUnsaved(end: readonly Message[]): readonly Message[];
  /** Takes away text that only this machine has. */
  forget(journalId: string): Promise<void>;
  /** Ends the display of a run that has ended; what is not stored of it becomes a message. */
  clear(): void;
}

/** No run yet. */
export function createConversationRuns(options: ConversationRunsOptions): ConversationRuns {
  const { service, journals, time, signal, onChange } = options;
  let current: RunSession | undefined;
  let clues: RunClues | undefined;
  let journalId: string | undefined;
  /** Why the stored messages of the last run could not be read. */
  let settleProblem: Problem | undefined;
  let nudge: AbortController | undefined;
  let leaving = new AbortController();
  /** A run was left whose text may be nowhere but here. */
  let hasLeft = false;
  let isActive = false;
  let isStored = false;
  /** A run that ended before this conversation was opened. */
  let past: PastRun | undefined;
  const unsaved = createUnsavedMessages();
  let queue: Promise<unknown> = Promise.resolve();

  async function runNow(asked: RunClues, beginning: RunBeginning, hooks: RunHooks): Promise<RunResult> {
    const wanted = beginning.kind === 'follow' ? await withPrompt(asked) : asked;
    const known = beginning.kind === 'follow' ? await shownBefore(wanted) : undefined;
    const { threadId, nonce, promptId, agentId } = wanted;
    const startedAt = known?.recorded?.header.startedAt ?? isoNow(time);
    const clue = optional({ nonce, promptId, agentId });
    const header = { connectionId: service.connectionId, threadId, startedAt, ...clue };
    const setDiskFailing = (isFailing: boolean): void => current?.setDiskFailing(isFailing);
    const journal = await journals.open(header, setDiskFailing, known?.recorded?.journalId);
    if (signal.aborted) return { kind: 'abandoned' };
    leaving = new AbortController();
    const session = createRunSession({
      service,
      time,
      signal: AbortSignal.any([signal, leaving.signal]),
      clues: wanted,
      journal,
      isNew: beginning.kind === 'start',
      ...optional({ shown: known?.state }),
      onEvents: options.onEvents,
      onChange,
      onRunId: (runId) => hooks.onRunId?.(runId),
      onAccepted: () => hooks.onAccepted?.(),
    });
    retire();
    past = undefined;
    current = session;
    clues = wanted;
    journalId = journal.journalId;
    isActive = true;
    isStored = false;
    settleProblem = undefined;
    // What was kept of this very run is part of what is shown of it now.
    unsaved.dropRun((identity) => isSameRun(identity, wanted));
    hooks.onBegin?.();
    onChange();
    const result = await session.run(beginning);
    if (result.kind === 'ended') await settle(session, journal, { ...wanted, ...optional({ runId: session.runId }) });
    else await leave(session, journal, result);
    if (result.kind === 'ended' && !signal.aborted) await options.onSettled();
    if (result.kind === 'ended' && hasLeft) {
      hasLeft = false;
      await keepJournals(() => false);
    }
    isActive = false;
    onChange();
    return result;
  }

  /**
   * Where a service names no runs on messages, the answer of someone else's run is known by the question before it,
   * which is the newest one as long as the run goes on.
   */
  async function withPrompt(asked: RunClues): Promise<RunClues> {
    if (asked.nonce !== undefined || asked.promptId !== undefined) return asked;
    const list = options.messages();
    if (list?.state().loadedAt === undefined) await list?.refresh();
    const prompt = list?.state().items.findLast((message) => message.role === 'user');
    return { ...asked, ...optional({ promptId: prompt?.id }) };
  }

  /** What is known of a run from an earlier window, or from before its connection was lost for good. */
  async function shownBefore(
    wanted: RunClues,
  ): Promise<{ readonly state: RunState; readonly recorded?: RecordedRun } | undefined> {
    const recorded = (await journals.read(service.connectionId, wanted.threadId)).findLast((each) =>
      isSameRun(optional({ nonce: each.header.nonce, runId: each.state.runId }), wanted),
    );
    if (recorded) return { state: recorded.state, recorded };
    return current && clues && isSameRun(clues, wanted) ? { state: current.view().state } : undefined;
  }

  /** A draft whose stored messages could not be read must not go with the display of its run. */
  function retire(): void {
    if (!current || !clues || journalId === undefined || isActive) return;
    // One that was left goes on, or is ended by the one after it: what becomes of its text shows later.
    if (!isStored && !hasLeft) keepUnsaved(journalId, current.view().state, clues, isoNow(time));
    current = undefined;
  }

  async function leave(session: RunSession, journal: JournalWriter, result: RunResult): Promise<void> {
    if (result.kind === 'not-started') {
      isStored = true;
      await journal.remove();
      if (current === session) current = undefined;
    } else {
      await journal.close();
    }
  }

  /** Puts the stored messages in the place of what was received, and keeps what is missing there. */
  async function settle(session: RunSession, journal: JournalWriter, identity: RunClues): Promise<void> {
    clues = identity;
    const { outcome } = session.view().state;
    const isDoubtful = outcome === 'completed' || outcome === 'unknown';
    const list = options.messages();
    const pauses = [...storePausesMs[isDoubtful ? 'patient' : 'brief']];
    const readPauses = [...readPausesMs];
    for (;;) {
      await list?.refresh();
      if (signal.aborted || !list) break;
      const isRead = list.state().load !== 'failed';
      if (isRead && isWhole(session.view().state, identity)) break;
      const pauseMs = isRead ? pauses.shift() : readPauses.shift();
      if (pauseMs === undefined) break;
      // Its end is news already; the messages may follow.
      session.finish(isRead ? undefined : 'The stored messages cannot be read; trying again.');
      if (!(await pause(pauseMs))) break;
    }
    await journal.close();
    if (!signal.aborted) await conclude();
  }

  /** Whether nothing is missing that was shown, nor the answer itself where none was. */
  function isWhole(state: RunState, identity: RunClues): boolean {
    const isAnswered = state.outcome !== 'completed' || storedOf(identity).length > 0;
    return isAnswered && missingOf(state, identity).length === 0;
  }

  function storedOf(identity: RunClues): readonly Message[] {
    const loaded = options.messages()?.state();
    return messagesToCover(loaded?.items ?? [], loaded?.hasMore ?? false, identity) ?? [];
  }

  function missingOf(state: RunState, identity: RunClues): readonly Part[] {
    return uncovered(state, storedOf(identity));
  }

  /** The last word on a run that has ended, once its messages could be read. */
  async function conclude(): Promise<void> {
    if (!current || !clues || isStored || journalId === undefined) return;
    const listed = options.messages()?.state();
    if (!listed || listed.load === 'failed') {
      settleProblem = listed?.problem;
      current.finish('The stored messages could not be read; this is what was received.');
      return;
    }
    const isMissing = missingOf(current.view().state, clues).length > 0;
    if (isMissing) keepUnsaved(journalId, current.view().state, clues, isoNow(time));
    else await journals.remove(journalId);
    isStored = true;
    settleProblem = undefined;
    const name = service.connection().name;
    current.finish(isMissing ? `${name} did not keep all of the answer; this machine did.` : undefined);
  }

  async function pause(ms: number): Promise<boolean> {
    nudge = new AbortController();
    const { signal: nudged } = nudge;
    try {
      await time.clock.delay(ms, AbortSignal.any([nudged, signal]));
    } catch (error) {
      if (!signal.aborted && !nudged.aborted) throw error;
    }
    return !signal.aborted;
  }

  function keepUnsaved(journal: string, state: RunState, identity: RunClues, createdAt: string): void {
    if (unsaved.put(journal, identity, missingOf(state, identity), createdAt)) onChange();
  }

  /** See `readJournals`. */
  async function keepJournals(isPending: (clues: Pick<RunClues, 'runId' | 'nonce'>) => boolean): Promise<void> {
    const list = options.messages();
    if (!list) return;
    for (const { journalId: journal, header, state } of await journals.read(service.connectionId, list.threadId)) {
      const { nonce, promptId, agentId, threadId, startedAt } = header;
      const identity = { threadId, ...optional({ nonce, promptId, agentId, runId: state.runId }) };
      const { items, hasMore } = list.state();
      const stored = messagesToCover(items, hasMore, identity);
      if (isPending(identity) || stored === undefined) continue;
      if (uncovered(state, stored).length === 0) await journals.remove(journal);
      else if (!unsaved.has(journal)) keepUnsaved(journal, state, identity, startedAt);
    }
  }

  return {
    view() {
      const session = current;
      if (!session) return past;
      const view = session.view();
      // Stored messages show the same; a snapshot need not carry it twice.
      const state: RunState = isStored ? { ...view.state, parts: [], messages: [], stepStart: 0 } : view.state;
      return { ...view, state, isStored, ...optional({ agentId: clues?.agentId }) };
    },
    get problem() {
      return current?.problem ?? settleProblem;
    },
    get isActive() {
      return isActive;
    },
    get last() {
      return current && clues && { clues, state: current.view().state };
    },
    run(wanted, beginning, hooks = {}) {
      const result = queue.then(() => runNow(wanted, beginning, hooks));
      queue = result.catch(() => undefined);
      return result;
    },
    async idle() {
      let awaited: unknown;
      do {
        awaited = queue;
        await awaited;
      } while (awaited !== queue);
    },
    stop: () => current?.stop(),
    checkNow() {
      current?.checkNow();
      nudge?.abort();
    },
    leave() {
      hasLeft = isActive;
      leaving.abort();
    },
    showEnded(run) {
      if (current) return;
      past = pastRun(run);
      onChange();
    },
    async readJournals(isPending) {
      if (!options.messages()) return;
      if (!isActive) await conclude();
      await keepJournals(isPending);
    },
    besideDraft(stored) {
      const hidden = isStored ? undefined : current;
      const hasDraft =
        hidden !== undefined && (hidden.view().state.parts.length > 0 || hidden.view().state.messages.length > 0);
      // Some services store piece by piece what the draft already shows.
      if (!hasDraft) return unsaved.among(stored);
      const identity = { ...clues, ...optional({ runId: hidden.runId }) };
      const drafted = new Set(messagesOfRun(stored, false, identity));
      return unsaved.among(stored.filter((message) => !drafted.has(message)));
    },
    withUnsaved: (end) => unsaved.amongEnd(end),
    async forget(journal) {
      unsaved.drop(journal);
      await journals.remove(journal);
      onChange();
    },
    clear() {
      retire();
      onChange();
    },
  };
}

type PastRun = Omit<RunView, 'agentName'> & { readonly agentId?: string };

/** A run as its service keeps it. Its output is in the stored messages. */
function pastRun({ id, agentId, reason, usage, model, status, startedAt, createdAt, endedAt }: Run): PastRun {
  const outcome = outcomeOf(status);
  const tookMs = Date.parse(endedAt ?? '') - Date.parse(startedAt ?? createdAt ?? '');
  return {
    state: { ...emptyRun, status: 'ended', runId: id, outcome, ...optional({ reason, usage, model }) },
    activity: 'ended',
    elapsedMs: Number.isFinite(tookMs) ? Math.max(0, tookMs) : 0,
    isStored: true,
    ...optional({ agentId }),
  };
}

type Identity = Pick<RunClues, 'runId' | 'nonce'>;

function isSameRun(a: Identity, b: Identity): boolean {
  if (a.runId !== undefined && b.runId !== undefined) return a.runId === b.runId;
  return a.nonce !== undefined && a.nonce === b.nonce;
}
