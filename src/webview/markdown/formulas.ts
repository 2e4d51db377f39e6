import { render } from 'katex';
import { copyFormulasAsSource } from './copyFormulas.ts';

/** Typesets formulas. */
export interface Formulas {
  /** The formula as nodes for eyes and, as MathML, for ears; the reason as text if it is no TeX. */
  typeset(source: string, isDisplay: boolean, document: Document): DocumentFragment | string;
}

/** Where the style sheet and the fonts are, seen from this module's chunk (see esbuild.mjs). */
const styleSheet = '../katex/katex.css';

/** Resolves when the style sheet is there, so that no formula is seen without it. */
export async function loadFormulas(document: Document): Promise<Formulas> {
  await addStyleSheet(document, new URL(styleSheet, import.meta.url).href);
  copyFormulasAsSource(document);
  return { typeset };
}

function typeset(source: string, isDisplay: boolean, document: Document): DocumentFragment | string {
  const holder = document.createElement('span');
  try {
    render(source, holder, {
      displayMode: isDisplay,
      output: 'htmlAndMathml',
      throwOnError: true,
      errorColor: 'currentColor',
      strict: 'ignore',
      // Formulas come from models: no links, no pictures, no classes, no styles, no endless expansion.
      trust: false,
      maxExpand: 500,
      maxSize: 30,
    });
  } catch (error) {
    // Mistakes in the formula, or so many brackets in brackets that the stack is full.
    return error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error);
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...holder.childNodes);
  return fragment;
}

function addStyleSheet(document: Document, href: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`${href} could not be loaded`)));
    document.head.append(link);
  });
}
