import { type ReferenceField, type ReferenceFields, fieldsOf, referenceField } from './sourceFields.ts';

type Row = readonly string[];

/**
 * Tables of a text that have a chunk's id in them: with the names as columns, or one name per row. `rest` is the text
 * without those tables.
 */
export function readTables(text: string): { readonly records: readonly ReferenceFields[]; readonly rest: string } {
  const records: ReferenceFields[] = [];
  const rest: string[] = [];
  let block: string[] = [];

  function endBlock(): void {
    const isBarred = block[0]?.trimStart().startsWith('|') === true;
    const found = recordsOf(block.map((line) => cellsOf(line, isBarred)).filter((cells) => !isRule(cells)));
    for (const record of found) records.push(record);
    if (found.length === 0) rest.push(block.join('\n'));
    block = [];
  }

  for (const line of text.split('\n')) {
    if (line.includes('|')) {
      block.push(line);
      continue;
    }
    if (block.length > 0) endBlock();
    rest.push(line);
  }
  if (block.length > 0) endBlock();
  return { records, rest: rest.join('\n') };
}

function recordsOf(rows: readonly Row[]): readonly ReferenceFields[] {
  const heading = rows.findIndex((row) => row.some((cell) => referenceField(cell) === 'chunkId'));
  const header = rows[heading];
  if (header === undefined) return [];
  if (rows.slice(heading).every((row) => pairsOf(row).length > 0)) return alternatingRecords(rows.map(pairsOf));
  const isSideways = referenceField(header[0] ?? '') === 'chunkId' && header.slice(1).every(isValue);
  return isSideways && rows.some(isNamed) && !isFollowed(rows, heading)
    ? sidewaysRecords(rows)
    : rows.slice(heading + 1).map((row) => fieldsOf(header, row));
}

type Pair = readonly [field: ReferenceField, value: string];

/** Names and values where a row alternates them, from its first name on; else none. */
function pairsOf(row: Row): readonly Pair[] {
  const first = row.findIndex((cell) => !isValue(cell));
  const cells = first < 0 ? [] : row.slice(first, row.at(-1) === '' && (row.length - first) % 2 === 1 ? -1 : undefined);
  const pairs: Pair[] = [];
  for (let index = 0; index < cells.length; index += 2) {
    const field = referenceField(cells[index] ?? '');
    const value = cells[index + 1];
    const isName = value === undefined || (field === 'chunkId' && !isValue(value));
    if (field === undefined || isName) return [];
    pairs.push([field, value]);
  }
  return pairs.some(([, value]) => isValue(value)) ? pairs : [];
}

/** A record ends where a name comes again, and with a row that is one by itself. */
function alternatingRecords(rows: readonly (readonly Pair[])[]): readonly ReferenceFields[] {
  const records: ReferenceFields[] = [];
  let record = new Map<ReferenceField, unknown>();
  for (const pairs of rows) {
    const isWhole = pairs.length > 1 && pairs.some(([field]) => field === 'chunkId') && record.has('chunkId');
    for (const [index, [field, value]] of pairs.entries()) {
      if (record.has(field) || (isWhole && index === 0)) {
        records.push(record);
        record = new Map();
      }
      record.set(field, value);
    }
  }
  return [...records, record];
}

/** Whether rows below the heading hold values in their first cell, as rows of a table with columns do. */
function isFollowed(rows: readonly Row[], heading: number): boolean {
  const below = rows.slice(heading + 1);
  return below.length > 0 && below.every((row) => !isNamed(row));
}

function isNamed(row: Row): boolean {
  return referenceField(row[0] ?? '') !== undefined;
}

function isValue(cell: string): boolean {
  return referenceField(cell) === undefined;
}

function sidewaysRecords(rows: readonly Row[]): readonly ReferenceFields[] {
  const names = rows.map((row) => row[0] ?? '');
  const width = Math.min(100, Math.max(...rows.map((row) => row.length)));
  return Array.from({ length: width - 1 }, (_, column) =>
    fieldsOf(
      names,
      rows.map((row) => row[column + 1] ?? ''),
    ),
  );
}

/** Cells of one line; `\|` is no bar. Bars at its ends are none between cells if the table has them at all. */
function cellsOf(line: string, isBarred: boolean): Row {
  const cells = line
    .trim()
    .replaceAll('\\|', '\u0000')
    .split('|')
    .map((cell) => cell.replaceAll('\u0000', '|').trim())
    .map((cell) => cell.replace(/^[`*_"']+|[`*_"']+$/g, ''));
  if (!isBarred) return cells;
  return cells.slice(cells[0] === '' ? 1 : 0, cells.length > 1 && cells.at(-1) === '' ? -1 : undefined);
}

function isRule(cells: Row): boolean {
  return cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));
}
