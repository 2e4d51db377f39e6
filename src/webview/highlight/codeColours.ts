import type { ColorThemeMessage } from '../../model/colorTheme.ts';
import { isObject } from '../../model/parse.ts';
import { watchSelection } from './keepSelection.ts';
import type { Highlighter, TextHighlighter, Token } from './highlighter.ts';
import type { GrammarName } from './languageNames.ts';
import type { ThemeKind } from './palettes.ts';

/** A block of code whose lines can be given colours. */
export interface CodeView {
  readonly element: HTMLElement;
  /** Undefined: it stays plain. */
  grammar(): GrammarName | undefined;
  /** How many lines will not change any more. */
  lineCount(): number;
  lineText(index: number): string;
  /** Shows the same text in colours; what is selected stays selected where `keepsSelection`, which takes longer. */
  showTokens(index: number, tokens: readonly Token[], keepsSelection: boolean): void;
}

/** Gives the panel's code the colours of the theme in use. */
export interface CodeColours {
  /**
   * The block has more lines than when this was called last.
   *
   * @param isGrowing true while it is being written, so that it is most likely looked at
   */
  update(view: CodeView, isGrowing: boolean): void;
  /** The block's last line is not one any more. */
  takeBack(view: CodeView): void;
  /** The block shows another text, or one in another language. */
  restart(view: CodeView): void;
  /** What the host says about a theme. Anything else is ignored. */
  receive(message: unknown): void;
}

/** What the colours need from the outside. */
export interface CodeColoursOptions {
  readonly document: Document;
  /** Loads what does the work; is called when there is code to colour. */
  readonly load: () => Promise<Highlighter>;
  /** Asks the host for a theme; it answers with a message for {@link CodeColours.receive}. */
  readonly askForTheme: (id: string) => void;
  readonly nowMs: () => number;
  /** Runs something in a task of its own, soon. */
  readonly runSoon: (task: () => void) => void;
}

/** How long one task may colour lines that were waiting, and how long lines that just arrived with a frame. */
const sliceMs = 8;
const frameMs = 5;

/** How far outside the view code is coloured, so that it has its colours when it comes in. */
const nearMargin = '100%';

/** What is known of a block. */
interface Care {
  readonly view: CodeView;
  isNear: boolean;
  /** Which theme its colours are of. */
  themeCount: number;
  text: TextHighlighter | undefined;
  /** How many lines have their colours. */
  done: number;
}

/**
 * Colours lines as they arrive, in what is left of a frame, and what waits in slices that no one feels: code that was
 * there before its grammar, or that came near, and everything once more after a change of the theme. Lines without
 * colours are plain text; nothing moves when they get them.
 */
