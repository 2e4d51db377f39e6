import { type CodeFile, declarationAround, mainDeclarations } from '../workspace/languages/codeFile.ts';
import { indentationOf } from '../workspace/languages/blocks.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { fenceWord } from '../workspace/languages/languages.ts';
import { count, plural } from '../workspace/coverage.ts';
import type { Desk } from './desk.ts';
import { code as inCode, fenced, listing } from './markdown.ts';
import { byFile, type Hit } from './nameLookup.ts';

/** A declaration up to this length is shown, and cited, as a whole. */
const maxExcerptLines = 14;
const maxCitedLines = 30;

/** Links a line; its source is what the line stands in, or some lines around it. */
export function citeLine(desk: Desk, code: CodeFile, line: number, label?: string): string {
  const shown = label ?? `${code.file.name}:${line}`;
  const around = declarationAround(code, line);
  const isShort = around !== undefined && around.endLine - around.line < maxCitedLines && around.kind !== 'heading';
  const first = isShort ? around.line : Math.max(1, line - 2);
  const last = isShort ? around.endLine : Math.min(code.lineCount, line + 3);
  return desk.citeWithin(code, line, first, last, shown);
}

export function citeDeclaration(desk: Desk, code: CodeFile, declaration: Declaration, label?: string): string {
  return desk.citeWithin(
    code,
    declaration.line,
    declaration.line,
    declaration.endLine,
    label ?? `${code.file.name}:${declaration.line}`,
  );
}

/** `[src/a.ts:3](…), [12](…) and [src/b.ts:7](…), and 5 more places`. */
export function placesText(
  desk: Desk,
  hits: readonly Hit[],
  most: { readonly files: number; readonly perFile: number },
): string {
  let shown = 0;
  const files = byFile(hits).slice(0, most.files);
  const text = files.map(([code, own]) => {
    const lines = [...new Set(own.map((hit) => hit.line))].slice(0, most.perFile);
    shown += own.filter((hit) => lines.includes(hit.line)).length;
    return lines.map((line, index) => citeLine(desk, code, line, index === 0 ? undefined : String(line))).join(', ');
  });
  const left = hits.length - shown;
  return `${text.join(', ')}${left > 0 ? ` and ${count(left)} more` : ''}`;
}

/** `23 places in 9 files`. */
export function amountText(hits: readonly Hit[]): string {
  const files = new Set(hits.map((hit) => hit.code.file.name)).size;
  return `${plural(hits.length, 'place')} in ${plural(files, 'file')}`;
}

/** `exported function`. */
export function kindText(declaration: Declaration, most = true): string {
  const isTop = declaration.enclosing.length === 0;
  return most && declaration.isExported === true && isTop ? `exported ${declaration.kind}` : declaration.kind;
}

/** `the exported type `A` and the exported functions `b` and `c``; members are said with what they belong to. */
export function namesText(declarations: readonly Declaration[], most = 6): string {
  const groups = new Map<string, string[]>();
  const shown = declarations.slice(0, most);
  for (const declaration of shown) {
    const kind = kindText(declaration);
    const group = groups.get(kind);
    const text = inCode(declaration.name);
    if (!group) groups.set(kind, [text]);
    else if (!group.includes(text)) group.push(text);
  }
  const left = declarations.length - shown.length;
  const parts = [...groups].map(
    ([kind, names]) =>
      `the ${names.length > 1 ? pluralKind(kind) : kind} ${left > 0 ? names.join(', ') : listing(names)}`,
  );
  return left > 0 ? `${parts.join(', ')} and ${count(left)} more` : listing(parts);
}

function pluralKind(kind: string): string {
  return kind.endsWith('ss') ? `${kind}es` : `${kind}s`;
}

/** The lines of a declaration as a fence: the whole if it is short, else its beginning. */
export function excerpt(code: CodeFile, startLine: number, endLine: number, most = maxExcerptLines): string {
  const isLong = endLine - startLine + 1 > most;
  const lines = code.lines.slice(startLine - 1, isLong ? startLine - 1 + most - 1 : endLine);
  const indentation = Math.min(...lines.filter((line) => line.trim() !== '').map(indentationOf), 40);
  const text = lines.map((line) => withoutIndentation(line, indentation).slice(0, 180)).join('\n');
  const rest = isLong ? `\n${' '.repeat(2)}… ${endLine - startLine + 2 - most} more lines` : '';
  return `\n${fenced(text + rest, fenceWord(code.language))}`;
}

function withoutIndentation(line: string, width: number): string {
  let taken = 0;
  let index = 0;
  while (taken < width && (line[index] === ' ' || line[index] === '\t')) taken += line[index++] === '\t' ? 4 : 1;
  return line.slice(index);
}

/** The title of the test that a line stands in, where it can be told. */
export function testTitleAt(
  code: CodeFile,
  line: number,
): { readonly title: string; readonly line: number } | undefined {
  const own = code.lines[line - 1] ?? '';
  let depth = indentationOf(own) + 1;
  for (let index = line - 1; index >= 0; index--) {
    const text = code.lines[index] ?? '';
    if (text.trim() === '' || (index !== line - 1 && indentationOf(text) >= depth)) continue;
    for (const pattern of code.language?.tests ?? []) {
      const groups = pattern.exec(text)?.groups;
      const title = groups?.['title'] ?? groups?.['name'];
      const isRustTest = code.language?.id !== 'rust' || /#\[(?:\w+::)*test/.test(code.lines[index - 1] ?? '');
      if (title && isRustTest) return { title: title.replace(/\\(.)/g, '$1'), line: index + 1 };
    }
    if (index !== line - 1) depth = indentationOf(text);
    if (depth === 0) break;
  }
  return undefined;
}

/** The name of a file without its folders. */
export function baseName(code: CodeFile): string {
  return code.file.name.slice(code.file.name.lastIndexOf('/') + 1);
}

/** What a file is in a few words: its first names. */
export function declaresText(code: CodeFile, most = 6): string {
  const names = mainDeclarations(code).filter(
    (declaration) => declaration.kind !== 'heading' && declaration.kind !== 'key',
  );
  const exported = names.filter((declaration) => declaration.isExported !== false);
  const shown = [...new Set((exported.length > 0 ? exported : names).map((declaration) => inCode(declaration.name)))];
  return listing(shown, most);
}
