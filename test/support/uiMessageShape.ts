import type { UIMessage } from 'ai';
import type { Part } from '../../src/model/message.ts';
import { parseJson } from '../../src/model/parse.ts';

/** What both readers must agree on, part by part; what only one of them keeps is left out. */
export type Shape = Readonly<Record<string, unknown>>;

type UiPart = UIMessage['parts'][number];

/** The AI SDK's message in the common shape. */
export function shapeOfUiMessage(parts: readonly UiPart[]): readonly Shape[] {
  return parts.flatMap((part) => {
    switch (part.type) {
      case 'step-start':
        return [];
      case 'text':
      case 'reasoning':
        return [{ kind: part.type, text: part.text, isOpen: part.state === 'streaming' }];
      case 'source-url':
        return [{ kind: 'source', id: part.sourceId, url: part.url, title: part.title ?? part.url }];
      case 'source-document': {
        const { sourceId, mediaType, title, filename } = part;
        return [withoutUndefined({ kind: 'source', id: sourceId, title, mediaType, filename })];
      }
      case 'file':
      case 'reasoning-file':
        return [{ kind: 'file', url: part.url, mediaType: part.mediaType }];
      case 'custom':
        return [{ kind: 'data', name: part.kind }];
      case 'steering-message':
        return [{ kind: 'data', name: part.type, id: part.id, data: part.parts }];
      default:
        return [part.type.startsWith('data-') ? shapeOfUiData(part) : shapeOfUiTool(part)];
    }
  });
}

function shapeOfUiData(part: UiPart): Shape {
  const { type, id, data } = part as { type: string; id?: string; data: unknown };
  return withoutUndefined({ kind: 'data', name: type.slice('data-'.length), id, data });
}

interface UiTool {
  readonly type: string;
  readonly toolName?: string;
  readonly toolCallId: string;
  readonly state: string;
  readonly title?: string;
  readonly rawInput?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly preliminary?: boolean;
  readonly errorText?: string;
}

function shapeOfUiTool(part: UiPart): Shape {
  const tool = part as unknown as UiTool;
  const name = tool.toolName ?? tool.type.slice('tool-'.length);
  const common = { kind: 'tool', id: tool.toolCallId, name, title: tool.title };
  switch (tool.state) {
    case 'input-streaming':
      return withoutUndefined({ ...common, state: 'input-streaming', inputText: tool.rawInput ?? '' });
    case 'output-available':
      return withoutUndefined({
        ...common,
        state: tool.preliminary === true ? 'running' : 'done',
        input: unquoted(tool.input),
        output: tool.output,
      });
    case 'output-error':
      return withoutUndefined({ ...common, state: 'failed', input: unquoted(tool.input), errorText: tool.errorText });
    case 'output-denied':
      return withoutUndefined({ ...common, state: 'failed', input: unquoted(tool.input) });
    default:
      return withoutUndefined({ ...common, state: 'running', input: unquoted(tool.input) });
  }
}

/**
 * Our parts in the common shape. Errors and unknown events are left out: the AI SDK's reader keeps neither. Guardrails and
 * annotations are found in stored messages only.
 */
export function shapeOfParts(parts: readonly Part[]): readonly Shape[] {
  return parts.flatMap((part): readonly Shape[] => {
    switch (part.type) {
      case 'error':
      case 'unknown':
      case 'guardrail':
      case 'annotations':
        return [];
      case 'text':
      case 'reasoning':
        return [{ kind: part.type, text: part.text, isOpen: part.isOpen === true }];
      case 'source': {
        const { sourceId: id, url, title, mediaType, filename } = part;
        return [withoutUndefined({ kind: 'source', id, url, title, mediaType, filename })];
      }
      case 'file':
        return [{ kind: 'file', url: part.url, mediaType: part.mediaType }];
      case 'data':
        if (part.name.includes('.')) return [{ kind: 'data', name: part.name }];
        return [withoutUndefined({ kind: 'data', name: part.name, id: part.id, data: part.data })];
      default:
        return [shapeOfTool(part)];
    }
  });
}

function shapeOfTool(part: Extract<Part, { type: 'tool' }>): Shape {
  const common = { kind: 'tool', id: part.toolCallId, name: part.toolName, title: part.title };
  switch (part.state) {
    case 'input-streaming':
      return withoutUndefined({ ...common, state: part.state, inputText: part.inputText ?? '' });
    case 'running':
    case 'done':
      return withoutUndefined({ ...common, state: part.state, input: part.input, output: part.output });
    default: {
      const isDenied = part.errorText === 'The call was denied.';
      const errorText = isDenied ? undefined : part.errorText;
      return withoutUndefined({ ...common, state: 'failed', input: part.input, errorText });
    }
  }
}

/** Our decoder parses arguments that arrive as JSON text; the AI SDK's reader leaves them. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  return parseJson(value) ?? value;
}

/** JSON knows no undefined; through JSON both sides also lose what a wire would not carry. */
function withoutUndefined(shape: Shape): Shape {
  return JSON.parse(JSON.stringify(shape)) as Shape;
}
