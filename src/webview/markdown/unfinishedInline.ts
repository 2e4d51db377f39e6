import { findFormula, isHalfFormula } from './formula.ts';

/** The completed text, and the part of it that is a formula whose end has not come. */
export interface CompletedInline {
  readonly text: string;
  readonly halfFormula?: { readonly start: number; readonly end: number };
}

interface Opener {
  readonly marker: string;
  readonly index: number;
}

/** Longest link target that is waited for; what is longer is no link. */
const maxTargetLength = 2_000;

/** A picture in the text itself is a target of any length. */
const dataTarget = /\(\s*<?data:/iy;

/**
 * Completes what is open at the end of a paragraph that is still being written, so that it looks like what it will
 * most likely be: `**bo` is bold, `` `co `` is code, `[text](htt` is its text. Only for display in mid-stream; the
 * finished paragraph is parsed as it is.
 */
export function completeInline(text: string): CompletedInline {
  const emphasis: Opener[] = [];
  const brackets: number[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    const formula = character === '$' || character === '\\' ? findFormula(text, index) : undefined;
    const half = character === '$' || character === '\\' ? isHalfFormula(text, index) : undefined;
    if (formula) {
      index = formula.end;
    } else if (half) {
      return closeFormula(text, half === 'half' ? text.length : index, index, emphasis, brackets);
    } else if (character === '\\') {
      if (index === text.length - 1) return close(text.slice(0, -1), emphasis, brackets);
      index += 2;
    } else if (character === '`') {
      const run = runAt(text, index);
      const end = endOfCode(text, index + run.length, run.length);
      if (end < 0) return close(completeCode(text, index, run), emphasis, brackets);
      index = end;
    } else if (character === '[') {
      brackets.push(index++);
    } else if (character === ']') {
      const open = brackets.pop();
      index++;
      if (open === undefined) continue;
      const end = text.charAt(index) === '(' ? endOfTarget(text, index) : index;
      const isHalf = end < 0 ? isHalfTarget(text, index) : index === text.length && isLikelyLabel(text, open);
      if (isHalf) return close(text.slice(0, index - 1), emphasis, [...brackets, open]);
      index = Math.max(index, end);
    } else if (character === '*' || character === '_' || character === '~') {
      const run = runAt(text, index);
      index += run.length;
      if (index === text.length) return close(text.slice(0, index - run.length), emphasis, brackets);
      track(emphasis, text, index - run.length, run);
    } else {
      index++;
    }
  }
  return close(text, emphasis, brackets);
}

function runAt(text: string, start: number): string {
  let end = start;
  while (text.charAt(end) === text.charAt(start) && end < text.length) end++;
  return text.slice(start, end);
}

function endOfCode(text: string, from: number, length: number): number {
  for (let index = text.indexOf('`', from); index >= 0; index = text.indexOf('`', index)) {
    const run = runAt(text, index).length;
    index += run;
    if (run === length) return index;
  }
  return -1;
}

function completeCode(text: string, start: number, run: string): string {
  const content = text.slice(start + run.length).replace(/`+$/, '');
  if (content.trim() === '') return text.slice(0, start);
  return `${text.slice(0, start)}${run}${content}${run}`;
}

/** The index after the closing parenthesis of a link's target that begins at `open`; -1 if it is not there yet. */
function endOfTarget(text: string, open: number): number {
  const limit = Math.min(text.length, open + maxLengthAt(text, open));
  let depth = 0;
  for (let index = open; index < limit; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return -1;
}

function maxLengthAt(text: string, open: number): number {
  dataTarget.lastIndex = open;
  return dataTarget.test(text) ? Number.POSITIVE_INFINITY : maxTargetLength;
}

/** `(htt`, `(src/a.ts "Tit`: nothing that could not still become a link's target. */
function isHalfTarget(text: string, open: number): boolean {
  if (text.length - open > maxLengthAt(text, open)) return false;
  return /^\(\s*(?:<[^<>\n]*>?|[^\s<>]*)(?:\s+(?:"[^"]*"?|'[^']*'?)?\s*)?$/.test(text.slice(open));
}

function isLikelyLink(text: string, open: number): boolean {
  return text.length - open <= 200 && !/[\w\])]/.test(text.charAt(open - 1));
}

/** Whether the target may come next. Numbers are citations or indices, boxes belong to tasks. */
function isLikelyLabel(text: string, open: number): boolean {
  return isLikelyLink(text, open) && /[^\d\s\]xX]/.test(text.slice(open + 1));
}

function track(emphasis: Opener[], text: string, start: number, run: string): void {
  const before = text.charAt(start - 1);
  const after = text.charAt(start + run.length);
  const canClose = before !== '' && !/\s/.test(before);
  const canOpen = after !== '' && !/\s/.test(after) && !(run.startsWith('_') && /\w/.test(before));
  const marker = run.slice(0, 2);
  const opener = emphasis.findLastIndex((each) => each.marker === marker || each.marker === run);
  if (canClose && opener >= 0) emphasis.length = opener;
  else if (canOpen && run.length <= 3 && run !== '~') emphasis.push({ marker: run, index: start });
}

/** Cuts the text off at `end` and says where the formula that begins at `start` stands in what is left. */
function closeFormula(
  text: string,
  end: number,
  start: number,
  emphasis: readonly Opener[],
  brackets: readonly number[],
): CompletedInline {
  const shown = text.slice(0, end).trimEnd();
  const closed = close(shown, emphasis, brackets);
  if (end === start) return closed;
  const formulaEnd = closed.text.length - closed.closersLength;
  return { text: closed.text, halfFormula: { start: formulaEnd - (shown.length - start), end: formulaEnd } };
}

/** Ends all that is open, and shows the labels of links that are not there yet as plain text. */
function close(text: string, emphasis: readonly Opener[], brackets: readonly number[]): Closed {
  const trimmed = text.trimEnd();
  const open = emphasis.filter((each) => each.index + each.marker.length < trimmed.length);
  const isEmpty = open.length < emphasis.length;
  const base = isEmpty ? trimmed.slice(0, emphasis[open.length]?.index).trimEnd() : trimmed;
  const shown = withoutBrackets(
    base,
    brackets.filter((each) => each < base.length && isLikelyLink(text, each)),
  );
  const closers = open.reduceRight((all, each) => all + each.marker, '');
  return { text: shown + closers, closersLength: closers.length };
}

interface Closed extends CompletedInline {
  readonly closersLength: number;
}

function withoutBrackets(text: string, brackets: readonly number[]): string {
  return brackets.reduceRight((shown, open) => {
    const start = shown.charAt(open - 1) === '!' ? open - 1 : open;
    return shown.slice(0, start) + shown.slice(open + 1);
  }, text);
}
