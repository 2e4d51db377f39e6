import type { TitleOverlay } from './titles.ts';

/**
 * Brings the titles of two machines together.
 *
 * @param base what this machine had when they were last brought together
 * @param local the titles of this machine
 * @param remote what is shared, from any machine. An empty title says that it was taken away; a missing one says
 *   nothing, so that a copy that is older or cut takes no title from anybody
 * @returns what is to be shared from now on; empty titles included
 */
export function mergeTitles(base: TitleOverlay, local: TitleOverlay, remote: TitleOverlay): TitleOverlay {
  const merged: Record<string, Record<string, string>> = {};
  for (const connectionId of keysOf(base, local, remote)) {
    const [was, here, there] = [base[connectionId], local[connectionId], remote[connectionId]];
    const titles: Record<string, string> = {};
    for (const threadId of keysOf(was, here, there)) {
      const isChangedHere = (here?.[threadId] ?? '') !== (was?.[threadId] ?? '');
      const title = isChangedHere ? (here?.[threadId] ?? '') : (there?.[threadId] ?? here?.[threadId] ?? '');
      titles[threadId] = title;
    }
    merged[connectionId] = titles;
  }
  return merged;
}

/** The titles without those that were taken away. */
export function givenTitles(shared: TitleOverlay): TitleOverlay {
  return Object.fromEntries(
    Object.entries(shared).map(([connectionId, titles]) => [
      connectionId,
      Object.fromEntries(Object.entries(titles).filter(([, title]) => title !== '')),
    ]),
  );
}

function keysOf(...objects: readonly (Readonly<Record<string, unknown>> | undefined)[]): ReadonlySet<string> {
  return new Set(objects.flatMap((each) => Object.keys(each ?? {})));
}
