import type { MessageChange } from '../backends/backend.ts';
import { type Message, textOf } from '../model/message.ts';
import { parsePrompt, promptText } from '../model/prompt.ts';

/**
 * The change that gives a message another text. Of a question with attached code only the question is changed; the
 * code stays as it was sent, to the letter where the question can be told from it.
 */
export function changeOf(message: Message, text: string): MessageChange {
  const known = message.question?.trimEnd();
  if (known === undefined && message.attachments.length === 0) return { text };
  const old = textOf(message);
  const question = text.trimEnd();
  if (known !== undefined && known !== '' && old.startsWith(known)) {
    return { text: `${question}${old.slice(known.length)}`.replace(/^\n+/, ''), question: text };
  }
  return { text: promptText(question, parsePrompt(old, message.attachments).snippets), question: text };
}
