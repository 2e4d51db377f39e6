import { isTestPath, type CodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { lineStartsOf } from '../workspace/languages/declarations.ts';
import { textKinds } from '../workspace/languages/scanText.ts';
import type { Match, SearchResult } from '../workspace/searchText.ts';
import { takeTurns } from '../workspace/workspaceFiles.ts';
import type { Desk } from './desk.ts';
import { hasTraceableImports, sees } from './relations.ts';

export type HitKind = 'definition' | 'import' | 'use' | 'string' | 'comment' | 'documentation' | 'data';

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
  const role = code.language?.role;
  if (role === 'prose') return isDefinition(code, query, line) ? 'definition' : 'documentation';
  if (role !== 'code') return 'data';
  const kind = code.scanned.kinds[(lineStartsOf(code.scanned)[line - 1] ?? 0) + column];
  if (kind === textKinds.comment) return 'comment';
  if (kind === textKinds.code && isDefinition(code, query, line, column)) return 'definition';
  if (code.imports.some((imported) => imported.line <= line && line <= imported.endLine)) return 'import';
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
  const [first] = definitions;
  const others = hits.filter((hit) => hit.kind !== 'definition');
  const related: Hit[] = [];
  const unrelated: Hit[] = [];
  const isOneThing = first !== undefined && definitions.length === 1 && isDistinctive(name);
  for (const hit of others) {
    const belongs = !first || isOneThing || isMention(hit) || (await canMean(desk, hit, first));
    (belongs ? related : unrelated).push(hit);
  }
  return { name, definitions, hits: related, unrelated, furtherPlaces };
}

function isMention(hit: Hit): boolean {
  return hit.kind === 'documentation' || hit.kind === 'data';
}

/** A file that does not import the definition's file cannot mean it, where imports can be followed. */
async function canMean(desk: Desk, hit: Hit, definition: Definition): Promise<boolean> {
  if (hit.code === definition.code) return true;
  if (hit.code.language?.role !== definition.code.language?.role) return true;
  if (!hasTraceableImports(definition.code) || !hasTraceableImports(hit.code)) {
    return hit.code.language?.name === definition.code.language?.name || definition.code.language?.id === 'c';
  }
  // A local name of one file is not seen in another, members are.
  const isMember = definition.declaration.enclosing.length > 0;
  if (definition.declaration.isExported === false && !isMember) return false;
  return sees(desk, hit.code, definition.code.file.name);
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
  if (/\.d\.ts$|(?:^|\/)(?:vendor|third_party|dist|build|generated)\//.test(code.file.path)) score -= 5;
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
