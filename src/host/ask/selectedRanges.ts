/** A place in a document, counted from 0 as VS Code does. */
interface Position {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** Lines counted from 1, both included. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * What is selected, in document order: empty selections are left out, and those that overlap or touch are one, so that
 * no code is sent twice or cut in two where a person sees one block.
 */
export function mergeSelections(selections: readonly TextRange[]): readonly TextRange[] {
  const merged: TextRange[] = [];
  for (const next of selections.filter((each) => !isSame(each.start, each.end)).toSorted(byStart)) {
    const last = merged.at(-1);
    if (last && !isBefore(last.end, next.start)) {
      merged[merged.length - 1] = { start: last.start, end: isBefore(last.end, next.end) ? next.end : last.end };
    } else {
      merged.push({ start: next.start, end: next.end });
    }
  }
  return merged;
}

/** The lines that a range has text of: a range that ends before a line's first character does not include that line. */
export function linesOf({ start, end }: TextRange): LineRange {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { startLine: start.line + 1, endLine: last + 1 };
}

function byStart(a: TextRange, b: TextRange): number {
  return a.start.line - b.start.line || a.start.character - b.start.character;
}

function isSame(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
