import { type ComposerContent, type HeldItem, parseHeld, printHeld } from './composerContent.ts';
import type { Drafts } from './drafts.ts';
import { createKeptDraft } from './keptDraft.ts';

/**
 * The name of a conversation's draft and items.
 *
 * @param id of its thread, else its nonce
 */
export function composerKey(connectionId: string, id: string): string {
  return JSON.stringify([connectionId, id]);
}

/** The name of what is typed in answer to requests in a thread. */
export function answersKey(connectionId: string, threadId: string): string {
  return `${composerKey(connectionId, threadId)} answers`;
}

/** The name of what is written to be added to the state of a thread. */
export function stateDraftKey(connectionId: string, threadId: string): string {
  return `${composerKey(connectionId, threadId)} state`;
}

/** The name of the items that go with the next message of a thread. */
export function itemsKey(connectionId: string, threadId: string): string {
  return itemsOf(composerKey(connectionId, threadId));
}

function itemsOf(name: string): string {
  return `${name} items`;
}

/** The items of every conversation of this window, by {@link composerKey}. */
export type HeldItems = Map<string, readonly HeldItem[]>;

export interface ComposerOptions {
  readonly drafts: Drafts;
  readonly held: HeldItems;
  /** Names the conversation; changes once, when its thread is made. */
  readonly key: () => string;
  readonly createId: () => string;
}

/** What is typed and chosen, and not sent, on disk. */
export interface Composer {
  readonly text: string;
  /** When it was typed, as in `Draft`. */
  readonly typedAtMs: number;
  readonly items: readonly HeldItem[];
  /** Reads text and items from disk, once. */
  read(): Promise<void>;
  /** Resolves when all that was set is on disk, as far as the disk takes it. */
  flush(): Promise<void>;
  /** What was typed before the text that is known is left aside. */
  set(text: string, atMs: number): void;
  /** @param id left out: a new one */
  add(item: ComposerContent, id?: string): void;
  /** Puts something in the place of an item. */
  change(id: string, item: ComposerContent): void;
  remove(id: string): void;
  /** What was sent is no longer there to be sent. */
  clear(sent: { readonly question: string; readonly items: readonly HeldItem[] }): void;
  /** The key has changed from this one. */
  moved(from: string): Promise<void>;
}

/** Nothing typed, as far as is known before `read`. */
export function createComposer({ drafts, held, key, createId }: ComposerOptions): Composer {
  const draft = createKeptDraft<string>({ drafts, key, parse: (text) => text, print: (text) => text });

  function setItems(items: readonly HeldItem[]): void {
    held.set(key(), items);
    drafts.set(itemsOf(key()), items.length > 0 ? { text: printHeld(items), atMs: 0 } : undefined);
  }

  let reading: Promise<void> | undefined;

  async function readItems(): Promise<void> {
    const name = key();
    if (held.has(name)) return;
    const items = parseHeld((await drafts.read(itemsOf(name))).text);
    // Something may have been added, or the thread been made, while it was read.
    if (items.length > 0) setItems([...items, ...composer.items]);
  }

  const composer: Composer = {
    get text() {
      return draft.value ?? '';
    },
    get typedAtMs() {
      return draft.typedAtMs;
    },
    get items() {
      return held.get(key()) ?? [];
    },
    async read() {
      await Promise.all([draft.read(), (reading ??= readItems())]);
    },
    flush: () => drafts.flush(),
    set: (text, atMs) => draft.set(text, atMs),
    add: (item, id = createId()) => setItems([...composer.items.filter((each) => each.id !== id), { id, item }]),
    change: (id, item) => setItems(composer.items.map((each) => (each.id === id ? { id, item } : each))),
    remove: (id) => setItems(composer.items.filter((each) => each.id !== id)),
    clear({ question, items }) {
      if (composer.text.trim() === question.trim()) composer.set('', composer.typedAtMs + 1);
      setItems(composer.items.filter(({ id }) => !items.some((sent) => sent.id === id)));
    },
    moved(from) {
      const items = held.get(from) ?? [];
      held.delete(from);
      drafts.set(itemsOf(from), undefined);
      if (items.length > 0) setItems([...composer.items, ...items]);
      return draft.moved(from);
    },
  };
  return composer;
}
