import { useEffect, useState } from 'preact/hooks';
import type * as later from './later.ts';

/** See later.ts. */
export type LaterParts = typeof later;

let parts: LaterParts | undefined;
let loading: Promise<LaterParts> | undefined;

/** What is loaded after the first drawing; undefined before it is there. */
export function laterParts(): LaterParts | undefined {
  return parts;
}

/** Loads it, once. Rejects where it cannot be read; the next call tries again. */
export function loadLater(): Promise<LaterParts> {
  loading ??= import('./later.ts').then(
    (loaded) => (parts = loaded),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** For a view that shows some of it, which is drawn again when it is there. Loads it once it is wanted. */
export function useLater(isWanted: boolean): LaterParts | undefined {
  const [, draw] = useState<LaterParts>();
  const drawn = parts;
  useEffect(() => {
    // It may have come since the view was drawn.
    if (isWanted && !drawn) void loadLater().then(draw);
  }, [isWanted]);
  return drawn;
}
