/** Words that stand in every English sentence and say nothing about where it comes from. */
const emptyWords = new Set(
  (
    'a an and any are as at be been both but by can do does each else for from had has have how if in into is it its ' +
    'may more most no nor not of off on once one only or other our out over own so some such than that the their ' +
    'them then there these they this those to too under up was we were what when where which who why will with you'
  ).split(' '),
);

/**
 * The distinct words that overlap is measured in: names as they are written (`readFile` is one word), numbers of two
 * digits and more, in lower case; no single letters and none of the words that stand everywhere.
 */
export function wordsOf(text: string): ReadonlySet<string> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}_$]{2,}/gu) ?? [];
  return new Set(found.filter((word) => !emptyWords.has(word)));
}

export interface Overlap {
  /** Number of the text among those that were indexed. */
  readonly index: number;
  /** Share of the passage's words that stand in the text: above 0, up to 1. */
  readonly score: number;
}

/** Words that only code writes: `readFile`, `max_size`, `utf8`. */
function namesIn(text: string): ReadonlySet<string> {
  const found = text.match(/[\p{L}\p{N}_$]{2,}/gu) ?? [];
  const names = found.filter((word) => /\p{Ll}\p{Lu}|[\p{L}\p{N}][_$]|[_$]\p{L}|\p{L}\p{N}/u.test(word));
  return new Set(names.map((word) => word.toLowerCase()));
}

/**
 * Compares passages with texts by the words they share. One shared word is a coincidence, unless it is a name that only
 * code writes or the passage has no other word; without more the answer is an empty list.
 *
 * @returns for a passage the texts it overlaps with, the largest overlap first, earlier texts before later ones
 */
export function indexOverlap(texts: readonly string[]): (passage: string, limit: number) => readonly Overlap[] {
  const places = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) {
    for (const word of wordsOf(text)) {
      const known = places.get(word);
      if (known) known.push(index);
      else places.set(word, [index]);
    }
  }
  return (passage, limit) => {
    const words = wordsOf(passage);
    const names = namesIn(passage);
    const shared = new Map<number, { count: number; hasName: boolean }>();
    for (const word of words) {
      for (const index of places.get(word) ?? []) {
        const { count = 0, hasName = false } = shared.get(index) ?? {};
        shared.set(index, { count: count + 1, hasName: hasName || names.has(word) });
      }
    }
    return [...shared]
      .filter(([, { count, hasName }]) => hasName || count >= Math.min(2, words.size))
      .map(([index, { count }]) => ({ index, score: Math.round((count / words.size) * 10_000) / 10_000 }))
      .sort((one, other) => other.score - one.score || one.index - other.index)
      .slice(0, limit);
  };
}
