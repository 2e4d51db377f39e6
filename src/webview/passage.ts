/** Words of an answer that a person has selected. */
export interface Passage {
  /** Of the article. */
  readonly key: string;
  readonly text: string;
}

/** What is selected inside the text of one answer; undefined for everything else: reasoning, tools, several articles. */
export function selectedPassage(document: Document): Passage | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return undefined;
  const article = answerAround(selection.anchorNode);
  if (!article || article !== answerAround(selection.focusNode)) return undefined;
  const text = selection.toString().trim();
  const key = article.dataset['key'];
  return key === undefined || text === '' ? undefined : { key, text };
}

/** The article in whose text this node is. */
function answerAround(node: Node | null): HTMLElement | undefined {
  const element = node?.nodeType === 1 ? (node as Element) : node?.parentElement;
  const body = element?.closest('.markdown')?.parentElement;
  return body?.matches('.item-answer > .item-body') ? (body.closest<HTMLElement>('article') ?? undefined) : undefined;
}
