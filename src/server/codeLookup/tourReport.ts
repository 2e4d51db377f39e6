import type { AgentEvent } from '../agent.ts';
import { count, plural } from '../workspace/coverage.ts';
import { type CodeFile, isTestPath } from '../workspace/languages/codeFile.ts';
import { listFiles, listLimits, type ListResult } from '../workspace/listFiles.ts';
import { folderOf } from '../workspace/languages/resolveImport.ts';
import { readFile } from '../workspace/readFile.ts';
import { callTool, type Desk, withoutGap } from './desk.ts';
import { notFound } from './helpReport.ts';
import { code as inCode, fileLink, listing, prose, quote, row, tableHead } from './markdown.ts';
import { citeLine, declaresText } from './places.ts';
import { manifestOf, readmeOf } from './projectFacts.ts';
import { resolvedImports } from './relations.ts';

/** A person can follow about four files a second; many files go faster, so that a minute is always enough. */
const naturalPaceMs = 250;
const tourTimeMs = 48_000;

/** Of one folder; what is beyond is counted. */
const maxLinesOfFolder = 40;

/** Goes through the workspace, or a folder of it, file by file, and reports as it goes. */
export async function* tourReport(desk: Desk, folder: string | undefined): AsyncGenerator<AgentEvent, void> {
  const all = (await desk.files.list()).files;
  const below =
    folder === undefined
      ? all
      : all.filter((file) => [file.name, file.path].some((name) => name.startsWith(`${folder}/`)));
  if (below.length === 0) {
    yield* notFound(desk, [folder ?? 'files']);
    return;
  }
  const facts: string[] = [];
  if (folder === undefined) {
    const manifest = all.find((file) => manifestOf(file.path));
    const readme = all.find((file) => /^readme(?:\.\w+)?$/i.test(file.path));
    for (const file of [manifest, readme]) {
      const read = file && (yield* callTool(desk, readFile, { path: file.name }));
      const code = read && (await desk.code(read.file));
      if (!code) continue;
      facts.push(...(file === manifest ? (manifestOf(file.path)?.(code, desk) ?? []) : readmeOf(code, desk)));
    }
  }
  if (desk.isStopped) return;
  const total = Math.min(below.length, listLimits.outlinedFiles);
  const paceMs = Math.min(naturalPaceMs, Math.floor(tourTimeMs / total));
  const seconds = Math.max(1, Math.round((paceMs * total) / 1000));
  const beginning = new Narrator(desk);
  for (const fact of facts) yield* beginning.say(fact);
  yield* beginning.say(
    `${facts.length > 0 ? '\n' : ''}I go through ${plural(total, 'file')}${folder ? ` below ${inCode(`${folder}/`)}` : ''} one by one, which takes about ${plural(seconds, 'second')}; I take my time on purpose, so that it can be followed. *Stop* ends it at any point.\n`,
  );
  // The call stands between two texts, where a reader expects it, and not below one that it fills itself.
  yield* beginning.close();
  const text = new Narrator(desk);
  const walk = new FolderWriter(folder);
  const result = yield* callTool(
    desk,
    listFiles,
    { ...(folder ? { folder } : {}), declarations: true },
    async function* (progress) {
      for (const piece of walk.lineOf(progress.file.name, progress.code)) yield* text.say(piece);
      await desk.context.pace(paceMs);
    },
  );
  for (const piece of walk.endOfFolder()) yield* text.say(piece);
  if (result && !desk.isStopped) for await (const piece of summary(desk, result)) yield* text.say(piece);
  yield* text.close();
}

