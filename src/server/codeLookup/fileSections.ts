import { count, plural } from '../workspace/coverage.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { folderOf } from '../workspace/languages/resolveImport.ts';
import type { WorkspaceFile } from '../workspace/workspaceFiles.ts';
import type { Desk } from './desk.ts';
import { code as inCode, fileLink, listing, quote, quoteInRow, row, tableHead } from './markdown.ts';
import { byFile, type Definition, type Hit, type NameFindings } from './nameLookup.ts';
import { baseName, citeDeclaration, citeLine, kindText } from './places.ts';
import { importsName, isForeign, resolvedImports } from './relations.ts';
import { around, type Subject } from './subject.ts';

const maxRows = 14;
const maxRowsOfFile = 40;

/** What the code is: what it says about itself, what it stands in, what it declares and what it uses. */
export async function* whatSection(
  desk: Desk,
  subject: Subject,
  declared: readonly Declaration[],
  used: readonly NameFindings[],
): AsyncGenerator<string, void> {
  const { code } = subject;
  if (subject.note) yield `> ${subject.note}\n\n`;
  if (code.doc !== '') yield `The file says about itself: ${quote(code.doc, 240)}\n\n`;
  const outer = around(subject);
  if (outer) {
    const path = [...outer.enclosing, outer.name].map(inCode).join(' › ');
    const lines = `lines ${outer.line} to ${outer.endLine}`;
    const place = subject.isInWorkspace ? citeDeclaration(desk, code, outer, lines) : lines;
    const where = outer.endLine >= subject.endLine ? 'It stands inside' : 'It begins inside';
    yield `${where} the ${kindText(outer)} ${path} (${place})${outer.doc === '' ? '.' : `: ${quote(outer.doc)}`}\n\n`;
  }
  if (declared.length > 0) yield* declaredTable(desk, subject, declared);
  const known = used.filter((findings) => findings.definitions.length > 0);
  if (known.length > 0) yield* usedTable(desk, subject.file ?? code, known);
  const packages = await packagesUsed(desk, subject);
  if (packages.length > 0) yield `From outside the workspace it uses ${listing(packages, 8)}.\n\n`;
}

function* declaredTable(
  desk: Desk,
  { code, isInWorkspace, isWholeFile }: Subject,
  declared: readonly Declaration[],
): Generator<string> {
  const most = isWholeFile ? maxRowsOfFile : maxRows;
  const isCode = code.language?.role === 'code';
  yield isCode ? tableHead(['It declares', 'Kind', 'Its comment says']) : tableHead(['It has', 'Kind', 'Lines']);
  for (const declaration of declared.slice(0, most)) {
    const name = isInWorkspace ? citeDeclaration(desk, code, declaration, declaration.name) : inCode(declaration.name);
    const says = isCode ? quoteInRow(declaration.doc) || '–' : `${declaration.line}–${declaration.endLine}`;
    yield row([name, kindText(declaration) + membersText(code, declaration), says]);
  }
  if (declared.length > most) yield row([`*and ${count(declared.length - most)} more*`, '', '']);
  yield '\n';
}

/** `, with `book` and `balance``: the members of a class, else the fields of a shape. */
function membersText(code: CodeFile, { kind, line, endLine, enclosing, name }: Declaration): string {
  if (!/^(?:class|interface|struct|trait|object)$/.test(kind)) return '';
  const members = code.declarations.filter(
    (each) =>
      each.line > line &&
      each.line <= endLine &&
      each.enclosing.length === enclosing.length + 1 &&
      each.enclosing.at(-1) === name,
  );
  const methods = members.filter((each) => each.kind === 'method' || each.kind === 'function');
  const shown = methods.length > 0 ? methods : members.filter((each) => each.kind === 'field');
  const names = [...new Set(shown.map((each) => inCode(each.name)))];
  return names.length > 0 ? ` with ${listing(names, 6)}` : '';
}

async function* usedTable(desk: Desk, user: CodeFile, used: readonly NameFindings[]): AsyncGenerator<string, void> {
  yield tableHead(['It uses', 'Defined in', 'What that is']);
  for (const { name, definitions } of used.slice(0, maxRows)) {
    const [first] = definitions;
    if (!first) continue;
    const { declaration } = first;
    const doubt = (await isCertain(desk, first, user)) ? '' : doubtOf(definitions.length);
    const says = declaration.doc === '' ? '' : `: ${quoteInRow(declaration.doc)}`;
    yield row([
      inCode(name),
      citeDeclaration(desk, first.code, declaration) + doubt,
      kindText(declaration, false) + says,
    ]);
  }
  yield '\n';
}

/** In the same file, or imported from where it is declared. */
async function isCertain(desk: Desk, { code, declaration }: Definition, user: CodeFile): Promise<boolean> {
  return code === user || importsName(desk, user, declaration.name, code);
}

function doubtOf(definitions: number): string {
  return definitions > 1 ? ` (likeliest of ${count(definitions)})` : ' (by its name alone)';
}

