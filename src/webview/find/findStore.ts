import type { TranscriptItem } from '../../model/transcript.ts';
import { occurrences, type Query } from './occurrences.ts';
import { textUnits } from './textUnits.ts';

/** One place where the words were found. */
export interface Hit {
  /** Of the article. */
  readonly key: string;
  readonly unitId: string;
  /** Which one within the unit, from 0. */
  readonly nth: number;
}

export interface FindView {
  readonly isOpen: boolean;
  readonly query: Query;
  readonly count: number;
  /** The place of the current hit among all, from 1; 0 without one. */
  readonly place: number;
  /** True while articles are being looked through. */
  readonly isSearching: boolean;
  /** Whether there are more than are counted. */
  readonly isCut: boolean;
  readonly current?: Hit;
}

/** Looks for words in the whole conversation, drawn or not. Knows nothing of the DOM. */
export interface FindStore {
  view(): FindView;
  /** @param text what to look for, if something is selected */
  open(text: string | undefined): void;
  close(): void;
  look(query: Query): void;
  /** The articles as they are now; those that are the same objects are not looked through again. */
  setItems(items: readonly TranscriptItem[]): void;
  readonly next: () => void;
  readonly previous: () => void;
}

export interface FindStoreOptions {
  readonly nowMs: () => number;
  /** Calls back soon, after what the person sees was brought up to date. */
  readonly schedule: (callback: () => void) => void;
  /** Key of the first article in view: from there on is looked first. */
  readonly startKey: () => string | undefined;
  readonly onChange: () => void;
  /** There is another current hit, which should be shown. */
  readonly onGo: (hit: Hit) => void;
}

/** How long may be searched at once, so that typing and scrolling stay smooth. */
const sliceMs = 8;

const liveEveryMs = 1000;

/** More are not counted. */
const hitsAtMost = 20_000;

export function createFindStore({ nowMs, schedule, startKey, onChange, onGo }: FindStoreOptions): FindStore {
  let isOpen = false;
  let query: Query = { text: '', isCaseSensitive: false, isWholeWord: false };
  let items: readonly TranscriptItem[] = [];
  let found = new Map<TranscriptItem, readonly Hit[]>();
  let hits: readonly Hit[] = [];
  let isCut = false;
  let current: Hit | undefined;
  let isScheduled = false;
  let liveReadMs = -Infinity;

  /** Articles that are still to be looked through, the next one last. */
  let waiting: TranscriptItem[] = [];

  function forget(): void {
    found = new Map();
    hits = [];
    isCut = false;
    current = undefined;
    waiting = [];
  }

  /** From the first article in view to the end, then back to the beginning. */
  function enqueue(): void {
    const start = items.findIndex(({ key }) => key === startKey());
    const order = [...items.slice(0, Math.max(start, 0)), ...items.slice(Math.max(start, 0)).toReversed()];
    waiting = order.filter((item) => !found.has(item));
  }

  /** An answer that grows is a new object with every frame, but is read anew only now and then. */
  function keepHitsOfLive(before: readonly TranscriptItem[]): void {
    const live = items.find((item) => item.isLive);
    const was = live && before.find(({ key }) => key === live.key);
    const known = was && found.get(was);
    if (!known || nowMs() - liveReadMs < liveEveryMs) {
      if (live && known) found.set(live, known);
    } else {
      liveReadMs = nowMs();
    }
  }

  function continueSoon(): void {
    if (isScheduled || !isOpen || query.text === '' || isCut || waiting.length === 0) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      if (!isOpen) return;
      const endMs = nowMs() + sliceMs;
      do {
        const item = waiting.pop();
        if (item) found.set(item, hitsIn(item, query));
      } while (waiting.length > 0 && nowMs() < endMs);
      count();
      continueSoon();
      onChange();
    });
  }

  /** Puts the hits in the order of the articles. */
  function count(): void {
    const all: Hit[] = [];
    for (const item of items) {
      for (const hit of found.get(item) ?? []) all.push(hit);
      if (all.length > hitsAtMost) break;
    }
    isCut = all.length > hitsAtMost;
    hits = all.slice(0, hitsAtMost);
    const known = current && hits.find((hit) => isSame(hit, current));
    if (known) current = known;
    else if (hits.length > 0) go(nearest());
    else current = undefined;
  }

  /** The first hit from the first article in view on, else the last one before it. */
  function nearest(): Hit | undefined {
    const start = items.findIndex(({ key }) => key === startKey());
    const places = new Map(items.map(({ key }, index) => [key, index]));
    return hits.find((hit) => (places.get(hit.key) ?? 0) >= start) ?? hits.at(-1);
  }

  function go(hit: Hit | undefined): void {
    current = hit;
    if (hit) onGo(hit);
  }

  function step(by: 1 | -1): void {
    if (hits.length === 0) return;
    const index = hits.findIndex((hit) => isSame(hit, current));
    go(hits[(index + by + hits.length) % hits.length]);
    onChange();
  }

  return {
    view: () => ({
      isOpen,
      query,
      count: hits.length,
      place: hits.findIndex((hit) => isSame(hit, current)) + 1,
      isSearching: query.text !== '' && !isCut && waiting.length > 0,
      isCut,
      ...(current ? { current } : {}),
    }),
    open(text) {
      isOpen = true;
      if (text !== undefined && text !== query.text) {
        query = { ...query, text };
        forget();
      }
      enqueue();
      continueSoon();
      onChange();
    },
    close() {
      isOpen = false;
      forget();
      onChange();
    },
    look(wanted) {
      query = wanted;
      forget();
      enqueue();
      continueSoon();
      onChange();
    },
    setItems(now) {
      if (now === items) return;
      const before = items;
      items = now;
      if (!isOpen) return;
      keepHitsOfLive(before);
      const still = new Set(items);
      for (const item of found.keys()) if (!still.has(item)) found.delete(item);
      enqueue();
      count();
      continueSoon();
    },
    next: () => step(1),
    previous: () => step(-1),
  };
}

function hitsIn(item: TranscriptItem, query: Query): readonly Hit[] {
  return textUnits(item).flatMap(({ id, text }) =>
    occurrences(text, query).map((_, nth) => ({ key: item.key, unitId: id, nth })),
  );
}

function isSame(one: Hit, other: Hit | undefined): boolean {
  return one.unitId === other?.unitId && one.nth === other.nth;
}
