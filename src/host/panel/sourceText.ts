import type { SourceContent } from '../../backends/backend.ts';
import { describeReference } from '../../model/codeReference.ts';
import type { SourcePart } from '../../model/message.ts';
import { stringOf } from '../../model/parse.ts';

/** More of a value of the metadata is cut: it says where the text comes from, it is not the text. */
const maxValueLength = 500;

/** The text behind a source as a Markdown document: where it comes from at the top, then the text as it is. */
export function sourceText(
  content: SourceContent,
  source: Pick<SourcePart, 'chunkId' | 'databaseId' | 'filename'> | undefined,
): string {
  const { location, page, lines, section, metadata } = content;
  const databaseId = content.databaseId ?? source?.databaseId;
  const fileName = originalName(content, source);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Database', named(content.databaseName, databaseId)],
    ['File', location ? describeReference(location) : named(fileName, content.fileId)],
    ['Page', page === undefined ? undefined : String(page)],
    ['Lines', lines && `${lineRange(lines)} of the text that the service made of the file`],
    ['Section', section && section.length > 0 ? section.map(plain).join(' › ') : undefined],
    ['Chunk', source?.chunkId === undefined ? undefined : code(source.chunkId)],
    ...Object.entries(metadata ?? {}).map(([key, value]) => [plain(key), valueText(value)] as const),
  ];
  const list = facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`]));
  return `# ${plain(content.title)}\n\n${list.length > 0 ? `${list.join('\n')}\n\n` : ''}---\n\n${content.text}\n`;
}

/** What the original file is called, as far as anything says it. */
export function originalName(
  content: SourceContent,
  source: Pick<SourcePart, 'filename'> | undefined,
): string | undefined {
  const { metadata } = content;
  return (
    source?.filename ??
    stringOf(metadata, 'filename') ??
    stringOf(metadata, 'file_name') ??
    stringOf(metadata, 'original_filename') ??
    stringOf(metadata, 'path')?.split(/[\\/]/).at(-1)
  );
}

function named(name: string | undefined, id: string | undefined): string | undefined {
  if (name === undefined) return id === undefined ? undefined : code(id);
  return id === undefined ? plain(name) : `${plain(name)} (${code(id)})`;
}

function lineRange({ start, end }: { readonly start: number; readonly end: number }): string {
  return start === end ? String(start) : `${start}–${end}`;
}

function valueText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return cut(plain(value));
  return code(cut(JSON.stringify(value)));
}

function cut(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}

/** In one line, so that nothing in it begins a heading or ends the list. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function code(text: string): string {
  return `\`${plain(text).replaceAll('`', "'")}\``;
}
