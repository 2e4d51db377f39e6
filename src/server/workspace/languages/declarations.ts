import { endOfBlock, indentationOf } from './blocks.ts';
import { docOf } from './comments.ts';
import type { DeclarationKind, Language } from './language.ts';
import type { ScannedText } from './scanText.ts';

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

/** A brace or a bracket of a head above, or a label inside a class: it stands as far out but ends nothing. */
const goesOn = /^\s*(?:\{\s*$|[)\]>].*[{:]\s*$|(?:public|private|protected|signals|slots)\s*:\s*$)/;

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
    if (line.length > maxLineLength || line.trim() === '' || goesOn.test(line)) continue;
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
  const ends = sectionEnds(all, original);
  return all.map(({ declaration, indentation }) => ({
    ...declaration,
    endLine: ends.get(declaration.line) ?? endOfBlock(code, declaration.line - 1, indentation, language) + 1,
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

/** The last line of each section, by the line of its heading: before the next heading of its level or above. */
function sectionEnds(all: readonly Found[], original: readonly string[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: { readonly line: number; readonly level: number }[] = [];
  for (const { declaration } of all) {
    if (declaration.kind !== 'heading') continue;
    const { line } = declaration;
    const level = /^#*/.exec(original[line - 1] ?? '')?.[0].length ?? 0;
    for (let last = open.at(-1); last && level <= last.level; last = open.at(-1)) {
      ends.set(last.line, line - 1);
      open.pop();
    }
    open.push({ line, level });
  }
  const end = original.length - Number(original.at(-1) === '');
  for (const { line } of open) ends.set(line, end);
  return ends;
}
