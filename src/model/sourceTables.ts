import { type ReferenceField, type ReferenceFields, referenceField } from './sourceFields.ts';

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
  const isSideways = referenceField(header[0] ?? '') === 'chunkId' && header.slice(1).every(isValue);
  return isSideways && rows.some(isNamed) && !isFollowed(rows, heading)
    ? sidewaysRecords(rows)
    : rows.slice(heading + 1).map((row) => fieldsOf(header, row));
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

function fieldsOf(names: Row, values: Row): ReferenceFields {
  const fields = new Map<ReferenceField, unknown>();
  for (const [index, name] of names.entries()) {
    const field = referenceField(name);
    const value = values[index]?.replace(/^[`*_"']+|[`*_"']+$/g, '');
    if (field !== undefined && value && !fields.has(field)) fields.set(field, value);
  }
  return fields;
}

/** Cells of one line; `\|` is no bar. Bars at its ends are none between cells if the table has them at all. */
function cellsOf(line: string, isBarred: boolean): Row {
  const cells = line
    .trim()
    .replaceAll('\\|', '\u0000')
    .split('|')
    .map((cell) => cell.replaceAll('\u0000', '|').trim());
  if (!isBarred) return cells;
  return cells.slice(cells[0] === '' ? 1 : 0, cells.length > 1 && cells.at(-1) === '' ? -1 : undefined);
}

function isRule(cells: Row): boolean {
  return cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));
}
