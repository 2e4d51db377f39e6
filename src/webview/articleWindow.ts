/** The articles of the conversation as they are laid out, in order. */
export interface LaidOut {
  readonly count: number;
  /** Pixels from the top of what is in view; negative above it. */
  top(index: number): number;
  bottom(index: number): number;
}

/** First and last index, both included; empty where `last` is less than `first`. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/** The articles that are at most `marginPx` away from a view of this height. */
export function inReach(articles: LaidOut, viewHeightPx: number, marginPx: number): IndexRange {
  const first = firstWhere(articles.count, (index) => articles.bottom(index) > -marginPx);
  const next = firstWhere(articles.count, (index) => articles.top(index) >= viewHeightPx + marginPx);
  return { first, last: next - 1 };
}

/** The first index of a sorted list that fulfils a condition which all later ones fulfil, too; `count` if none does. */
export function firstWhere(count: number, condition: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (condition(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * How high an article will roughly be that was never drawn, so that the scroll bar tells how long the conversation is.
 *
 * @param widthPx of the column of text
 */
export function estimatedHeightPx(texts: readonly string[], widthPx: number): number {
  const charactersPerLine = Math.max(20, widthPx / 7);
  const lines = texts.reduce(
    (sum, text) => sum + Math.max(linesOf(text), Math.ceil(text.length / charactersPerLine)),
    0,
  );
  return headHeightPx + lines * lineHeightPx;
}

/** Author and time, and the room below. */
const headHeightPx = 50;
const lineHeightPx = 21;

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
