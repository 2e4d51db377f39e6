import { useEffect, useRef, useState } from 'preact/hooks';
import type { TranscriptItem } from '../../model/transcript.ts';
import type { FindStore, FindView, Hit } from '../find/findStore.ts';
import { createWaitingFind } from '../find/waitingFind.ts';
import { type LaterParts, useLater } from '../laterParts.ts';
import { countWords } from './FindBar.tsx';

export interface FindOptions {
  readonly items: readonly TranscriptItem[];
  readonly nowMs: () => number;
  readonly scroller: () => HTMLElement | null;
  /** Key of the first article in view. */
  readonly startKey: () => string | undefined;
  /** Draws an article if need be, and then does something with it. */
  readonly goTo: (key: string, reach: (article: HTMLElement) => void) => void;
  /** The box was opened or closed. */
  readonly onToggle: (isOpen: boolean) => void;
  /** Says to a screen reader how many there are, and at which one the person is. */
  readonly announce: (words: string) => void;
}

/** The search in the conversation and what it shows. */
export interface Find {
  readonly store: FindStore;
  readonly view: FindView;
  /** A new object for every wish to type. */
  readonly focusRequest: object | undefined;
  readonly open: () => void;
  readonly close: () => void;
}

/** How long marks may be behind what is drawn, so that a streaming answer is not read with every frame. */
const marksAfterMs = 100;

/** What hides a hit lies in what hides another at most so often. */
const foldsAtMost = 4;

export function useFind(options: FindOptions): Find {
  const latest = useRef(options);
  latest.current = options;
  const [, draw] = useState({});
  const [focusRequest, setFocusRequest] = useState<object>();
  const before = useRef<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const waiting = useRef<FindStore | undefined>(undefined);
  waiting.current ??= createWaitingFind(() => draw({}));
  const found = useRef<FindStore | undefined>(undefined);
  const later = useLater(waiting.current.view().isOpen);
  if (later) found.current ??= begin(later, waiting.current.view());
  const store = found.current ?? waiting.current;
  store.setItems(options.items);
  const view = store.view();

  /** The search that finds, from where the one without it was left. */
  function begin({ createFindStore }: LaterParts, { isOpen, query }: FindView): FindStore {
    const created = createFindStore({
      nowMs: () => latest.current.nowMs(),
      schedule: (callback) => void setTimeout(callback, 0),
      startKey: () => latest.current.startKey(),
      onChange: () => draw({}),
      onGo: (hit) => latest.current.goTo(hit.key, (article) => show(article, hit, foldsAtMost)),
    });
    created.setItems(latest.current.items);
    if (isOpen) created.open(undefined);
    if (isOpen) created.look(query);
    return created;
  }

  function mark(): void {
    timer.current = undefined;
    const scroller = latest.current.scroller();
    const { isOpen, query, current } = store.view();
    if (scroller) later?.markHits(scroller, isOpen ? query : undefined, current);
  }

  function show(article: HTMLElement, hit: Hit, folds: number): void {
    const scroller = latest.current.scroller();
    const range = later?.rangeOfHit(article, store.view().query, hit);
    if (range && scroller) {
      later?.scrollToRange(scroller, range);
      mark();
    } else if (folds > 0 && later?.unfoldTowards(article, hit)) {
      requestAnimationFrame(() => show(article, hit, folds - 1));
    } else {
      article.scrollIntoView({ block: 'nearest' });
    }
  }

  useEffect(() => {
    if (view.isOpen) timer.current ??= setTimeout(mark, marksAfterMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  // Once for every question and step: what streams in meanwhile is no news.
  const told = useRef('');
  useEffect(() => {
    const { isOpen, isSearching, query, place } = view;
    if (isSearching) return;
    const asked = isOpen && query.text !== '' ? JSON.stringify([query, place]) : '';
    if (asked !== '' && asked !== told.current) latest.current.announce(countWords(view));
    told.current = asked;
  });

  function open(): void {
    if (!store.view().isOpen) {
      before.current = document.activeElement;
      latest.current.onToggle(true);
    }
    store.open(selectedWords(latest.current.scroller()));
    setFocusRequest({});
  }

  return {
    store,
    view,
    focusRequest,
    open,
    close() {
      store.close();
      mark();
      latest.current.onToggle(false);
      const isThere = before.current?.isConnected && before.current !== document.body;
      const back = isThere ? before.current : latest.current.scroller();
      (back as HTMLElement | null)?.focus({ preventScroll: true });
    },
  };
}

/** Longer selections are meant to be copied, not to be looked for. */
const maxSelectedLength = 200;

function selectedWords(scroller: HTMLElement | null): string | undefined {
  const selection = document.getSelection();
  const text = selection && scroller?.contains(selection.anchorNode) ? selection.toString().trim() : '';
  return text === '' || text.length > maxSelectedLength || text.includes('\n') ? undefined : text;
}
