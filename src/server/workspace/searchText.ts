import { AgentError } from '../../model/errors.ts';
import { arrayOf, booleanOf, stringOf } from '../../model/parse.ts';
import { type Coverage, coverageReport } from './coverage.ts';
import { editorGlob } from './editorGlob.ts';
import { textMatcher } from './textMatcher.ts';
import { takeTurns, type WorkspaceFile, type WorkspaceFiles } from './workspaceFiles.ts';
import type { WorkspaceTool } from './workspaceTool.ts';

export const searchLimits = {
  timeMs: 5000,
  bytes: 128_000_000,
  maxQueries: 24,
  maxQueryLength: 500,
  /** Kept with their line; further ones are only counted. */
  keptMatchesPerQuery: 1000,
  /** Told to models and shown in the panel. */
  reportedMatches: 40,
  reportedLineLength: 160,
} as const;

/** Files that are read at the same time. */
const readAhead = 8;

export type SearchMode = 'word' | 'literal' | 'regex';

export interface SearchInput {
  readonly queries: readonly string[];
  readonly mode: SearchMode;
  readonly isCaseSensitive: boolean;
  /** A glob: only files whose name it matches. */
  readonly include?: string;
}

export interface Match {
  readonly query: string;
  readonly file: WorkspaceFile;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 0, in UTF-16 units. */
  readonly column: number;
  readonly lineText: string;
}

export interface SearchResult {
  readonly input: SearchInput;
  /** In the order of the files and lines. */
  readonly matches: readonly Match[];
  /** Per query, also of matches that were not kept. */
  readonly totals: ReadonlyMap<string, number>;
  readonly matchingFiles: number;
  readonly coverage: Coverage;
}

interface SearchProgress {
  readonly searchedFiles: number;
  readonly totalFiles: number;
  readonly matches: number;
}

export const searchText: WorkspaceTool<SearchInput, SearchProgress, SearchResult> = {
  name: 'search_text',
  description:
    'Finds words, literal texts or regular expressions in the text files of the workspace. Files that git or the editor leave out are not searched.',
  inputSchema: {
    type: 'object',
    properties: {
      queries: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: searchLimits.maxQueries },
      mode: { enum: ['word', 'literal', 'regex'], default: 'literal' },
      caseSensitive: { type: 'boolean', default: true },
      include: { type: 'string', description: 'Glob of the files to search, such as src/**/*.ts' },
    },
    required: ['queries'],
    additionalProperties: false,
  },
  parse: parseInput,
  run: search,
  reportProgress: (progress) => ({ ...progress }),
  report,
};

function parseInput(input: unknown): SearchInput {
  const single = stringOf(input, 'query');
  const queries = [...(single === undefined ? [] : [single]), ...arrayOf(input, 'queries')].filter(
    (query): query is string => typeof query === 'string' && query.trim() !== '',
  );
  const mode = stringOf(input, 'mode') ?? 'literal';
  if (queries.length === 0) throw new AgentError('invalid', 'search_text needs at least one text to search for.');
  if (queries.length > searchLimits.maxQueries || queries.some((query) => query.length > searchLimits.maxQueryLength)) {
    throw new AgentError('invalid', 'search_text was given too many or too long texts.');
  }
  if (mode !== 'word' && mode !== 'literal' && mode !== 'regex') {
    throw new AgentError('invalid', `search_text has no mode “${mode}”; it has word, literal and regex.`);
  }
  const include = stringOf(input, 'include');
  return {
    queries: [...new Set(queries)],
    mode,
    isCaseSensitive: booleanOf(input, 'caseSensitive') ?? true,
    ...(include ? { include } : {}),
  };
}

async function* search(input: SearchInput, files: WorkspaceFiles): AsyncGenerator<SearchProgress, SearchResult> {
  const match = textMatcher(input);
  const list = await files.list();
  const startedAt = files.now();
  const include = input.include === undefined ? undefined : editorGlob(input.include);
  const candidates = include
    ? list.files.filter((file) => include.test(file.path) || include.test(file.name))
    : list.files;
  const totals = new Map(input.queries.map((query) => [query, 0]));
  const matches: Match[] = [];
  const skipped = { binary: 0, 'too-large': 0, outside: 0, unreadable: 0 };
  let searchedFiles = 0;
  let bytes = 0;
  let matchingFiles = 0;
  let unfinishedFiles = 0;
  let found = 0;
  let stoppedBy: Coverage['stoppedBy'];
  for (const [index, file] of candidates.entries()) {
    await takeTurns(index);
    // Read ahead: most of the time is waiting for the disk. What is found stays in the order of the files.
    if (index % readAhead === 0)
      await Promise.all(candidates.slice(index, index + readAhead).map((next) => files.read(next)));
    if (files.signal.aborted) stoppedBy = 'cancelled';
    else if (files.now() - startedAt > searchLimits.timeMs) stoppedBy = 'time';
    else if (bytes > searchLimits.bytes) stoppedBy = 'bytes';
    if (stoppedBy) break;
    const content = await files.read(file);
    if (content.kind !== 'text') {
      skipped[content.kind]++;
      continue;
    }
    searchedFiles++;
    bytes += content.bytes;
    const inFile = match(content.text);
    if (!inFile.isComplete) unfinishedFiles++;
    if (inFile.matches.length > 0) matchingFiles++;
    for (const { query, line, column, lineText } of inFile.matches) {
      const total = (totals.get(query) ?? 0) + 1;
      totals.set(query, total);
      found++;
      if (total <= searchLimits.keptMatchesPerQuery) matches.push({ query, file, line, column, lineText });
    }
    if (index % 250 === 249) yield { searchedFiles, totalFiles: candidates.length, matches: found };
  }
  return {
    input,
    matches,
    totals,
    matchingFiles,
    coverage: {
      searchedFiles,
      totalFiles: candidates.length,
      bytes,
      binaryFiles: skipped.binary,
      largeFiles: skipped['too-large'],
      unreadableFiles: skipped.unreadable + skipped.outside,
      unfinishedFiles,
      ...(stoppedBy ? { stoppedBy, elapsedMs: files.now() - startedAt } : {}),
      ...(list.stoppedBy ? { listStoppedBy: list.stoppedBy } : {}),
    },
  };
}

function report(result: SearchResult): unknown {
  const shown = result.matches.slice(0, searchLimits.reportedMatches);
  const total = [...result.totals.values()].reduce((sum, value) => sum + value, 0);
  return {
    matches: shown.map((match) => ({
      ...(result.input.queries.length > 1 ? { query: match.query } : {}),
      file: match.file.name,
      line: match.line,
      text: clip(match.lineText.trim(), searchLimits.reportedLineLength),
    })),
    ...(total > shown.length ? { furtherMatches: total - shown.length } : {}),
    totals: Object.fromEntries(result.totals),
    matchingFiles: result.matchingFiles,
    ...coverageReport(result.coverage),
  };
}

export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
