import { arrayOf, isObject, objectOf, parseJson, stringOf } from '../../model/parse.ts';
import type { AgentEvent } from '../agent.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import { readFile } from '../workspace/readFile.ts';
import { closing } from './closing.ts';
import { callTool, type Desk } from './desk.ts';
import { code as inCode, fileLink, listing, prose, quote, row, shorten, tableHead } from './markdown.ts';
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

/** How the project is run, built and tested, as far as its manifests say; empty if they say nothing. */
export async function* projectScripts(desk: Desk): AsyncGenerator<AgentEvent, readonly string[]> {
  const { files } = await desk.files.list();
  const text: string[] = [];
  for (const file of files.filter(({ path }) => path === 'package.json' || path === 'Makefile').slice(0, 4)) {
    const read = yield* callTool(desk, readFile, { path: file.name });
    const code = read && (await desk.code(read.file));
    if (!code) continue;
    const rows = file.path === 'Makefile' ? targetRows(code, desk) : scriptRows(code, desk);
    if (rows.length === 0) continue;
    text.push(
      `${fileLink(file.name)} names these commands:\n`,
      tableHead(['Command', 'Line', 'What it does']),
      ...rows,
      '\n',
    );
  }
  const readme =
    text.length > 0 ? files.find((file) => /^(?:readme|contributing)(?:\.\w+)?$/i.test(file.path)) : undefined;
  if (readme) text.push(`${fileLink(readme.name)} may say more.\n`);
  return text.length > 0 ? [...text, closing(desk)] : [];
}

function scriptRows(code: CodeFile, desk: Desk): readonly string[] {
  const scripts = objectOf(parseJson(code.scanned.text), 'scripts') ?? {};
  const start = lineOf(code, '"scripts"') ?? 0;
  return Object.entries(scripts)
    .slice(0, 30)
    .map(([name, command]) => {
      const line = lineOf(code, `"${name}"`, start) ?? 1;
      return row([
        inCode(`npm run ${name}`),
        citeLine(desk, code, line, String(line)),
        inCode(shorten(String(command), 100)),
      ]);
    });
}

function targetRows(code: CodeFile, desk: Desk): readonly string[] {
  return code.declarations.slice(0, 30).map(({ name, line }) => {
    const command = (code.lines[line] ?? '').trim();
    return row([
      inCode(`make ${name}`),
      citeLine(desk, code, line, String(line)),
      command === '' ? '–' : inCode(shorten(command, 100)),
    ]);
  });
}

/** The first line below `after` that begins with the text; lines count from 1. */
function lineOf(code: CodeFile, text: string, after = 0): number | undefined {
  const index = code.lines.findIndex((line, index) => index >= after && line.trimStart().startsWith(text));
  return index < 0 ? undefined : index + 1;
}
