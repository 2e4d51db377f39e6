import type { AttributedPassage, Attribution, AttributionSource } from '../../model/attribution.ts';
import { type JsonObject, arrayOf, isObject, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { createOffsets } from './characterOffsets.ts';
import { countOf, firstStringOf, idOf, textForm } from '../shared/wireValues.ts';

/**
 * What an attribution says: of each segment of the answer, or of the one passage that was asked for. The published
 * answer always has fields for both, of which one is empty or null; either may be missing. Undefined for anything else.
 * A passage without sources stays, as ungrounded.
 */
export function decodeAttribution(value: unknown, asked?: string): Attribution | undefined {
  const [segments, sources] = [property(value, 'segments'), property(value, 'sources')];
  if (!Array.isArray(segments) && !Array.isArray(sources)) return undefined;
  const responseText = stringOf(value, 'response_text') ?? '';
  const offsetOf = createOffsets(responseText);
  const told = arrayOf(value, 'segments').filter(isObject);
  const isOfPassage =
    (property(value, 'highlight') ?? undefined) !== undefined ||
    (told.length === 0 && (asked !== undefined || arrayOf(value, 'sources').length > 0));
  if (Array.isArray(sources) && isOfPassage) {
    return { responseText, passages: [highlightOf(value, asked, offsetOf)] };
  }
  const passages = told.map((segment) =>
    passageOf(segment, firstStringOf(segment, 'segment_text', 'text') ?? '', offsetOf),
  );
  return { responseText, passages };
}

type OffsetOf = ReturnType<typeof createOffsets>;

function highlightOf(value: unknown, asked: string | undefined, offsetOf: OffsetOf): AttributedPassage {
  const highlight = property(value, 'highlight');
  const text =
    typeof highlight === 'string' ? highlight : firstStringOf(highlight, 'segment_text', 'text', 'highlight');
  const place = isObject(highlight) ? highlight : {};
  return passageOf({ ...place, sources: property(value, 'sources') }, text ?? asked ?? '', offsetOf);
}

function passageOf(segment: JsonObject, text: string, offsetOf: OffsetOf): AttributedPassage {
  const sources = arrayOf(segment, 'sources')
    .filter(isObject)
    .map(sourceOf)
    .toSorted((one, other) => other.score - one.score);
  return { text, sources, ...optional({ offset: offsetOf(text, countOf(segment, 'char_offset', 'offset')) }) };
}

function sourceOf(source: JsonObject, index: number): AttributionSource {
  const tool = toolOf(source);
  const toolName = firstStringOf(source, 'tool_name') || stringOf(tool, 'tool_name') || undefined;
  return {
    id: idOf(source, 'id') ?? `source-${index + 1}`,
    kind: stringOf(source, 'source_type') || 'unknown',
    text: stringOf(source, 'text') ?? '',
    score: countOf(source, 'attribution', 'score') ?? 0,
    ...optional({
      toolName,
      toolCallId: idOf(source, 'tool_call_id'),
      origin: originOf(tool),
      url: stringOf(tool, 'url') || undefined,
      fileId: idOf(tool, 'file_id'),
      filePath: stringOf(tool, 'file_path') || undefined,
    }),
  };
}

/** What the tool worked on: flat with its type inside, or below the name of its type. */
function toolOf(source: JsonObject): JsonObject {
  const tool = objectOf(source, 'tool') ?? {};
  const nested = ['web_search', 'file_search', 'code_interpreter', 'mcp_tool'].map((key) => objectOf(tool, key));
  return nested.find((each) => each !== undefined) ?? tool;
}

function originOf(tool: JsonObject): string | undefined {
  const thing = firstStringOf(tool, 'title', 'file_path') || stringOf(tool, 'url') || stringOf(tool, 'file_id');
  const query = firstStringOf(tool, 'search_query', 'query');
  const words = [thing || undefined, query ? `search for “${query}”` : undefined].filter((each) => each !== undefined);
  if (words.length > 0) return words.join(', ');
  const code = stringOf(tool, 'code');
  const input = property(tool, 'tool_input');
  const shown = code ?? (input === undefined || input === null ? '' : textForm(input));
  const line = shown.trim().split('\n', 1)[0] ?? '';
  return line === '' ? undefined : line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
