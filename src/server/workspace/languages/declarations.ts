import type { DeclarationKind, Language } from './language.ts';
import { type ScannedText, textKinds } from './scanText.ts';

export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Both count from 1 and are included; the end is read from the indentation. */
  readonly line: number;
  readonly endLine: number;
  /** In UTF-16 units, counts from 0. */
  readonly column: number;
  /** Seen from other files; undefined where that cannot be told. */
  readonly isExported: boolean | undefined;
  /** The names around it, outermost first. */
  readonly enclosing: readonly string[];
  /** What its comment says, as plain text in one line; empty if it has none. */
  readonly doc: string;
}

interface Found {
  readonly declaration: Omit<Declaration, 'endLine' | 'doc'>;
  readonly indentation: number;
}

const withMembers: ReadonlySet<DeclarationKind> = new Set(['class', 'interface', 'struct', 'trait', 'object', 'enum']);

/** Files with longer lines are made by machines; their declarations help nobody. */
const maxLineLength = 1000;

/** Finds what a file declares, line by line, in the order of the lines. */
export function findDeclarations(scanned: ScannedText, language: Language | undefined): readonly Declaration[] {
  if (!language || language.declarations.length === 0) return [];
  const code = scanned.code.split('\n');
  const original = scanned.text.split('\n');
  const open: Found[] = [];
  const memberIndentation = new Map<Found, number>();
  const all: Found[] = [];
  for (const [index, line] of code.entries()) {
    if (line.length > maxLineLength || line.trim() === '') continue;
    const indentation = indentationOf(line);
    while (open.length > 0 && indentation <= (open.at(-1)?.indentation ?? 0)) open.pop();
    const parent = open.at(-1);
    const holdsMembers = parent !== undefined && withMembers.has(parent.declaration.kind);
    if (holdsMembers && !memberIndentation.has(parent)) memberIndentation.set(parent, indentation);
    const isMember = holdsMembers && memberIndentation.get(parent) === indentation;
    const match = firstMatch(language, line, indentation, isMember);
    if (!match) continue;
    const name = match.groups.name;
    const found: Found = {
      indentation,
      declaration: {
        name,
        kind: match.kind,
        line: index + 1,
        column: Math.max(0, line.indexOf(name, match.start)),
        isExported: isExported(language, match, original[index] ?? ''),
        enclosing: open.map((each) => each.declaration.name),
      },
    };
    all.push(found);
    open.push(found);
  }
  return all.map(({ declaration, indentation }, position) => ({
    ...declaration,
    endLine:
      declaration.kind === 'heading'
        ? endOfSection(all, position, original)
        : endOfBlock(code, declaration.line - 1, indentation) + 1,
    doc: docOf(scanned, original, declaration.line - 1, language),
  }));
}

interface RuleMatch {
  readonly kind: DeclarationKind;
  readonly groups: { readonly name: string; readonly exported?: string };
  readonly start: number;
  readonly hasExportedGroup: boolean;
}

function firstMatch(language: Language, line: string, indentation: number, isMember: boolean): RuleMatch | undefined {
  for (const { kind, pattern, place } of language.declarations) {
    if (place === 'top' && indentation > 0) continue;
    if (place === 'member' && !isMember) continue;
    const match = pattern.exec(line);
    const name = match?.groups?.['name'];
    if (!match || !name) continue;
    const exported = match.groups?.['exported'];
    const hasExportedGroup = pattern.source.includes('?<exported>');
    const start = match.index + match[0].lastIndexOf(name);
    return { kind, groups: exported ? { name, exported } : { name }, start, hasExportedGroup };
  }
  return undefined;
}

function isExported(language: Language, match: RuleMatch, line: string): boolean | undefined {
  if (language.isExported) return language.isExported(match.groups.name, line);
  return match.hasExportedGroup ? match.groups.exported !== undefined : undefined;
}

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
function endOfBlock(code: readonly string[], start: number, indentation: number): number {
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
    const closes = /^\s*(?:[}\])>]|end\b|fi\b|done\b|esac\b)/.test(line);
    const goesOn = /^\s*(?:\{|[}\])].*[({[=]\s*$|else\b|elif\b|except\b|finally\b|rescue\b|ensure\b|where\b|\|)/.test(
      line,
    );
    if (!closes && !goesOn) break;
    end = index;
    if (closes && !goesOn) break;
  }
  return end;
}

/** A section reaches to the next heading of its level or above. */
function endOfSection(all: readonly Found[], position: number, original: readonly string[]): number {
  const own = all[position]?.declaration;
  const level = (line: number): number => /^#*/.exec(original[line - 1] ?? '')?.[0].length ?? 0;
  const next = all.slice(position + 1).find((other) => own && level(other.declaration.line) <= level(own.line));
  return next ? next.declaration.line - 1 : original.length;
}

function docOf(scanned: ScannedText, lines: readonly string[], index: number, language: Language): string {
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
  const text = firstParagraph(bare);
  return /^(?:eslint|oxlint|prettier|@ts-|ts-|istanbul|c8|v8|biome|noqa|type:|pylint|pragma|clang-format|go:|nolint|rubocop|region|endregion|#)/i.test(
    text,
  )
    ? ''
    : text;
}

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
