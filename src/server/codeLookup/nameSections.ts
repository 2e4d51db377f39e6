import { count, plural } from '../workspace/coverage.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import type { Desk } from './desk.ts';
import { code as inCode, fileLink, listing, quote, row, shorten, tableHead } from './markdown.ts';
import { byFile, type Definition, type Hit, isTestHit, isUse, type NameFindings } from './nameLookup.ts';
import { amountText, baseName, citeDeclaration, citeLine, excerpt, kindText, placesText } from './places.ts';
import type { Subject } from './subject.ts';

const maxRows = 12;

/** One name thoroughly: its definitions, the code of the likeliest, and each file that uses it. */
export function* nameSection(
  desk: Desk,
  findings: NameFindings,
  options: { readonly showsCode: boolean; readonly showsImports: boolean },
): Generator<string> {
  const { name, definitions, hits } = findings;
  const [first, ...others] = definitions;
  if (first) {
    const { code, declaration } = first;
    const inside = declaration.enclosing.length > 0 ? ` of ${declaration.enclosing.map(inCode).join(' › ')}` : '';
    yield `${inCode(name)} is ${withArticle(kindText(declaration))}${inside}, defined in ${citeDeclaration(desk, code, declaration)}.`;
    yield declaration.doc === '' ? '\n' : ` ${quote(declaration.doc, 300)}\n`;
    if (options.showsCode) yield excerpt(code, declaration.line, declaration.endLine);
    if (others.length > 0) yield `\nThe same name is also defined in ${definitionList(desk, others)}.\n`;
  }
  const uses = hits.filter(isUse);
  const inCodeOnly = uses.filter((hit) => !isTestHit(hit));
  const inTests = uses.filter(isTestHit);
  if (inCodeOnly.length > 0) yield* usesTable(desk, 'Used in', inCodeOnly);
  else if (!first && inTests.length > 0) yield `Only tests name it, in ${amountText(inTests)}.\n`;
  else if (first) {
    const handedOn = hits.find(isReexport);
    yield inTests.length > 0 ? '\nOnly tests use it.\n' : '\nNothing in the workspace uses it by this name.\n';
    if (handedOn) yield `It is handed on in ${citeLine(desk, handedOn.code, handedOn.line)}.\n`;
  }
  if (inCodeOnly.length > 0 && inTests.length > 0) yield `Tests use it in ${amountText(inTests)}.\n`;
  const imports = hits.filter((hit) => hit.kind === 'imported');
  if (options.showsImports && imports.length > 0) yield* usesTable(desk, 'Imported in', imports);
  const mentions = hits.filter((hit) => !isUse(hit) && hit.kind !== 'imported');
  if (mentions.length > 0) yield `\nIt is mentioned in ${placesText(desk, mentions, { files: 4, perFile: 1 })}.\n`;
  yield sameNames(desk, [findings]);
}

function* usesTable(desk: Desk, title: string, hits: readonly Hit[]): Generator<string> {
  const files = byFile(hits);
  yield tableHead([title, 'Lines', 'For example']);
  for (const [code, own] of files.slice(0, maxRows)) {
    const lines = [...new Set(own.map((hit) => hit.line))];
    const links = lines.slice(0, 5).map((line) => citeLine(desk, code, line, String(line)));
    const left = lines.length - links.length;
    const example = own.find(isCall) ?? own[0];
    const text = shorten((code.lines[(example?.line ?? 1) - 1] ?? '').trim(), 90);
    yield row([fileLink(code.file.name), `${links.join(', ')}${left > 0 ? ` and ${left} more` : ''}`, inCode(text)]);
  }
  const left = files.slice(maxRows);
  if (left.length > 0) {
    const places = left.reduce((sum, [, own]) => sum + own.length, 0);
    yield row([`*and ${plural(left.length, 'more file', 'more files')}*`, `*${plural(places, 'place')}*`, '']);
  }
  yield '\n';
}

function isReexport(hit: Hit): boolean {
  return (
    hit.kind === 'imported' &&
    hit.code.imports.some((each) => each.isReexport && each.line <= hit.line && hit.line <= each.endLine)
  );
}

function isCall(hit: Hit): boolean {
  return (hit.code.lines[hit.line - 1] ?? '').slice(hit.column + hit.name.length).startsWith('(');
}

function definitionList(desk: Desk, definitions: readonly Definition[]): string {
  const shown = definitions
    .slice(0, 5)
    .map(({ code, declaration }) => `${citeDeclaration(desk, code, declaration)} (${kindText(declaration, false)})`);
  const left = definitions.length - shown.length;
  return listing([...shown, ...(left > 0 ? [plural(left, 'more place', 'more places')] : [])]);
}

