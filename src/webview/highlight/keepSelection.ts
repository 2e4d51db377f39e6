/** Tells what the selection touches. */
export interface SelectionWatch {
  /** Whether it begins or ends in the element. Looking at a selection lays the page out, so it is done when it changed. */
  touches(element: Element): boolean;
}

export function watchSelection(document: Document): SelectionWatch {
  let ends: readonly (Node | null)[] = [];
  let isKnown = false;
  document.addEventListener('selectionchange', () => {
    isKnown = false;
  });
  return {
    touches(element) {
      if (!isKnown) {
        const selection = document.getSelection();
        ends = selection ? [selection.anchorNode, selection.focusNode] : [];
      }
      const isTouched = ends.some((end) => element.contains(end));
      // Whoever asks is about to replace the nodes in which it ends.
      isKnown = !isTouched;
      return isTouched;
    },
  };
}

/**
 * Puts a node with the same text in place of another. What was selected stays selected, wherever in the two it begins
 * and ends.
 */
export function replaceKeepingSelection(document: Document, old: ChildNode, replacement: ChildNode): void {
  const selection = document.getSelection();
  const { anchorNode, focusNode, anchorOffset, focusOffset } = selection ?? {};
  const isTouched = (node: Node | null | undefined): node is Node =>
    node !== null && node !== undefined && (node === old.parentNode || old.contains(node));
  if (!selection || (!isTouched(anchorNode) && !isTouched(focusNode))) {
    old.replaceWith(replacement);
    return;
  }
  const anchor = placeIn(document, old, anchorNode, anchorOffset);
  const focus = placeIn(document, old, focusNode, focusOffset);
  old.replaceWith(replacement);
  const [newAnchor, newFocus] = [anchor(replacement), focus(replacement)];
  if (newAnchor && newFocus) {
    selection.setBaseAndExtent(newAnchor.node, newAnchor.offset, newFocus.node, newFocus.offset);
  }
}

interface Place {
  readonly node: Node;
  readonly offset: number;
}

/** Remembers a place, and finds it again when `old` was replaced. */
function placeIn(
  document: Document,
  old: ChildNode,
  node: Node | null | undefined,
  offset: number | undefined,
): (replacement: Node) => Place | undefined {
  if (!node || offset === undefined) return () => undefined;
  if (!old.contains(node)) return () => ({ node, offset });
  const range = document.createRange();
  range.setStart(old, 0);
  range.setEnd(node, offset);
  const length = range.toString().length;
  return (replacement) => placeAt(replacement, length);
}

function placeAt(root: Node, length: number): Place {
  let left = length;
  let last: Place = { node: root, offset: 0 };
  const walk = (node: Node): Place | undefined => {
    if (node.nodeType === 3) {
      const size = node.textContent?.length ?? 0;
      last = { node, offset: size };
      if (left <= size) return { node, offset: left };
      left -= size;
    }
    for (const child of node.childNodes) {
      const found = walk(child);
      if (found) return found;
    }
    return undefined;
  };
  return walk(root) ?? last;
}
