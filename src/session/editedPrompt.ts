import type { MessageChange } from '../backends/backend.ts';
import { type Message, textOf } from '../model/message.ts';
import { parsePrompt, promptText } from '../model/prompt.ts';

/**
 * The change that gives a message another text. Of a message that knows its question only that is changed; the code
 * behind it stays as it was sent, to the letter where the question can be told from it.
 */
export function changeOf(message: Message, text: string): MessageChange {
  const known = message.question?.trimEnd();
  if (known === undefined) return { text };
  const old = textOf(message);
  const question = text.trimEnd();
  if (known !== '' && old.startsWith(known)) {
    return { text: `${question}${old.slice(known.length)}`.replace(/^\n+/, ''), question: text };
  }
  return { text: promptText(question, parsePrompt(old, message.attachments).snippets), question: text };
}
