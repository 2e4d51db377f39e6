import type { AgentEvent } from '../agent.ts';
import { describeCoverage } from '../workspace/coverage.ts';
import { type CodeFile, mainDeclarations } from '../workspace/languages/codeFile.ts';
import { listFiles } from '../workspace/listFiles.ts';
import type { WorkspaceFile } from '../workspace/workspaceFiles.ts';
import { callTool, type Desk, say } from './desk.ts';
import { code as inCode, listing, prose, shorten } from './markdown.ts';

/** So many files are looked into for names to suggest. */
const maxProbedFiles = 40;

export async function* helpReport(desk: Desk): AsyncGenerator<AgentEvent, void> {
  const examples = yield* exampleQuestions(desk);
  yield* say(desk, [
    'I am **Code Lookup**. I have no language model and use no network: I look things up in this workspace and show what I find, each thing with its place.\n\n',
    'Select code and ask about it, or ask for example:\n\n',
    ...examples,
  ]);
}

/** Asked for something that takes a model or a person. */
export async function* cannotReport(desk: Desk, wish: string): AsyncGenerator<AgentEvent, void> {
  const examples = yield* exampleQuestions(desk);
  yield* say(desk, [
    `That is beyond me, sorry: I have no language model, so I cannot ${wish.endsWith('?') ? 'answer' : 'do'} “${prose(shorten(wish, 80))}”. `,
    'I look things up in this workspace and show what I find, each thing with its place. I can help with questions like these:\n\n',
    ...examples,
  ]);
}

/** Nothing in the workspace goes by these names or words. */
export async function* notFound(desk: Desk, wanted: readonly string[]): AsyncGenerator<AgentEvent, void> {
  const examples = yield* exampleQuestions(desk);
  const { files } = await desk.files.list();
  const bounded = desk.coverages.find((coverage) => coverage.stoppedBy ?? coverage.listStoppedBy);
  const bounds = bounded ? `It may be in a part that I did not see: I ${describeCoverage(bounded)}. ` : '';
  const opening =
    files.length === 0
      ? 'There are no files that I may read in this workspace, so there is nothing to look up. '
      : `I found nothing in this workspace about ${listing(wanted.map(inCode), 6)}. I have no language model and know only what stands in its files. ${bounds}`;
  yield* say(desk, [opening, 'I can help with questions like these:\n\n', ...examples]);
}

/** Questions that have an answer here. */
async function* exampleQuestions(desk: Desk): AsyncGenerator<AgentEvent, readonly string[]> {
  const listed = yield* callTool(desk, listFiles, {});
  const example = await exampleFile(desk, listed?.files ?? []);
  const name =
    example && mainDeclarations(example).find((each) => each.isExported !== false && each.kind !== 'variable')?.name;
  const folder = example?.file.name.includes('/')
    ? example.file.name.slice(0, example.file.name.lastIndexOf('/'))
    : undefined;
  const questions = [
    ...(name ? [`Where is ${inCode(name)} defined and used?`] : []),
    ...(example
      ? [
          `What does ${inCode(example.file.name)} do?`,
          `Which tests cover ${inCode(example.file.name)}?`,
          `What imports ${inCode(example.file.name)}?`,
        ]
      : []),
    ...(folder ? [`List the files in ${inCode(folder)}`] : []),
    'Find the text "TODO"',
    'Explain this workspace *(goes through it file by file)*',
  ];
  return questions.map((question) => `- ${question}\n`);
}

/** The file of some size whose names are most, among the first code files that are no tests. */
async function exampleFile(desk: Desk, files: readonly WorkspaceFile[]): Promise<CodeFile | undefined> {
  const likely = files.filter(
    (file) =>
      /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|rb|php|c|cc|cpp|swift)$/.test(file.path) &&
      !/(?:^|\/)(?:tests?|spec|scripts?|examples?|fixtures)\/|\.(?:test|spec|config)\./.test(file.path),
  );
  let best: CodeFile | undefined;
  let most = 0;
  for (const file of likely.slice(0, maxProbedFiles)) {
    const code = await desk.code(file);
    const names = code
      ? mainDeclarations(code).filter((each) => each.isExported !== false && each.kind === 'function').length
      : 0;
    if (code && names > most && names < 12) [best, most] = [code, names];
  }
  return best ?? (likely[0] && (await desk.code(likely[0])));
}
