/** What happened next: the source moved on, or something else was reported. */
export type Turn<T, U> =
  | { readonly kind: 'step'; readonly step: IteratorResult<T, unknown> }
  | { readonly kind: 'cut'; readonly error: unknown }
  | { readonly kind: 'report'; readonly report: U };

export interface Turns<T, U> {
  /** The next turn. To be called again only after it has come. */
  next(): Promise<Turn<T, U>>;
  report(report: U): void;
}

/**
 * Waits for a source and for reports from the side at once. `Promise.race` would do the same, but it leaves a reaction
 * behind on the slower promise for every event of the faster one, of which a stream may have a million.
 */
export function createTurns<T, U>(source: AsyncIterator<T, unknown>): Turns<T, U> {
  const waiting: Turn<T, U>[] = [];
  let wake: ((turn: Turn<T, U>) => void) | undefined;
  let isReading = false;

  function deliver(turn: Turn<T, U>): void {
    if (wake === undefined) {
      waiting.push(turn);
      return;
    }
    const resolve = wake;
    wake = undefined;
    resolve(turn);
  }

  function settle(turn: Turn<T, U>): void {
    isReading = false;
    deliver(turn);
  }

  function read(): void {
    if (isReading) return;
    isReading = true;
    source.next().then(
      (step) => settle({ kind: 'step', step }),
      (error: unknown) => settle({ kind: 'cut', error }),
    );
  }

  return {
    next() {
      const turn = waiting.shift();
      if (turn !== undefined) return Promise.resolve(turn);
      return new Promise((resolve) => {
        wake = resolve;
        read();
      });
    },
    report: (report) => deliver({ kind: 'report', report }),
  };
}
