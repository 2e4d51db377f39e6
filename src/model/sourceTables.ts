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

  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const separated = separatedRows(lines, index);
    if (separated) {
      for (const record of separated.records) records.push(record);
      index += separated.records.length;
      continue;
    }
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

/** Rows with commas or tabs between their cells, below a row of nothing but names; undefined if there are none. */
function separatedRows(
  lines: readonly string[],
  heading: number,
): { readonly records: readonly ReferenceFields[] } | undefined {
  const line = lines[heading] ?? '';
  const separator = line.includes('\t') ? '\t' : ',';
  const names = line.split(separator).map((name) => name.trim());
  if (names.length < 2 || names.length > 40 || !names.every((name) => /^["']?[\w -]{1,40}["']?$/.test(name)))
    return undefined;
  const known = names.filter((name) => referenceField(name) !== undefined);
  if (known.length < 2 || !known.some((name) => referenceField(name) === 'chunkId')) return undefined;
  const records: ReferenceFields[] = [];
  for (let index = heading + 1; index < lines.length; index++) {
    const cells = (lines[index] ?? '').split(separator).map((cell) => cell.trim());
    if (cells.length !== names.length) break;
    records.push(fieldsOf(names, cells));
  }
  return records.length > 0 ? { records } : undefined;
}

function recordsOf(rows: readonly Row[]): readonly ReferenceFields[] {
  const inTurn = rows.filter(isInTurn);
  if (inTurn.length > 0)
    return inTurn.map((row) =>
      fieldsOf(
        row.filter(isEven),
        row.filter((_, at) => !isEven(_, at)),
      ),
    );
  const heading = rows.findIndex((row) => row.some((cell) => referenceField(cell) === 'chunkId'));
  const header = rows[heading];
  if (header === undefined) return [];
  const isSideways = referenceField(header[0] ?? '') === 'chunkId' && header.slice(1).every(isValue);
  return isSideways && rows.some(isNamed) && !isFollowed(rows, heading)
    ? sidewaysRecords(rows)
    : rows.slice(heading + 1).map((row) => fieldsOf(header, row));
}

/** A row in which names and values take turns: `chunk_id | c-1 | page | 3`. */
function isInTurn(row: Row): boolean {
  return (
    row.length > 1 &&
    row.some((cell) => referenceField(cell) === 'chunkId') &&
    row.every((cell, index) => isValue(cell) !== isEven(cell, index))
  );
}

function isEven(_cell: string, index: number): boolean {
  return index % 2 === 0;
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
    // A name is no id: a row of names that was taken for values.
    const isName = field === 'chunkId' && value !== undefined && referenceField(value) !== undefined;
    if (field !== undefined && value && !isName && !fields.has(field)) fields.set(field, value);
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
