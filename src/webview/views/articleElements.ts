/** The elements of all articles of the conversation, in order, drawn or not. */
export function articleElements(scroller: HTMLElement): ArrayLike<HTMLElement> & Iterable<HTMLElement> {
  return scroller.querySelectorAll<HTMLElement>('article');
}

/** Marks an article that is an empty box. */
export const farClass = 'is-far';

export function articleOf(scroller: HTMLElement, key: string): HTMLElement | undefined {
  return [...articleElements(scroller)].find((element) => element.dataset['key'] === key);
}
