/**
 * Finds cited lines in a text that may have changed since: where they were, else at the place nearest to it. What was
 * cited may end within its last line, as long citations are cut.
 *
 * @param startLine where they were, counted from 1
 * @returns the line they start at now, counted from 1; undefined if they are nowhere
 */
export function locateCode(text: string, cited: string, startLine: number): number | undefined {
  const lines = linesOf(text);
  const wanted = linesOf(cited);
  while (wanted.length > 1 && wanted.at(-1) === '') wanted.pop();
  const last = wanted.length - 1;
  const isAt = (index: number): boolean =>
    wanted.every((line, offset) => {
      const found = lines[index + offset];
      return offset === last && offset > 0 ? found?.startsWith(line) : found === line;
    });
  const expected = startLine - 1;
  for (let distance = 0; distance < lines.length; distance++) {
    if (isAt(expected - distance)) return expected - distance + 1;
    if (isAt(expected + distance)) return expected + distance + 1;
  }
  return undefined;
}

/** Trailing blanks do not count: editors remove them on saving. */
function linesOf(text: string): string[] {
  return text.split(/\r\n|\n/).map((line) => line.trimEnd());
}
