/** Small writers of Markdown. Everything that comes from files goes through one of them, so that none of it acts. */

/** An inline code span that the text cannot end; line breaks and other control characters become spaces. */
export function code(text: string): string {
  const clean = oneLine(text);
  const longest = (clean.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const ticks = '`'.repeat(longest + 1);
  const padding = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${ticks}${padding}${clean}${padding}${ticks}`;
}

/** Text of others as text: only its code spans keep a meaning. */
export function prose(text: string): string {
  const clean = oneLine(text);
  let result = '';
  let end = 0;
  for (const span of clean.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) {
    const before = escapeText(clean.slice(end, span.index));
    const inside = span[2]?.trim() ?? '';
    // Two spans that touch would be read as one.
    result += before === '' && result.endsWith('`') ? ' ' : before;
    result += inside === '' ? escapeText(span[0]) : code(inside);
    end = span.index + span[0].length;
  }
  return result + escapeText(clean.slice(end));
}

function escapeText(text: string): string {
  return text.replace(/[\\*[\]<>|~`#&!]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\$&`);
}

/** In quotes, shortened at a word; empty for empty text. */
export function quote(text: string, maxLength = 160): string {
  const sentence = firstSentence(text, maxLength);
  return sentence === '' ? '' : `“${prose(sentence)}”`;
}

/** The same for a row of a table, whose columns are narrow in a panel beside the editor. */
export function quoteInRow(text: string): string {
  return quote(text, 90);
}

/** The first sentence, or as many words as fit. */
export function firstSentence(text: string, maxLength: number): string {
  const clean = oneLine(text);
  const sentence = /^.+?[.!?](?=\s+[\p{Lu}\d`“"(]|$)/u.exec(clean)?.[0] ?? clean;
  return shorten(sentence, maxLength);
}

/** Cuts at a word and never inside a code span. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1);
  const atWord = cut.lastIndexOf(' ') > maxLength / 2 ? cut.slice(0, cut.lastIndexOf(' ')) : cut;
  const isInCode = (atWord.match(/`/g) ?? []).length % 2 === 1;
  return `${(isInCode ? atWord.slice(0, atWord.lastIndexOf('`')) : atWord).trimEnd()}…`;
}

/** A row of a table; pipes inside cells are escaped, also in code spans, as the table syntax wants it. */
export function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |\n`;
}

export function tableHead(titles: readonly string[]): string {
  return `\n${row(titles)}|${titles.map(() => ' --- |').join('')}\n`;
}

/** A fence longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const ticks = '`'.repeat(Math.max(3, longest + 1));
  return `${ticks}${language}\n${text.replace(/\n+$/, '')}\n${ticks}\n`;
}

/** `a, b and c`; beyond `most`: `a, b and 7 more`. */
export function listing(items: readonly string[], most = items.length): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** The target of a link to a file of the workspace: relative, encoded, with the lines as GitHub writes them. */
export function fileTarget(name: string, startLine?: number, endLine?: number): string {
  const path = name
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[()!'*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
  // `a:b.ts` would be read as a scheme.
  const safe = /^[^/]*%3A/i.test(path) ? `./${path}` : path;
  if (startLine === undefined) return safe;
  return endLine === undefined || endLine === startLine ? `${safe}#L${startLine}` : `${safe}#L${startLine}-L${endLine}`;
}

export function fileLink(name: string, startLine?: number, endLine?: number, label?: string): string {
  const lines =
    startLine === undefined
      ? ''
      : endLine === undefined || endLine === startLine
        ? `:${startLine}`
        : `:${startLine}-${endLine}`;
  return `[${prose(label ?? name + lines)}](${fileTarget(name, startLine, endLine)})`;
}

/** Also without the marks that turn the direction of text: they could make a file look like something else. */
function oneLine(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
