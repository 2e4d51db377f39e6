import { escapeForRegExp, readBracket } from './wildcard.ts';

/**
 * Compiles a glob of VS Code's `files.exclude` and `search.exclude` for paths relative to the workspace folder: `*` and
 * `?` stay within a name, `**` spans folders, `{a,b}` are alternatives, `[a-z]` and `[!a]` are classes. There is no
 * escape character. A glob without `**` in front is anchored at the folder. Never throws: what cannot be read as a
 * pattern is taken literally.
 */
export function editorGlob(glob: string): RegExp {
  const trimmed = glob
    .replaceAll('\\', '/')
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '');
  return new RegExp(`^${globSource(trimmed)}$`, 's');
}

function globSource(glob: string): string {
  const segments = splitOutsideBraces(glob, '/');
  let source = '';
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '**') {
      if (!isLast) source += '(?:[^/]+/)*';
      else source = index === 0 ? '.*' : `${source.replace(/\/$/, '')}(?:/.*)?`;
      continue;
    }
    source += isLast ? segmentSource(segment) : `${segmentSource(segment)}/`;
  }
  return source;
}

function segmentSource(segment: string): string {
  let source = '';
  for (let index = 0; index < segment.length; index++) {
    const character = segment[index] ?? '';
    const bracket = character === '[' ? readBracket(segment, index) : undefined;
    const close = character === '{' ? closingBrace(segment, index) : -1;
    if (bracket) {
      source += bracket.source;
      index = bracket.end - 1;
    } else if (close > 0) {
      const choices = splitOutsideBraces(segment.slice(index + 1, close), ',');
      source += `(?:${choices.map(globSource).join('|')})`;
      index = close;
    } else if (character === '*') {
      source += segment[index - 1] === '*' ? '' : '[^/]*';
    } else {
      source += character === '?' ? '[^/]' : escapeForRegExp(character);
    }
  }
  return source;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === '{') depth++;
    if (text[index] === '}' && --depth === 0) return index;
  }
  return -1;
}

function splitOutsideBraces(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '{' && closingBrace(text, index) > 0) depth++;
    else if (text[index] === '}' && depth > 0) depth--;
    else if (text[index] === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
