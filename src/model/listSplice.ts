/** How many items at the beginning and at the end of a list stay when it becomes another one. */
export interface KeptEnds {
  readonly head: number;
  readonly tail: number;
}

/**
 * What a list of immutable items keeps of one that was told before, compared object by object: between its ends stands
 * what is new. Long conversations change at their ends, so that little has to be told of them again.
 */
export function keptEnds<T>(before: readonly T[], after: readonly T[]): KeptEnds {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** The items that {@link keptEnds} leaves to be told. */
export function between<T>(after: readonly T[], { head, tail }: KeptEnds): readonly T[] {
  return after.slice(head, after.length - tail);
}

/**
 * The list that was told: the same object where nothing has changed.
 *
 * @param before what `keptEnds` compared with; undefined is returned if it is too short for that
 */
export function joined<T>(
  before: readonly T[],
  { head, tail }: KeptEnds,
  items: readonly T[],
): readonly T[] | undefined {
  if (head + tail > before.length) return undefined;
  if (items.length === 0 && head + tail === before.length) return before;
  return [...before.slice(0, head), ...items, ...before.slice(before.length - tail)];
}
