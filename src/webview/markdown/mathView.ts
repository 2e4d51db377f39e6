import type { Formulas } from './formulas.ts';
import type { MathNode } from './treeNode.ts';

/** What shows a formula. */
export interface MathView {
  readonly element: HTMLElement;
  update(node: MathNode): void;
}

/** Longer ones are shown as source: typesetting takes time, and nobody reads them. */
const maxSourceLength = 10_000;

let formulas: Formulas | undefined;
let loading: Promise<void> | undefined;
const waiting = new Set<() => void>();

/**
 * A formula, typeset once it is complete and what typesets it is there; until then, and where it is no TeX, its source
 * in the style of code. The first complete formula loads the typesetting.
 */
export function createMathView(document: Document, first: MathNode): MathView {
  const element = document.createElement('span');
  let shown: MathNode | undefined;

  function showSource(node: MathNode, reason?: string): void {
    const code = document.createElement('code');
    code.className = 'math-source';
    code.textContent = node.source;
    if (reason !== undefined) code.title = `This formula cannot be typeset: ${reason}`;
    element.replaceChildren(code);
  }

  function typeset(): void {
    const node = shown;
    if (!node?.isComplete || !formulas) return;
    const result = formulas.typeset(node.source, node.isDisplay, document);
    if (typeof result === 'string') showSource(node, result);
    else element.replaceChildren(result);
  }

  function update(node: MathNode): void {
    if (shown?.source === node.source && shown.isDisplay === node.isDisplay && shown.isComplete === node.isComplete) {
      return;
    }
    element.className = node.isDisplay ? 'math display' : 'math';
    element.dir = 'ltr';
    setScrollable(element, node.isDisplay);
    shown = node;
    waiting.delete(typeset);
    const isTypeset = node.isComplete && node.source !== '' && node.source.length <= maxSourceLength;
    if (isTypeset && formulas) return typeset();
    showSource(node);
    if (!isTypeset) return;
    waiting.add(typeset);
    loading ??= load(document);
  }

  update(first);
  return { element, update };
}

async function load(document: Document): Promise<void> {
  try {
    const { loadFormulas } = await import('./formulas.ts');
    formulas = await loadFormulas(document);
  } catch {
    // Formulas stay as source, which can be read; the next one tries again.
    loading = undefined;
    return;
  }
  for (const typeset of waiting) typeset();
  waiting.clear();
}

/** Long formulas scroll by themselves, reachable by keyboard. */
function setScrollable(element: HTMLElement, isDisplay: boolean): void {
  if (isDisplay) {
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', 'Formula');
    element.tabIndex = 0;
  } else {
    for (const name of ['role', 'aria-label', 'tabindex']) element.removeAttribute(name);
  }
}
