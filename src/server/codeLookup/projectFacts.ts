import { arrayOf, isObject, objectOf, parseJson, stringOf } from '../../model/parse.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Desk } from './desk.ts';
import { code as inCode, listing, prose, quote } from './markdown.ts';
import { citeLine } from './places.ts';

type FactReader = (code: CodeFile, desk: Desk) => readonly string[];

/** Reads what a manifest at the top of a workspace says about the project; undefined for other files. */
export function manifestOf(path: string): FactReader | undefined {
  if (path === 'package.json') return factsOfPackage;
  if (path === 'pyproject.toml' || path === 'Cargo.toml') return factsOfToml;
  return path === 'go.mod' ? factsOfGoModule : undefined;
}

function factsOfPackage(code: CodeFile, desk: Desk): readonly string[] {
  const value = parseJson(code.scanned.text);
  if (!isObject(value)) return [];
  const name = stringOf(value, 'displayName') ?? stringOf(value, 'name') ?? 'This package';
  const description = stringOf(value, 'description');
  const scripts = Object.keys(objectOf(value, 'scripts') ?? {});
  const dependencies = Object.keys(objectOf(value, 'dependencies') ?? {});
  const contributes = objectOf(value, 'contributes');
  const commands = arrayOf(contributes, 'commands').length;
  const entry = stringOf(value, 'main') ?? stringOf(value, 'module');
  return [
    `**${prose(name)}**${description ? `: ${quote(description, 300)}` : ''} (${citeLine(desk, code, lineOf(code, '"description"') ?? 1, code.file.name)})\n\n`,
    ...(entry ? [`- It begins at ${inCode(entry)}.\n`] : []),
    ...(contributes ? [`- It is an extension of VS Code${commands > 0 ? ` with ${commands} commands` : ''}.\n`] : []),
    ...(scripts.length > 0
      ? [
          `- Scripts: ${listing(scripts.map(inCode), 10)} (${citeLine(desk, code, lineOf(code, '"scripts"') ?? 1, 'where')})\n`,
        ]
      : []),
    ...(dependencies.length > 0
      ? [
          `- It depends on ${listing(dependencies.map(inCode), 10)} (${citeLine(desk, code, lineOf(code, '"dependencies"') ?? 1, 'where')})\n`,
        ]
      : []),
  ];
}

function factsOfToml(code: CodeFile, desk: Desk): readonly string[] {
  const valueOf = (key: string): string | undefined =>
    new RegExp(`^${key}\\s*=\\s*["'](.+?)["']`, 'm').exec(code.scanned.text)?.[1];
  const name = valueOf('name');
  if (!name) return [];
  const description = valueOf('description');
  return [
    `**${prose(name)}**${description ? `: ${quote(description, 300)}` : ''} (${citeLine(desk, code, lineOf(code, 'name') ?? 1, code.file.name)})\n`,
  ];
}

function factsOfGoModule(code: CodeFile, desk: Desk): readonly string[] {
  const name = /^module\s+(\S+)/m.exec(code.scanned.text)?.[1];
  return name ? [`The Go module ${inCode(name)} (${citeLine(desk, code, 1, code.file.name)})\n`] : [];
}

/** What the readme says first. */
export function readmeOf(code: CodeFile, desk: Desk): readonly string[] {
  if (code.doc === '') return [];
  const line = code.lines.findIndex((each) => code.doc.startsWith(each.trim()) && each.trim() !== '') + 1;
  return [`- ${citeLine(desk, code, Math.max(1, line), code.file.name)} says: ${quote(code.doc, 300)}\n`];
}

function lineOf(code: CodeFile, text: string): number | undefined {
  const index = code.lines.findIndex((line) => line.trimStart().startsWith(text));
  return index < 0 ? undefined : index + 1;
}
