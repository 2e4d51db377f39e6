import { type TokenRule, readTokenRules } from '../../model/colorTheme.ts';
import { property, stringOf } from '../../model/parse.ts';
import { parseLenientJson } from './lenientJson.ts';

/** How many themes may build on each other; more is taken for a circle. */
const maxIncludes = 8;

/** Gives a file's text by its path inside the theme's extension, from there with `/`; fails where there is none. */
export type ReadThemeFile = (path: string) => Promise<string>;

/**
 * The token rules of a theme's file and of those that it includes, the last one counting most. Undefined where they
 * cannot be read: a file is missing, is no JSON, or is a TextMate theme (`.tmTheme`, a property list), which few themes
 * still are.
 */
export async function readThemeRules(file: string, read: ReadThemeFile): Promise<readonly TokenRule[] | undefined> {
  return rulesOf(file, read, maxIncludes);
}

async function rulesOf(
  file: string,
  read: ReadThemeFile,
  includesLeft: number,
): Promise<readonly TokenRule[] | undefined> {
  const theme = await readJson(file, read);
  if (theme === undefined) return;
  const include = stringOf(theme, 'include');
  const included = include === undefined ? [] : await includedRules(resolveFrom(file, include), read, includesLeft);
  const colors = property(theme, 'tokenColors') ?? property(theme, 'settings');
  const own = typeof colors === 'string' ? await readJson(resolveFrom(file, colors), read) : { tokenColors: colors };
  if (own === undefined || included === undefined) return;
  return [...included, ...readTokenRules(property(own, 'tokenColors') ?? property(own, 'settings'))];
}

async function includedRules(
  file: string | undefined,
  read: ReadThemeFile,
  includesLeft: number,
): Promise<readonly TokenRule[] | undefined> {
  return file === undefined || includesLeft === 0 ? undefined : rulesOf(file, read, includesLeft - 1);
}

async function readJson(file: string | undefined, read: ReadThemeFile): Promise<unknown> {
  if (file === undefined || !file.toLowerCase().endsWith('.json')) return;
  try {
    return parseLenientJson(await read(file));
  } catch {
    // A theme that cannot be read is replaced by colours of ours; there is nothing that a person could do about it.
    return;
  }
}

/** A path as written in `file`, or undefined where it leads out of the extension. */
function resolveFrom(file: string, target: string): string | undefined {
  const parts = file.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return;
  }
  return parts.join('/');
}
