import type { Draft, Drafts } from './drafts.ts';

export interface KeptDraftOptions<T> {
  readonly drafts: Drafts;
  /** The name under which it is kept; may change. Undefined: there is nothing yet that it could belong to. */
  readonly key: () => string | undefined;
  /** Reads what `print` made; an empty text is nothing. */
  readonly parse: (text: string) => T;
  readonly print: (value: T) => string;
}

/** Something that is typed and not sent, on disk like in memory. Of two versions the one that was typed last counts. */
export interface KeptDraft<T> {
  /** Undefined until it was read, or something was typed. */
  readonly value: T | undefined;
  /** When it was typed, as in {@link Draft}. */
  readonly typedAtMs: number;
  /** Reads it from disk, once. */
  read(): Promise<void>;
  /** What was typed before the version that is known is left aside. */
  set(value: T, atMs: number): void;
  /** The name has changed from this one. */
  moved(from: string): Promise<void>;
}

export function createKeptDraft<T>({ drafts, key, parse, print }: KeptDraftOptions<T>): KeptDraft<T> {
  let known: { readonly value: T; readonly atMs: number } | undefined;
  let isRead = false;

  const parsed = ({ text, atMs }: Draft): typeof known => ({ value: parse(text), atMs });

  /** What is on disk under `name` meets what is known: an older version may have been typed before this was read. */
  async function meet(name: string): Promise<void> {
    const found = await drafts.read(name);
    if (!known) {
      known = parsed(found);
      return;
    }
    if (found.atMs > known.atMs) known = parsed(found);
    if (known) drafts.set(name, { text: print(known.value), atMs: known.atMs });
  }

  return {
    get value() {
      return known?.value;
    },
    get typedAtMs() {
      return known?.atMs ?? 0;
    },
    async read() {
      const name = key();
      if (isRead || name === undefined) return;
      isRead = true;
      await meet(name);
    },
    set(value, atMs) {
      const name = key();
      if (name === undefined || (known && atMs < known.atMs)) return;
      known = { value, atMs };
      drafts.set(name, { text: print(value), atMs });
    },
    async moved(from) {
      const name = key();
      // A panel may come back under the old name with an older text.
      if (known) drafts.set(from, { text: '', atMs: known.atMs });
      if (name !== undefined) await meet(name);
    },
  };
}
