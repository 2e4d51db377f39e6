import type { ErrorKind } from '../model/errors.ts';
import { isObject, parseJson, stringOf } from '../model/parse.ts';

/**
 * What JSON is made of, without any of its values: `string`, `number`, `boolean` or `null`; an object as its keys; an
 * array as the different shapes in it. `object` stands for one whose keys may be content, `…` for what was left out.
 */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** One request and its answer, as far as they can be shown to anybody: no values, ids, addresses, keys or prompts. */
export interface ExchangeShape {
  readonly method: string;
  /** The path with `{id}` in place of ids; without host and query. */
  readonly route: string;
  /** Absent where there was no answer. */
  readonly status?: number;
  /** Why there was no answer, or why reading it ended early. */
  readonly failure?: ErrorKind | 'aborted';
  /** From sending to the end of the answer. */
  readonly durationMs: number;
  readonly contentType?: string;
  /** The service's own id of the request, for its support. */
  readonly requestId?: string;
  /** Of an answer that is JSON. */
  readonly shape?: Shape;
  /** Of an answer that is a stream: how often each type of event came. */
  readonly events?: Readonly<Record<string, number>>;
}

const maxDepth = 8;
const maxKeys = 60;
/** How many items of an array are looked at. */
const maxItems = 100;
/** How many different shapes of items are told apart. */
const maxShapes = 12;
/** All objects and arrays of one value together. */
const maxNodes = 2_000;

/**
 * Fields below which people and tools put what they like, so that even the keys may be content: metadata, arguments,
 * results, schemas.
 */
const openFields: ReadonlySet<string> = new Set([
  'meta_data',
  'metadata',
  'seekr_metadata',
  'messageMetadata',
  'providerMetadata',
  'args',
  'tool_args',
  'input',
  'output',
  'tool_output',
  'data',
  'guardrail',
  'json_schema',
  'response_format',
  'tool_env',
  'config',
  'tool_input',
  'ctx',
]);

/** The shape of a value that was read as JSON. Bounded in depth, width and work, whatever the value is. */
export function shapeOf(value: unknown): Shape {
  let nodes = 0;

  function visit(value: unknown, depth: number): Shape {
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    if (depth > maxDepth || ++nodes > maxNodes) return '…';
    return Array.isArray(value) ? arrayShape(value, depth) : objectShape(value, depth);
  }

  function arrayShape(items: readonly unknown[], depth: number): Shape {
    const shapes = new Map<string, Shape>();
    for (const item of items.slice(0, maxItems)) {
      const shape = visit(item, depth + 1);
      shapes.set(JSON.stringify(shape), shape);
      if (shapes.size > maxShapes) break;
    }
    return [...shapes.values()].slice(0, maxShapes);
  }

  function objectShape(object: object, depth: number): Shape {
    const shape = new Map<string, Shape>();
    for (const [key, each] of Object.entries(object).slice(0, maxKeys)) {
      const isWrapper = key === 'data' && depth === 0 && Array.isArray(each);
      const isOpen = openFields.has(key) && !isWrapper;
      shape.set(isName(key) ? key : '…', isOpen ? outsideOf(each) : visit(each, depth + 1));
    }
    return Object.fromEntries(shape);
  }

  return visit(value, 0);
}

function outsideOf(value: unknown): Shape {
  if (Array.isArray(value)) return value.length === 0 ? [] : ['…'];
  return value === null ? 'null' : typeof value;
}

/**
 * Whether a key looks like the name of a field: words of letters, with at most two digits at the end. Ids, keys,
 * addresses and sentences do not.
 */
function isName(key: string): boolean {
  return key.length <= 40 && /^[a-z]{1,20}(?:[_A-Z-][a-z]{0,20}){0,7}(?:\d{1,3})?$/.test(key);
}

/** Counts events by type. A type that does not look like a name counts as `other`. */
export function countEvent(counts: Map<string, number>, data: string): void {
  const name = eventName(data);
  const counted = counts.has(name) || counts.size < maxKeys ? name : 'other';
  counts.set(counted, (counts.get(counted) ?? 0) + 1);
}

/** Longer events are counted without being read a second time. */
const longestRead = 100_000;

function eventName(data: string): string {
  const text = data.trim();
  if (text === '[DONE]') return text;
  if (text.length > longestRead) return 'long';
  const line = /^([0-9a-k]):/.exec(text)?.[1];
  if (line !== undefined) return `line ${line}`;
  const value = parseJson(text);
  const type = stringOf(value, 'type');
  if (type === undefined) return isObject(value) ? 'without type' : 'other';
  if (type.startsWith('data-')) return 'data-…';
  return isName(type) ? type : 'other';
}
