import { blockBreak, blockTags } from './plainText.ts';

/** The text that an element shows, with the nodes that hold it. */
interface ShownText {
  readonly text: string;
  readonly pieces: readonly { readonly node: Text; readonly start: number }[];
}

/** What is no text of the answer: buttons, names of languages, pictures. */
const notText = '.code-toolbar, .diagram-bar, button, svg';

/** What stands between texts and has none that is looked through. */
const noText = '.math, .answer-image';

/** Reads an element as {@link plainText} reads what it was made from. */
function shownText(root: Element): ShownText {
  const pieces: { node: Text; start: number }[] = [];
  let text = '';
  const read = (node: Node): void => {
    if (node.nodeType === 3) {
      pieces.push({ node: node as Text, start: text.length });
      text += (node as Text).data;
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
    const edge = blockTags.has(name) || name === 'pre' ? blockBreak : '';
    text += edge;
    element.childNodes.forEach(read);
    text += edge;
  };
  root.childNodes.forEach(read);
  return { text, pieces };
}

/** Ranges of the document for places in the text that an element shows. */
export function rangesIn(root: Element, length: number, find: (text: string) => readonly number[]): readonly Range[] {
  const { text, pieces } = shownText(root);
  let piece = 0;
  /** Offsets come in order, so that the pieces are gone through once. */
  const placeOf = (offset: number): { readonly node: Text; readonly offset: number } | undefined => {
    while (piece + 1 < pieces.length && (pieces[piece + 1]?.start ?? 0) <= offset) piece += 1;
    const at = pieces[piece];
    return at && { node: at.node, offset: Math.min(offset - at.start, at.node.length) };
  };
  return find(text).flatMap((offset) => {
    const start = placeOf(offset);
    const end = placeOf(offset + length - 1);
    if (!start || !end) return [];
    const range = root.ownerDocument.createRange();
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, Math.min(end.offset + 1, end.node.length));
    return [range];
  });
}
