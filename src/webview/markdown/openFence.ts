import type { CodeBlock } from './codeBlock.ts';

/** A fence that is still being written: its lines go straight into the code block, nothing is parsed again. */
export interface OpenFence {
  /**
   * Takes the text from the start of the current line on. Returns how many characters of it are done with: whole
   * lines, or all up to and including the closing line, in which case `isClosed`.
   */
  advance(text: string, isOpen: boolean): { readonly used: number; readonly isClosed: boolean };
}

/**
 * @param markup the opening run, `` ``` `` or longer, or tildes
 */
export function createOpenFence(block: CodeBlock, markup: string): OpenFence {
  const marker = markup.charAt(0);
  const closing = new RegExp(`^ {0,3}${marker}{${markup.length},}[ \\t]*$`);
  const undecided = new RegExp(`^ {0,3}${marker}*[ \\t]*$`);
  /** How much of the current line is in the block already. */
  let shown = 0;
  /** True where the current line is shown only because the text seemed to end in it. */
  let isForced = false;

  function show(text: string, from: number, to: number): void {
    if (to > from + shown) block.append(text.slice(from + shown, to));
    shown = 0;
  }

  return {
    advance(text, isOpen) {
      if (isForced) block.dropEnd(shown);
      if (isForced) shown = 0;
      isForced = false;
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        if (shown === 0 && closing.test(text.slice(start, end))) {
          block.complete();
          return { used: end + 1, isClosed: true };
        }
        show(text, start, end + 1);
        start = end + 1;
      }
      const line = text.slice(start);
      // A last line of nothing but blanks is none to markdown-it.
      const waits = isOpen ? undecided.test(line) : /^[ \t]*$/.test(line) || closing.test(line);
      if (shown > 0 || !waits) {
        show(text, start, text.length);
        shown = line.length;
        isForced = undecided.test(line);
      }
      if (!isOpen) block.complete();
      return { used: start, isClosed: false };
    },
  };
}
