import { arrayOf, objectOf, stringOf } from '../../model/parse.ts';

/**
 * The path of a theme's file inside an extension, from the extension's folder with `/`; undefined if it has no such
 * theme.
 *
 * @param manifest the extension's package.json
 * @param themeId what VS Code calls the theme: its id, or its label where it has none
 */
export function findThemeFile(manifest: unknown, themeId: string): string | undefined {
  const themes = arrayOf(objectOf(manifest, 'contributes'), 'themes');
  const theme = themes.find((each) => (stringOf(each, 'id') ?? stringOf(each, 'label')) === themeId);
  const path = stringOf(theme, 'path')
    ?.replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
  return path === undefined || path.split('/').includes('..') ? undefined : path;
}
