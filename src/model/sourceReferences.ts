import { isObject, parseJson, property } from './parse.ts';
import {
  type ReferenceField,
  type ReferenceFields,
  type SourceReference,
  columnRecords,
  referenceField,
  referenceOf,
} from './sourceFields.ts';
import { readPairs } from './sourcePairs.ts';
import { readRows } from './sourceRows.ts';
import { readTables } from './sourceTables.ts';

/** Bounds for whatever a service sends. What is appended stands at the end, so that is where longer texts are read. */
const mostText = 500_000;
const mostReferences = 1_000;
const maxDepth = 12;
const maxNodes = 20_000;

/**
 * Chunks that a text names. That `chunk_id`, `page`, `lines` and `section` are appended to answers is documented, how
 * is not; so JSON, `key: value`, tables, separated values and lists are recognised wherever they stand, mixed, damaged
 * or cut off. The text is only read. Code that is shown as code cites nothing. Each chunk comes once; linear in the
 * text's length.
 */
export function findSourceReferences(text: string): readonly SourceReference[] {
  if (!/chunk[\s_-]?id/i.test(text)) return [];
  return merged(readProse(withoutCode(text.slice(-mostText))));
}

function readProse(text: string): readonly SourceReference[] {
  const found: SourceReference[] = [];
  let rest = 0;
  for (const { start, end, value } of jsonIn(text)) {
    for (const reference of readText(text.slice(rest, start))) found.push(reference);
    for (const reference of sourceReferencesIn(value)) found.push(reference);
    rest = end;
  }
  for (const reference of readText(text.slice(rest))) found.push(reference);
  return found;
}

/** The text without fenced blocks in a programming language; blocks of data or of nothing in particular stay. */
function withoutCode(text: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = /^\s{0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/.exec(line);
    if (fence !== undefined) {
      if (mark?.[1]?.startsWith(fence) === true && mark[2] === '') fence = undefined;
    } else if (mark?.[2] && !/^(?:json\w*|ya?ml|te?xt|md|markdown|plain\w*|[ct]sv)$/i.test(mark[2])) fence = mark[1];
    else kept.push(line);
  }
  return kept.join('\n');
}

/** Chunks that a JSON value names in objects with a `chunk_id`, such as what a file search gave. */
export function sourceReferencesIn(value: unknown): readonly SourceReference[] {
  const found: SourceReference[] = [];
  let nodes = 0;

  function visit(each: unknown, depth: number): void {
    if (typeof each !== 'object' || each === null || depth > maxDepth || ++nodes > maxNodes) return;
    for (const reference of isObject(each) ? ofObject(each) : []) found.push(reference);
    for (const child of Object.values(each)) visit(child, depth + 1);
  }

  visit(value, 0);
  return merged(found);
}

function ofObject(object: Readonly<Record<string, unknown>>): readonly SourceReference[] {
  // Below another key its metadata may name another chunk; only its own id counts.
  if (!Object.keys(object).some((name) => referenceField(name) === 'chunkId')) return [];
  const fields = new Map<ReferenceField, unknown>();
  for (const source of [object, property(object, 'metadata'), placeOf(object)]) {
    for (const [name, value] of Object.entries(isObject(source) ? source : {})) {
      const field = referenceField(name);
      if (field !== undefined && !fields.has(field)) fields.set(field, value);
    }
  }
  return referencesIn(fields, false);
}

function referencesIn(fields: ReferenceFields, isGuess: boolean): readonly SourceReference[] {
  return columnRecords(fields).flatMap((record) => referenceOf(record, isGuess) ?? []);
}

/** Where a chunk is, in the form in which the service answers for a single one. */
function placeOf(object: Readonly<Record<string, unknown>>): unknown {
  const locations = property(object, 'locations');
  const place: unknown = Array.isArray(locations) ? locations[0] : undefined;
  const [start, end] = [property(place, 'line_number_start'), property(place, 'line_number_end')];
  return isObject(place)
    ? { ...place, ...(typeof start === 'number' ? { lines: [start, end ?? start] } : {}) }
    : undefined;
}

function readText(text: string): readonly SourceReference[] {
  if (!/chunk[\s_-]?id/i.test(text)) return [];
  const rows = readRows(text);
  const tables = readTables(rows.rest);
  const records = [...rows.records, ...tables.records, ...readPairs(tables.rest)];
  return records.flatMap((fields) => referencesIn(fields, true));
}

/** Each chunk once; what one mention leaves out another may say. */
function merged(references: readonly SourceReference[]): readonly SourceReference[] {
  const byId = new Map<string, SourceReference>();
  for (const reference of references) {
    const known = byId.get(reference.chunkId);
    if (known !== undefined || byId.size < mostReferences) byId.set(reference.chunkId, { ...reference, ...known });
  }
  return [...byId.values()];
}

interface JsonPiece {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

/**
 * Pieces of a text that are JSON objects with a chunk's id in them: the outermost that can be parsed. Braces are
 * matched in one pass; what is parsed in vain is counted, so that hostile nesting costs no more than a few reads of the
 * text.
 */
function jsonIn(text: string): readonly JsonPiece[] {
  const pieces: JsonPiece[] = [];
  const spans = braceSpans(text).toSorted((one, other) => one.start - other.start);
  let budget = 4 * text.length + 1_000;
  let end = 0;
  for (const span of spans) {
    if (span.start < end || budget < 0) continue;
    budget -= span.end - span.start;
    const piece = text.slice(span.start, span.end);
    const value = /chunk[\s_-]?id/i.test(piece) ? parseJson(piece) : undefined;
    if (value === undefined) continue;
    pieces.push({ ...span, value });
    end = span.end;
  }
  return pieces;
}

/** Every pair of matching braces outside of strings; a string ends with its line at the latest, as JSON's must. */
function braceSpans(text: string): { readonly start: number; readonly end: number }[] {
  const open: number[] = [];
  const spans: { readonly start: number; readonly end: number }[] = [];
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '\n') isInString = false;
    else if (isInString && character === '\\') index++;
    else if (character === '"' && open.length > 0) isInString = !isInString;
    else if (isInString) continue;
    else if (character === '{') open.push(index);
    else if (character === '}') {
      const start = open.pop();
      if (start !== undefined) spans.push({ start, end: index + 1 });
    }
  }
  return spans;
}
