import type { Part, StoredPayload, ToolPart } from '../../model/message.ts';
import { booleanOf, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { sourceDataType } from '../../wire/seekrflow.ts';
import { sourceOf } from './sourceOf.ts';
import { firstNumberOf, firstStringOf, idOf, textForm, unquoted } from '../shared/wireValues.ts';

/** One part of a stored message. A type this version does not know stays whole. */
export function decodePart(value: unknown): Part {
  switch (stringOf(value, 'type')) {
    case 'text':
    case 'reasoning': {
      const type = stringOf(value, 'type') as 'text' | 'reasoning';
      const text = stringOf(value, 'text');
      return text === undefined ? { type: 'unknown', raw: value } : { type, text };
    }
    case 'file':
      return {
        type: 'file',
        ...optional({
          url: stringOf(value, 'url'),
          fileId: idOf(value, 'file_id'),
          name: fileName(value),
          mediaType: stringOf(value, 'mime_type'),
        }),
      };
    case 'data':
      return decodeData(value);
    case 'tool-call':
      return { ...tool(value, 'running'), ...payload(value, 'args', 'input') };
    case 'tool-error':
      return {
        ...tool(value, 'input-error'),
        ...payload(value, 'input', 'input'),
        errorText: stringOf(value, 'error_text') ?? 'The arguments were not acceptable.',
      };
    case 'tool-result':
      return decodeResult(value);
    default:
      return { type: 'unknown', raw: value };
  }
}

/** No field is published for it; taken where a server has one. */
export function fileName(value: unknown): string | undefined {
  const found = [value, property(value, 'metadata')].map((each) =>
    firstStringOf(each, 'filename', 'file_name', 'name'),
  );
  return found.find(Boolean);
}

function tool(value: unknown, state: ToolPart['state']): ToolPart {
  return {
    type: 'tool',
    toolCallId: idOf(value, 'tool_call_id') ?? '',
    toolName: stringOf(value, 'tool_name') ?? '',
    state,
  };
}

function decodeResult(value: unknown): ToolPart {
  const output = payload(value, 'output', 'output');
  if (booleanOf(value, 'is_error') !== true) return { ...tool(value, 'done'), ...output };
  const errorText = stringOf(value, 'error_text') ?? textForm(output.output ?? '');
  return { ...tool(value, 'failed'), ...output, errorText };
}

/**
 * The value under `key`, or, where the service keeps it apart because of its size (`<key>_ref`), its preview and what
 * there is to fetch.
 */
function payload(value: unknown, key: string, name: 'input' | 'output'): Partial<ToolPart> {
  const found = property(value, key);
  const stored = storedPayload(objectOf(value, `${key}_ref`));
  const shown = found ?? stored?.preview;
  return {
    ...(shown === undefined || shown === null ? {} : { [name]: name === 'input' ? unquoted(shown) : shown }),
    ...(stored && (found === undefined || found === null) ? { [`${name}Stored`]: stored } : {}),
  };
}

function storedPayload(reference: unknown): StoredPayload | undefined {
  const objectId = idOf(reference, 'object_id');
  if (objectId === undefined) return undefined;
  return {
    objectId,
    isTruncated: booleanOf(reference, 'truncated') === true,
    ...optional({
      sizeBytes: firstNumberOf(reference, 'size_bytes'),
      mediaType: stringOf(reference, 'mime_type'),
      preview: stringOf(reference, 'preview_text'),
    }),
  };
}

function decodeData(value: unknown): Part {
  const name = stringOf(value, 'data_type') || 'data';
  const data = property(value, 'data');
  const source = name === sourceDataType ? sourceOf(data) : undefined;
  if (source) return source;
  const stored = data === undefined || data === null ? storedPayload(objectOf(value, 'data_ref')) : undefined;
  return {
    type: 'data',
    name,
    data: data ?? stored?.preview ?? null,
    ...optional({ id: idOf(value, 'id'), stored }),
  };
}
