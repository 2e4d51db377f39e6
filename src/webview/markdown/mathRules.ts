import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { findFormula } from './formula.ts';

/** Marks a paragraph that began like a formula and was not closed: it may still be one while text arrives. */
export const openFormulaMark = 'openFormula';

/** Part of the text of one paragraph that is shown as a formula although its end is not there yet. */
export interface HalfFormula {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What a parse may be given in its environment besides the references. */
export interface MathEnvironment {
  readonly halfFormula?: HalfFormula;
}

/**
 * Teaches the parser formulas: `$x$`, `$$x$$`, `\(x\)`, `\[x\]` in running text, and `$$` or `\[` at the start of a
 * line as blocks. Where a block begins is decided by its first line alone, so that what stands above it is finished as
 * soon as that line is; where it ends, by the lines up to there.
 *
 * - a delimiter alone in its line begins a formula that ends with the line that ends with the closing one, like a fence
 * - a delimiter with TeX behind it begins one that may not hold empty lines; if it is not closed, it is a paragraph
 */
export function addMath(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'math', inlineRule);
  markdown.block.ruler.before('fence', 'math', blockRule, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}

function inlineRule(state: StateInline, isSilent: boolean): boolean {
  const character = state.src.charAt(state.pos);
  if (character !== '$' && character !== '\\') return false;
  const { halfFormula } = state.env as MathEnvironment;
  if (halfFormula?.text === state.src && halfFormula.start === state.pos && halfFormula.end <= state.posMax) {
    pushInline(state, isSilent, state.src.slice(halfFormula.start, halfFormula.end), 'math_half');
    state.pos = halfFormula.end;
    return true;
  }
  const found = findFormula(state.src, state.pos, state.posMax);
  if (!found) return false;
  pushInline(state, isSilent, found.source, found.isDisplay ? 'math_display' : 'math_inline');
  state.pos = found.end;
  return true;
}

function pushInline(state: StateInline, isSilent: boolean, content: string, type: string): void {
  if (!isSilent) state.push(type, '', 0).content = content;
}

function blockRule(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const first = lineOf(state, startLine);
  const opener = /^(?:\$\$(?!\$)|\\\[)/.exec(first)?.[0];
  if (opener === undefined) return false;
  const closer = opener === '$$' ? '$$' : '\\]';
  const rest = first.slice(opener.length);
  if (rest.includes(closer)) return oneLine(state, startLine, first, isSilent);
  if (isSilent) return true;
  const isAlone = rest.trim() === '';
  let line = startLine + 1;
  for (; line < endLine; line++) {
    const text = lineOf(state, line);
    const isEmpty = text.trim() === '';
    if (isEmpty ? !isAlone : (state.sCount[line] ?? 0) < state.blkIndent) break;
    const end = endingWith(text, closer);
    if (end !== undefined) {
      const inner = linesOf(state, startLine + 1, line);
      pushBlock(state, startLine, line + 1, [rest, ...inner, end].join('\n'), true);
      return true;
    }
    if (!isAlone && text.includes(closer)) {
      line++;
      break;
    }
  }
  if (isAlone) pushBlock(state, startLine, line, linesOf(state, startLine + 1, line).join('\n'), false);
  else pushParagraph(state, startLine, line);
  return true;
}

/** `$$x$$` and nothing else in the line, at most a mark of punctuation, which then belongs to it. */
function oneLine(state: StateBlock, line: number, text: string, isSilent: boolean): boolean {
  const found = findFormula(text, 0);
  const after = found && text.slice(found.end).trim();
  if (!found || after === undefined || !/^[.,;:!?]?$/.test(after)) return false;
  if (!isSilent) pushBlock(state, line, line + 1, found.source + after, true);
  return true;
}

/** What stands before the closing delimiter at the end of a line, with the punctuation behind it. */
function endingWith(text: string, closer: string): string | undefined {
  const [, inner, mark = ''] = /^(.*?)(?:\$\$|\\\])([.,;:!?]?)\s*$/s.exec(text) ?? [];
  return inner !== undefined && text.slice(inner.length).startsWith(closer) ? inner + mark : undefined;
}

function pushBlock(state: StateBlock, startLine: number, endLine: number, source: string, isClosed: boolean): void {
  const token = state.push('math_block', '', 0);
  token.block = true;
  token.content = source.trim();
  token.map = [startLine, endLine];
  token.meta = { isClosed };
  state.line = endLine;
}

function pushParagraph(state: StateBlock, startLine: number, endLine: number): void {
  const open = state.push('paragraph_open', 'p', 1);
  open.map = [startLine, endLine];
  open.meta = { [openFormulaMark]: true };
  const inline = state.push('inline', '', 0);
  inline.content = state.getLines(startLine, endLine, state.blkIndent, false).trim();
  inline.map = [startLine, endLine];
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  state.line = endLine;
}

function lineOf(state: StateBlock, line: number): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(start, state.eMarks[line]).trimEnd();
}

function linesOf(state: StateBlock, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => lineOf(state, from + index));
}
