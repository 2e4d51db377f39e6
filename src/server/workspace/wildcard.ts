/** Character classes that `[[:name:]]` may name, as they stand inside a class of a regular expression. */
const namedClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

export function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Reads the bracket expression that begins at `start` (`[a-z]`, `[!a]`, `[^a]`, `[]a]`, `[[:digit:]]`, with `\` as
 * escape). Answers the source of a regular expression that never matches `/`, and where the expression ends; undefined
 * if it is not closed or names a class that does not exist.
 */
export function readBracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let index = start + 1;
  const isNegated = pattern[index] === '!' || pattern[index] === '^';
  if (isNegated) index++;
  let members = '';
  for (let isFirst = true; isFirst || pattern[index] !== ']'; isFirst = false) {
    const item = readMember(pattern, index);
    if (!item) return undefined;
    index = item.end;
    const upper = item.character && pattern[index] === '-' ? readMember(pattern, index + 1) : undefined;
    if (upper?.character && pattern[index + 1] !== ']') {
      members += rangeSource(item.character ?? '', upper.character);
      index = upper.end;
    } else {
      members += item.source;
    }
  }
  const matching = members === '' ? '(?!)' : `[${members}]`;
  const other = members === '' ? '[^/]' : `[^${members}/]`;
  return { source: isNegated ? other : `(?!/)${matching}`, end: index + 1 };
}

interface Member {
  readonly source: string;
  /** Set if it is one character, which may begin or end a range. */
  readonly character?: string;
  readonly end: number;
}

function readMember(pattern: string, index: number): Member | undefined {
  const character = pattern[index];
  if (character === undefined) return undefined;
  if (character === '[' && pattern[index + 1] === ':') {
    const close = pattern.indexOf(']', index + 2);
    if (close > 0 && pattern[close - 1] === ':' && close - 1 >= index + 2) {
      const source = namedClasses[pattern.slice(index + 2, close - 1)];
      return source === undefined ? undefined : { source, end: close + 1 };
    }
  }
  const isEscape = character === '\\';
  const literal = isEscape ? pattern[index + 1] : character;
  if (literal === undefined) return undefined;
  return { source: escapeForRegExp(literal), character: literal, end: index + (isEscape ? 2 : 1) };
}

/** Nothing for a range that runs backwards, which matches nothing. */
function rangeSource(from: string, to: string): string {
  return from <= to ? `${escapeForRegExp(from)}-${escapeForRegExp(to)}` : '';
}