/** One text that goes on while a tool is still at work. */
class Narrator {
  readonly #desk: Desk;
  readonly #id: string;
  #tail = '\n\n';
  #isOpen = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#id = desk.nextId('text');
  }

  *say(piece: string): Generator<AgentEvent> {
    if (this.#desk.isStopped) return;
    if (!this.#isOpen) {
      this.#isOpen = true;
      yield { type: 'text-start', id: this.#id };
      if (this.#desk.isStopped) return;
    }
    const delta = withoutGap(this.#tail, piece);
    this.#tail = (this.#tail + delta).slice(-2);
    yield { type: 'text-delta', id: this.#id, delta };
    for (const source of this.#desk.takeSources()) yield { type: 'source-document', source };
  }

  *close(): Generator<AgentEvent> {
    if (this.#isOpen) yield { type: 'text-end', id: this.#id };
  }
}

/** Turns files in the order of the walk into headed lists; of files with nothing to tell the kinds are counted. */
class FolderWriter {
  readonly #root: string | undefined;
  #folder: string | undefined;
  #lines = 0;
  #untold = new Map<string, number>();
  #further = 0;

  constructor(root: string | undefined) {
    this.#root = root;
  }

  *lineOf(name: string, code: CodeFile | undefined): Generator<string> {
    const folder = folderOf(name);
    if (folder !== this.#folder) {
      yield* this.endOfFolder();
      this.#folder = folder;
      yield `\n#### ${folder === '' ? (this.#root ?? 'Top level') : inCode(`${folder}/`)}\n\n`;
    }
    const gist = code ? gistOf(code) : '';
    if (gist === '') {
      const ending = /[^./](\.[^./]+)$/.exec(name)?.[1] ?? 'no ending';
      this.#untold.set(ending, (this.#untold.get(ending) ?? 0) + 1);
      return;
    }
    this.#lines++;
    if (this.#lines > maxLinesOfFolder) {
      this.#further++;
      return;
    }
    yield `- ${fileLink(name, undefined, undefined, name.slice(folder === '' ? 0 : folder.length + 1))} (${plural(code?.lineCount ?? 0, 'line')})${gist}\n`;
  }

  *endOfFolder(): Generator<string> {
    const untold = [...this.#untold].map(
      ([ending, files]) =>
        `${plural(files, 'file')} ${ending === 'no ending' ? 'without an ending' : inCode(`*${ending}`)}`,
    );
    if (untold.length > 0) yield `- ${this.#lines > 0 ? 'also ' : ''}${listing(untold, 6)}\n`;
    if (this.#further > 0) yield `- and ${plural(this.#further, 'more file')} that declare something\n`;
    this.#untold = new Map();
    this.#lines = 0;
    this.#further = 0;
  }
}

function gistOf(code: CodeFile): string {
  const says = quote(code.doc, 120);
  const role = code.language?.role;
  if (role === 'prose') return says === '' || code.language?.id === 'plaintext' ? '' : `: ${says}`;
  if (role !== 'code') return '';
  const names = declaresText(code);
  const tests = code.isTest ? testCount(code) : 0;
  if (tests > 0) return `: ${plural(tests, 'test')}${says === '' ? '' : `; ${says}`}`;
  const handedOn = code.imports.filter((each) => each.isReexport).map((each) => inCode(each.from));
  const handsOn = handedOn.length > 0 ? `hands on ${listing(handedOn, 4)}` : '';
  const parts = [names, handsOn, says].filter((part) => part !== '');
  return parts.length > 0 ? `: ${parts.join('; ')}` : '';
}

function testCount(code: CodeFile): number {
  const [own] = code.language?.tests ?? [];
  return own ? code.lines.filter((line) => own.test(line)).length : 0;
}

async function* summary(desk: Desk, result: ListResult): AsyncGenerator<string> {
  const { outlines } = result;
  yield '\n### In numbers\n';
  const languages = new Map<string, { files: number; lines: number }>();
  for (const code of outlines) {
    const own = languages.get(code.language?.name ?? 'other text') ?? { files: 0, lines: 0 };
    languages.set(code.language?.name ?? 'other text', { files: own.files + 1, lines: own.lines + code.lineCount });
  }
  yield tableHead(['Language', 'Files', 'Lines']);
  for (const [name, { files, lines }] of [...languages]
    .toSorted(([, one], [, other]) => other.lines - one.lines)
    .slice(0, 10)) {
    yield row([prose(name), count(files), count(lines)]);
  }
  const tests = outlines.filter((code) => code.language?.role === 'code' && isTestPath(code.file.path));
  const code = outlines.filter((each) => each.language?.role === 'code' && !isTestPath(each.file.path));
  yield `\n${plural(code.length, 'file')} of code, ${plural(tests.length, 'file')} of tests${tests.length > 0 ? `, most of them in ${inCode(`${commonestFolder(tests)}/`)}` : ''}.\n`;

  const imported = new Map<string, number>();
  for (const each of outlines) {
    const targets = new Set(
      (await resolvedImports(desk, each)).flatMap(({ target }) =>
        target && target !== each.file.name ? [target] : [],
      ),
    );
    for (const target of targets) imported.set(target, (imported.get(target) ?? 0) + 1);
  }
  const byName = new Map(outlines.map((each) => [each.file.name, each]));
  const hubs = [...imported]
    .toSorted(([one, most], [other, least]) => least - most || (one < other ? -1 : 1))
    .slice(0, 8);
  if (hubs.length > 0) {
    yield '\n### What the most files import\n';
    yield tableHead(['File', 'Imported by', 'It declares']);
    for (const [name, files] of hubs) {
      const hub = byName.get(name);
      yield row([
        hub ? citeLine(desk, hub, hub.declarations[0]?.line ?? 1, name) : fileLink(name),
        plural(files, 'file'),
        hub ? declaresText(hub) || '–' : '–',
      ]);
    }
  }
  const entries = code.filter(
    (each) =>
      !imported.has(each.file.name) &&
      each.imports.length > 0 &&
      !/\.(?:config|d)\.\w+$|\.pyi$|(?:^|\/)(?:scripts?|tools?|bench|docs?|examples?)\//.test(each.file.path),
  );
  if (hubs.length > 0 && entries.length > 0) {
    yield `\nNo other file imports ${listing(
      entries.map((each) => fileLink(each.file.name)),
      8,
    )}: that is where programs begin, or what nothing uses.\n`;
  }
  const bound = result.outlineStoppedBy ?? result.listStoppedBy;
  const left = result.files.length - result.outlinedFiles;
  yield `\n*Code Lookup has no language model: this is what the files declare and say about themselves. It read ${left > 0 ? `${count(result.outlinedFiles)} of ${count(result.files.length)} files` : plural(result.outlinedFiles, 'file')}${bound === 'time' ? ' and stopped at the time limit of a minute' : bound === 'files' ? ' and stopped at its limit' : ''}. What git or the editor leave out was not read.*\n`;
}

function commonestFolder(files: readonly CodeFile[]): string {
  const folders = new Map<string, number>();
  for (const code of files) {
    const top = code.file.name.split('/').slice(0, 2).join('/');
    const folder = folderOf(code.file.name) === '' ? '.' : top === code.file.name ? folderOf(top) : top;
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return [...folders].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? '.';
}
