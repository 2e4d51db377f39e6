import { type ReferenceFields, fieldsOf, referenceField } from './sourceFields.ts';

interface Header {
  readonly names: readonly string[];
  readonly separator: string;
}

/**
 * Rows of values separated by commas, tabs or semicolons below a row of names, one of which is that of a chunk's id.
 * `rest` is the text without those rows.
 */
export function readRows(text: string): { readonly records: readonly ReferenceFields[]; readonly rest: string } {
  const records: ReferenceFields[] = [];
  const rest: string[] = [];
  let header: Header | undefined;
  for (const line of text.split('\n')) {
    const row = header && rowBelow(header, line);
    if (header && row) {
      records.push(fieldsOf(header.names, row));
    } else {
      header = headerOf(line);
      rest.push(line);
    }
  }
  return { records, rest: rest.join('\n') };
}

/** A line is a header if it consists of nothing but names. */
function headerOf(line: string): Header | undefined {
  for (const separator of ['\t', ',', ';']) {
    const names = line.includes(separator) ? cellsOf(line, separator) : [];
    const hasId = names.some((name) => referenceField(name) === 'chunkId');
    if (hasId && names.every((name) => /^[\w ()./*`-]{1,40}$/.test(name))) return { names, separator };
  }
  return undefined;
}

/** The cells of a line with an id where the header wants one; undefined where the rows have ended. */
function rowBelow({ names, separator }: Header, line: string): readonly string[] | undefined {
  const isSectionLast = referenceField(names.at(-1) ?? '') === 'section';
  // A section that comes last may hold the separator itself.
  const cells = cellsOf(line, separator, isSectionLast ? names.length : Infinity);
  const id = cells[names.findIndex((name) => referenceField(name) === 'chunkId')] ?? '';
  return cells.length >= 2 && cells.length <= names.length && /^[^\s=|]+$/.test(id) ? cells : undefined;
}

/** Cells of one line, the last of `most` with all that is left; a separator in quotes is none. */
function cellsOf(line: string, separator: string, most = Infinity): readonly string[] {
  const cells: string[] = [];
  let start = 0;
  let isBlank = true;
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? '';
    if (character === '"' && isQuoted) {
      if (line[index + 1] === '"') index++;
      else isQuoted = false;
    } else if (character === '"' && isBlank) isQuoted = true;
    else if (character === separator && !isQuoted && cells.length < most - 1) {
      cells.push(unquoted(line.slice(start, index)));
      start = index + 1;
    }
    isBlank = start > index || (isBlank && character.trim() === '');
  }
  return [...cells, unquoted(line.slice(start))];
}

/** The value of a cell: without its quotes, and with one quote for each two. */
function unquoted(cell: string): string {
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replaceAll('""', '"').trim()
    : text;
}
