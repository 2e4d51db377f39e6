import { type JsonObject, isObject, parseJson, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { sourceOf } from './sourceOf.ts';
import type { StreamEnding } from './streamEnding.ts';
import { createTextBlocks } from './textBlocks.ts';
import { complaintOf } from '../shared/complaint.ts';
import { firstStringOf, idOf, textForm, unquoted, usageOf } from '../shared/wireValues.ts';

/**
 * Version 4 of the AI SDK's stream: lines of `code:json`, one character of code. Not server-sent events, although some
 * servers put such lines into them. Undefined for text that is no such line.
 */
export function createLineDecoder(ending: StreamEnding): (line: string) => readonly RunEvent[] | undefined {
  const blocks = createTextBlocks('line');

  return (line) => {
    if (!/^[0-9a-k]:/.test(line)) return undefined;
    const code = line[0];
    const value = parseJson(line.slice(2));
    if (value === undefined) return undefined;
    if (code === '0' || code === 'g') {
      return typeof value === 'string' ? blocks.append(code === '0' ? 'text' : 'reasoning', value) : undefined;
    }
    const events = decodeLine(code, value);
    return events && [...blocks.close(), ...events];
  };

  function decodeLine(code: string | undefined, value: unknown): readonly RunEvent[] | undefined {
    switch (code) {
      case '2':
        return Array.isArray(value) ? value.map((data: unknown) => ({ type: 'data', name: 'data', data })) : undefined;
      case '8':
        return [{ type: 'data', name: 'annotations', data: value }];
      case '3': {
        const errorText = complaintOf(value) ?? textForm(value);
        ending.fail(errorText);
        return [{ type: 'error', errorText }];
      }
      default:
        return isObject(value) ? decodeObject(code, value) : undefined;
    }
  }

  function decodeObject(code: string | undefined, value: JsonObject): readonly RunEvent[] | undefined {
    switch (code) {
      case 'f':
        return [{ type: 'step-start' }];
      // Holds the numbers of one step only; the last line has those of the whole run.
      case 'e':
        return [];
      case 'd': {
        ending.finish(stringOf(value, 'finishReason'));
        const usage = usageOf(property(value, 'usage'));
        return usage ? [{ type: 'run-update', usage }] : [];
      }
      case 'h': {
        const source = sourceOf(value);
        return source && [{ type: 'source-document', source }];
      }
      case 'k':
        return decodeFile(value);
      // Redacted reasoning and signatures: nothing that a person could read.
      case 'i':
      case 'j':
        return [
          { type: 'data', name: code === 'i' ? 'redacted-reasoning' : 'signature', data: value, isTransient: true },
        ];
      default:
        return decodeTool(code, value);
    }
  }
}

function decodeFile(value: JsonObject): readonly RunEvent[] | undefined {
  const data = stringOf(value, 'data');
  const mediaType = firstStringOf(value, 'mimeType', 'mediaType') ?? 'application/octet-stream';
  return data === undefined ? undefined : [{ type: 'file', url: `data:${mediaType};base64,${data}`, mediaType }];
}

function decodeTool(code: string | undefined, value: JsonObject): readonly RunEvent[] | undefined {
  const toolCallId = idOf(value, 'toolCallId');
  if (toolCallId === undefined) return undefined;
  const toolName = stringOf(value, 'toolName') ?? '';
  switch (code) {
    case 'b':
      return [{ type: 'tool-input-start', toolCallId, toolName }];
    case 'c': {
      const delta = stringOf(value, 'argsTextDelta');
      return delta === undefined ? undefined : [{ type: 'tool-input-delta', toolCallId, delta }];
    }
    case '9':
      return [{ type: 'tool-input-available', toolCallId, toolName, input: unquoted(property(value, 'args')) }];
    case 'a':
      return [{ type: 'tool-output-available', toolCallId, output: property(value, 'result') }];
    default:
      return undefined;
  }
}
