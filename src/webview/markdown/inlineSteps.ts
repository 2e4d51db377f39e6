import type { StateInline } from 'markdown-it';
import { createParser, type References } from './parser.ts';

/** What the parser saw while it read the text of one paragraph from left to right. */
export interface InlineSteps {
  /** Where the outermost pieces begin (words, code, links …), ascending. */
  readonly starts: readonly number[];
  /** How many marks of emphasis stood before each of them. */
  readonly marksBefore: readonly number[];
  /** The marks; `end` is the index of the one that closes it, or negative. */
  readonly marks: readonly { readonly open: boolean; readonly end: number }[];
  /** Where a run of backticks begins that has no partner so far. */
  readonly loneTicks: number;
}

interface Watch {
  readonly starts: number[];
  readonly marksBefore: number[];
  readonly ticks: number[];
  state: StateInline | undefined;
}

let watch: Watch | undefined;
const parser = createParser();
parser.inline.ruler.before('text', 'watch', (state, isSilent) => {
  if (!watch) return false;
  watch.state ??= state;
  if (state !== watch.state) return false;
  if (state.src.charAt(state.pos) === '`') watch.ticks.push(state.pos);
  if (!isSilent && state.linkLevel === 0) {
    watch.starts.push(state.pos);
    watch.marksBefore.push(state.delimiters.length);
  }
  return false;
});

/** Watches the parser read one paragraph's text. Costs about as much as parsing it. */
export function inlineSteps(text: string, known: References): InlineSteps {
  const watched: Watch = { starts: [], marksBefore: [], ticks: [], state: undefined };
  watch = watched;
  try {
    parser.parseInline(text, { references: Object.create(known) as References });
  } finally {
    watch = undefined;
  }
  return {
    starts: watched.starts,
    marksBefore: watched.marksBefore,
    marks: watched.state?.delimiters ?? [],
    loneTicks: firstLone(text, watched.ticks),
  };
}

/** The first of these runs of backticks after which no other of its length comes. */
function firstLone(text: string, ticks: readonly number[]): number {
  if (ticks.length === 0) return text.length;
  const lastOfLength = new Map<number, number>();
  for (const run of text.matchAll(/`+/g)) lastOfLength.set(run[0].length, run.index);
  const lone = ticks.filter((start) => (lastOfLength.get(runLength(text, start)) ?? start) <= start);
  return Math.min(text.length, ...lone);
}

function runLength(text: string, start: number): number {
  let end = start;
  while (text.charAt(end) === '`') end++;
  return end - start;
}
