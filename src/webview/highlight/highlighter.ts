import { createShikiPrimitive } from 'shiki/core';
import { EncodedTokenMetadata, INITIAL } from 'shiki/textmate';
import type { TokenRule } from '../../model/colorTheme.ts';
import type { Grammars } from './grammars.ts';
import type { GrammarName } from './languageNames.ts';
import { paletteRules, type ThemeKind } from './palettes.ts';
import { createTokenStyles } from './tokenStyles.ts';
import { createWarmEngine, OutOfTime } from './warmEngine.ts';

/** A run of characters with one look. */
export interface Token {
  readonly text: string;
  /** Empty: like the code around it. */
  readonly className: string;
}

/** How code is to look. */
export interface CodeTheme {
  readonly kind: ThemeKind;
  /** Absent where the theme in use cannot be read. */
  readonly rules?: readonly TokenRule[];
  readonly customRules: readonly TokenRule[];
}

/** Colours code with TextMate grammars, as VS Code's editor does. Nothing works before {@link setTheme}. */
export interface Highlighter {
  /** Everything that was coloured before loses its colours and is to be begun anew. */
  setTheme(theme: CodeTheme): void;
  /** Makes a grammar usable; returns whether it is. */
  load(grammar: GrammarName): Promise<boolean>;
  /** Begins a text; undefined while its grammar is not loaded. */
  begin(grammar: GrammarName): TextHighlighter | undefined;
}

/** Goes through one text, line by line. */
export interface TextHighlighter {
  /**
   * The tokens of the next line, or undefined where the time did not suffice: ask again for the same line.
   *
   * @param deadlineMs by the highlighter's clock
   */
  next(line: string, deadlineMs: number): readonly Token[] | undefined;
  /** Takes back the last line that {@link next} gave. Only one line can be taken back. */
  back(): void;
}

/** Longer lines (minified code, data) are shown plain. */
const maxLineLength = 2_000;

/**
 * How long one attempt at a line may take, and after how many attempts it is shown plain: where it is the line that is
 * slow, none suffices; where the machine is busy or the grammar new, one of them does.
 */
const maxLineMs = 25;
const maxAttempts = 6;

/** Slow lines after which the rest of a text is shown plain: so many more would be felt. */
const maxSlowLines = 4;

/** The bits of a font style, in TextMate's words. */
const fontStyles = { italic: 1, bold: 2, underline: 4, strikethrough: 8 } as const;

/** Stands for the colour of the code around, since themes are free in all others. */
const noColor = '#01020304';

/**
 * @param load gives a grammar, once for each name; fails where there is none
 */
export function createHighlighter(
  document: Document,
  nowMs: () => number,
  load: (grammar: GrammarName) => Promise<Grammars>,
): Highlighter {
  const warm = createWarmEngine(nowMs);
  const textMate = createShikiPrimitive({ engine: warm.engine, langs: [], themes: [], warnings: false });
  const styles = createTokenStyles(document);
  const loads = new Map<GrammarName, Promise<boolean>>();
  const loaded = new Set<GrammarName>();
  let themes = 0;
  let colors: readonly string[] = [];
  let classes = new Map<number, string>();

  function classOf(metadata: number): string {
    const foreground = EncodedTokenMetadata.getForeground(metadata);
    const fontStyle = EncodedTokenMetadata.getFontStyle(metadata);
    const key = foreground * 16 + fontStyle;
    const known = classes.get(key);
    if (known !== undefined) return known;
    const color = colors[foreground];
    const name = styles.classOf({
      ...(color === undefined || color.toLowerCase() === noColor ? {} : { color }),
      isItalic: (fontStyle & fontStyles.italic) !== 0,
      isBold: (fontStyle & fontStyles.bold) !== 0,
      isUnderlined: (fontStyle & fontStyles.underline) !== 0,
      isStruck: (fontStyle & fontStyles.strikethrough) !== 0,
    });
    classes.set(key, name);
    return name;
  }

  /** @param encoded pairs of where a token starts and how it looks */
  function tokensOf(line: string, encoded: Uint32Array): readonly Token[] {
    const tokens: Token[] = [];
    let start = 0;
    let className = '';
    for (let index = 0; index < encoded.length; index += 2) {
      const next = classOf(encoded[index + 1] ?? 0);
      const at = encoded[index] ?? 0;
      if (next === className) continue;
      if (at > start) tokens.push({ text: line.slice(start, at), className });
      start = at;
      className = next;
    }
    if (line.length > start) tokens.push({ text: line.slice(start), className });
    return tokens;
  }

  async function loadOnce(name: GrammarName): Promise<boolean> {
    try {
      // Those that are embedded come first. Each is a task of its own, since some take a while.
      for (const grammar of await load(name)) {
        await nextTask();
        textMate.loadLanguageSync(grammar);
      }
      await nextTask();
      loaded.add(name);
      return true;
    } catch {
      // The code stays as it is; it can be read without colours.
      return false;
    }
  }

  return {
    setTheme({ kind, rules, customRules }) {
      const name = `theme-${++themes}`;
      const all = [...(rules ?? paletteRules(kind)), ...customRules];
      textMate.loadThemeSync({
        name,
        type: kind === 'light' || kind === 'highContrastLight' ? 'light' : 'dark',
        settings: [
          { settings: { foreground: noColor, background: noColor } },
          ...all.map(({ scope, foreground, fontStyle }) => ({
            scope: [...scope],
            settings: {
              ...(foreground === undefined ? {} : { foreground }),
              ...(fontStyle === undefined ? {} : { fontStyle }),
            },
          })),
        ],
      });
      colors = textMate.setTheme(name).colorMap;
      classes = new Map();
      styles.reset();
    },
    load(name) {
      const known = loads.get(name) ?? loadOnce(name);
      loads.set(name, known);
      return known;
    },
    begin(name) {
      if (!loaded.has(name)) return;
      const grammar = textMate.getLanguage(name);
      let state = INITIAL;
      let before = state;
      let slowLines = 0;
      let attempts = 0;

      function plain(line: string): readonly Token[] {
        before = state;
        return line === '' ? [] : [{ text: line, className: '' }];
      }

      return {
        next(line, deadlineMs) {
          if (line.length > maxLineLength || slowLines >= maxSlowLines) return plain(line);
          const startedAtMs = nowMs();
          warm.begin(deadlineMs);
          try {
            const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine2(line, state, maxLineMs);
            if (stoppedEarly) {
              if (++attempts < maxAttempts) return;
              attempts = 0;
              slowLines += nowMs() - startedAtMs > 10 * maxLineMs ? maxSlowLines : 1;
              return plain(line);
            }
            attempts = 0;
            before = state;
            state = ruleStack;
            return tokensOf(line, tokens);
          } catch (error) {
            if (error instanceof OutOfTime) return;
            // A grammar that fails on one line is not asked for another.
            slowLines = maxSlowLines;
            return plain(line);
          }
        },
        back() {
          state = before;
        },
      };
    },
  };
}

async function nextTask(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
