import type { TokenRule } from '../../model/colorTheme.ts';

/** The kinds of themes that VS Code has. */
export type ThemeKind = 'dark' | 'light' | 'highContrastDark' | 'highContrastLight';

/** One colour for each thing that code is made of. */
interface Palette {
  readonly comment: string;
  readonly string: string;
  readonly number: string;
  readonly keyword: string;
  readonly name: string;
  readonly type: string;
  readonly variable: string;
  readonly markup: string;
  readonly added: string;
  readonly removed: string;
}

/** Read on the background that themes of the kind have: 4.5 to 1 at least, 7 to 1 in high contrast. */
export const palettes: Readonly<Record<ThemeKind, Palette>> = {
  dark: {
    comment: '#8b9a86',
    string: '#d69d85',
    number: '#b8d3a0',
    keyword: '#6cb2e8',
    name: '#e0d7a3',
    type: '#5fcbb5',
    variable: '#a5d4f2',
    markup: '#6cb2e8',
    added: '#8fce8a',
    removed: '#f0918c',
  },
  light: {
    comment: '#5c6f57',
    string: '#9c2a1c',
    number: '#1f6e4d',
    keyword: '#0a3fc4',
    name: '#6d4f12',
    type: '#1c6472',
    variable: '#0f3f7d',
    markup: '#7a1f1f',
    added: '#1e6b2d',
    removed: '#a8231c',
  },
  highContrastDark: {
    comment: '#a6c9a0',
    string: '#f2b39b',
    number: '#cfe8b5',
    keyword: '#8cc8ff',
    name: '#f0e6ad',
    type: '#79e3cc',
    variable: '#bfe4ff',
    markup: '#8cc8ff',
    added: '#a4e69d',
    removed: '#ffb3ae',
  },
  highContrastLight: {
    comment: '#3f5239',
    string: '#7d1a10',
    number: '#0f5438',
    keyword: '#06298c',
    name: '#573e09',
    type: '#0f4b57',
    variable: '#082c5c',
    markup: '#611313',
    added: '#12501f',
    removed: '#85160f',
  },
};

/** How code looks where the theme in use cannot be read. */
export function paletteRules(kind: ThemeKind): readonly TokenRule[] {
  const colors = palettes[kind];
  const rule = (foreground: string, ...scope: readonly string[]): TokenRule => ({ scope, foreground });
  return [
    rule(colors.comment, 'comment', 'punctuation.definition.comment', 'markup.quote'),
    rule(colors.string, 'string', 'constant.character', 'markup.inline.raw', 'support.constant.property-value'),
    rule(colors.number, 'constant.numeric', 'keyword.other.unit'),
    rule(
      colors.keyword,
      'keyword',
      'storage',
      'constant.language',
      'variable.language',
      'support.type.property-name.css',
    ),
    // Operators and brackets are like the code around them.
    { scope: ['keyword.operator', 'punctuation'] },
    rule(colors.keyword, 'keyword.operator.new', 'keyword.operator.expression', 'keyword.operator.logical.python'),
    rule(colors.name, 'entity.name.function', 'support.function', 'entity.name.command', 'meta.decorator'),
    rule(
      colors.type,
      'entity.name.type',
      'entity.name.class',
      'support.class',
      'support.type',
      'entity.name.namespace',
    ),
    rule(
      colors.variable,
      'variable',
      'entity.other.attribute-name',
      'support.type.property-name',
      'meta.object-literal.key',
    ),
    rule(colors.keyword, 'variable.language'),
    rule(colors.markup, 'entity.name.tag', 'entity.name.section', 'markup.heading', 'punctuation.definition.tag'),
    rule(colors.string, 'punctuation.definition.string', 'string.regexp'),
    rule(colors.added, 'markup.inserted'),
    rule(colors.removed, 'markup.deleted', 'invalid'),
    { scope: ['markup.italic', 'emphasis'], fontStyle: 'italic' },
    { scope: ['markup.bold', 'markup.heading', 'strong'], fontStyle: 'bold' },
  ];
}
