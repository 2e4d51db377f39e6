import type { AgentEvent } from '../agent.ts';
import { type CodeFile, isTestPath } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { type SearchResult, searchText } from '../workspace/searchText.ts';
import { takeTurns } from '../workspace/workspaceFiles.ts';
import { closing } from './closing.ts';
import { callTool, type Desk, say } from './desk.ts';
import type { TopicPlan } from './plan.ts';
import { projectScripts } from './projectFacts.ts';
import { notFound } from './helpReport.ts';
import { code as inCode, fileLink, listing, quote, quoteInRow, row, tableHead } from './markdown.ts';
import { citeDeclaration, citeLine, excerpt, kindText } from './places.ts';
import { stem, wordsOfName } from './questionWords.ts';

const maxRankedFiles = 250;
const maxTopics = 6;

interface Ranked {
  readonly code: CodeFile;
  readonly declaration: Declaration;
  readonly matched: ReadonlySet<string>;
  readonly score: number;
}

/**
 * A question in plain words: ranks the declarations, files and headings by how many of the words their names and
 * comments share. Words that only stand somewhere in the text are not enough to claim anything.
 */
export async function* topicReport(desk: Desk, plan: TopicPlan): AsyncGenerator<AgentEvent, void> {
  const { topics } = plan;
  const stems = [...new Set(topics.map(stem))].slice(0, maxTopics);
  const found = yield* callTool(desk, searchText, { queries: stems, mode: 'literal', caseSensitive: false });
  if (!found || desk.isStopped) return;
  desk.coverages.push(found.coverage);
  const ranked = await rank(desk, found, stems);
  const scripts = plan.asksForScripts ? yield* projectScripts(desk) : [];
  const [best] = ranked;
  if (scripts.length > 0) yield* say(desk, scripts);
  else if (!best || best.matched.size < Math.ceil(stems.length * 0.6)) {
    yield* notFound(desk, topics);
  } else yield* say(desk, report(desk, topics, ranked, found));
}

async function rank(desk: Desk, found: SearchResult, stems: readonly string[]): Promise<readonly Ranked[]> {
  const places = new Map<string, number>();
  for (const match of found.matches) places.set(match.file.name, (places.get(match.file.name) ?? 0) + 1);
  const { files } = await desk.files.list();
  const candidates = files
    .filter((file) => places.has(file.name))
    .toSorted(
      (one, other) => (places.get(other.name) ?? 0) - (places.get(one.name) ?? 0) || (one.name < other.name ? -1 : 1),
    )
    .slice(0, maxRankedFiles);
  const ranked: Ranked[] = [];
  for (const [index, file] of candidates.entries()) {
    await takeTurns(index);
    if (desk.isStopped) break;
    const code = await desk.code(file);
    if (code?.language?.role === 'data' || !code) continue;
    const pathWords = new Set(wordsOfName(file.path).map(stem));
    for (const declaration of code.declarations) {
      if (declaration.kind === 'field') continue;
      const own = scoreOf(code, declaration, stems, pathWords);
      if (own.score > 0) ranked.push({ code, declaration, ...own });
    }
  }
  return ranked.toSorted(
    (one, other) =>
      other.matched.size - one.matched.size ||
      other.score - one.score ||
      (one.code.file.name < other.code.file.name ? -1 : Number(one.code.file.name > other.code.file.name)) ||
      one.declaration.line - other.declaration.line,
  );
}

function scoreOf(
  code: CodeFile,
  declaration: Declaration,
  stems: readonly string[],
  pathWords: ReadonlySet<string>,
): { score: number; matched: ReadonlySet<string> } {
  const nameWords = new Set(wordsOfName(declaration.name).map(stem));
  const docWords = new Set(wordsOfName(declaration.doc).map(stem));
  const placeWords = new Set([...pathWords, ...declaration.enclosing.flatMap(wordsOfName).map(stem)]);
  const matched = new Set<string>();
  let score = 0;
  for (const each of stems) {
    const points = (nameWords.has(each) ? 6 : 0) + (docWords.has(each) ? 3 : 0) + (placeWords.has(each) ? 3 : 0);
    score += points;
    if (points > 0) matched.add(each);
  }
  // That it stands in a place of that name says too little.
  if (!stems.some((each) => nameWords.has(each) || docWords.has(each))) return { score: 0, matched };
  if (declaration.isExported) score += 2;
  if (declaration.enclosing.length === 0) score += 1;
  if (isTestPath(code.file.path)) score -= 6;
  if (declaration.kind === 'heading') score -= 2;
  if (declaration.kind === 'variable' || declaration.kind === 'constant') score -= 1;
  return { score, matched };
}

async function* report(
  desk: Desk,
  topics: readonly string[],
  ranked: readonly Ranked[],
  found: SearchResult,
): AsyncGenerator<string> {
  const code = ranked.filter((each) => each.declaration.kind !== 'heading');
  const texts = ranked.filter((each) => each.declaration.kind === 'heading').slice(0, 5);
  const most = ranked[0]?.matched.size ?? 0;
  const shown = code.filter((each) => each.matched.size >= Math.max(1, most - 1)).slice(0, 10);
  yield `I know no meanings, only words: this is what in the workspace is named or described with ${listing(topics.map(inCode))}. The likeliest come first.\n`;
  const [best] = shown;
  if (best) {
    yield tableHead(['What', 'Where', 'Its comment says']);
    for (const { code, declaration } of shown) {
      yield row([
        `${kindText(declaration, false)} ${inCode(declaration.name)}`,
        citeDeclaration(desk, code, declaration),
        quoteInRow(declaration.doc) || '–',
      ]);
    }
    yield `\n### ${inCode(best.declaration.name)}\n`;
    yield excerpt(best.code, best.declaration.line, best.declaration.endLine);
    yield '\n';
  }
  if (texts.length > 0) {
    yield '### In the documentation\n\n';
    for (const { code, declaration } of texts)
      yield `- ${citeLine(desk, code, declaration.line)}: ${quote(declaration.name)}\n`;
    yield '\n';
  }
  const files = new Map<string, number>();
  for (const match of found.matches)
    if (!isTestPath(match.file.path)) files.set(match.file.name, (files.get(match.file.name) ?? 0) + 1);
  const dense = [...files].toSorted(([, one], [, other]) => other - one).slice(0, 6);
  if (dense.length > 0)
    yield `The words stand most often in ${listing(dense.map(([name, places]) => `${fileLink(name)} (${places})`))}.\n`;
  yield closing(desk);
}
