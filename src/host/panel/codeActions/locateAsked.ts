import { type CodeReference, describeReference } from '../../../model/codeReference.ts';
import type { Snippet } from '../../../model/prompt.ts';

/** Where asked code is in a text now, as offsets; or why it cannot be told. */
export type AskedPlace = { readonly start: number; readonly end: number } | 'changed' | 'ambiguous';

/**
 * Finds the very text that was asked about: at the line where it was, else at the only other place that has it.
 *
 * @param text with `\n` as its only line break
 */
export function locateAsked(text: string, { reference, code }: Snippet): AskedPlace {
  if (code.trim() === '') return 'changed';
  const wanted = (reference.startLine ?? 1) - 1;
  let only: number | undefined;
  let isSeveral = false;
  let line = 0;
  let counted = 0;
  for (let start = text.indexOf(code); start >= 0; start = text.indexOf(code, start + 1)) {
    for (let next = text.indexOf('\n', counted); next >= 0 && next < start; next = text.indexOf('\n', counted)) {
      counted = next + 1;
      line++;
    }
    if (line === wanted) return { start, end: start + code.length };
    if (line > wanted && isSeveral) break;
    isSeveral = only !== undefined;
    only ??= start;
  }
  if (only === undefined) return 'changed';
  return isSeveral ? 'ambiguous' : { start: only, end: only + code.length };
}

/** Why asked code cannot be replaced, for a person. */
export function whyNotFound(place: 'changed' | 'ambiguous', reference: CodeReference): string {
  const name = describeReference(reference);
  return place === 'changed'
    ? `Nothing was changed: the code that was asked about, ${name}, has changed since.`
    : `Nothing was changed: the code that was asked about, ${name}, has moved, and several places look like it.`;
}
