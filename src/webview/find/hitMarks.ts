import { farClass } from '../views/articleElements.ts';
import type { Hit } from './findStore.ts';
import { occurrences, type Query } from './occurrences.ts';
import { rangesIn } from './shownText.ts';

const matchName = 'find-match';
const currentName = 'find-current';

/**
 * Marks what was found in the articles that are drawn, without touching their nodes: the browser paints ranges, so that
 * selection and streaming text stay what they are. Without a query, takes the marks away.
 */
export function markHits(scroller: HTMLElement, query: Query | undefined, current: Hit | undefined): void {
  const { highlights } = CSS;
  if (!query || query.text === '') {
    highlights.delete(matchName);
    highlights.delete(currentName);
    return;
  }
  const matches = new Highlight();
  const chosen = new Highlight();
  chosen.priority = 1;
  for (const element of scroller.querySelectorAll<HTMLElement>(`article:not(.${farClass}) [data-find]`)) {
    rangesOf(element, query).forEach((range, nth) => {
      const isCurrent = nth === current?.nth && element.dataset['find'] === current.unitId;
      (isCurrent ? chosen : matches).add(range);
    });
  }
  highlights.set(matchName, matches);
  highlights.set(currentName, chosen);
}

/** Where a hit is in its article, if it is not folded away. */
export function rangeOfHit(article: HTMLElement, query: Query, hit: Hit): Range | undefined {
  const element = [...article.querySelectorAll<HTMLElement>('[data-find]')].find(
    ({ dataset }) => dataset['find'] === hit.unitId,
  );
  return element && rangesOf(element, query)[hit.nth];
}

/** Opens the next thing that may hide a hit; false where nothing is folded. */
export function unfoldTowards(article: HTMLElement, hit: Hit): boolean {
  const button = [...article.querySelectorAll<HTMLButtonElement>('button[data-unfolds]')].find(
    ({ dataset, ariaExpanded }) => ariaExpanded !== 'true' && hit.unitId.startsWith(dataset['unfolds'] ?? '\0'),
  );
  button?.click();
  return button !== undefined;
}

/** Brings a range into view, also sideways in what scrolls by itself. Does nothing where it is in view. */
export function scrollToRange(scroller: HTMLElement, range: Range): void {
  const holder = range.startContainer.parentElement;
  holder?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const view = scroller.getBoundingClientRect();
  // The source of a diagram has no place while the drawing stands in it.
  const place = holder?.checkVisibility() === false ? holder.closest('.diagram-block') : range;
  const { top, bottom } = (place ?? range).getBoundingClientRect();
  const isInView = top >= view.top + roomPx && bottom <= view.bottom - roomPx;
  if (!isInView) scroller.scrollTop += top - view.top - view.height / 3;
}

/** What is found should not stand below the box in which one types. */
const roomPx = 56;

function rangesOf(element: HTMLElement, query: Query): readonly Range[] {
  return rangesIn(element, query.text.length, (text) => occurrences(text, query));
}
