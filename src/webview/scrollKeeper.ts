import { firstWhere } from './articleWindow.ts';
import type { ScrollPlace } from './keptState.ts';

/** Pixels from the end that still count as being there: zoomed displays round. */
const endTolerance = 4;

/** Article, body, text, section, block: deeper nothing is looked for. */
const maxDepth = 5;

/**
 * Keeps the reader's place in a scrolling element whose content grows: follows the end while the reader is there, else
 * moves nothing that is being read.
 */
export interface ScrollKeeper {
  isAtEnd(): boolean;
  /** To be called before content changes above what is read, which then stays where it is. */
  beforeInsertion(): void;
  /** To be called after every change of the content. */
  afterChange(): void;
  /**
   * Makes a change that gives an element another height, at a time of its own. Where the element begins above the view,
   * what follows it stays where it is: the browser would hold its upper edge, which nobody sees.
   */
  resize(element: Element, change: () => void): void;
  /** The reader opened or closed something: that is what they look at now, not the end. */
  reconsider(): void;
  jumpToEnd(): void;
  restore(place: ScrollPlace): void;
  /** Key of the first item in view. */
  firstKey(): string | undefined;
  /** Where the reader is; undefined without any content. */
  place(): ScrollPlace | undefined;
  dispose(): void;
}

/**
 * @param items the elements by which a place is named, in order; each has its key in `data-key`
 * @param isSteady whether an element keeps its height when it is drawn, so that the reader's place can be told by it
 * @param onChange the reader has moved to the end or away from it, or to another place
 */
export function createScrollKeeper(
  scroller: HTMLElement,
  items: () => ArrayLike<HTMLElement>,
  isSteady: (element: HTMLElement) => boolean,
  onChange: () => void,
): ScrollKeeper {
  let isAtEnd = true;
  let lastTop = scroller.scrollTop;
  let edge = scroller.getBoundingClientRect().top;
  /** What was read before a change, the innermost first: some of it may be gone afterwards. */
  let anchors: readonly { readonly element: Element; readonly top: number }[] = [];

  const distanceToEnd = (): number => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  const topOf = (element: Element): number =>
    element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
  }

  function firstVisible(): HTMLElement | undefined {
    const elements = items();
    return elements[firstVisibleOf(elements)];
  }

  function firstVisibleOf(elements: ArrayLike<HTMLElement>): number {
    const scrollerTop = scroller.getBoundingClientRect().top;
    return firstWhere(elements.length, (index) => (elements[index]?.getBoundingClientRect().bottom ?? 0) > scrollerTop);
  }

  function firstSteady(): HTMLElement | undefined {
    const elements = items();
    const start = firstVisibleOf(elements);
    for (let index = start; index < elements.length; index++) {
      const element = elements[index];
      if (element && isSteady(element)) return topOf(element) < scroller.clientHeight ? element : elements[start];
    }
    return elements[start];
  }

  /** What sticks to the edge is in view wherever the reader is, and tells no place. */
  function reachesIntoView(element: Element): boolean {
    const { bottom } = element.getBoundingClientRect();
    return bottom > scroller.getBoundingClientRect().top && getComputedStyle(element).position !== 'sticky';
  }

  /** The element and what in it is first in view, down to where it begins in view or has nothing inside. */
  function innermostFirst(outer: Element): readonly Element[] {
    const around = [outer];
    for (let inner: Element | undefined = outer; inner && topOf(inner) < 0 && around.length < maxDepth;) {
      inner = [...inner.children].find(reachesIntoView);
      if (inner) around.unshift(inner);
    }
    return around;
  }

  /** What comes after an element and reaches into the view. */
  function visibleAfter(element: Element): Element | undefined {
    const scrollerTop = scroller.getBoundingClientRect().top;
    for (let around: Element | null = element; around && around !== scroller; around = around.parentElement) {
      for (let next = around.nextElementSibling; next; next = next.nextElementSibling) {
        if (next.getBoundingClientRect().bottom > scrollerTop) return next;
      }
    }
    return undefined;
  }

  function onScroll(): void {
    const top = scroller.scrollTop;
    // Content that shrinks moves the reader too, but that is no wish to leave the end.
    if (distanceToEnd() <= endTolerance) isAtEnd = true;
    else if (top < lastTop || !isAtEnd) isAtEnd = false;
    lastTop = top;
    onChange();
  }

  // A composer that grows, a window that shrinks, or content that is finished later (long texts, formulas, pictures)
  // must not hide the end from someone who reads there. Elsewhere the browser keeps the place by itself.
  const observer = new ResizeObserver(() => {
    const moved = scroller.getBoundingClientRect().top - edge;
    edge += moved;
    if (isAtEnd) {
      toEnd();
    } else if (moved !== 0) {
      // What is above the conversation got taller or shorter: not a reason for its text to move.
      scroller.scrollTop += moved;
      lastTop = scroller.scrollTop;
    }
  });
  observer.observe(scroller);
  for (const child of scroller.children) observer.observe(child);
  scroller.addEventListener('scroll', onScroll, { passive: true });

  return {
    isAtEnd: () => isAtEnd,
    beforeInsertion() {
      const first = isAtEnd ? undefined : firstSteady();
      anchors = first ? innermostFirst(first).map((element) => ({ element, top: topOf(element) })) : [];
    },
    afterChange() {
      const anchor = anchors.find(({ element }) => element.isConnected);
      anchors = [];
      if (isAtEnd) {
        toEnd();
      } else if (anchor) {
        const moved = topOf(anchor.element) - anchor.top;
        if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
        lastTop = scroller.scrollTop;
      }
    },
    resize(element, change) {
      const isAbove = element.getBoundingClientRect().top < scroller.getBoundingClientRect().top;
      const next = isAbove && !isAtEnd ? visibleAfter(element) : undefined;
      const before = next?.getBoundingClientRect().top ?? 0;
      change();
      const moved = (next?.getBoundingClientRect().top ?? 0) - before;
      if (Math.abs(moved) < 1) return;
      scroller.scrollTop += moved;
      lastTop = scroller.scrollTop;
    },
    reconsider() {
      isAtEnd = false;
      requestAnimationFrame(() => {
        isAtEnd = distanceToEnd() <= endTolerance;
        onChange();
      });
    },
    jumpToEnd() {
      isAtEnd = true;
      toEnd();
      onChange();
    },
    restore(place) {
      isAtEnd = place.isAtEnd;
      const item = place.isAtEnd ? undefined : Array.from(items()).find(({ dataset }) => dataset['key'] === place.key);
      if (place.isAtEnd || !item) toEnd();
      else scroller.scrollTop += topOf(item) + place.offset;
      lastTop = scroller.scrollTop;
      // What is above the conversation by now was there when the place was measured.
      edge = scroller.getBoundingClientRect().top;
      isAtEnd = distanceToEnd() <= endTolerance;
    },
    firstKey: () => firstVisible()?.dataset['key'],
    place() {
      if (isAtEnd) return { isAtEnd: true };
      const first = firstVisible();
      return first && { isAtEnd: false, key: first.dataset['key'] ?? '', offset: Math.round(-topOf(first)) };
    },
    dispose() {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}
