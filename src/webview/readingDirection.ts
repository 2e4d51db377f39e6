/** Whether lines run from right to left where `element` stands: then "on" is to the left. */
export function isRightToLeft(element: Element): boolean {
  return element.ownerDocument.defaultView?.getComputedStyle(element).direction === 'rtl';
}

/** An arrow key by what it means in reading order: to the right where lines run from left to right is "on". */
export function readingKey(key: string, element: Element): string {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return key;
  return (key === 'ArrowRight') === isRightToLeft(element) ? 'ArrowLeft' : 'ArrowRight';
}
