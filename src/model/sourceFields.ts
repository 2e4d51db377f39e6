import { isObject, optional, property } from './parse.ts';

/** A piece of a document that an answer names, as far as it does. */
export interface SourceReference {
  readonly chunkId: string;
  readonly databaseId?: string;
  readonly fileId?: string;
  readonly page?: number;
  /** `42-67`, or `42`. */
  readonly lines?: string;
  readonly section?: string;
}

/** What one place of a text says, by field; not yet known to name a chunk. */
export type ReferenceFields = ReadonlyMap<ReferenceField, unknown>;

export type ReferenceField = 'chunkId' | 'databaseId' | 'fileId' | 'page' | 'lines' | 'section';

const fieldsByName: Readonly<Record<string, ReferenceField>> = {
  chunkid: 'chunkId',
  databaseid: 'databaseId',
  vectordatabaseid: 'databaseId',
  fileid: 'fileId',
  page: 'page',
  pagenumber: 'page',
  lines: 'lines',
  line: 'lines',
  linerange: 'lines',
  section: 'section',
  sectionpath: 'section',
  hierarchy: 'section',
};

/** The field that a name means, in whatever spelling: `chunk_id`, `chunkId`, `Chunk ID`. */
export function referenceField(name: string): ReferenceField | undefined {
  const plain = name.replace(/[\s_*`"'-]/g, '').toLowerCase();
  return Object.hasOwn(fieldsByName, plain) ? fieldsByName[plain] : undefined;
}

/** The values of a row under the names that mean something. */
export function fieldsOf(names: readonly string[], values: readonly string[]): ReferenceFields {
  const fields = new Map<ReferenceField, unknown>();
  for (const [index, name] of names.entries()) {
    const field = referenceField(name);
    const value = values[index];
    if (field !== undefined && value && !fields.has(field)) fields.set(field, value);
  }
  return fields;
}

/**
 * The chunk that fields name; undefined if they name none.
 *
 * @param isGuess whether this is from prose, where a word behind the name may be anything but an id
 */
export function referenceOf(fields: ReferenceFields, isGuess: boolean): SourceReference | undefined {
  const chunkId = idOf(fields.get('chunkId'));
  if (chunkId === undefined || referenceField(chunkId) !== undefined) return undefined;
  if (isGuess && !looksLikeId(chunkId)) return undefined;
  return {
    chunkId,
    ...optional({
      databaseId: idOf(fields.get('databaseId')),
      fileId: idOf(fields.get('fileId')),
      page: pageOf(fields.get('page')),
      lines: linesOf(fields.get('lines')),
      section: sectionOf(fields.get('section')),
    }),
  };
}

/** Bounds what one list of ids costs. */
const mostInColumn = 1_000;

/**
 * One record per id where the fields are columns: lists with as many values as there are ids. A value that is no list
 * is said of all of them; a list of another length belongs to none of several.
 */
export function columnRecords(fields: ReferenceFields): readonly ReferenceFields[] {
  const ids = fields.get('chunkId');
  if (!Array.isArray(ids)) return [fields];
  const valueOf = (value: unknown, index: number): unknown => {
    if (!Array.isArray(value)) return value;
    if (value.length === ids.length) return value[index];
    return ids.length === 1 ? value : undefined;
  };
  return ids
    .slice(0, mostInColumn)
    .map((_, index) => new Map([...fields].map(([field, value]) => [field, valueOf(value, index)])));
}

const nothing: ReadonlySet<string> = new Set(['', 'null', 'none', 'n/a', 'na', '-', '–', '—', 'undefined', 'string']);

function idOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > 300 || nothing.has(text.trim().toLowerCase())) return undefined;
  return text.trim();
}

/** `chunk_id: string` describes a field; ids have a digit, a separator, or length. */
function looksLikeId(text: string): boolean {
  return !/\s/.test(text) && (/[\d_:-]/.test(text) || text.length >= 16);
}

function pageOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return typeof value[0] === 'object' ? undefined : pageOf(value[0]);
  const digits = typeof value === 'string' ? /^\D{0,8}(\d{1,7})\b/.exec(value.trim())?.[1] : undefined;
  const page = typeof value === 'number' ? value : digits === undefined ? undefined : Number(digits);
  return page !== undefined && Number.isInteger(page) && page >= 0 ? page : undefined;
}

/** `42-67` or `42`, from text, numbers, or both ends. */
export function linesOf(value: unknown): string | undefined {
  if (Array.isArray(value) && value.length <= 2) return linesOf(value.join('-'));
  if (isObject(value))
    return linesOf(
      [property(value, 'start'), property(value, 'end')].filter((each) => each !== undefined && each !== null),
    );
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : undefined;
  const match =
    typeof value === 'string' ? /(\d{1,9})(?:\s{0,3}(?:-|–|—|\.\.|to|,)\s{0,3}L?(\d{1,9}))?/i.exec(value) : null;
  if (!match?.[1]) return undefined;
  return match[2] === undefined || match[2] === match[1] ? match[1] : `${match[1]}-${match[2]}`;
}

function sectionOf(value: unknown): string | undefined {
  const names = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [value];
  const text = names.every((each) => typeof each === 'string') ? names.join(' › ').trim() : '';
  return nothing.has(text.toLowerCase()) ? undefined : text.slice(0, 500);
}
