import { blockBreak, blockTags } from './plainText.ts';

/** The text that an element shows, with the nodes that hold it; an element shows some text in letters of its own. */
interface ShownText {
  readonly text: string;
  readonly pieces: readonly { readonly node: Text | Element; readonly start: number }[];
}

/** What is no text of the answer: buttons, names of languages, pictures. */
const notText = '.code-toolbar, .diagram-bar, button, svg';

/** What stands between texts and has none that is looked through. */
const noText = '.answer-image';

/** What stands between texts and has one of its own. */
const ownText = '.math';

/** Reads an element as {@link plainText} reads what it was made from. */
function shownText(root: Element): ShownText {
  const pieces: { node: Text | Element; start: number }[] = [];
  let text = '';
  const read = (node: Node): void => {
    if (isText(node)) {
      pieces.push({ node, start: text.length });
      text += node.data;
      return;
    }
    if (node.nodeType !== 1) return;
    const element = node as Element;
    if (element.matches(notText)) return;
    if (element.matches(noText)) {
      text += blockBreak;
      return;
    }
    const name = element.localName;
    if (name === 'br') text += '\n';
    const isApart = blockTags.has(name) || name === 'pre' || element.matches(ownText);
    const edge = isApart ? blockBreak : '';
    text += edge;
    const formula = typesetIn(element);
    if (formula) {
      pieces.push({ node: formula.seen, start: text.length });
      text += formula.source;
    } else {
      element.childNodes.forEach(read);
    }
    text += edge;
  };
  root.childNodes.forEach(read);
  return { text, pieces };
}

/** A formula as it is seen, and what it was made from: none of its letters are in a place of their own in the source. */
function typesetIn(element: Element): { readonly seen: Element; readonly source: string } | undefined {
  if (!element.matches(ownText)) return undefined;
  const seen = element.querySelector('.katex-html');
  const source = element.querySelector('annotation')?.textContent;
  return seen && source ? { seen, source } : undefined;
}

/** Ranges of the document for places in the text that an element shows. */
export function rangesIn(root: Element, length: number, find: (text: string) => readonly number[]): readonly Range[] {
  const { text, pieces } = shownText(root);
  let piece = 0;
  /** Offsets come in order, so that the pieces are gone through once. */
  const placeOf = (offset: number): { readonly node: Text | Element; readonly offset: number } | undefined => {
    while (piece + 1 < pieces.length && (pieces[piece + 1]?.start ?? 0) <= offset) piece += 1;
    const at = pieces[piece];
    return at && { node: at.node, offset: offset - at.start };
  };
  return find(text).flatMap((offset) => {
    const start = placeOf(offset);
    const end = placeOf(offset + length - 1);
    if (!start || !end) return [];
    const range = root.ownerDocument.createRange();
    if (!isText(start.node) || !isText(end.node)) {
      range.selectNodeContents(start.node);
    } else {
      range.setStart(start.node, Math.min(start.offset, start.node.length));
      range.setEnd(end.node, Math.min(end.offset + 1, end.node.length));
    }
    return [range];
  });
}

function isText(node: Node): node is Text {
  return node.nodeType === node.TEXT_NODE;
}
