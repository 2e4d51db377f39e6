import type { AgentEvent } from '../agent.ts';
import { count, describeCoverage, plural } from '../workspace/coverage.ts';
import { type Match, type SearchResult, searchText } from '../workspace/searchText.ts';
import { callTool, type Desk, say } from './desk.ts';
import { code as inCode, fileLink, listing, row, shorten, tableHead } from './markdown.ts';
import { citeLine } from './places.ts';
import type { Plan } from './plan.ts';

const maxFiles = 40;
const maxLinesOfFile = 4;

/** Every place of a text. Where nothing is found as it is written, capitals are disregarded. */
export async function* findReport(
  desk: Desk,
  plan: Plan & { readonly kind: 'find' },
): AsyncGenerator<AgentEvent, void> {
  const input = { queries: [...plan.queries], mode: plan.mode };
  let found = yield* callTool(desk, searchText, input);
  let isLoose = false;
  if (found && found.matches.length === 0 && !desk.isStopped) {
    found = yield* callTool(desk, searchText, { ...input, caseSensitive: false });
    isLoose = true;
  }
  if (desk.isStopped) return;
  yield* say(
    desk,
    found
      ? report(desk, plan, found, isLoose)
      : [`I cannot search for ${inCode(plan.text)}: it is not a regular expression.\n`],
  );
}

async function* report(
  desk: Desk,
  plan: Plan & { readonly kind: 'find' },
  found: SearchResult,
  isLoose: boolean,
): AsyncGenerator<string> {
  const total = [...found.totals.values()].reduce((sum, value) => sum + value, 0);
  const what = listing(plan.queries.map(inCode));
  const coverage = `It ${describeCoverage(found.coverage)}. What git or the editor leave out was not read.`;
  if (total === 0) {
    yield `**${what}** stands nowhere in this workspace, in capitals or not.\n\n*${coverage}*\n`;
    return;
  }
  yield `**${what}** stands at ${plural(total, 'place')} in ${plural(found.matchingFiles, 'file')}${isLoose ? ', if capitals are disregarded' : ''}.\n`;
  const files = new Map<string, Match[]>();
  for (const match of found.matches) {
    const own = files.get(match.file.name);
    if (own) own.push(match);
    else files.set(match.file.name, [match]);
  }
  yield tableHead(['Place', 'What it says']);
  for (const [name, matches] of [...files].slice(0, maxFiles)) {
    const lines = [...new Map(matches.map((match) => [match.line, match])).values()];
    for (const match of lines.slice(0, maxLinesOfFile)) {
      const code = await desk.code(match.file);
      const place = code ? citeLine(desk, code, match.line) : fileLink(name, match.line);
      yield row([place, inCode(aroundMatch(match))]);
    }
    if (lines.length > maxLinesOfFile)
      yield row([fileLink(name), `*and ${plural(lines.length - maxLinesOfFile, 'more line')}*`]);
  }
  if (files.size > maxFiles) yield row([`*and ${count(found.matchingFiles - maxFiles)} more files*`, '']);
  yield `\n*${coverage}*\n`;
}

/** The line, or of a long one the part with the match. */
function aroundMatch({ lineText, column }: Match): string {
  const line = lineText.trim();
  if (line.length <= 120) return line;
  const start = Math.max(0, column - 40);
  return `${start > 0 ? '…' : ''}${shorten(lineText.slice(start).trim(), 110)}`;
}
