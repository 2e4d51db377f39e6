import type { Language, StringRule } from './language.ts';

/** What a character of a file is part of. */
export const textKinds = { code: 0, comment: 1, string: 2 } as const;

export interface ScannedText {
  readonly text: string;
  /** One of `textKinds` for every UTF-16 unit of the text. */
  readonly kinds: Uint8Array;
  /** The text with comments and the insides of strings blanked, line breaks kept: positions stay the same. */
  readonly code: string;
}

/**
 * Tells code, comments and strings apart in one pass, by the language's rules. It knows no grammar: where a slash could
 * be a division or a pattern, or a quote never ends, it takes the likelier reading and is right again in the next line.
 */
export function scanText(text: string, language: Language | undefined): ScannedText {
  const kinds = new Uint8Array(text.length);
  if (!language) return { text, kinds, code: text };
  const scanner: Scanner = { openUntil: new Map(), text, language, kinds, openings: openingCharacters(language) };
  let index = 0;
  /** Depths of braces at which code inside a string ends, innermost last. */
  const inside: { rule: StringRule; depth: number }[] = [];
  let depth = 0;
  while (index < text.length) {
    const character = text[index] ?? '';
    if (inside.length > 0 && (character === '{' || character === '}')) {
      if (character === '{') depth++;
      const innermost = inside.at(-1);
      if (character === '}' && innermost && depth === innermost.depth) {
        inside.pop();
        depth--;
        const end = stringEnd(scanner, innermost.rule, index + 1);
        if (end.opensCode) inside.push({ rule: innermost.rule, depth: ++depth });
        index = end.index;
        continue;
      }
      if (character === '}') depth--;
      index++;
      continue;
    }
    if (!scanner.openings.has(character)) {
      index++;
      continue;
    }
    const comment = commentEnd(scanner, index);
    if (comment > index) {
      kinds.fill(textKinds.comment, index, comment);
      index = comment;
      continue;
    }
    const rule = language.strings.find(
      (rule) => text.startsWith(rule.open, index) && (!rule.onlyIf || rule.onlyIf.test(text.slice(index, index + 12))),
    );
    if (rule) {
      const end = stringEnd(scanner, rule, index + rule.open.length);
      if (end.opensCode) inside.push({ rule, depth: ++depth });
      index = end.index;
      continue;
    }
    index = character === '/' && language.hasSlashPatterns ? slashPatternEnd(scanner, index) : index + 1;
  }
  return { text, kinds, code: blank(text, kinds) };
}

interface Scanner {
  /** Where the search for the end of a string of each rule has failed already: no later one need look that far again. */
  readonly openUntil: Map<StringRule, number>;
  readonly text: string;
  readonly language: Language;
  readonly kinds: Uint8Array;
  readonly openings: ReadonlySet<string>;
}

function openingCharacters(language: Language): ReadonlySet<string> {
  const openings = [
    ...language.lineComments,
    ...language.blockComments.map(([open]) => open),
    ...language.strings.map((rule) => rule.open),
    ...(language.hasSlashPatterns ? ['/'] : []),
  ];
  return new Set(openings.map((opening) => opening[0] ?? ''));
}

/** Where the comment that begins at `index` ends; `index` itself if none does. */
function commentEnd({ text, language }: Scanner, index: number): number {
  for (const [open, close] of language.blockComments) {
    if (!text.startsWith(open, index)) continue;
    const end = text.indexOf(close, index + open.length);
    return end < 0 ? text.length : end + close.length;
  }
  const opens = language.lineComments.some((open) => text.startsWith(open, index));
  if (!opens || (language.hasSpacedComments && index > 0 && !/\s/.test(text[index - 1] ?? ''))) return index;
  const end = text.indexOf('\n', index);
  return end < 0 ? text.length : end;
}

/** Marks the inside of a string from `start` on; answers where code goes on. */
function stringEnd(
  { text, kinds, openUntil }: Scanner,
  rule: StringRule,
  start: number,
): { index: number; opensCode: boolean } {
  const unclosed = { index: start, opensCode: false };
  if (start < (openUntil.get(rule) ?? 0)) return unclosed;
  let index = start;
  const finish = (next: number, opensCode: boolean): { index: number; opensCode: boolean } => {
    kinds.fill(textKinds.string, start, index);
    return { index: next, opensCode };
  };
  while (index < text.length) {
    if (rule.escape && text[index] === rule.escape) {
      index += 2;
      continue;
    }
    if (text.startsWith(rule.close, index)) return finish(index + rule.close.length, false);
    if (rule.hasCodeInside && text.startsWith('${', index)) return finish(index + 2, true);
    // A quote that is not closed in its line was an apostrophe or the like.
    if (text[index] === '\n' && !rule.isMultiline) break;
    index++;
  }
  if (rule.isMultiline) {
    index = text.length;
    return finish(index, false);
  }
  openUntil.set(rule, index);
  return unclosed;
}

/** Longer ones are written by machines. */
const maxPatternLength = 500;

/** After a value a slash divides; after an operator, an opening bracket or a keyword it opens a pattern. */
function slashPatternEnd({ text, kinds }: Scanner, index: number): number {
  const before = text.slice(Math.max(0, index - 24), index).trimEnd();
  const opensPattern =
    before === '' ||
    /[=(,:[!&|?{};+*%~^<>-]$/.test(before) ||
    /\b(?:return|typeof|case|in|of|delete|void)$/.test(before);
  if (!opensPattern) return index + 1;
  const match = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/.exec(
    text.slice(index, index + maxPatternLength),
  );
  if (!match) return index + 1;
  kinds.fill(textKinds.string, index + 1, index + match[0].length);
  return index + match[0].length;
}

function blank(text: string, kinds: Uint8Array): string {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const kind = kinds[start];
    let end = start + 1;
    while (end < text.length && kinds[end] === kind) end++;
    const piece = text.slice(start, end);
    pieces.push(kind === textKinds.code ? piece : piece.replace(/[^\n]/g, ' '));
    start = end;
  }
  return pieces.join('');
}

const lineStarts = new WeakMap<ScannedText, readonly number[]>();

/** The offset at which each line begins. */
export function lineStartsOf(scanned: ScannedText): readonly number[] {
  let starts = lineStarts.get(scanned);
  if (!starts) {
    const found = [0];
    for (let at = scanned.text.indexOf('\n'); at >= 0; at = scanned.text.indexOf('\n', at + 1)) found.push(at + 1);
    starts = found;
    lineStarts.set(scanned, starts);
  }
  return starts;
}
