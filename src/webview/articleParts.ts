/**
 * Brings a part of an article into view, opens it where it is closed, and puts the focus on it; on the article where it
 * has no such part.
 *
 * @param id the part's, with the key of its article
 */
export function revealPart(article: HTMLElement, id: string): void {
  const closable = named(article, 'part', id);
  const part = closable ?? named(article, 'find', id);
  // Its first button opens it.
  const toggle = closable?.querySelector<HTMLElement>('button[aria-expanded]');
  if (toggle?.ariaExpanded === 'false') toggle.click();
  const target = toggle ?? part ?? article;
  // Text takes the focus only when it is led to.
  if (target === part) target.tabIndex = -1;
  (part ?? article).scrollIntoView({ block: 'start' });
  target.focus({ preventScroll: true });
}

/**
 * Whether somebody is in a part of an article: has selected something in it, or has left the end and sees it.
 *
 * @param id the part's, with the key of its article
 */
export function isInUse(scroller: HTMLElement, id: string, isAtEnd: boolean): boolean {
  const part = named(scroller, 'part', id);
  if (!part) return false;
  const selection = part.ownerDocument.getSelection();
  const ends = selection && !selection.isCollapsed ? [selection.anchorNode, selection.focusNode] : [];
  if (ends.some((end) => part.contains(end))) return true;
  if (isAtEnd) return false;
  const view = scroller.getBoundingClientRect();
  const { top, bottom } = part.getBoundingClientRect();
  return bottom > view.top && top < view.bottom;
}

function named(around: HTMLElement, name: 'part' | 'find', id: string): HTMLElement | undefined {
  return [...around.querySelectorAll<HTMLElement>(`[data-${name}]`)].find((element) => element.dataset[name] === id);
}
