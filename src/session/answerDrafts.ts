import { type AnswerDrafts, readAnswerDrafts } from '../model/inputRequest.ts';
import { parseJson } from '../model/parse.ts';
import { type KeptDraft, createKeptDraft } from './keptDraft.ts';
import type { Drafts } from './drafts.ts';

/**
 * What is typed in answer to requests of an agent, and not sent; on disk like the draft of a message.
 *
 * @param key names the thread's answers; undefined before there is a thread, when nothing can be asked yet
 */
export function createKeptAnswers(drafts: Drafts, key: () => string | undefined): KeptDraft<AnswerDrafts> {
  return createKeptDraft({
    drafts,
    key,
    parse: (text) => readAnswerDrafts(parseJson(text)),
    print: (answers) => JSON.stringify(answers),
  });
}
