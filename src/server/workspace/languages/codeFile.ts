import { countLines } from '../readFile.ts';
import type { WorkspaceFile } from '../workspaceFiles.ts';
import { plainComment } from './comments.ts';
import { type Declaration, findDeclarations } from './declarations.ts';
import { findImports, type Import } from './imports.ts';
import type { Language } from './language.ts';
import { languageOfPath } from './languages.ts';
import { lineStartsOf, type ScannedText, scanText, textKinds } from './scanText.ts';

/** A text file with what its language's patterns tell about it. */
export interface CodeFile {
  readonly file: WorkspaceFile;
  readonly language: Language | undefined;
  readonly lines: readonly string[];
  readonly lineCount: number;
  readonly scanned: ScannedText;
  readonly declarations: readonly Declaration[];
  readonly imports: readonly Import[];
  /** What the comment at the top says about the whole file; empty if there is none. */
  readonly doc: string;
  readonly isTest: boolean;
  /** Made by a program for programs: minified, a source map, a lock file. What stands in it tells people nothing. */
  readonly isGenerated: boolean;
}

export function readCodeFile(file: WorkspaceFile, text: string): CodeFile {
  const language = languageOfPath(file.path);
  const scanned = scanText(text, language);
  const declarations = findDeclarations(scanned, language);
  return {
    file,
    language,
    scanned,
    lines: text.split('\n'),
    lineCount: countLines(text),
    declarations,
    imports: findImports(scanned, language),
    doc: fileDoc(scanned, language, declarations),
    isGenerated: isGenerated(file.path, text),
    isTest: isTestPath(file.path) || (language?.id === 'rust' && /^\s*#\[cfg\(test\)\]/m.test(text)),
  };
}

function isGenerated(path: string, text: string): boolean {
  return (
    /\.map$|\.min\.[a-z]+$|(?:^|[/-])lock\.(?:json|yaml)$|\.lock$|(?:^|\/)go\.sum$/.test(path) ||
    text.split('\n', 5).some((line) => line.length > 2000)
  );
}

/** By its name or folder, as test runners and people call tests. */
export function isTestPath(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testing)\//i.test(path) ||
    /[._-](?:test|tests|spec|specs|cy|e2e)\.[^./]+$/i.test(path) ||
    /(?:^|\/)test_[^/]+\.py$|(?:^|\/)conftest\.py$/.test(path) ||
    /(?:Test|Tests|IT|Spec)\.(?:java|kt|cs|swift|scala|php)$/.test(path)
  );
}

/** The declaration that holds a line, the innermost one; its own first line counts. */
export function declarationAround(code: CodeFile, line: number): Declaration | undefined {
  return code.declarations.findLast((declaration) => declaration.line <= line && line <= declaration.endLine);
}

/** `Session › start`, of the place of a line; undefined outside of everything that has a name. */
export function sectionOf(code: CodeFile, line: number): string | undefined {
  const around = declarationAround(code, line);
  return around ? [...around.enclosing, around.name].join(' › ') : undefined;
}

/**
 * The first comment of a file, or the first paragraph of a text: not a licence, and not the comment of the first
 * declaration, which stands right above it.
 */
function fileDoc(scanned: ScannedText, language: Language | undefined, declarations: readonly Declaration[]): string {
  const lines = scanned.text.split('\n', 60);
  if (language?.role === 'prose') {
    const start = lines.findIndex(
      (line) => /^ {0,3}[\p{L}*_`"“[]/u.test(line) && !/^\[!?\[|^<|^---|^```/.test(line.trim()),
    );
    if (start < 0) return '';
    const end = lines.findIndex(
      (line, index) => index > start && (line.trim() === '' || /^(?:#|```|[-=]{3})/.test(line)),
    );
    return lines
      .slice(start, end < 0 ? undefined : end)
      .join(' ')
      .trim();
  }
  if (language?.role !== 'code') return '';
  if (language.hasDocStrings && /^(?:#[^\n]*\n|\s*\n)*[rRuU]?(?:"""|''')/.test(scanned.text)) {
    return (
      /("""|''')\s*(?<text>.*?)(?:\n\s*\n|\1)/s.exec(scanned.text)?.groups?.['text']?.replace(/\s+/g, ' ').trim() ?? ''
    );
  }
  const starts = lineStartsOf(scanned);
  const isComment = (index: number): boolean => {
    const line = lines[index] ?? '';
    return (
      line.trim() !== '' &&
      scanned.kinds[(starts[index] ?? 0) + line.length - line.trimStart().length] === textKinds.comment
    );
  };
  let start = lines[0]?.startsWith('#!') ? 1 : 0;
  while (start < lines.length && (lines[start]?.trim() === '' || /^\s*(?:['"]use |<\?php)/.test(lines[start] ?? '')))
    start++;
  while (isComment(start)) {
    let end = start;
    while (isComment(end + 1)) end++;
    const text = plainComment(lines.slice(start, end + 1));
    const belongsToDeclaration = declarations.some((declaration) => declaration.line === end + 2);
    const isLicence = /copyright|licen[sc]ed?\b|SPDX|all rights reserved/i.test(lines.slice(start, end + 1).join(' '));
    if (text !== '' && !isLicence) return belongsToDeclaration ? '' : text;
    start = end + 1;
    while (start < lines.length && lines[start]?.trim() === '') start++;
  }
  return '';
}

/** The declarations that name what a file is for: not the members of others, in data not what lies deep. */
export function mainDeclarations(code: CodeFile): readonly Declaration[] {
  return code.declarations.filter((declaration) => {
    if (declaration.kind === 'field' || declaration.kind === 'constructor') return false;
    if (declaration.kind === 'heading') return headingLevel(code, declaration.line) <= 2;
    return declaration.enclosing.length === 0;
  });
}

function headingLevel(code: CodeFile, line: number): number {
  return /^#*/.exec(code.lines[line - 1] ?? '')?.[0].length ?? 0;
}
