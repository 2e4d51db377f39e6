import { type JsonObject, arrayOf, booleanOf, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { sourceDataType } from '../../wire/seekrflow.ts';
import type { StreamEnding } from './streamEnding.ts';
import { sourceDetails, sourceOf } from './sourceOf.ts';
import { complaintOf } from '../shared/complaint.ts';
import { firstStringOf, idOf, unquoted } from '../shared/wireValues.ts';

/** Decodes one chunk; undefined for a chunk of another vocabulary, or one that lacks what its type needs. */
export type DecodeChunk = (chunk: JsonObject, type: string) => readonly RunEvent[] | undefined;

/**
 * The AI SDK's UI message stream: version 5, with what 6 and 7 added. SeekrFlow says that its `stream/vercel` route is
 * shaped for that SDK; version 5 is very likely, not documented. Quirks of the Pydantic AI adapter are understood.
 *
 * @param onMetadata gets whatever metadata a chunk carries for the whole message
 */
export function createUiMessageDecoder(
  ending: StreamEnding,
  onMetadata: (metadata: unknown) => readonly RunEvent[],
): DecodeChunk {
  return (chunk, type) => {
    switch (type) {
      case 'start':
        ending.begin();
        return onMetadata(property(chunk, 'messageMetadata'));
      case 'message-metadata':
        return onMetadata(property(chunk, 'messageMetadata'));
      case 'finish':
        ending.finish(stringOf(chunk, 'finishReason'));
        return onMetadata(property(chunk, 'messageMetadata'));
      case 'abort':
        ending.abort(stringOf(chunk, 'reason'));
        return [];
      case 'error': {
        const errorText = errorTextOf(chunk);
        ending.fail(errorText);
        return [{ type: 'error', errorText }];
      }
      case 'start-step':
        return [{ type: 'step-start' }];
      case 'finish-step':
        return [];
      case 'reset-step':
        return [{ type: 'step-reset' }];
      default:
        return decodeBlock(chunk, type) ?? decodeTool(chunk, type) ?? decodeContent(chunk, type);
    }
  };
}

function decodeBlock(chunk: JsonObject, type: string): readonly RunEvent[] | undefined {
  switch (type) {
    case 'text-start':
    case 'reasoning-start':
      return [{ type, id: blockId(chunk) }];
    case 'text-delta':
    case 'reasoning-delta': {
      const delta = stringOf(chunk, 'delta');
      return delta === undefined ? undefined : [{ type, id: blockId(chunk), delta }];
    }
    case 'text-end':
      return [...arrayOf(chunk, 'citations').flatMap(citedSource), { type, id: blockId(chunk) }];
    case 'reasoning-end':
      return [{ type, id: blockId(chunk) }];
    default:
      return undefined;
  }
}

/** Blocks of a server that leaves ids out are told apart by their start and end alone. */
function blockId(chunk: JsonObject): string {
  return idOf(chunk, 'id') ?? '';
}

function citedSource(citation: unknown): readonly RunEvent[] {
  const source = objectOf(citation, 'source');
  return (source && decodeSource(source)) ?? [];
}

function decodeTool(chunk: JsonObject, type: string): readonly RunEvent[] | undefined {
  if (!type.startsWith('tool-')) return undefined;
  const toolCallId = idOf(chunk, 'toolCallId');
  if (type === 'tool-approval-response') {
    return [{ type: 'data', name: type, data: chunk, ...optional({ id: idOf(chunk, 'approvalId') }) }];
  }
  if (toolCallId === undefined) return undefined;
  const toolName = stringOf(chunk, 'toolName') ?? '';
  const title = optional({ title: stringOf(chunk, 'title') });
  switch (type) {
    case 'tool-input-start':
      return [{ type, toolCallId, toolName, ...title }];
    case 'tool-input-delta': {
      const delta = stringOf(chunk, 'inputTextDelta');
      return delta === undefined ? undefined : [{ type, toolCallId, delta }];
    }
    case 'tool-input-available':
      return [{ type, toolCallId, toolName, input: unquoted(property(chunk, 'input')), ...title }];
    case 'tool-input-error':
      return [{ type, toolCallId, toolName, input: unquoted(property(chunk, 'input')), errorText: errorTextOf(chunk) }];
    case 'tool-output-available': {
      const isPreliminary = booleanOf(chunk, 'preliminary') === true;
      return [{ type, toolCallId, output: property(chunk, 'output'), ...(isPreliminary ? { isPreliminary } : {}) }];
    }
    case 'tool-output-error':
      return [{ type, toolCallId, errorText: errorTextOf(chunk) }];
    case 'tool-output-denied':
      return [{ type: 'tool-output-error', toolCallId, errorText: 'The call was denied.' }];
    case 'tool-approval-request':
      return booleanOf(chunk, 'isAutomatic') === true
        ? [{ type: 'data', name: type, data: chunk, ...optional({ id: idOf(chunk, 'approvalId') }) }]
        : [{ type: 'needs-input', requests: [{ value: chunk }] }];
    default:
      return undefined;
  }
}

function decodeContent(chunk: JsonObject, type: string): readonly RunEvent[] | undefined {
  switch (type) {
    case 'source-url':
    case 'source-document':
      return decodeSource(chunk);
    case 'file':
    case 'reasoning-file': {
      const url = stringOf(chunk, 'url');
      const mediaType = firstStringOf(chunk, 'mediaType', 'mimeType') ?? 'application/octet-stream';
      return url === undefined ? undefined : [{ type: 'file', url, mediaType }];
    }
    case 'custom':
      return [{ type: 'data', name: stringOf(chunk, 'kind') ?? type, data: chunk }];
    case 'steering-message':
      return [{ type: 'data', name: type, data: property(chunk, 'parts'), ...optional({ id: idOf(chunk, 'id') }) }];
    default:
      return type.startsWith('data-') ? decodeData(chunk, type.slice('data-'.length)) : undefined;
  }
}

function decodeSource(chunk: JsonObject): readonly RunEvent[] | undefined {
  const source = sourceOf(chunk);
  if (source === undefined) return undefined;
  if (source.url !== undefined) {
    const { sourceId, url } = source;
    return [{ type: 'source-url', sourceId, url, ...optional({ title: stringOf(chunk, 'title') }) }];
  }
  const { type: _, sourceId: __, title: ___, ...details } = sourceOf(sourceDetails(chunk)) ?? source;
  return [{ type: 'source-document', source: { ...source, ...details } }];
}

function decodeData(chunk: JsonObject, name: string): readonly RunEvent[] {
  const data = property(chunk, 'data');
  const source = name === sourceDataType ? sourceOf(data) : undefined;
  if (source) return [{ type: 'source-document', source }];
  const isTransient = booleanOf(chunk, 'transient') === true;
  return [
    { type: 'data', name, data, ...optional({ id: idOf(chunk, 'id') }), ...(isTransient ? { isTransient } : {}) },
  ];
}

/** Why something failed, in whatever form the service says it. */
export function errorTextOf(chunk: JsonObject): string {
  return stringOf(chunk, 'errorText') || (complaintOf(chunk) ?? noReason);
}

export const noReason = 'The service reported an error.';
