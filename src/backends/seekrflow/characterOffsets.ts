/**
 * Finds where passages begin in a text, in the units of JavaScript strings. The service counts characters, presumably
 * as Python does (whole code points), and may count in a text that differs from the one it shows; so what it says is
 * only believed where the passage is really there, and looked for behind the passage before where it is not.
 *
 * @returns a function to be called for each passage in order; undefined where the passage is not in the text
 */
export function createOffsets(text: string): (passage: string, told: number | undefined) => number | undefined {
  let units: readonly number[] | undefined;
  let behind = 0;

  function unitOf(told: number): number | undefined {
    units ??= [...unitsOf(text)];
    return units[told];
  }

  return (passage, told) => {
    if (passage === '') return undefined;
    const candidates = told === undefined ? [] : [unitOf(told), told];
    const offset = candidates.find((each) => each !== undefined && text.startsWith(passage, each));
    const found = offset ?? text.indexOf(passage, behind);
    if (found < 0) return undefined;
    behind = found + passage.length;
    return found;
  };
}

/** Where each code point begins. */
function* unitsOf(text: string): Generator<number> {
  let unit = 0;
  for (const character of text) {
    yield unit;
    unit += character.length;
  }
}
