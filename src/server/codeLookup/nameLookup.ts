import { isTestPath, type CodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { lineStartsOf, textKinds } from '../workspace/languages/scanText.ts';
import type { Match, SearchResult } from '../workspace/searchText.ts';
import { takeTurns } from '../workspace/workspaceFiles.ts';
import type { Desk } from './desk.ts';
import { hasTraceableImports, sees } from './relations.ts';

export type HitKind = 'definition' | 'imported' | 'use' | 'string' | 'comment' | 'documentation' | 'data' | 'generated';

export interface Hit {
  readonly name: string;
  readonly code: CodeFile;
  readonly line: number;
  readonly column: number;
  readonly kind: HitKind;
}

export interface Definition {
  readonly code: CodeFile;
  readonly declaration: Declaration;
}

/** Everything that was found about one name. */
export interface NameFindings {
  readonly name: string;
  /** The likeliest first. */
  readonly definitions: readonly Definition[];
  /** All but the definitions, as far as they can belong to the first definition, in the order of files and lines. */
  readonly hits: readonly Hit[];
  /** Places with the same name in files that do not import its definition: most likely something else. */
  readonly unrelated: readonly Hit[];
  /** In files beyond the bound of what is read closely. */
  readonly furtherPlaces: number;
}

/** Where a name may be meant to come from. */
export interface Viewpoint {
  readonly code: CodeFile;
  readonly startLine: number;
  readonly endLine: number;
}

/** So many files with hits are read closely; the places in further ones are only counted. */
const maxFilesReadClosely = 300;

/** Sorts what a search by words found into definitions, imports, uses, mentions. */
export async function findingsOf(
  desk: Desk,
  result: SearchResult,
  names: readonly string[],
  viewpoint?: Viewpoint,
): Promise<ReadonlyMap<string, NameFindings>> {
  const wanted = new Set(names);
  const hits: Hit[] = [];
  const closelyRead = new Set<string>();
  const further = new Map<string, number>();
  for (const match of result.matches) {
    if (!wanted.has(match.query) || desk.isStopped) continue;
    if (!closelyRead.has(match.file.name) && closelyRead.size >= maxFilesReadClosely) {
      further.set(match.query, (further.get(match.query) ?? 0) + 1);
      continue;
    }
    if (!closelyRead.has(match.file.name)) await takeTurns(closelyRead.size);
    closelyRead.add(match.file.name);
    const code = await desk.code(match.file);
    if (code) hits.push(hitOf(code, match));
  }
  const findings = new Map<string, NameFindings>();
  for (const name of names) {
    const own = hits.filter((hit) => hit.name === name);
    const uncounted = (result.totals.get(name) ?? 0) - own.length;
    findings.set(name, await sortHits(desk, name, own, Math.max(uncounted, further.get(name) ?? 0), viewpoint));
  }
  return findings;
}

function hitOf(code: CodeFile, match: Match): Hit {
  return { name: match.query, code, line: match.line, column: match.column, kind: kindOf(code, match) };
}

function kindOf(code: CodeFile, { query, line, column }: Match): HitKind {
  if (code.isGenerated) return 'generated';
  const role = code.language?.role;
  if (role === 'prose') return isDefinition(code, query, line) ? 'definition' : 'documentation';
  if (role !== 'code') return 'data';
  const kind = code.scanned.kinds[(lineStartsOf(code.scanned)[line - 1] ?? 0) + column];
  if (kind === textKinds.comment) return 'comment';
  if (kind === textKinds.code && isDefinition(code, query, line, column)) return 'definition';
  if (code.imports.some((imported) => imported.line <= line && line <= imported.endLine)) return 'imported';
  return kind === textKinds.string ? 'string' : 'use';
}

function isDefinition(code: CodeFile, name: string, line: number, column?: number): boolean {
  return code.declarations.some(
    (declaration) =>
      declaration.line === line &&
      plainName(declaration.name) === plainName(name) &&
      (column === undefined || Math.abs(declaration.column - column) <= 1),
  );
}

/** `#name` and `name` are written for the same thing. */
export function plainName(name: string): string {
  return name.replace(/^[#@$]/, '');
}

async function sortHits(
  desk: Desk,
  name: string,
  hits: readonly Hit[],
  furtherPlaces: number,
  viewpoint: Viewpoint | undefined,
): Promise<NameFindings> {
  const definitions: (Definition & { score: number })[] = [];
  for (const hit of hits) {
    if (hit.kind !== 'definition') continue;
    const declaration = hit.code.declarations.find(
      (each) => each.line === hit.line && plainName(each.name) === plainName(name),
    );
    if (declaration)
      definitions.push({ code: hit.code, declaration, score: await scoreOf(desk, hit.code, declaration, viewpoint) });
  }
  definitions.sort((one, other) => other.score - one.score);
  const [first, ...rest] = definitions;
  const related: Hit[] = [];
  const unrelated: Hit[] = [];
  for (const hit of hits) {
    if (hit.kind === 'definition' || hit.kind === 'generated') continue;
    const belongs = !first || isMention(hit) || (await canMean(desk, hit, first, rest));
    (belongs ? related : unrelated).push(hit);
  }
  return { name, definitions, hits: related, unrelated, furtherPlaces };
}

function isMention(hit: Hit): boolean {
  return hit.kind === 'documentation' || hit.kind === 'data';
}

/** So many other definitions are weighed against the first one. */
const maxRivals = 6;

/**
 * Whether a place can mean the first definition: yes in its own file and where its file is imported, no where another
 * definition is in the same file or imported. Where neither can be told, a name that hardly two things share is taken
 * to be it, and a plain word is not.
 */
async function canMean(desk: Desk, hit: Hit, first: Definition, rivals: readonly Definition[]): Promise<boolean> {
  if (hit.code === first.code) return true;
  const own = rivals.find(({ code }) => code === hit.code);
  const isMember = first.declaration.enclosing.length > 0;
  if (own) return isMember && hit.code.lines[hit.line - 1]?.[hit.column - 1] === '.';
  if (!hasTraceableImports(first.code) || !hasTraceableImports(hit.code)) return true;
  if (await sees(desk, hit.code, first.code.file.name)) return first.declaration.isExported !== false || isMember;
  for (const { code } of rivals.slice(0, maxRivals)) {
    if (!isStub(code) && (await sees(desk, hit.code, code.file.name))) return false;
  }
  return isDistinctive(hit.name) && (first.declaration.isExported !== false || isMember);
}

/** Only describes what another file defines. */
function isStub(code: CodeFile): boolean {
  return /\.pyi$|\.d\.[cm]?ts$|\.h(?:h|pp)?$/.test(code.file.path);
}

/** Written so that hardly two things share it by chance. */
function isDistinctive(name: string): boolean {
  return (
    /\p{Ll}\p{Lu}|_|\p{L}\p{N}/u.test(name.replace(/^_+/, '')) || (/^\p{Lu}\p{L}{4,}/u.test(name) && name.length > 6)
  );
}

async function scoreOf(
  desk: Desk,
  code: CodeFile,
  declaration: Declaration,
  viewpoint: Viewpoint | undefined,
): Promise<number> {
  let score = 0;
  if (declaration.isExported) score += 6;
  if (declaration.enclosing.length === 0) score += 4;
  if (declaration.kind === 'field' || declaration.kind === 'key') score -= 4;
  if (declaration.kind === 'heading') score -= 8;
  if (!code.isTest) score += 10;
  if (code.language?.role === 'code') score += 10;
  if (isStub(code) || /(?:^|\/)(?:vendor|third_party|dist|build|generated)\//.test(code.file.path)) score -= 5;
  if (!viewpoint) return score;
  if (code === viewpoint.code) {
    score += 60;
    if (declaration.line >= viewpoint.startLine && declaration.line <= viewpoint.endLine) score += 40;
  } else if (await sees(desk, viewpoint.code, code.file.name)) score += 50;
  if (code.language?.id === viewpoint.code.language?.id) score += 5;
  return score + commonFolders(code.file.name, viewpoint.code.file.name);
}

function commonFolders(one: string, other: string): number {
  const first = one.split('/');
  const second = other.split('/');
  let common = 0;
  while (common < 4 && common < first.length - 1 && first[common] === second[common]) common++;
  return common;
}

/** In code that runs, or in a string that code may look up; not an import and not a mention. */
export function isUse(hit: Hit): boolean {
  return hit.kind === 'use' || hit.kind === 'string';
}

export function isTestHit(hit: Hit): boolean {
  return hit.code.isTest || isTestPath(hit.code.file.path);
}

/** Per file, in order. */
export function byFile(hits: readonly Hit[]): readonly (readonly [CodeFile, readonly Hit[]])[] {
  const groups = new Map<CodeFile, Hit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.code);
    if (group) group.push(hit);
    else groups.set(hit.code, [hit]);
  }
  return [...groups];
}
