import { diffLines } from './lineDiff.ts';
import { type LineEdit, linesOf } from './lineEdits.ts';

/** How much of a file's lines a block must have, in order, to be taken for the whole of it. */
const wholeShare = 0.5;

/** A comment of nothing but dots, `// … the rest`, `# existing code`, `<!-- remaining items unchanged -->`. */
const elidingComment =
  /^\s*(?:\/\/|#|--|\/\*|<!--|\{\/\*)\s*(?:(?:\.{3}|…)|.{0,60}(?:\.{3}|…)\s*(?:\*\/\}?|-->)?\s*$|(?:the\s+)?(?:rest of|remaining|existing|other)\s.{0,60}\b(?:code|unchanged|same|methods?|functions?|imports?)\b)/i;

/** Longer lines are code. */
const maxCommentLength = 160;

/**
 * Whether a block stands for lines that it does not show and says so; such a block can take nothing's place. Lines that
 * the text itself has do not count, nor do the dots that are Python.
 */
export function hasElision(code: string, text: string, language: string): boolean {
  const known = new Set(linesOf(text).map((line) => line.trim()));
  const bareDots = /^py/i.test(language) ? undefined : /^\s*(?:\.{3}|…)\s*$/;
  return linesOf(code).some(
    (line) =>
      line.length <= maxCommentLength &&
      (elidingComment.test(line) || bareDots?.test(line) === true) &&
      !known.has(line.trim()),
  );
}

/** A part of a text by its offsets. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

/**
 * Whether a block looks like all of a file with some lines changed: it has most of the file's lines, or begins and ends
 * like it. Where the block may be meant for a part of the file, it is all of it only if it has most of the other lines.
 *
 * @param text with `\n` as its only line break
 */
export function looksWhole(text: string, code: string, part?: TextPart): boolean {
  const before = linesOf(text).map((line) => line.trimEnd());
  const after = linesOf(code).map((line) => line.trimEnd());
  const first = part ? lineAt(text, part.start) : before.length;
  const last = part ? lineAt(text, part.end) : -1;
  const counts = before.map((line, index) => line !== '' && !(index >= first && index <= last));
  const total = counts.filter(Boolean).length;
  if (total === 0) return part === undefined;
  const removed = diffLines(before, after).flatMap((edit) => counts.slice(edit.startLine, edit.endLine));
  if (1 - removed.filter(Boolean).length / total >= wholeShare) return true;
  if (part !== undefined) return false;
  const [filled, shown] = [before, after].map((lines) => lines.filter((line) => line !== ''));
  return after.length > 1 && shown?.[0] === filled?.[0] && shown?.at(-1) === filled?.at(-1);
}

function lineAt(text: string, offset: number): number {
  return linesOf(text.slice(0, offset)).length - 1;
}

/** The edits that make a text's lines those of a block. A final line break stays what it was. */
export function wholeEdits(text: string, code: string): readonly LineEdit[] {
  const before = linesOf(text);
  const after = linesOf(code);
  return diffLines(before, before.at(-1) === '' && after.at(-1) !== '' ? [...after, ''] : after);
}

/**
 * The edits that put a block in the place of a part of a text.
 *
 * @param text with `\n` as its only line break
 */
export function partEdits(text: string, { start, end }: TextPart, code: string): readonly LineEdit[] {
  return diffLines(linesOf(text), linesOf(text.slice(0, start) + code + text.slice(end)));
}