/** Packages and built-in modules whose names occur in the code; for a whole file all of them. */
async function packagesUsed(desk: Desk, subject: Subject): Promise<readonly string[]> {
  const { code, startLine, endLine, isWholeFile } = subject;
  const text = code.lines
    .slice(startLine - 1, endLine)
    .filter(
      (_, index) => !code.imports.some((each) => each.line <= startLine + index && startLine + index <= each.endLine),
    )
    .join('\n');
  const found = new Set<string>();
  for (const { imported } of (await resolvedImports(desk, subject.file ?? code)).filter(isForeign)) {
    const names = imported.names.filter(({ local }) => hasWord(text, local)).map(({ local }) => inCode(local));
    if (names.length > 0) found.add(`${inCode(imported.from)} (${listing(names, 4)})`);
    else if (isWholeFile) found.add(inCode(imported.from));
  }
  return [...found];
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$])${word.replaceAll('$', String.raw`\$`)}(?![\\w$])`).test(text);
}

/** What stands around a file: what it imports and what imports it, its neighbours, and where texts mention it. */
export async function* nearSection(
  desk: Desk,
  code: CodeFile,
  near: {
    readonly importers: readonly CodeFile[];
    readonly neighbours: readonly WorkspaceFile[];
    readonly mentions: readonly Hit[];
  },
): AsyncGenerator<string, void> {
  const imports = await resolvedImports(desk, code);
  const inside = new Set(imports.flatMap(({ target }) => (target ? [target] : [])));
  const outside = new Set(imports.flatMap(({ imported, target }) => (target ? [] : [imported.from])));
  if (inside.size > 0)
    yield `- **Imports** ${listing(
      [...inside].map((name) => fileLink(name)),
      8,
    )}\n`;
  if (outside.size > 0) yield `- **Imports from outside** ${listing([...outside].map(inCode), 8)}\n`;
  const importers = near.importers.filter((each) => !each.isTest);
  const tests = near.importers.length - importers.length;
  if (near.importers.length > 0) {
    const shown = importers.slice(0, 8).map((each) => fileLink(each.file.name));
    const left = importers.length - shown.length;
    const rest = [left > 0 ? plural(left, 'more file', 'more files') : '', tests > 0 ? plural(tests, 'test file') : ''];
    yield `- **Imported by** ${listing([...shown, ...rest.filter((part) => part !== '')])}\n`;
  } else if (code.language && code.language.imports.length > 0 && code.language.id !== 'go') {
    yield '- **Imported by** no file that could be found\n';
  }
  if (near.neighbours.length > 0) {
    const folder = folderOf(code.file.name);
    const start = folder === '' ? 0 : folder.length + 1;
    const links = near.neighbours.map((file) => fileLink(file.name, undefined, undefined, file.name.slice(start)));
    yield `- **Beside it**${folder === '' ? '' : ` in ${inCode(`${folder}/`)}`} ${listing(links, 10)}\n`;
  }
  for (const [text, [hit]] of byFile(near.mentions).slice(0, 4)) {
    if (!hit) continue;
    const line = (text.lines[hit.line - 1] ?? '').replace(/^[\s#>*|-]+/, '');
    yield `- **Mentioned in** ${citeLine(desk, text, hit.line)}: ${quote(line, 140)}\n`;
  }
}

/** Asked for imports: every one of them, with its line and names, in both directions. */
export async function* importsSection(
  desk: Desk,
  code: CodeFile,
  importers: readonly CodeFile[],
): AsyncGenerator<string, void> {
  yield `### What imports ${inCode(code.file.name)}\n\n`;
  if (importers.length > 0) yield tableHead(['File', 'Line', 'It takes']);
  else yield 'No file of the workspace that could be found.\n';
  for (const each of importers.slice(0, 40)) {
    const own = (await resolvedImports(desk, each)).find(({ target }) => target === code.file.name)?.imported;
    const line = own?.line ?? each.imports.find((imported) => imported.from.includes(stemOf(code)))?.line ?? 1;
    const names = own?.names.map(({ original }) => (original === '*' ? 'everything' : inCode(original))) ?? [];
    yield row([fileLink(each.file.name), citeLine(desk, each, line, String(line)), listing(names, 6) || '–']);
  }
  if (importers.length > 40) yield row([`*and ${count(importers.length - 40)} more*`, '', '']);
  yield `\n### What ${inCode(code.file.name)} imports\n\n`;
  const imports = await resolvedImports(desk, code);
  if (imports.length > 0) yield tableHead(['From', 'Line', 'It takes']);
  else yield 'Nothing that could be found.\n';
  for (const { imported, target } of imports.slice(0, 40)) {
    const names = imported.names.map(({ original }) => (original === '*' ? 'everything' : inCode(original)));
    const from = target ? fileLink(target) : inCode(imported.from);
    yield row([from, citeLine(desk, code, imported.line, String(imported.line)), listing(names, 6) || '–']);
  }
  yield '\n';
}

function stemOf(code: CodeFile): string {
  return baseName(code).replace(/\.[^.]+$/, '');
}
