import { isObject } from './parse.ts';

const maxLength = 160;

/** A tool call's arguments in one line: `src/a.ts:3-9`, `"readEvents" in src`, `query: …, limit: 5`. */
export function toolSummary(input: unknown): string {
  if (input === undefined || input === null) return '';
  if (!isObject(input)) return shorten(typeof input === 'string' ? input : JSON.stringify(input));
  const rest = new Map(
    Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
  const place = placeOf(rest);
  const values = [...rest].map(([key, value]) =>
    rest.size === 1 && !place && typeof value === 'string' ? value : `${key}: ${short(value)}`,
  );
  return shorten([...(place ? [place] : []), ...values].join(', '));
}

/** Takes path and lines out of the arguments and puts them together the way people write them. */
function placeOf(values: Map<string, unknown>): string | undefined {
  const path = take(values, ['path', 'file', 'filename', 'filePath', 'file_path'], 'string');
  if (path === undefined) return undefined;
  const start = take(values, ['startLine', 'start_line', 'line'], 'number');
  const end = take(values, ['endLine', 'end_line'], 'number');
  if (start === undefined) return path;
  return end === undefined || end === start ? `${path}:${start}` : `${path}:${start}-${end}`;
}

/** Removes the first of these keys that holds a value of the type, and returns the value as text. */
function take(values: Map<string, unknown>, keys: readonly string[], type: 'string' | 'number'): string | undefined {
  const key = keys.find((each) => typeof values.get(each) === type);
  if (key === undefined) return undefined;
  const value = values.get(key);
  values.delete(key);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function short(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Text in one line that is not too long for it. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
