import type { AnswerDraft, AnswerDrafts } from '../model/inputRequest.ts';
import type { PanelMessage, PanelState } from '../model/panel.ts';
import { emptyAnswer, requestKey } from './answerDraft.ts';
import { isBusy } from './words.ts';

/** How long typing must pause before the drafts are handed over. */
const pauseMs = 300;

/** What is typed in answer to requests. The host keeps it over hiding and reload, until the request is gone. */
export interface AnswerStore {
  draft(key: string): AnswerDraft;
  type(key: string, draft: AnswerDraft): void;
  onState(state: PanelState): void;
  flush(): void;
}

export interface AnswerStoreOptions {
  /** What was typed before the panel was hidden or reloaded. */
  readonly kept: AnswerDrafts | undefined;
  /** When that was; 0: nobody knows. */
  readonly keptAtMs: number;
  /** Keeps what is typed where the panel finds it again at once. */
  readonly keep: (drafts: AnswerDrafts | undefined, atMs: number) => void;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly post: (message: PanelMessage) => void;
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly onChange: () => void;
}

export function createAnswerStore(options: AnswerStoreOptions): AnswerStore {
  const { kept, keep, post, setTimer, onChange, epochMs } = options;
  let drafts: AnswerDrafts = kept ?? {};
  let typedAtMs = options.keptAtMs;
  let stopTimer: (() => void) | undefined;
  /** Whether the host knows less than this. */
  let isUnsaid = false;
  /** Whether the host has said what it kept. */
  let isRestored = false;

  function flush(): void {
    stopTimer?.();
    stopTimer = undefined;
    if (!isUnsaid) return;
    isUnsaid = false;
    post({ type: 'answerDrafts', drafts, atMs: typedAtMs });
  }

  function change(next: AnswerDrafts): void {
    drafts = next;
    typedAtMs = Math.max(epochMs(), typedAtMs);
    isUnsaid = true;
    keep(Object.keys(next).length > 0 ? next : undefined, typedAtMs);
  }

  /** An answer that got through is no draft any more; while a run goes on nobody knows yet whether it did. */
  function forget({ load, run, inputRequests = [], problem }: PanelState): void {
    if (load !== 'ready' || problem !== undefined || isBusy(run)) return;
    const asked = new Set(inputRequests.map((request, place) => requestKey(request, place)));
    const left = Object.entries(drafts).filter(([key]) => asked.has(key));
    if (left.length === Object.keys(drafts).length) return;
    change(Object.fromEntries(left));
    flush();
  }

  return {
    draft: (key) => (Object.hasOwn(drafts, key) ? drafts[key] : undefined) ?? emptyAnswer,
    type(key, draft) {
      change({ ...drafts, [key]: draft });
      stopTimer?.();
      stopTimer = setTimer(flush, pauseMs);
      onChange();
    },
    onState(state) {
      if (!isRestored && state.answerDrafts) {
        isRestored = true;
        // What a panel left may be older than what the host has: VS Code does not write it at once.
        const isOlder = typedAtMs < (state.answersAtMs ?? 0);
        drafts = isOlder ? { ...drafts, ...state.answerDrafts } : { ...state.answerDrafts, ...drafts };
      }
      forget(state);
    },
    flush,
  };
}
