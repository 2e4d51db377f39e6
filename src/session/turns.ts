/** Lets so many things happen at once, and has the others wait. */
export interface Turns {
  /** Of those that wait the one with the highest priority is next; of equals the one that came first. */
  take<T>(priority: number, signal: AbortSignal, use: () => Promise<T>): Promise<T>;
}

/** After an abort nothing more begins: those that wait reject with the signal's reason. */
export function createTurns(atOnce: number): Turns {
  const waiting: { readonly priority: number; readonly begin: () => void }[] = [];
  let busy = 0;

  function pass(): void {
    let next = 0;
    for (const [index, { priority }] of waiting.entries()) {
      if (priority > (waiting[next]?.priority ?? priority)) next = index;
    }
    const [chosen] = waiting.splice(next, 1);
    if (chosen) chosen.begin();
    else busy -= 1;
  }

  return {
    async take(priority, signal, use) {
      if (busy < atOnce) busy += 1;
      else await new Promise<void>((begin) => waiting.push({ priority, begin }));
      try {
        signal.throwIfAborted();
        return await use();
      } finally {
        // Later, so that what was learnt in this turn counts, and whoever had it can ask for the next one.
        setImmediate(pass);
      }
    },
  };
}
