/** Text with the cursor behind what was put into it. */
export interface QuotedText {
  readonly text: string;
  readonly cursor: number;
}

/**
 * Puts a passage into a text as a Markdown quote, in lines of its own with a blank line around them, and the cursor
 * where one goes on to write.
 *
 * @param at where the cursor is, in characters; what is typed before and behind it stays
 */
export function withQuote(typed: string, at: number, passage: string): QuotedText {
  const before = typed.slice(0, at).trimEnd();
  const behind = typed.slice(at).trimStart();
  const quote = passage
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line.trimEnd()}`.trimEnd())
    .join('\n');
  const text = `${before === '' ? '' : `${before}\n\n`}${quote}\n\n`;
  return { text: `${text}${behind}`, cursor: text.length };
}
