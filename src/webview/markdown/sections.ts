/** Source characters after which the next block begins a new section. */
export const sectionLength = 12_000;

/**
 * Groups blocks into containers of some {@link sectionLength} characters. Finished containers outside the view cost no
 * layout (`content-visibility` in panel.css). Where a container begins depends on the blocks' positions in the text
 * only, never on how the text arrived.
 */
export interface Sections {
  /** The container for a block that begins at `offset`, after one that began at `previousOffset`. */
  containerFor(offset: number, previousOffset: number | undefined): HTMLElement;
  /** Removes the last container if it is empty. */
  dropEmpty(): void;
  clear(): void;
}

export function createSections(root: HTMLElement): Sections {
  let current: { readonly element: HTMLElement; readonly start: number } | undefined;
  const earlier: { readonly element: HTMLElement; readonly start: number }[] = [];

  return {
    containerFor(offset, previousOffset) {
      if (!current || (previousOffset !== undefined && previousOffset - current.start >= sectionLength)) {
        if (current) earlier.push(current);
        current?.element.classList.add('finished');
        const element = root.ownerDocument.createElement('div');
        element.className = 'markdown-section';
        root.append(element);
        current = { element, start: offset };
      }
      return current.element;
    },
    dropEmpty() {
      if (!current || current.element.hasChildNodes()) return;
      current.element.remove();
      current = earlier.pop();
      current?.element.classList.remove('finished');
    },
    clear() {
      root.replaceChildren();
      current = undefined;
      earlier.length = 0;
    },
  };
}
