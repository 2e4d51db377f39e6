import type { PanelState } from '../model/panel.ts';
import type { RunOutcome } from '../model/runEvent.ts';
import { describeReference } from '../model/codeReference.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import { type SubmissionEntry, byPlace, queuedOf } from './submissionEntry.ts';
import type { SubmissionWorker } from './submissionWorker.ts';

export interface SendQueueOptions {
  readonly runs: ConversationRuns;
  readonly worker: SubmissionWorker;
  /** Of other windows, as of the last scan. */
  readonly foreign: () => readonly SubmissionEntry[];
  /** Looks at what other windows have put on disk. */
  readonly scan: () => Promise<void>;
  readonly log: (line: string) => void;
  readonly onChange: () => void;
}

/**
 * Prompts that wait for the run before them. One goes by itself when that run has completed; after every other end they
 * wait for a person.
 */
export interface SendQueue {
  view(): Pick<PanelState, 'queue' | 'queueWaits'>;
  /** Whether the next one is about to go. */
  readonly isAdvancing: boolean;
  /** To be called after every change of runs and submissions. */
  advance(): void;
  /** Somebody is there who knows what is queued. */
  trust(): void;
  /** One was found that has waited without its author. */
  distrust(): void;
  /** Stop was pressed: whatever comes of the run, nothing follows by itself. */
  stop(): void;
  sendNext(): void;
  /**
   * The first one is to go as soon as the run has ended, which somebody stops for it. Where nothing goes on it goes now.
   *
   * @returns whether there is a run to be stopped
   */
  sendNow(nonce: string): boolean;
  /** Rejects with kind `storage`. */
  moveUp(nonce: string): Promise<void>;
}

type Wait = 'closed' | 'unsent' | 'stopped' | 'elsewhere' | RunOutcome;

const reasons: Readonly<Record<Exclude<Wait, 'completed'>, string>> = {
  closed: 'The window was closed meanwhile.',
  unsent: 'The message before was not sent.',
  stopped: 'You stopped the agent.',
  elsewhere: 'Another window has messages for this thread.',
  failed: 'The run failed.',
  cancelled: 'The run was stopped.',
  'needs-input': 'The agent waits for your answer.',
  unknown: 'It is not known what became of the run.',
};

/** After these the thread is free for the next message. */
const clearEnds: ReadonlySet<Wait> = new Set<Wait>(['completed', 'cancelled', 'failed']);

/** Nothing is queued yet. */
export function createSendQueue(options: SendQueueOptions): SendQueue {
  const { runs, worker, log, onChange } = options;
  let wasActive = false;
  let wasStopped = false;
  /** The one for which the run was stopped. */
  let wanted: string | undefined;
  let isTrusted = true;
  let isAdvancing = false;
  /** How the last run ended that was seen here. */
  let end: Wait = 'closed';

  const isActive = (): boolean => runs.isActive || worker.isWorking;
  const own = (): readonly SubmissionEntry[] => queuedOf(worker.entries());

  function isNext(): boolean {
    return !isActive() && isTrusted && end === 'completed' && own().length > 0;
  }

  /** What the end of a run means for those behind it. */
  function endOfRun(): Wait {
    const outcome = runs.last?.state.outcome ?? 'unsent';
    if (!wasStopped) return outcome;
    if (wanted === undefined || own()[0]?.nonce !== wanted) return 'stopped';
    return clearEnds.has(outcome) ? 'completed' : outcome;
  }

  /** What another window sends, or has queued earlier, comes first. */
  function isOvertaken(): boolean {
    const [first] = own();
    return options
      .foreign()
      .some((entry) => !entry.isHeld && (!entry.isQueued || (first && byPlace(entry, first) < 0)));
  }

  async function goOn(): Promise<void> {
    try {
      await options.scan();
      if (isNext() && isOvertaken()) end = 'elsewhere';
    } catch (error) {
      end = 'unsent';
      log(`the next message was not sent: ${error instanceof Error ? error.message : String(error)}`);
    }
    isAdvancing = false;
    const [first] = own();
    if (first && isNext()) worker.release(first.nonce);
    else onChange();
  }

  function sendNext(): void {
    const [first] = own();
    isTrusted = true;
    if (first && !isActive() && !isAdvancing) worker.release(first.nonce);
  }

  return {
    view() {
      const queued = [...own(), ...queuedOf(options.foreign())];
      if (queued.length === 0) return {};
      const mine = new Set(own());
      const isWaiting = !isActive() && !isAdvancing && mine.size > 0;
      const reason = reasons[end === 'completed' || !isTrusted ? 'closed' : end];
      return {
        queue: queued.map((entry) => ({
          nonce: entry.nonce,
          text: entry.question,
          attached: [...entry.attachments.map(describeReference), ...entry.items.map(({ name }) => name)],
          isOwn: mine.has(entry),
          ...(entry.nonce === wanted ? { isNext: true } : {}),
        })),
        ...(isWaiting ? { queueWaits: reason } : {}),
      };
    },
    get isAdvancing() {
      return isAdvancing;
    },
    advance() {
      if (isActive()) {
        wasActive = true;
        return;
      }
      if (wasActive) {
        wasActive = false;
        end = endOfRun();
        wasStopped = false;
        wanted = undefined;
      }
      if (isAdvancing || !isNext()) return;
      isAdvancing = true;
      void goOn();
    },
    trust() {
      isTrusted = true;
    },
    distrust() {
      isTrusted = false;
    },
    stop() {
      wanted = undefined;
      if (isActive()) wasStopped = true;
      else if (end === 'completed') end = 'stopped';
    },
    sendNext,
    sendNow(nonce) {
      if (own()[0]?.nonce !== nonce) return false;
      if (!isActive()) sendNext();
      // What is still on its way to its run is the one before, which a stop would hold back.
      if (!runs.isActive) return false;
      wasStopped = true;
      wanted = nonce;
      return true;
    },
    async moveUp(nonce) {
      const queued = own();
      const index = queued.findIndex((entry) => entry.nonce === nonce);
      const [before, moved] = [queued[index - 1], queued[index]];
      if (!before || !moved) return;
      const places = new Map([
        [moved.nonce, before.createdAt],
        [before.nonce, moved.createdAt],
      ]);
      await worker.requeue((entry) => {
        const createdAt = places.get(entry.nonce);
        return createdAt === undefined ? undefined : { createdAt };
      });
    },
  };
}
