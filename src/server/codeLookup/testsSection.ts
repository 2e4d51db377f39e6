import { plural } from '../workspace/coverage.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Desk } from './desk.ts';
import { code as inCode, fileLink, listing, prose, shorten } from './markdown.ts';
import { byFile, type Hit, isTestHit, isUse, type NameFindings } from './nameLookup.ts';
import { citeLine, testTitleAt } from './places.ts';

const maxFiles = 8;
const maxTitles = 6;

/** The tests that have to do with what was asked about. */
export interface TouchingTests {
  /** Places in tests that mean it. */
  readonly hits: readonly Hit[];
  readonly importers: readonly CodeFile[];
  /** Places in tests with the same names, of which it cannot be told that they mean it. */
  readonly doubtful: readonly Hit[];
}

export function touchingTests(focus: readonly NameFindings[], importers: readonly CodeFile[]): TouchingTests {
  return {
    hits: focus.flatMap(({ hits }) => hits).filter(isTestHit),
    importers: importers.filter((code) => code.isTest),
    doubtful: focus.flatMap(({ unrelated }) => unrelated).filter((hit) => isTestHit(hit) && isUse(hit)),
  };
}

/** How many test files are sure to touch it, and how many more use the same names. */
export interface TestCounts {
  readonly sure: number;
  readonly doubtful: number;
}

export function countTests({ hits, importers, doubtful }: TouchingTests): TestCounts {
  const sure = new Set([...hits.map(({ code }) => code), ...importers]);
  const others = new Set(doubtful.flatMap(({ code }) => (sure.has(code) ? [] : [code])));
  return { sure: sure.size, doubtful: others.size };
}

/**
 * The tests that use the names or import the file, with the titles of those that do so. Those that only use the same
 * names are listed where there are no others.
 */
export function* testsSection(desk: Desk, tests: TouchingTests): Generator<string> {
  const files = new Map(byFile(tests.hits));
  for (const code of tests.importers) if (!files.has(code)) files.set(code, []);
  if (files.size > 0) {
    yield* testFiles(desk, files);
  } else if (tests.doubtful.length > 0) {
    yield 'No test file imports the definition. These use the same name, perhaps for something else:\n\n';
    yield* testFiles(desk, new Map(byFile(tests.doubtful)));
  } else {
    yield 'No test file mentions the names or imports the file; test files are told by their names and folders.\n';
  }
}

function* testFiles(desk: Desk, files: ReadonlyMap<CodeFile, readonly Hit[]>): Generator<string> {
  // Files in which single tests can be named come first.
  const told = [...files].map(([code, own]) => ({ code, own, titles: titlesOf(code, own) }));
  const sorted = told.toSorted(
    (one, other) =>
      Number(other.titles.length > 0) - Number(one.titles.length > 0) ||
      (one.code.file.name < other.code.file.name ? -1 : 1),
  );
  for (const { code, own, titles } of sorted.slice(0, maxFiles)) {
    const names = [...new Set(own.map((hit) => inCode(hit.name)))];
    const [first] = own;
    const link = titles.length === 0 && first ? citeLine(desk, code, first.line) : fileLink(code.file.name);
    yield `- ${link}${names.length > 0 ? ` uses ${listing(names, 5)}` : ' imports the file'}\n`;
    for (const { title, line } of titles.slice(0, maxTitles)) {
      yield `  - “${prose(shorten(title, 110))}” (${citeLine(desk, code, line, `line ${line}`)})\n`;
    }
    if (titles.length > maxTitles) yield `  - and ${plural(titles.length - maxTitles, 'more test')}\n`;
  }
  if (sorted.length > maxFiles) yield `- and ${plural(sorted.length - maxFiles, 'more test file')}\n`;
}

function titlesOf(code: CodeFile, hits: readonly Hit[]): readonly { readonly title: string; readonly line: number }[] {
  const byLine = new Map<number, string>();
  for (const hit of hits) {
    const test = hit.kind === 'imported' ? undefined : testTitleAt(code, hit.line);
    if (test) byLine.set(test.line, test.title);
  }
  return [...byLine].map(([line, title]) => ({ title, line })).toSorted((one, other) => one.line - other.line);
}
