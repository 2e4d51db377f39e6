import { type TokenRule, readTokenRules, tokenRule } from '../../model/colorTheme.ts';
import { isObject, property } from '../../model/parse.ts';

/** What the short names in `editor.tokenColorCustomizations` stand for, as VS Code documents them. */
const groups = {
  comments: ['comment', 'punctuation.definition.comment'],
  strings: ['string', 'meta.embedded.assembly'],
  keywords: ['keyword - keyword.operator', 'keyword.control', 'storage', 'storage.type'],
  numbers: ['constant.numeric'],
  types: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class'],
  functions: ['entity.name.function', 'support.function'],
  variables: ['variable', 'entity.name.variable'],
} as const;

/**
 * The rules of the setting `editor.tokenColorCustomizations` that concern a theme, the last one counting most: first
 * those for every theme, then those of sections like `[Monokai]` or `[*Dark*]`.
 *
 * @param value the setting, as it was read
 */
export function customRules(value: unknown, themeId: string): readonly TokenRule[] {
  if (!isObject(value)) return [];
  const sections = Object.entries(value).filter(([key]) => isAbout(key, themeId));
  return [value, ...sections.map(([, section]) => section)].flatMap(rulesOf);
}

function rulesOf(section: unknown): readonly TokenRule[] {
  const general = Object.entries(groups).flatMap(([name, scopes]) => tokenRule(scopes, property(section, name)));
  return [...general, ...readTokenRules(property(section, 'textMateRules'))];
}

/** Whether `[One][Two*]` names the theme. */
function isAbout(key: string, themeId: string): boolean {
  if (!/^\[.*\]$/s.test(key)) return false;
  return [...key.matchAll(/\[(.+?)\]/g)].some(([, name = '']) => {
    const core = name.replace(/^\*|\*$/g, '');
    if (name.startsWith('*') && name.endsWith('*')) return themeId.includes(core);
    if (name.endsWith('*')) return themeId.startsWith(core);
    return name.startsWith('*') ? themeId.endsWith(core) : themeId === name;
  });
}
