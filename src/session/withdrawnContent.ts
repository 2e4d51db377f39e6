import { parsePrompt } from '../model/prompt.ts';
import type { ComposerContent } from './composerContent.ts';
import type { SubmissionEntry } from './submissionEntry.ts';

/** What went with a prompt that is taken back, to go with another one. */
export function contentOf({ items, text, question, attachments }: SubmissionEntry): readonly ComposerContent[] {
  if (attachments.length === 0) return items;
  // The question may have fences of its own.
  const { snippets } = parsePrompt(text.slice(question.trimEnd().length), attachments);
  return [...items, ...snippets.map((snippet) => ({ type: 'snippet', ...snippet }) as const)];
}
