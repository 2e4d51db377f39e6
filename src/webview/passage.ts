/** Words of a message that a person has selected. */
export interface Passage {
  /** Of the article. */
  readonly key: string;
  readonly text: string;
  /** True for the text of an answer alone, false with anything else: a question, reasoning, tools. */
  readonly isAnswer: boolean;
}

/** What is selected inside of one message; undefined for everything else, several articles too. */
export function selectedPassage(document: Document): Passage | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return undefined;
  const { anchorNode, focusNode } = selection;
  const article = articleAround(anchorNode);
  if (!article || article !== articleAround(focusNode)) return undefined;
  const text = selection.toString().trim();
  const key = article.dataset['key'];
  if (key === undefined || text === '') return undefined;
  return { key, text, isAnswer: isInAnswer(anchorNode) && isInAnswer(focusNode) };
}

/** The article in whose body this node is. */
function articleAround(node: Node | null): HTMLElement | undefined {
  const body = elementOf(node)?.closest('.item-body');
  return body?.closest<HTMLElement>('article') ?? undefined;
}

function isInAnswer(node: Node | null): boolean {
  const body = elementOf(node)?.closest('.markdown')?.parentElement;
  return body?.matches('.item-answer > .item-body') ?? false;
}

function elementOf(node: Node | null): Element | null | undefined {
  return node?.nodeType === 1 ? (node as Element) : node?.parentElement;
}
