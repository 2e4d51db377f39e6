import { type ReferenceField, type ReferenceFields, referenceField } from './sourceFields.ts';

/**
 * Names that mean something, with whatever Markdown, quotes or bullet stand around them, and what separates a value.
 */
const pair =
  /(?<![\w/-])(chunk[ _-]?id|(?:vector[ _-]?)?database[ _-]?id|file[ _-]?id|page(?:[ _-]?number)?|lines?(?:[ _-]?range)?|section(?:[ _-]?path)?|hierarchy)(?![\w-])["'`*_]{0,3}(\s{0,3}[:=]|>|(?=[ \t]))[*_]{0,3}\s{0,3}["'`]?/gi;

/** Further apart, two values do not belong together. */
const farthest = 160;

/**
 * Names with values as they stand in text: `chunk_id: a, page: 3`, lines of their own, bullets, bold, quoted, in
 * brackets, in JSON that cannot be parsed. Values belong together until a name repeats, a brace or an empty line comes,
 * or something long stands between.
 */
export function readPairs(text: string): readonly ReferenceFields[] {
  const records: ReferenceFields[] = [];
  let record = new Map<ReferenceField, unknown>();
  let end = 0;
  let brackets: readonly string[] = [];
  let seen = 0;
  const matches = [...text.matchAll(pair)].filter((match) => !isLoose(match) || isItem(text, match.index));
  for (const [index, match] of matches.entries()) {
    // Inside of a value that was read.
    if (match.index < end) continue;
    const field = referenceField(match[1] ?? '');
    const start = match.index + match[0].length;
    const next = matches[index + 1]?.index ?? text.length;
    const between = text.slice(Math.max(end, match.index - farthest - 1), match.index);
    const isApart = between.length > farthest || /[{}]|\n[ \t]*\n/.test(between);
    if (field !== undefined && (record.has(field) || isApart)) {
      records.push(record);
      record = new Map();
    }
    const unseen = text.slice(Math.max(end, seen, match.index - farthest - 1), match.index);
    brackets = closingsBehind(unseen.length > farthest ? [] : brackets, unseen);
    seen = match.index;
    const value = valueAt(text, start, next, field, match[0], brackets.at(-1));
    if (field === undefined || value === undefined || (isLoose(match) && !isPlausible(field, value, record))) continue;
    record.set(field, value.text);
    end = value.end;
  }
  return [...records, record];
}

/** Whether nothing but a space separates name and value. */
function isLoose(match: RegExpExecArray): boolean {
  return match[2] === '';
}

/** Whether a name stands where an item of a list begins, and not in the middle of a sentence. */
function isItem(text: string, index: number): boolean {
  const before = index < 8 ? `\n${text.slice(0, index)}` : text.slice(index - 8, index);
  return /[\n,;|([•*.)–-][ \t*_"'`]*$/.test(before);
}

interface Value {
  readonly text: unknown;
  readonly end: number;
}

/** No value is longer; a section is cut there. */
const longest = 400;

function valueAt(
  text: string,
  start: number,
  next: number,
  field: ReferenceField | undefined,
  before: string,
  closing: string | undefined,
): Value | undefined {
  const quote = /["'`]$/.exec(before)?.[0];
  const line = text.slice(start, start + longest).split('\n', 1)[0] ?? '';
  if (field === 'section' && before.includes('\n') && /^[ \t]*[-*•][ \t]/.test(line)) {
    return /\n\s*\n/.test(before) ? undefined : listBehind(text, start);
  }
  if (quote !== undefined) {
    const close = quoteEnd(line, quote);
    if (close >= 0) return { text: line.slice(0, close), end: start + close + 1 };
  }
  if (line.startsWith('[') && line.includes(']')) {
    const close = line.indexOf(']');
    const names = line
      .slice(1, close)
      .split(',')
      .map((name) => name.replace(/^[\s"'`]+|[\s"'`]+$/g, ''));
    return { text: field === 'section' || names.length > 1 ? names : names[0], end: start + close + 1 };
  }
  const bounded = line.slice(0, Math.max(0, Math.min(line.length, next - start)));
  const form =
    field === 'section' ? /^[^|;{}<]+/ : field === 'page' || field === 'lines' ? range : /^[^\s,;|(){}[\]"'`*<>]+/;
  const found = form.exec(bounded)?.[0];
  if (found === undefined) return undefined;
  const value = field === 'section' ? upTo(closing, found) : found;
  return { text: trimmed(value), end: start + value.length };
}

/** `42-67`, also as `L42-L67` and `p. 42`. */
const range = /^(?:(?:L|pp?\.?)\s{0,2}(?=\d))?(?:\d{1,9}(?:\s{0,3}(?:-|–|—|\.\.|to)\s{0,3}L?\d{1,9})?|null|none)/i;

/** Headings nest less deep than this. */
const mostItems = 12;

/** A section that is written as a list below its name; an item that is a name with a value is none of it. */
function listBehind(text: string, start: number): Value | undefined {
  const item = /[ \t]*[-*•][ \t]+([^\n]{1,200})(?:\n|$)/y;
  item.lastIndex = text.lastIndexOf('\n', start - 1) + 1;
  const names: string[] = [];
  let end = start;
  while (names.length < mostItems) {
    const name = item.exec(text)?.[1]?.trim() ?? '';
    const before = /^([^:=]{1,40})[:=]/.exec(name)?.[1] ?? '';
    if (name === '' || referenceField(before) !== undefined) break;
    names.push(name.replace(/^["'`*_]+|["'`*_]+$/g, ''));
    end = item.lastIndex;
  }
  return names.length === 0 ? undefined : { text: names, end };
}

/** Of more brackets only the innermost count. */
const mostOpen = 8;

const closings: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** What closes the brackets that are open behind a piece of text, the innermost last; `before` were open before it. */
function closingsBehind(before: readonly string[], text: string): readonly string[] {
  const open = before.slice(-mostOpen);
  for (const character of text) {
    const closing = closings[character];
    if (closing !== undefined) open.push(closing);
    else if (character === open.at(-1)) open.pop();
  }
  return open;
}

/** A value ends with the bracket in which its name stands; brackets of its own do not end it. */
function upTo(closing: string | undefined, value: string): string {
  if (closing === undefined) return value;
  let depth = 0;
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    if (closings[character] === closing) depth++;
    else if (character === closing && depth-- === 0) return value.slice(0, index);
  }
  return value;
}

/** Where a quoted value ends; a quote that is escaped does not end it. */
function quoteEnd(line: string, quote: string): number {
  for (let index = 0; index < line.length; index++) {
    if (line[index] === '\\') index++;
    else if (line[index] === quote) return index;
  }
  return -1;
}

/** Without what belongs to the sentence or the list around the value. */
function trimmed(value: string): string {
  const text = value.replace(/[\s,.;:*_`"'-]+$/, '');
  const isUnopened = ['()', '[]'].some(
    ([open = '', close = '']) => text.endsWith(close) && text.split(close).length > text.split(open).length,
  );
  return isUnopened ? text.slice(0, -1).trimEnd() : text;
}

/** Without a separator only what cannot be prose counts: numbers, ids with a digit, a section behind a chunk. */
function isPlausible(field: ReferenceField, value: Value, record: ReferenceFields): boolean {
  if (field === 'page' || field === 'lines') return /\d/.test(String(value.text));
  return field === 'section' ? record.has('chunkId') : /\d/.test(String(value.text));
}
