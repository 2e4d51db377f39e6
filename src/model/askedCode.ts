import { type Message, textOf } from './message.ts';
import { parsePrompt, type Snippet } from './prompt.ts';

/**
 * The code that went with a question, exactly as it was sent. The question itself may hold fences of its own, so only
 * what stands behind it is read; a message that was made elsewhere is read as far as it has the same form, and its
 * snippets may have an empty path.
 */
export function askedCode(message: Pick<Message, 'parts' | 'question' | 'attachments'>): readonly Snippet[] {
  const sent = textOf(message);
  const typed = message.question?.trimEnd() ?? '';
  const rest = sent.startsWith(typed) ? sent.slice(typed.length) : sent;
  return parsePrompt(rest, message.attachments).snippets.map(({ reference, code }) => ({
    reference,
    // A line break before the closing fence was added where the code had none.
    code: code.endsWith('\n') ? code.slice(0, -1) : code,
  }));
}