/** Names that most likely mean something else, so that nobody takes them for uses, or misses them. */
function sameNames(desk: Desk, all: readonly NameFindings[]): string {
  const same = all.filter(({ unrelated, definitions }) => unrelated.length > 0 && definitions.length > 0);
  const further = all.reduce((sum, { furtherPlaces }) => sum + furtherPlaces, 0);
  const items = same.map(({ name, unrelated }) => {
    const example = placesText(desk, unrelated.slice(0, 1), { files: 1, perFile: 1 });
    return `${inCode(name)} (${plural(unrelated.length, 'place')}, such as ${example})`;
  });
  const text = [
    items.length > 0
      ? `Files that do not import ${same.length === 1 ? 'this definition use the same name' : 'these definitions use the same names'}, most likely for something else: ${listing(items, 6)}.`
      : '',
    further > 0
      ? `${plural(further, 'further place was', 'further places were')} counted but not looked at closely.`
      : '',
  ].filter((part) => part !== '');
  return text.length > 0 ? `\n${text.join(' ')}\n` : '';
}

/** Several names at a glance, and the most telling place where one of them is used. */
export function* namesTable(desk: Desk, all: readonly NameFindings[], subject: Subject | undefined): Generator<string> {
  yield tableHead(['Name', 'Defined', 'Used', 'For example in']);
  for (const { name, definitions, hits } of all.slice(0, maxRows)) {
    const [first] = definitions;
    const uses = hits.filter(isUse);
    const outside = uses.filter((hit) => hit.code !== first?.code);
    const handedOn = hits.find(isReexport);
    const defined = first ? citeDeclaration(desk, first.code, first.declaration) : 'not in this workspace';
    yield row([
      inCode(name),
      defined + (definitions.length > 1 ? ` and ${count(definitions.length - 1)} more` : ''),
      uses.length === 0
        ? handedOn
          ? `handed on in ${citeLine(desk, handedOn.code, handedOn.line)}`
          : 'nowhere'
        : amountText(uses),
      examplePlaces(desk, outside.length > 0 ? outside : uses) || '–',
    ]);
  }
  yield '\n';
  const telling = tellingUse(all, subject);
  if (telling) {
    const { code, line, name } = telling.hit;
    const place = telling.inside ? `, in ${inCode(telling.inside.name)}` : '';
    yield `For example ${inCode(name)} at ${citeLine(desk, code, line)}${place}:\n`;
    yield excerpt(code, telling.startLine, telling.endLine);
  }
  yield sameNames(desk, all);
}

/** One place per file, tests last; short labels, since the table is narrow. */
function examplePlaces(desk: Desk, hits: readonly Hit[]): string {
  const files = byFile(hits).toSorted(([one], [other]) => Number(one.isTest) - Number(other.isTest));
  return files
    .slice(0, 3)
    .flatMap(([code, [hit]]) => (hit ? [citeLine(desk, code, hit.line, `${baseName(code)}:${hit.line}`)] : []))
    .join(', ');
}

interface TellingUse {
  readonly hit: Hit;
  readonly inside: Declaration | undefined;
  readonly startLine: number;
  readonly endLine: number;
}

/** Outside of the code itself, not in a test if possible, in a short function that can be shown whole. */
function tellingUse(all: readonly NameFindings[], subject: Subject | undefined): TellingUse | undefined {
  let best: (TellingUse & { readonly score: number }) | undefined;
  for (const hit of all.flatMap(({ hits }) => hits)) {
    const isInSubject = hit.code === subject?.code && hit.line >= subject.startLine && hit.line <= subject.endLine;
    if (hit.kind !== 'use' || isInSubject) continue;
    const inside = hit.code.declarations.findLast(
      (each) =>
        each.line <= hit.line && hit.line <= each.endLine && (each.kind === 'function' || each.kind === 'method'),
    );
    const length = inside ? inside.endLine - inside.line + 1 : 0;
    const isShort = length > 2 && length <= 12;
    const score =
      (isTestHit(hit) ? -20 : 0) +
      (inside ? 6 : 0) +
      (isShort ? 6 : 0) +
      (isCall(hit) ? 4 : 0) -
      (hit.code === subject?.code ? 3 : 0);
    if (best && best.score >= score) continue;
    const range = isShort && inside ? { startLine: inside.line, endLine: inside.endLine } : around(hit);
    best = { hit, inside, score, ...range };
  }
  return best;
}

function around({ line, code }: Hit): { readonly startLine: number; readonly endLine: number } {
  return { startLine: Math.max(1, line - 3), endLine: Math.min(code.lineCount, line + 3) };
}

function withArticle(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
