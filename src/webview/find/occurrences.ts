/** How a text is looked for. */
export interface Query {
  readonly text: string;
  readonly isCaseSensitive: boolean;
  readonly isWholeWord: boolean;
}

/**
 * Where the query is found in `text`, from its beginning on and without overlaps. White space of any kind is a blank,
 * since line breaks inside a paragraph are shown as such.
 *
 * @returns offsets in UTF-16 units; every match has the length of the query
 */
export function occurrences(text: string, query: Query): readonly number[] {
  const wanted = comparable(query.text, query.isCaseSensitive);
  if (wanted === '') return [];
  const within = comparable(text, query.isCaseSensitive);
  const found: number[] = [];
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + wanted.length)) {
    if (!query.isWholeWord || isWord(within, at, wanted.length)) found.push(at);
  }
  return found;
}

function comparable(text: string, isCaseSensitive: boolean): string {
  const blanks = text.replace(/\s/g, ' ');
  return isCaseSensitive ? blanks : lowerCase(blanks);
}

/** In lower case and of the same length, so that offsets stay: the few letters that would grow stay as they are. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  }).join('');
}

function isWord(text: string, start: number, length: number): boolean {
  const isPart = (index: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(index));
  const isInside = (index: number): boolean => isPart(index - 1) && isPart(index);
  return !isInside(start) && !isInside(start + length);
}
