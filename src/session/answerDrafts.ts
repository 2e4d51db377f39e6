import { type AnswerDrafts, readAnswerDrafts } from '../model/inputRequest.ts';
import { parseJson } from '../model/parse.ts';
import type { Drafts } from './drafts.ts';

/** What is typed in answer to requests of an agent, and not sent; on disk like the draft of a message. */
export interface KeptAnswers {
  /** Undefined until it was read, or something was typed. */
  readonly all: AnswerDrafts | undefined;
  /** Reads them from disk, once. */
  read(): Promise<void>;
  set(drafts: AnswerDrafts): void;
}

/** @param threadKey names the thread; undefined before there is one, when nothing can be asked yet */
export function createKeptAnswers(drafts: Drafts, threadKey: () => string | undefined): KeptAnswers {
  let all: AnswerDrafts | undefined;
  let isRead = false;
  const fileKey = (key: string): string => `${key} answers`;
  return {
    get all() {
      return all;
    },
    async read() {
      const key = threadKey();
      if (isRead || key === undefined) return;
      isRead = true;
      const found = readAnswerDrafts(parseJson(await drafts.read(fileKey(key))));
      all = { ...found, ...all };
    },
    set(typed) {
      const key = threadKey();
      if (key === undefined) return;
      all = typed;
      isRead = true;
      drafts.set(fileKey(key), Object.keys(typed).length === 0 ? '' : JSON.stringify(typed));
    },
  };
}
