/** How a token looks. */
export interface TokenStyle {
  /** A colour in CSS, checked by whoever read it; absent: that of the code around it. */
  readonly color?: string;
  readonly isItalic: boolean;
  readonly isBold: boolean;
  readonly isUnderlined: boolean;
  readonly isStruck: boolean;
}

/** Classes for the looks of tokens in the colour theme in use. */
export interface TokenStyles {
  /** The class of this look; empty for one like the code around it. */
  classOf(style: TokenStyle): string;
  /** Another theme is in use: what still has classes of the last one looks like plain code. */
  reset(): void;
}

/** Adds a style sheet to the document, which the panel's policy allows to scripts only. */
export function createTokenStyles(document: Document): TokenStyles {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const classes = new Map<string, string>();
  let themes = 0;

  return {
    classOf(style) {
      const css = declarations(style);
      if (css === '') return '';
      const known = classes.get(css);
      if (known !== undefined) return known;
      const name = `token-${themes}-${classes.size}`;
      classes.set(css, name);
      sheet.insertRule(`.${name} { ${css} }`, sheet.cssRules.length);
      return name;
    },
    reset() {
      themes++;
      classes.clear();
      sheet.replaceSync('');
    },
  };
}

function declarations({ color, isItalic, isBold, isUnderlined, isStruck }: TokenStyle): string {
  const lines = [isUnderlined ? 'underline' : '', isStruck ? 'line-through' : ''].filter(Boolean).join(' ');
  return [
    color === undefined ? '' : `color: ${color};`,
    isItalic ? 'font-style: italic;' : '',
    isBold ? 'font-weight: bold;' : '',
    lines === '' ? '' : `text-decoration: ${lines};`,
  ].join('');
}