export function createCodeColours(options: CodeColoursOptions): CodeColours {
  const { document, nowMs } = options;
  const cares = new WeakMap<Element, Care>();
  const waiting = new Set<Care>();
  const themes = new Map<string, ColorThemeMessage>();
  const observer = observeNearness();
  const selection = watchSelection(document);
  let highlighter: Highlighter | undefined;
  /** Counts themes that were applied; 0: none yet. */
  let themeCount = 0;
  let isLoading = false;
  let isScheduled = false;
  let wanted: { readonly id: string; readonly kind: ThemeKind } | undefined;

  function careFor(view: CodeView, isGrowing: boolean): Care {
    const known = cares.get(view.element);
    if (known) return known;
    const care: Care = { view, isNear: isGrowing || !observer, themeCount, text: undefined, done: 0 };
    cares.set(view.element, care);
    observer?.observe(view.element);
    return care;
  }

  function observeNearness(): IntersectionObserver | undefined {
    if (typeof IntersectionObserver === 'undefined') return;
    return new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const care = cares.get(target);
          if (!care) continue;
          care.isNear = isIntersecting;
          if (isIntersecting) enqueue(care);
        }
      },
      // The first is for the page, the second for boxes in it that scroll.
      { rootMargin: nearMargin, scrollMargin: nearMargin },
    );
  }

  function enqueue(care: Care): void {
    if (care.view.grammar() === undefined || isDone(care)) return;
    waiting.add(care);
    start();
    schedule();
  }

  function isDone(care: Care): boolean {
    return care.themeCount === themeCount && care.done >= care.view.lineCount();
  }

  function start(): void {
    if (isLoading) return;
    isLoading = true;
    watchTheme();
    void loadHighlighter();
  }

  async function loadHighlighter(): Promise<void> {
    try {
      highlighter = await options.load();
      applyTheme();
    } catch {
      // Without it code stays as it is, which can be read.
      waiting.clear();
    }
  }

  function watchTheme(): void {
    const look = (): void => {
      const id = document.body.dataset['vscodeThemeId'] ?? '';
      const kind = themeKind(document.body);
      if (wanted?.id === id && wanted.kind === kind) return;
      const isOther = wanted?.id !== id;
      wanted = { id, kind };
      if (themes.has(id)) applyTheme();
      else if (isOther) options.askForTheme(id);
    };
    look();
    new MutationObserver(look).observe(document.body, {
      attributeFilter: ['class', 'data-vscode-theme-id', 'data-vscode-theme-kind'],
    });
  }

  function applyTheme(): void {
    const theme = wanted && themes.get(wanted.id);
    if (!highlighter || !theme || !wanted) return;
    const { rules, customRules } = theme;
    highlighter.setTheme({ kind: wanted.kind, customRules, ...(rules === undefined ? {} : { rules }) });
    themeCount++;
    for (const element of document.querySelectorAll('.code-block')) {
      const care = cares.get(element);
      if (care?.isNear === true) enqueue(care);
    }
    schedule();
  }

  function schedule(): void {
    if (isScheduled || waiting.size === 0 || !highlighter || themeCount === 0) return;
    isScheduled = true;
    options.runSoon(() => {
      isScheduled = false;
      work(nowMs() + sliceMs);
      schedule();
    });
  }

  function work(deadlineMs: number): void {
    for (const care of waiting) {
      if (observer && (!care.isNear || !care.view.element.isConnected)) waiting.delete(care);
      else if (advance(care, deadlineMs)) waiting.delete(care);
      if (nowMs() >= deadlineMs) return;
    }
  }

  /** Colours lines until the deadline. Returns whether there is nothing left that can be done now. */
  function advance(care: Care, deadlineMs: number): boolean {
    const { view } = care;
    const grammar = view.grammar();
    if (!highlighter || themeCount === 0 || grammar === undefined) return grammar === undefined;
    if (care.themeCount !== themeCount) begin(care);
    care.text ??= highlighter.begin(grammar);
    if (!care.text) {
      void loadFor(care, grammar);
      return true;
    }
    const keepsSelection = !isDone(care) && selection.touches(view.element);
    for (; care.done < view.lineCount(); care.done++) {
      if (nowMs() >= deadlineMs) return false;
      const tokens = care.text.next(view.lineText(care.done), deadlineMs);
      if (!tokens) return false;
      view.showTokens(care.done, tokens, keepsSelection);
    }
    return true;
  }

  async function loadFor(care: Care, grammar: GrammarName): Promise<void> {
    const isLoaded = await highlighter?.load(grammar);
    if (isLoaded === true && care.view.grammar() === grammar) enqueue(care);
  }

  function begin(care: Care): void {
    care.themeCount = themeCount;
    care.text = undefined;
    care.done = 0;
  }

  return {
    update(view, isGrowing) {
      if (view.grammar() === undefined) return;
      const care = careFor(view, isGrowing);
      if (!care.isNear) return;
      const canStart = !waiting.has(care) && highlighter !== undefined && themeCount > 0;
      if (!canStart || !advance(care, nowMs() + frameMs)) enqueue(care);
    },
    takeBack(view) {
      const care = cares.get(view.element);
      if (!care || care.done <= view.lineCount()) return;
      care.text?.back();
      care.done--;
    },
    restart(view) {
      const care = cares.get(view.element);
      if (care) begin(care);
    },
    receive(message) {
      if (!isColorTheme(message)) return;
      themes.set(message.id, message);
      if (message.id === wanted?.id) applyTheme();
    },
  };
}

function themeKind({ classList }: HTMLElement): ThemeKind {
  if (classList.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classList.contains('vscode-high-contrast')) return 'highContrastDark';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

/** The host is our own code; see panelStore.ts. */
function isColorTheme(message: unknown): message is ColorThemeMessage {
  return isObject(message) && message['type'] === 'colorTheme';
}
