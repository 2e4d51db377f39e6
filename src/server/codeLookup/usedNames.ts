import { lineStartsOf } from '../workspace/languages/scanText.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import type { Desk } from './desk.ts';
import { plainName } from './nameLookup.ts';
import { hasTraceableImports, isForeign, resolvedImports } from './relations.ts';
import type { Subject } from './subject.ts';

/** The names of the workspace that may occur in a subject; a text names them in code spans, data tells nothing. */
export async function namesInside(
  desk: Desk,
  subject: Subject,
  declared: readonly Declaration[],
  most: number,
): Promise<readonly string[]> {
  const { code, startLine, endLine } = subject;
  if (code.language?.role === 'code') return usedNames(subject, declared, await foreignNames(desk, subject), most);
  if (code.language?.role !== 'prose') return [];
  const text = code.lines.slice(startLine - 1, endLine).join('\n');
  const spans = [...text.matchAll(/`(?<name>[\p{L}_$][\p{L}\p{N}_$]*)(?:\(\))?`/gu)];
  return [...new Set(spans.map((span) => span.groups?.['name'] ?? ''))].slice(0, most);
}

/** What the file has from packages: whatever is called the same in the workspace is something else. */
async function foreignNames(desk: Desk, { code, file = code }: Subject): Promise<ReadonlySet<string>> {
  if (!hasTraceableImports(file)) return new Set();
  const foreign = (await resolvedImports(desk, file)).filter(isForeign);
  return new Set(foreign.flatMap(({ imported }) => imported.names.map(({ local }) => local)));
}

/**
 * The names that the code uses and that may be declared elsewhere in the workspace, the likeliest to matter first:
 * imported ones, those that the same file declares, then types and what is called. Keywords, what the language brings
 * along, and names that the code itself makes are left out.
 */
function usedNames(
  subject: Subject,
  declared: readonly Declaration[],
  foreign: ReadonlySet<string>,
  most: number,
): readonly string[] {
  const { code, startLine, endLine } = subject;
  const starts = lineStartsOf(code.scanned);
  const text = code.scanned.code.slice(starts[startLine - 1] ?? 0, starts[endLine] ?? code.scanned.code.length);
  const inside = code.declarations.filter(({ line }) => startLine <= line && line <= endLine);
  const own = new Set([...[...declared, ...inside].map(({ name }) => plainName(name)), ...localNames(text)]);
  const common = code.language?.commonWords ?? new Set<string>();
  const imported = new Set(code.imports.flatMap((each) => each.names.map(({ local }) => local)));
  const inFile = new Set(code.declarations.filter((each) => each.kind !== 'field').map((each) => plainName(each.name)));
  // Into a module nothing comes that it does not import; a script may see what other scripts declare.
  const isModule = code.imports.some(({ style }) => style === 'relative');
  const scores = new Map<string, number>();
  const insideImports = (line: number): boolean =>
    code.imports.some((each) => each.line <= line && line <= each.endLine);
  let line = startLine;
  for (const match of text.matchAll(/\n|(?<before>[.#]?)(?<name>[\p{L}_$][\p{L}\p{N}_$]*)(?<after>\s*[(<!]?)/gu)) {
    if (match[0] === '\n') {
      line++;
      continue;
    }
    const { before = '', name = '', after = '' } = match.groups ?? {};
    line += (match[0].match(/\n/g) ?? []).length;
    if ((own.has(name) && !imported.has(name)) || common.has(name) || name.length < 3 || insideImports(line)) continue;
    const isMember = before === '.' && !inFile.has(name);
    if (isMember && (name.length < 5 || !after.includes('('))) continue;
    if (isMember && common.has(receiverBefore(text, match.index))) continue;
    if (!isMember && (foreign.has(name) || (isModule && !imported.has(name) && !inFile.has(name)))) continue;
    let score = 1;
    if (!isMember && imported.has(name)) score += 20;
    else if (inFile.has(name)) score += 14;
    else if (/^\p{Lu}/u.test(name)) score += 6;
    else if (after.includes('(')) score += isMember ? 3 : 8;
    else continue;
    scores.set(name, Math.max(score, (scores.get(name) ?? 0) + 0.1));
  }
  // Of selected imports the names matter, also where the code that uses them was not selected.
  for (const each of code.imports) {
    if (each.line < startLine || each.line > endLine) continue;
    for (const { local } of each.names) {
      if (!scores.has(local) && !common.has(local) && !foreign.has(local)) scores.set(local, 10);
    }
  }
  return [...scores]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(([name]) => name);
}

/** `Array` of `Array.isArray(…)`: what the language brings along is not in the workspace. */
function receiverBefore(text: string, dot: number): string {
  return /(\p{Lu}[\p{L}\p{N}_$]*)\??$/u.exec(text.slice(Math.max(0, dot - 40), dot))?.[1] ?? '';
}

/** Variables, parameters and loop names: a hint is enough, for a name too many only costs a search. */
function localNames(text: string): readonly string[] {
  const names: string[] = [];
  for (const match of text.matchAll(
    /\b(?:const|let|var|val|for|my|local)\b\s*\(?\s*(?:const|let|var|val|mut)?\s*(?<list>[\p{L}_$][\p{L}\p{N}_$]*|[{[(][^=\n]*[}\])])/gu,
  )) {
    names.push(...(match.groups?.['list']?.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
  }
  for (const match of text.matchAll(/(?<name>[\p{L}_$][\p{L}\p{N}_$]*)\??\s*(?::=|:(?!:))/gu))
    names.push(match.groups?.['name'] ?? '');
  for (const match of text.matchAll(/\(?(?<list>[\p{L}\p{N}_$,\s]+)\)?\s*=>/gu)) {
    names.push(...(match.groups?.['list']?.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
  }
  return names;
}
