import { escapeForRegExp, readBracket } from './wildcard.ts';

/** One line of a `.gitignore` file. */
export interface IgnoreRule {
  /** Against the path relative to the folder of the file that holds the rule. */
  readonly pattern: RegExp;
  readonly isNegated: boolean;
  readonly isForFoldersOnly: boolean;
}

/** The rules that one folder adds for everything below it. */
export interface IgnoreLevel {
  /** The folder, relative to the root, with `/`; empty for the root. */
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

/** Reads the text of a `.gitignore` or `.git/info/exclude` file (gitignore(5)). Lines that mean nothing are left out. */
export function parseIgnoreFile(text: string): readonly IgnoreRule[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => parseRule(line.replace(/\r$/, '')))
    .filter((rule) => rule !== undefined);
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line.startsWith('#')) return undefined;
  let glob = withoutTrailingSpaces(line);
  const isNegated = glob.startsWith('!');
  if (isNegated) glob = glob.slice(1);
  const isForFoldersOnly = glob.endsWith('/');
  if (isForFoldersOnly) glob = glob.slice(0, -1);
  if (glob === '') return undefined;
  const isAnchored = glob.includes('/');
  const source = globSource(asBytes(glob.startsWith('/') ? glob.slice(1) : glob));
  if (source === undefined) return undefined;
  const pattern = new RegExp(isAnchored ? `^${source}$` : `(?:^|/)${source}$`, 's');
  return { pattern, isNegated, isForFoldersOnly };
}

/** Git compares bytes: `?` is half an `é`. One character per byte of the UTF-8 text. */
function asBytes(text: string): string {
  return /^\p{ASCII}*$/u.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Git drops spaces at the end unless a backslash stands before them. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end--;
  return line.slice(0, end);
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text[index - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** Undefined for a pattern that git never matches: an open bracket or a backslash at the end. */
function globSource(glob: string): string | undefined {
  let source = '';
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index] ?? '';
    if (character === '*') {
      const end = index + (/^\*+/.exec(glob.slice(index))?.[0].length ?? 1);
      const spansFolders = end - index > 1 && isWholeSegment(glob, index, end);
      if (!spansFolders) source += '[^/]*';
      else source += end === glob.length ? '.*' : '(?:.*/)?';
      index = spansFolders && end < glob.length ? end : end - 1;
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const bracket = readBracket(glob, index);
      if (!bracket) return undefined;
      source += bracket.source;
      index = bracket.end - 1;
    } else if (character === '\\') {
      index++;
      const literal = glob[index];
      if (literal === undefined) return undefined;
      source += escapeForRegExp(literal);
    } else {
      source += escapeForRegExp(character);
    }
  }
  return source;
}

/**
 * `**` spans folders only as a whole name between slashes; elsewhere it is an ordinary `*`. Git (seen in 2.39) compares
 * the text before the first wildcard apart and so takes the `**` of `a**\/b` for the beginning of a name, too.
 */
function isWholeSegment(glob: string, start: number, end: number): boolean {
  const begins = glob[start - 1] === '/' || /^[^*?[\\]*$/.test(glob.slice(0, start));
  return begins && (end === glob.length || glob[end] === '/');
}

/**
 * Whether git leaves out `path` (relative to the root, with `/`), given that none of the folders above it is left out:
 * nothing below an ignored folder can be taken back in, so a walk that asks for every folder first gets git's answer.
 * `levels` go from the root downwards; the deepest rule that matches, read from below, decides.
 */
export function isIgnored(levels: readonly IgnoreLevel[], path: string, isFolder: boolean): boolean {
  for (const level of levels.toReversed()) {
    const relative = asBytes(level.folder === '' ? path : path.slice(level.folder.length + 1));
    const rule = level.rules.findLast((rule) => (isFolder || !rule.isForFoldersOnly) && rule.pattern.test(relative));
    if (rule) return !rule.isNegated;
  }
  return false;
}
