import vm from 'node:vm';
import { AgentError } from '../../model/errors.ts';
import type { SearchInput } from './searchText.ts';
import { escapeForRegExp } from './wildcard.ts';

interface TextMatch {
  readonly query: string;
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

export interface FileMatches {
  readonly matches: readonly TextMatch[];
  /** False if there may be more: a bound of time or number was reached. */
  readonly isComplete: boolean;
}

/** A regular expression with nested repetition can take for ever; one gets this long for a file. */
const patternTimeMs = 250;

/** Per file: a generated file with a hit in every line must not fill the memory. */
const maxMatchesPerFile = 2000;

/**
 * Makes the function that finds all queries in a text, in the order of the lines. Words are not part of longer names
 * (letters, digits, `_` and `$` of any script count). Throws an `AgentError` for a broken regular expression.
 */
export function textMatcher(input: SearchInput): (text: string) => FileMatches {
  if (input.mode === 'regex') return patternMatcher(input);
  const flags = input.isCaseSensitive ? 'gu' : 'giu';
  // The longest first: `a.b` must win over `a` where both are asked for.
  const sorted = input.queries.toSorted((one, other) => other.length - one.length);
  const alternatives = sorted.map((query) => (input.mode === 'word' ? wordSource(query) : escapeForUnicode(query)));
  const pattern = new RegExp(alternatives.map((source) => `(${source})`).join('|'), flags);
  return (text) => {
    const found: { query: string; index: number }[] = [];
    for (const match of text.matchAll(pattern)) {
      const query = sorted[match.slice(1).findIndex((group) => group !== undefined)];
      if (query !== undefined) found.push({ query, index: match.index });
      if (found.length >= maxMatchesPerFile) break;
    }
    return { matches: withLines(text, found), isComplete: found.length < maxMatchesPerFile };
  };
}

function wordSource(query: string): string {
  const wordCharacter = /[\p{L}\p{N}_$]/u;
  const before = wordCharacter.test(query.at(0) ?? '') ? String.raw`(?<![\p{L}\p{N}_$])` : '';
  const after = wordCharacter.test(query.at(-1) ?? '') ? String.raw`(?![\p{L}\p{N}_$])` : '';
  return before + escapeForUnicode(query) + after;
}

/** In a pattern with the flag `u` a hyphen outside of a class must not be escaped. */
function escapeForUnicode(text: string): string {
  return escapeForRegExp(text).replaceAll(String.raw`\-`, '-');
}

function patternMatcher(input: SearchInput): (text: string) => FileMatches {
  const flags = input.isCaseSensitive ? 'gm' : 'gim';
  const patterns = input.queries.map((query) => ({ query, pattern: compile(query, flags) }));
  const sandbox = vm.createContext({ text: '', pattern: /(?:)/ });
  // Only code that runs inside `vm` can be interrupted. The script is ours, nothing of the query is in it.
  const script = new vm.Script(
    `{ const found = []; pattern.lastIndex = 0; for (let match; found.length < ${maxMatchesPerFile} && (match = pattern.exec(text)); ) { if (match[0] === '') pattern.lastIndex++; else found.push(match.index); } found.join(); }`,
  );
  return (text) => {
    let isComplete = true;
    const found = patterns.flatMap(({ query, pattern }) => {
      Object.assign(sandbox, { text, pattern });
      const positions = positionsWithin(script, sandbox);
      if (!positions || positions.length >= maxMatchesPerFile) isComplete = false;
      return (positions ?? []).map((index) => ({ query, index }));
    });
    const sorted = found.toSorted((one, other) => one.index - other.index);
    return { matches: withLines(text, sorted), isComplete };
  };
}

function compile(query: string, flags: string): RegExp {
  try {
    return new RegExp(query, flags);
  } catch (cause) {
    throw new AgentError('invalid', `“${query}” is not a regular expression.`, { cause });
  }
}

/** Undefined if the time was not enough. */
function positionsWithin(script: vm.Script, sandbox: vm.Context): readonly number[] | undefined {
  try {
    const joined = String(script.runInContext(sandbox, { timeout: patternTimeMs }));
    return joined === '' ? [] : joined.split(',').map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}

function withLines(text: string, found: readonly { query: string; index: number }[]): readonly TextMatch[] {
  let line = 1;
  let lineStart = 0;
  return found.map(({ query, index }) => {
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < index; next = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = next + 1;
    }
    const lineEnd = text.indexOf('\n', lineStart);
    const lineText = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
    return { query, line, column: index - lineStart, lineText };
  });
}
