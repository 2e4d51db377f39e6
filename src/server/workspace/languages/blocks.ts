import type { Language } from './language.ts';

/** A tab counts as four columns, so that mixed files keep their nesting. */
export function indentationOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === ' ') width++;
    else if (character === '\t') width += 4;
    else break;
  }
  return width;
}

/**
 * The last line (from 0) of the block that begins at `start`: further in, or at the same depth beginning with what
 * closes or goes on (`}`, `)`, `end`, `else`).
 */
export function endOfBlock(code: readonly string[], start: number, indentation: number, language: Language): number {
  const byBraces = language.goesByBraces ? endOfBraces(code, start) : undefined;
  if (byBraces !== undefined) return byBraces;
  let end = start;
  for (let index = start + 1; index < code.length; index++) {
    const line = code[index] ?? '';
    if (line.trim() === '') continue;
    const depth = indentationOf(line);
    if (depth < indentation) break;
    if (depth > indentation) {
      end = index;
      continue;
    }
    const closes = /^\s*(?:[}\])>`]|end\b|fi\b|done\b|esac\b)/.test(line);
    const goesOn = /^\s*(?:\{|[}\])].*[({[=]\s*$|else\b|elif\b|except\b|finally\b|rescue\b|ensure\b|where\b|\|)/.test(
      line,
    );
    if (!closes && !goesOn) break;
    end = index;
    if (closes && !goesOn) break;
  }
  return end;
}

/** A head may go over so many lines before its brace. */
const maxHeadLines = 12;

/** The line of the brace that closes the block; undefined if the declaration ends without one. */
function endOfBraces(code: readonly string[], start: number): number | undefined {
  if (code[start]?.startsWith('#')) return start;
  let parentheses = 0;
  let braces = 0;
  for (let index = start; index < code.length; index++) {
    for (const character of code[index] ?? '') {
      if (character === '(') parentheses++;
      else if (character === ')') parentheses--;
      else if (parentheses === 0 && character === '{') braces++;
      else if (parentheses === 0 && character === '}' && braces > 0 && --braces === 0) return index;
      else if (parentheses === 0 && character === ';' && braces === 0) return index;
    }
    if (braces === 0 && index - start >= maxHeadLines) return undefined;
  }
  return undefined;
}
