// Colours for blocks of code outside a browser: a few grammars, a theme that tests choose, and time that they control.
import css from 'shiki/langs/css.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import type { TokenRule } from '../../src/model/colorTheme.ts';
import { type CodeColours, createCodeColours } from '../../src/webview/highlight/codeColours.ts';
import type { Grammars } from '../../src/webview/highlight/grammars.ts';
import { createHighlighter } from '../../src/webview/highlight/highlighter.ts';
import type { GrammarName } from '../../src/webview/highlight/languageNames.ts';

/** Colours of a theme for tests, by what they are for. */
export const testTheme = {
  comment: '#111111',
  keyword: '#222222',
  string: '#333333',
  number: '#444444',
} as const;

/** That theme. */
export const testRules: readonly TokenRule[] = [
  { scope: ['comment', 'punctuation.definition.comment'], foreground: testTheme.comment },
  { scope: ['keyword', 'storage'], foreground: testTheme.keyword },
  { scope: ['keyword.operator'], foreground: '#555555' },
  { scope: ['string', 'punctuation.definition.string'], foreground: testTheme.string },
  { scope: ['constant.numeric'], foreground: testTheme.number },
];

const grammars: Partial<Record<GrammarName, Grammars>> = { css, typescript };

export interface TestColours {
  readonly colours: CodeColours;
  /** Ids of the themes that the panel asked for. */
  readonly asked: string[];
  /** The grammars that were loaded, after `highlighter`. */
  readonly loaded: string[];
  /** How many tasks there were. */
  taskCount(): number;
  /** Answers as the host would; `undefined`: the theme cannot be read. */
  sayTheme(rules: readonly TokenRule[] | undefined, customRules?: readonly TokenRule[], id?: string): void;
  /** Lets everything happen that is on its way. */
  settle(): Promise<void>;
}

/** @param nowMs the time, which may pass with every look at it */
export function createTestColours(document: Document, nowMs: () => number = () => 0): TestColours {
  const asked: string[] = [];
  const loaded: string[] = [];
  const tasks: (() => void)[] = [];
  const pending = new Set<Promise<unknown>>();
  let taskCount = 0;

  async function tracked<T>(work: Promise<T>): Promise<T> {
    pending.add(work);
    try {
      return await work;
    } finally {
      pending.delete(work);
    }
  }

  const colours = createCodeColours({
    document,
    load() {
      loaded.push('highlighter');
      const highlighter = createHighlighter(document, nowMs, async (name) => {
        loaded.push(name);
        const grammar = grammars[name];
        if (!grammar) throw new Error(`no ${name} here`);
        return grammar;
      });
      return tracked(Promise.resolve({ ...highlighter, load: (name) => tracked(highlighter.load(name)) }));
    },
    askForTheme: (id) => asked.push(id),
    nowMs,
    runSoon: (task) => tasks.push(task),
  });

  return {
    colours,
    asked,
    loaded,
    taskCount: () => taskCount,
    sayTheme: (rules, customRules = [], id = asked.at(-1) ?? '') =>
      colours.receive({ type: 'colorTheme', id, customRules, ...(rules === undefined ? {} : { rules }) }),
    async settle() {
      do {
        for (const task of tasks.splice(0)) {
          taskCount++;
          task();
        }
        await new Promise((resolve) => setImmediate(resolve));
      } while (tasks.length > 0 || pending.size > 0);
    },
  };
}

/** What a person sees of the code in an element: each run of characters with its look, plain ones left out. */
export function looksOf(root: Element): readonly string[] {
  const sheets = root.ownerDocument.adoptedStyleSheets;
  const rules = sheets.flatMap((sheet) => [...sheet.cssRules] as CSSStyleRule[]);
  return [...root.querySelectorAll('code [class]')].flatMap((element) => {
    const rule = rules.find(({ selectorText }) => selectorText === `.${element.className}`);
    return rule === undefined ? [] : `${looks(rule.style)}: ${element.textContent}`;
  });
}

function looks({ color, fontStyle, fontWeight, textDecoration }: CSSStyleDeclaration): string {
  const name = Object.entries(testTheme).find(([, hex]) => rgb(hex) === color)?.[0] ?? color;
  return [name, fontStyle, fontWeight, textDecoration].filter(Boolean).join(' ');
}

function rgb(hex: string): string {
  const parts = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
  return `rgb(${parts.join(', ')})`;
}
