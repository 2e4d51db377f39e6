import assert from 'node:assert/strict';
import { palettes, type ThemeKind } from '../../../../src/webview/highlight/palettes.ts';

/** The backgrounds that themes of each kind have, and how much code has to stand out from them. */
const kinds: Readonly<Record<ThemeKind, { backgrounds: readonly string[]; contrast: number }>> = {
  dark: { backgrounds: ['#1f1f1f', '#1e1e1e', '#282c34', '#000000', '#002b36'], contrast: 4.5 },
  light: { backgrounds: ['#ffffff', '#f5f5f5', '#fdf6e3'], contrast: 4.5 },
  highContrastDark: { backgrounds: ['#000000', '#1f1f1f'], contrast: 7 },
  highContrastLight: { backgrounds: ['#ffffff'], contrast: 7 },
};

describe('Colours for code where the theme cannot be read', () => {
  for (const [kind, { backgrounds, contrast }] of Object.entries(kinds)) {
    it(`can be read in a theme of the kind ${kind}`, () => {
      for (const [name, color] of Object.entries(palettes[kind as ThemeKind])) {
        for (const background of backgrounds) {
          const found = contrastOf(color, background);
          assert.ok(found >= contrast, `${name} on ${background}: ${found.toFixed(2)}`);
        }
      }
    });
  }
});

/** As the Web Content Accessibility Guidelines define it. */
function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
