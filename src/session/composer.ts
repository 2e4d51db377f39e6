import type { MessageItem } from '../backends/backend.ts';
import type { ComposerItem } from '../model/panel.ts';
import type { Draft, Drafts } from './drafts.ts';

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
  /** When it was typed, as in {@link Draft}. */
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
  let draft: Draft | undefined;
  let isRead = false;

  function setItems(items: readonly HeldItem[]): void {
    if (items.length > 0) held.set(key(), items);
    else held.delete(key());
  }

  const composer: Composer = {
    get text() {
      return draft?.text ?? '';
    },
    get typedAtMs() {
      return draft?.atMs ?? 0;
    },
    get items() {
      return held.get(key()) ?? [];
    },
    async read() {
      if (isRead) return;
      isRead = true;
      const found = await drafts.read(key());
      if (!draft || found.atMs > draft.atMs) draft = found;
    },
    set(text, atMs) {
      if (draft && atMs < draft.atMs) return;
      draft = { text, atMs };
      drafts.set(key(), draft);
    },
    add: (item) => setItems([...composer.items, { id: createId(), item }]),
    remove: (id) => setItems(composer.items.filter((each) => each.id !== id)),
    clear({ question, items }) {
      if (composer.text.trim() === question.trim()) composer.set('', composer.typedAtMs + 1);
      setItems(composer.items.filter((each) => !items.includes(each.item)));
    },
    async moved(from) {
      const items = held.get(from);
      held.delete(from);
      if (items) setItems([...composer.items, ...items]);
      // A panel may come back under the old name with an older text; the thread may have a newer one.
      if (draft) drafts.set(from, { text: '', atMs: draft.atMs });
      const to = key();
      const found = await drafts.read(to);
      if (found.atMs > (draft?.atMs ?? 0)) draft = found;
      else if (draft) drafts.set(to, draft);
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
