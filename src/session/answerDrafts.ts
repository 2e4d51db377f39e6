import { type AnswerDrafts, readAnswerDrafts } from '../model/inputRequest.ts';
import { parseJson } from '../model/parse.ts';
import type { Drafts } from './drafts.ts';

/** What is typed in answer to requests of an agent, and not sent; on disk like the draft of a message. */
export interface KeptAnswers {
  /** Undefined until it was read, or something was typed. */
  readonly all: AnswerDrafts | undefined;
  /** When they were typed last, as in `Draft`. */
  readonly typedAtMs: number;
  /** Reads them from disk, once. */
  read(): Promise<void>;
  /** What was typed before the ones that are known is left aside. */
  set(drafts: AnswerDrafts, atMs: number): void;
}

/** @param threadKey names the thread; undefined before there is one, when nothing can be asked yet */
export function createKeptAnswers(drafts: Drafts, threadKey: () => string | undefined): KeptAnswers {
  let all: AnswerDrafts | undefined;
  let typedAtMs = 0;
  let isRead = false;
  const fileKey = (key: string): string => `${key} answers`;
  return {
    get all() {
      return all;
    },
    get typedAtMs() {
      return typedAtMs;
    },
    async read() {
      const key = threadKey();
      if (isRead || key === undefined) return;
      isRead = true;
      const { text, atMs } = await drafts.read(fileKey(key));
      if (all && atMs <= typedAtMs) return;
      all = readAnswerDrafts(parseJson(text));
      typedAtMs = atMs;
    },
    set(typed, atMs) {
      const key = threadKey();
      if (key === undefined || (all && atMs < typedAtMs)) return;
      all = typed;
      typedAtMs = atMs;
      drafts.set(fileKey(key), { text: JSON.stringify(typed), atMs });
    },
  };
}
