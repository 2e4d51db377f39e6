import { numberOf, optional, parseJson, property, stringOf } from '../../model/parse.ts';
import type { Usage } from '../../model/thread.ts';

/** The first of `keys` that holds a string; services and their own libraries disagree about snake and camel case. */
export function firstStringOf(value: unknown, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = stringOf(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function firstNumberOf(value: unknown, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const found = numberOf(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An id under one of `keys`: a string, or a number written as one. An empty string is no id. */
export function idOf(value: unknown, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = property(value, key);
    if (typeof found === 'string' && found !== '') return found;
    if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  }
  return undefined;
}

/**
 * A date as ISO 8601 with zone, in milliseconds; undefined for what is no date. Dates without a zone are taken as UTC
 * (assumed: the service is written in Python, whose naive timestamps are UTC by convention).
 */
export function dateOf(value: unknown, key: string): string | undefined {
  const text = stringOf(value, key)?.trim();
  if (!text) return undefined;
  const hasTime = /\d[T ]\d{1,2}:/.test(text);
  const hasZone = !hasTime || /(?:Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$/i.test(text);
  const date = new Date(`${text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')}${hasZone ? '' : 'Z'}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The same for dates that may also be numbers: of seconds, milliseconds, microseconds or nanoseconds since 1970. */
export function momentOf(value: unknown, key: string): string | undefined {
  const count = numberOf(value, key);
  if (count === undefined) return dateOf(value, key);
  const scale = [1e11, 1e14, 1e17].findIndex((limit) => Math.abs(count) < limit);
  const date = new Date(scale === 0 ? count * 1000 : count / 1000 ** (scale < 0 ? 2 : scale - 1));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A number, also one that is written as a string. */
export function countOf(value: unknown, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const found = property(value, key);
    const count = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
    if (typeof count === 'number' && Number.isFinite(count)) return count;
  }
  return undefined;
}

/** Token counts in any of the spellings that services, the AI SDK and its older protocol use; undefined if none. */
export function usageOf(value: unknown): Usage | undefined {
  const usage = optional({
    inputTokens: firstNumberOf(value, 'inputTokens', 'promptTokens', 'prompt_tokens', 'input_tokens'),
    outputTokens: firstNumberOf(value, 'outputTokens', 'completionTokens', 'completion_tokens', 'output_tokens'),
    totalTokens: firstNumberOf(value, 'totalTokens', 'total_tokens'),
  });
  return Object.keys(usage).length === 0 ? undefined : usage;
}

/** What a tool was given or gave. Some servers send it as JSON text instead of the value itself. */
export function unquoted(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  const parsed = parseJson(value);
  return typeof parsed === 'object' && parsed !== null ? parsed : value;
}

/** Any value as text for people: strings as they are, everything else as JSON, and what nests too deep for it as `…`. */
export function textForm(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  } catch {
    return '…';
  }
}

/** Deeper than any answer that means well; beyond it recursive code (JSON.stringify included) would overflow. */
const maxDepth = 500;

/** Whether JSON text nests deeper than this program is willing to follow. Linear; short text is never scanned. */
export function isTooDeep(json: string): boolean {
  if (json.length <= maxDepth) return false;
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (isInString) {
      if (code === backslash) index++;
      else if (code === quote) isInString = false;
    } else if (code === quote) isInString = true;
    else if (code === openBrace || code === openBracket) {
      if (++depth > maxDepth) return true;
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return false;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/**
 * The items of a list answer, which is bare or wrapped in `data`, `items` or `results`, or in the name of what is listed
 * where the service does that; undefined for anything else.
 */
export function listOf(answer: unknown, ...names: readonly string[]): readonly unknown[] | undefined {
  const candidates = [answer, ...[...names, 'data', 'items', 'results'].map((key) => property(answer, key))];
  return candidates.find((candidate): candidate is readonly unknown[] => Array.isArray(candidate));
}
