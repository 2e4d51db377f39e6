/**
 * Lets a copied selection hold the source of its formulas, `$x^2$`, in place of the letters that they are typeset with.
 * Other selections are copied as ever.
 */
export function copyFormulasAsSource(document: Document): void {
  document.addEventListener('copy', (event) => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || event.target instanceof HTMLTextAreaElement) return;
    const range = selection.getRangeAt(0).cloneRange();
    const first = formulaAround(range.startContainer);
    const last = formulaAround(range.endContainer);
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const copy = document.createElement('div');
    copy.append(range.cloneContents());
    const formulas = copy.querySelectorAll('.math');
    if (formulas.length === 0) return;
    for (const formula of formulas) formula.replaceWith(sourceOf(formula));
    // In the document for a moment, since only what is laid out has lines.
    copy.className = 'hidden-text';
    document.body.append(copy);
    event.clipboardData?.setData('text/plain', copy.innerText);
    copy.remove();
    event.preventDefault();
  });
}

function formulaAround(node: Node): Element | null | undefined {
  return node.parentElement?.closest('.math');
}

/** A `pre` keeps its lines. */
function sourceOf(formula: Element): Node | string {
  const source = (formula.querySelector('annotation') ?? formula).textContent;
  if (!formula.classList.contains('display')) return `$${source}$`;
  const lines = formula.ownerDocument.createElement('pre');
  lines.textContent = `$$\n${source}\n$$`;
  return lines;
}
