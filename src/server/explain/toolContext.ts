import { arrayOf, isObject, stringOf } from '../../model/parse.ts';
import type { WirePart } from '../../wire/seekrflow.ts';
import { characterCount, chunksOf, inCharacters, sentencesOf } from './passages.ts';

/** A piece of what a tool answered. */
export interface ContextPiece {
  readonly text: string;
  /** In characters, in all the tool responses of the run, written out as text one after another. */
  readonly offset: number;
  readonly toolName: string;
  readonly toolCallId: string;
  /** The file that the piece is from, as the tool names it. */
  readonly file?: string;
  /** What the tool was asked to look for. */
  readonly query?: string;
}

interface Entry {
  readonly text: string;
  readonly file?: string;
}

const chunkCharacters = 1000;

/**
 * What the tools of a run answered, in pieces: sentences and lines, or chunks. A response of JSON is written out first:
 * the plain values of an object are one line, numbers with their names in front; a text of several lines stays what it is.
 *
 * @param parts of all messages of the run, oldest first
 */
export function toolContext(parts: readonly WirePart[], granularity: 'sentence' | 'chunk'): readonly ContextPiece[] {
  const inputs = new Map(
    parts.flatMap((part) => (part.type === 'tool-call' ? [[part.tool_call_id ?? '', part.args] as const] : [])),
  );
  const pieces: ContextPiece[] = [];
  let offset = 0;
  for (const part of parts) {
    if (part.type !== 'tool-result') continue;
    const toolCallId = part.tool_call_id ?? '';
    const input = inputs.get(toolCallId);
    const query = queryOf(input);
    const entries = [...entriesOf(part.output ?? null, fileOf(input)), ...errorOf(part.error_text)];
    for (const { text, file } of entries) {
      const found = granularity === 'sentence' ? sentencesOf(text) : chunksOf(text, chunkCharacters);
      for (const passage of inCharacters(text, found)) {
        pieces.push({
          text: passage.text,
          offset: offset + passage.offset,
          toolName: part.tool_name,
          toolCallId,
          ...(file === undefined ? {} : { file }),
          ...(query === undefined ? {} : { query }),
        });
      }
      offset += characterCount(text) + 1;
    }
  }
  return pieces;
}

function entriesOf(value: unknown, file: string | undefined): readonly Entry[] {
  if (Array.isArray(value)) return value.flatMap((item) => entriesOf(item, file));
  if (typeof value === 'string' || typeof value === 'number') return [entry(String(value), file)];
  if (!isObject(value)) return [];
  const place = fileOf(value) ?? file;
  const line: string[] = [];
  const others: Entry[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' && !item.includes('\n')) line.push(item);
    else if (typeof item === 'number' || typeof item === 'boolean') line.push(`${spelledOut(key)} ${item}`);
    else others.push(...entriesOf(item, place));
  }
  return [...(line.length === 0 ? [] : [entry(line.join(' '), place)]), ...others];
}

/** `searchedFiles` → `searched files`, which is how an answer says it. */
function spelledOut(key: string): string {
  return key.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
}

function entry(text: string, file: string | undefined): Entry {
  return { text, ...(file === undefined ? {} : { file }) };
}

function errorOf(text: string | null | undefined): readonly Entry[] {
  return text ? [{ text }] : [];
}

function fileOf(value: unknown): string | undefined {
  return stringOf(value, 'file') ?? stringOf(value, 'path') ?? stringOf(value, 'file_path');
}

function queryOf(input: unknown): string | undefined {
  const queries = arrayOf(input, 'queries').filter((query) => typeof query === 'string');
  return stringOf(input, 'query') ?? (queries.length === 0 ? undefined : queries.join(', '));
}
