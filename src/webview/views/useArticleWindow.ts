import { useRef, useState } from 'preact/hooks';
import { inReach, type IndexRange } from '../articleWindow.ts';
import { articleElements } from './articleElements.ts';

/** Views of the conversation that are drawn beyond what is in view, on both sides. */
const viewsDrawn = 1;

/** Farther articles are put away again; between the two limits they stay what they are. */
const viewsKept = 3;

/** What is drawn of a long conversation. */
export interface ArticleWindow {
  /** Keys of the articles that are drawn besides the last ones; undefined before anything was laid out. */
  readonly near: ReadonlySet<string> | undefined;
  /** How high an article was, room below included, when it was put away. */
  heightOf(key: string): number | undefined;
  /** Of the column of text, as it was last; what articles that were never drawn are judged by. */
  widthPx(): number;
  /** Looks where the reader is; a change is drawn at once. */
  update(scroller: HTMLElement): void;
  /** Draws this article too, wherever the reader is, until another one is named or none. */
  hold(key: string | undefined): void;
}

/**
 * Draws only articles near what is in view, so that a conversation of thousands costs what a short one does. All others
 * are empty boxes of their height. What has the focus or the selection stays.
 *
 * @param onChange called just before another set of articles is drawn
 */
export function useArticleWindow(onChange: () => void): ArticleWindow {
  const [near, setNear] = useState<ReadonlySet<string>>();
  const current = useRef<ReadonlySet<string> | undefined>(undefined);
  const heights = useRef(new Map<string, number>());
  const widthPx = useRef(640);
  const held = useRef<string | undefined>(undefined);

  function draw(next: ReadonlySet<string>): void {
    onChange();
    current.current = next;
    setNear(next);
  }

  return {
    near,
    heightOf: (key) => heights.current.get(key),
    widthPx: () => widthPx.current,
    hold(key) {
      held.current = key;
      if (key !== undefined && !current.current?.has(key)) draw(new Set([...(current.current ?? []), key]));
    },
    update(scroller) {
      const height = scroller.clientHeight;
      const articles = articleElements(scroller);
      if (height === 0 || articles.length === 0) return;
      widthPx.current = articles[0]?.clientWidth ?? widthPx.current;
      const { top } = scroller.getBoundingClientRect();
      const laidOut = {
        count: articles.length,
        top: (index: number) => (articles[index]?.getBoundingClientRect().top ?? 0) - top,
        bottom: (index: number) => (articles[index]?.getBoundingClientRect().bottom ?? 0) - top,
      };
      const before = current.current ?? new Set();
      const wanted = keysIn(articles, inReach(laidOut, height, height * viewsDrawn));
      const kept = keysIn(articles, inReach(laidOut, height, height * viewsKept)).filter((key) => before.has(key));
      const next = new Set([
        ...wanted,
        ...kept,
        ...inUse(scroller),
        ...(held.current === undefined ? [] : [held.current]),
      ]);
      if (
        next.size === before.size &&
        wanted.every((key) => before.has(key)) &&
        [...next].every((key) => before.has(key))
      )
        return;
      for (const article of articles) {
        const key = article.dataset['key'] ?? '';
        if (before.has(key) && !next.has(key)) heights.current.set(key, outerHeight(article));
      }
      draw(next);
    },
  };
}

function keysIn(articles: ArrayLike<HTMLElement>, { first, last }: IndexRange): readonly string[] {
  const keys: string[] = [];
  for (let index = first; index <= last; index++) keys.push(articles[index]?.dataset['key'] ?? '');
  return keys;
}

/** Articles that lose something when they are put away: the focus, or an end of the selection. */
function inUse(scroller: HTMLElement): readonly string[] {
  const selection = document.getSelection();
  const nodes = [
    document.activeElement,
    ...(selection && !selection.isCollapsed ? [selection.anchorNode, selection.focusNode] : []),
  ];
  return nodes.flatMap((node) => {
    const element = node instanceof Element ? node : node?.parentElement;
    const article = element && scroller.contains(element) ? element.closest<HTMLElement>('article') : undefined;
    return article?.dataset['key'] ?? [];
  });
}

function outerHeight(element: HTMLElement): number {
  return element.offsetHeight + Number.parseFloat(getComputedStyle(element).marginBottom);
}
