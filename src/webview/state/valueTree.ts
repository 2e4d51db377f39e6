import { arrayOf, isObject, stringOf } from '../../model/parse.ts';

/** A named value inside a state. */
export interface ValueEntry {
  readonly name: string;
  readonly value: unknown;
}

/** What is inside a value; undefined of values that have no inside. */
export function entriesOf(value: unknown): readonly ValueEntry[] | undefined {
  if (Array.isArray(value)) return value.map((each: unknown, index) => ({ name: String(index), value: each }));
  if (isObject(value)) return Object.entries(value).map(([name, each]) => ({ name, value: each }));
  return undefined;
}

/** Longest excerpt beside a name. */
const maxExcerptLength = 120;

/** A value in one line: `"text…"`, `42`, `3 items`, `human: Why is it slow?`. */
export function excerptOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(short(value));
  const entries = entriesOf(value);
  if (!entries) return JSON.stringify(value) ?? 'undefined';
  const said = messageLine(value);
  if (said !== undefined) return said;
  const noun = Array.isArray(value) ? 'item' : 'value';
  return entries.length === 1 ? `1 ${noun}` : `${entries.length} ${noun}s`;
}

/** Of a message who says it and what, since that is what people look for in a state. */
function messageLine(value: unknown): string | undefined {
  const role = stringOf(value, 'type') ?? stringOf(value, 'role');
  const text = isObject(value) ? textOfContent(value['content']) : undefined;
  if (role === undefined || text === undefined) return undefined;
  const said = text.trim() === '' ? callsOf(value) : text.trim();
  return said === '' ? role : `${role}: ${short(said)}`;
}

/** Which tools a message asks for that says nothing else. */
function callsOf(message: unknown): string {
  const names = arrayOf(message, 'tool_calls').flatMap((call) => stringOf(call, 'name') ?? []);
  return names.length === 0 ? '' : `calls ${names.join(', ')}`;
}

function textOfContent(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((block: unknown) => stringOf(block, 'text') ?? '').join(' ');
}

function short(text: string): string {
  return text.length > maxExcerptLength ? `${text.slice(0, maxExcerptLength - 1).trimEnd()}…` : text;
}
