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
  onState(state: PanelState, isSnapshot: boolean): void;
  flush(): void;
}

export interface AnswerStoreOptions {
  readonly post: (message: PanelMessage) => void;
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly onChange: () => void;
}

/** Nothing typed, as far as is known before the first snapshot. */
export function createAnswerStore({ post, setTimer, onChange }: AnswerStoreOptions): AnswerStore {
  let drafts: AnswerDrafts = {};
  let stopTimer: (() => void) | undefined;
  /** Whether the host knows less than this. */
  let isUnsaid = false;
  let hasHostState = false;

  function flush(): void {
    stopTimer?.();
    stopTimer = undefined;
    if (!isUnsaid) return;
    isUnsaid = false;
    post({ type: 'answerDrafts', drafts });
  }

  function change(next: AnswerDrafts): void {
    drafts = next;
    isUnsaid = true;
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
    onState(state, isSnapshot) {
      // What was typed before the first word of the host counts more than what it has kept.
      if (isSnapshot && !hasHostState) {
        hasHostState = true;
        drafts = { ...state.answerDrafts, ...drafts };
      }
      forget(state);
    },
    flush,
  };
}
