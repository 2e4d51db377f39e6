import { arrayOf, isObject, property, stringOf } from './parse.ts';

/** What a colour theme says of one kind of token, in VS Code's own terms. */
export interface TokenRule {
  /** Selectors; a token that one of them matches looks like this. */
  readonly scope: readonly string[];
  /** `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`. */
  readonly foreground?: string;
  /** Words of `italic bold underline strikethrough`; empty: none of them. */
  readonly fontStyle?: string;
}

/** Host → panel: how code looks in a colour theme. */
export interface ColorThemeMessage {
  readonly type: 'colorTheme';
  /** As the panel named it. */
  readonly id: string;
  /** Absent where the theme cannot be read; the panel then uses colours of its own for themes of that kind. */
  readonly rules?: readonly TokenRule[];
  /** The person's own changes, which count more than the theme's rules. */
  readonly customRules: readonly TokenRule[];
}

/** The rules of a theme's `tokenColors` or of `textMateRules`. What is not understood is left out. */
export function readTokenRules(value: unknown): readonly TokenRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((rule) => {
    const scope = readScope(property(rule, 'scope'));
    const settings = property(rule, 'settings');
    return scope.length > 0 && isObject(settings) ? tokenRule(scope, settings) : [];
  });
}

/**
 * One rule of what a theme or setting says about `scope`, or none if it says nothing.
 *
 * @param settings `{ foreground, fontStyle }`, or a colour
 */
export function tokenRule(scope: readonly string[], settings: unknown): readonly TokenRule[] {
  const foreground = typeof settings === 'string' ? settings : stringOf(settings, 'foreground');
  const fontStyle = stringOf(settings, 'fontStyle');
  const look = {
    ...(foreground !== undefined && isColor(foreground) ? { foreground } : {}),
    ...(fontStyle === undefined ? {} : { fontStyle }),
  };
  return Object.keys(look).length > 0 ? [{ scope, ...look }] : [];
}

function readScope(value: unknown): readonly string[] {
  const scopes = typeof value === 'string' ? value.split(',') : arrayOf({ value }, 'value');
  return scopes.flatMap((scope) => (typeof scope === 'string' && scope.trim() !== '' ? [scope.trim()] : []));
}

function isColor(text: string): boolean {
  return /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(text);
}
