import type { MessageItem } from '../backends/backend.ts';
import type { ComposerItem } from '../model/panel.ts';
import type { Drafts } from './drafts.ts';
import { createKeptDraft } from './keptDraft.ts';

/** Longest data URL of an image that is shown before it is sent: it travels with every snapshot. */
const longestPreview = 400_000;

/** An item that waits for the next message. */
export interface HeldItem {
  readonly id: string;
  readonly item: MessageItem;
}

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

/** The items of every conversation of this window, by {@link composerKey}. */
export type HeldItems = Map<string, readonly HeldItem[]>;

export interface ComposerOptions {
  readonly drafts: Drafts;
  readonly held: HeldItems;
  /** Names the conversation; changes once, when its thread is made. */
  readonly key: () => string;
  readonly createId: () => string;
}

/** What is typed and chosen, and not sent: the text on disk, items for as long as this window lives. */
export interface Composer {
  readonly text: string;
  /** When it was typed, as in `Draft`. */
  readonly typedAtMs: number;
  readonly items: readonly HeldItem[];
  /** Reads the text from disk, once. */
  read(): Promise<void>;
  /** What was typed before the text that is known is left aside. */
  set(text: string, atMs: number): void;
  add(item: MessageItem): void;
  remove(id: string): void;
  /** What was sent is no longer there to be sent. */
  clear(sent: { readonly question: string; readonly items: readonly MessageItem[] }): void;
  /** The key has changed from this one. */
  moved(from: string): Promise<void>;
}

/** Nothing typed, as far as is known before `read`. */
export function createComposer({ drafts, held, key, createId }: ComposerOptions): Composer {
  const draft = createKeptDraft<string>({ drafts, key, parse: (text) => text, print: (text) => text });

  function setItems(items: readonly HeldItem[]): void {
    if (items.length > 0) held.set(key(), items);
    else held.delete(key());
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
    read: () => draft.read(),
    set: (text, atMs) => draft.set(text, atMs),
    add: (item) => setItems([...composer.items, { id: createId(), item }]),
    remove: (id) => setItems(composer.items.filter((each) => each.id !== id)),
    clear({ question, items }) {
      if (composer.text.trim() === question.trim()) composer.set('', composer.typedAtMs + 1);
      setItems(composer.items.filter((each) => !items.includes(each.item)));
    },
    moved(from) {
      const items = held.get(from);
      held.delete(from);
      if (items) setItems([...composer.items, ...items]);
      return draft.moved(from);
    },
  };
  return composer;
}

/** An item as the panel shows it. */
export function composerItemOf({ id, item }: HeldItem): ComposerItem {
  if (item.type === 'file') return { id, kind: 'file', name: item.name };
  const { dataUrl, name } = item;
  const preview = dataUrl.length <= longestPreview ? { preview: dataUrl } : {};
  return { id, kind: 'image', name, sizeBytes: sizeOf(dataUrl), ...preview };
}

/** Bytes behind a data URL in base64, which all images have that come from a clipboard or a file. */
function sizeOf(dataUrl: string): number {
  const data = dataUrl.slice(dataUrl.indexOf(',') + 1);
  return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}
