/** Longest excerpt, in UTF-16 units. */
export const excerptLength = 160;

/** What is shown of a long line before the match, in UTF-16 units. */
const leadLength = 40;

/** Text as it is compared: in compatibility form, without the difference of upper and lower case. */
export function fold(text: string): string {
  // By way of upper case, so that ß and ss are the same, and so are all three sigmas.
  const lower = text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  // The lower case of İ is an i with a dot of its own.
  return lower.replaceAll('i\u0307', 'i').normalize('NFKC');
}

/** The words of a query, folded, each once. */
export function wordsOf(query: string): readonly string[] {
  return [...new Set(fold(query).split(/\s+/))].filter((word) => word !== '');
}

/** Whether all words are in a folded text, wherever. True for no words. */
export function containsAll(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}

/**
 * The line of `text` with most of the words, in one piece or cut around the first of them; white space is single
 * spaces.
 *
 * @param words folded
 */
export function excerptOf(text: string, words: readonly string[]): string {
  let best = { line: '', folded: '', count: -1 };
  for (const line of text.split(/[\n\r\u2028\u2029]+/)) {
    if (line.trim() === '') continue;
    const folded = fold(line);
    const count = words.filter((word) => folded.includes(word)).length;
    if (count > best.count) best = { line, folded, count };
    if (count === words.length) break;
  }
  const line = best.line.trim().replaceAll(/\s+/g, ' ');
  if (line.length <= excerptLength) return line;
  const ends = words.filter((word) => best.folded.includes(word)).map((word) => endOf(line, word) - word.length);
  const first = Math.min(line.length, ...ends);
  const start = onCharacter(line, Math.max(0, Math.min(first - leadLength, line.length - excerptLength)));
  const end = onCharacter(line, Math.min(line.length, start + excerptLength));
  return `${start > 0 ? '…' : ''}${line.slice(start, end).trim()}${end < line.length ? '…' : ''}`;
}

/** Where the first match of a folded word ends in a line that is not folded: folding changes lengths. */
function endOf(line: string, word: string): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fold(line.slice(0, middle)).includes(word)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index itself, or the one before if it is in the middle of a surrogate pair. */
function onCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return index > 0 && unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}
