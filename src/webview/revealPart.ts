/**
 * Brings a part of an article into view, opens it where it is closed, and puts the focus on it; on the article where it
 * has no such part.
 *
 * @param id the part's, with the key of its article
 */
export function revealPart(article: HTMLElement, id: string): void {
  const find = (name: 'part' | 'find'): HTMLElement | undefined =>
    [...article.querySelectorAll<HTMLElement>(`[data-${name}]`)].find((element) => element.dataset[name] === id);
  const closable = find('part');
  const part = closable ?? find('find');
  // Its first button opens it.
  const toggle = closable?.querySelector<HTMLElement>('button[aria-expanded]');
  if (toggle?.ariaExpanded === 'false') toggle.click();
  const target = toggle ?? part ?? article;
  // Text takes the focus only when it is led to.
  if (target === part) target.tabIndex = -1;
  (part ?? article).scrollIntoView({ block: 'start' });
  target.focus({ preventScroll: true });
}
