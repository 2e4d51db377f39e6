/** Lines of a text that others take the place of. Counted from 0; `endLine` is the first line that stays. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** A range of a text, counted from 0, as an editor has it, and what takes its place. */
export interface RangeEdit {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

/** The lines of a text, whatever ends them. A final line break gives an empty last line. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

/**
 * Turns an edit of whole lines into one of a range, line breaks included: of the break after the lines, or before them
 * where they are the last.
 *
 * @param lines of the text as it is
 */
export function rangeEdit(edit: LineEdit, lines: readonly string[], lineBreak: string): RangeEdit {
  const { startLine, endLine } = edit;
  if (endLine < lines.length) {
    const text = edit.lines.map((line) => line + lineBreak).join('');
    return { startLine, startCharacter: 0, endLine, endCharacter: 0, text };
  }
  const last = lines.length - 1;
  const end = { endLine: last, endCharacter: lines[last]?.length ?? 0 };
  if (startLine === 0) return { startLine, startCharacter: 0, ...end, text: edit.lines.join(lineBreak) };
  const before = startLine - 1;
  const text = edit.lines.map((line) => lineBreak + line).join('');
  return { startLine: before, startCharacter: lines[before]?.length ?? 0, ...end, text };
}
