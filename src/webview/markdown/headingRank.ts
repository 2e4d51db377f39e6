/** The levels of the headings around the current place, outermost first, as the author wrote them. */
export type Outline = readonly number[];

/**
 * Which element a heading becomes: the first is `h3` (the page and the message have `h1` and `h2`), deeper ones go one
 * step down at a time, whatever the author skipped. Depends on the headings before it only.
 */
export function rankHeading(
  outline: Outline,
  level: number,
): { readonly rank: 3 | 4 | 5 | 6; readonly outline: Outline } {
  const around = [...outline.filter((each) => each < level), level];
  return { rank: rankAt(around.length), outline: around };
}

/** For headings inside lists and quotes, which do not change the outline around them. */
export function rankNested(outline: Outline): 3 | 4 | 5 | 6 {
  return rankAt(outline.length + 1);
}

function rankAt(depth: number): 3 | 4 | 5 | 6 {
  return Math.min(depth + 2, 6) as 3 | 4 | 5 | 6;
}
