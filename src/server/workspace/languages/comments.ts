import type { Language } from './language.ts';
import { lineStartsOf, type ScannedText, textKinds } from './scanText.ts';

/** What the comment above a declaration (or the text right below it) says; `index` is its line, from 0. */
export function docOf(scanned: ScannedText, lines: readonly string[], index: number, language: Language): string {
  if (language.role !== 'code') return '';
  if (language.hasDocStrings) {
    const inside = docString(lines, index);
    if (inside) return inside;
  }
  const starts = lineStartsOf(scanned);
  const comment: string[] = [];
  for (let above = index - 1; above >= 0 && comment.length < 40; above--) {
    const line = lines[above] ?? '';
    const isComment = scanned.kinds[(starts[above] ?? 0) + indentationLength(line)] === textKinds.comment;
    const isDecorator = comment.length === 0 && /^\s*(?:@[\w.]+|#\[|\[\w+.*\]\s*$)/.test(line);
    if (isDecorator) continue;
    if (!isComment || line.trim() === '') break;
    comment.unshift(line);
  }
  return plainComment(comment);
}

function indentationLength(line: string): number {
  return line.length - line.trimStart().length;
}

function docString(lines: readonly string[], index: number): string {
  let first = index + 1;
  // The head of a declaration may go over several lines; its colon ends it.
  while (first < lines.length && first < index + 12 && !/:\s*(?:#.*)?$/.test(lines[first - 1] ?? '')) first++;
  const opening = /^\s*[rRuUbBfF]{0,2}("""|''')/.exec(lines[first] ?? '');
  if (!opening?.[1]) return '';
  const text = lines.slice(first, first + 40).join('\n');
  const start = text.indexOf(opening[1]) + 3;
  const end = text.indexOf(opening[1], start);
  return firstParagraph((end < 0 ? text.slice(start) : text.slice(start, end)).split('\n'));
}

/** The text of a comment without its marks, its first paragraph, in one line. Directives for tools say nothing. */
export function plainComment(lines: readonly string[]): string {
  const bare = lines.map((line) =>
    line
      .trim()
      .replace(/^(?:\/\*+!?|\/\/[/!]*|\*+\/|\*+|#+|--+|<!--|;+|""")\s?/, '')
      .replace(/\s*(?:\*+\/|-->)$/, '')
      .trim(),
  );
  return firstParagraph(bare.filter((line) => !directive.test(line)));
}

/** Said to tools, not to people. */
const directive =
  /^(?:eslint-|oxlint-|prettier-ignore|@ts-|ts-expect|istanbul |c8 |v8 |biome-|noqa|type: ignore|pylint:|pragma|clang-format|go:\w|nolint|rubocop:|#?(?:end)?region)/;

function firstParagraph(lines: readonly string[]): string {
  const paragraph: string[] = [];
  for (const line of lines) {
    const text = line.trim();
    // What follows are parameters and the like, also where no description stands above them.
    if (/^(?:@(?!brief|description|summary)\w+|:\w+.*:|Args:|Returns:|Parameters$)/.test(text)) break;
    const isEnd = text === '' || /^[-=]{3,}$/.test(text);
    if (isEnd && paragraph.length > 0) break;
    if (!isEnd && /[\p{L}\p{N}]/u.test(text)) paragraph.push(text);
  }
  return paragraph
    .join(' ')
    .replace(/<\/?(?:p|summary|remarks|para)\/?>/g, '')
    .replace(/\{@\w+\s+([^}]+)\}/g, '$1')
    .trim();
}
