import { type JsonObject, booleanOf, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { DecodeChunk } from './decodeUiMessage.ts';
import { type TextBlocks, createTextBlocks } from './textBlocks.ts';
import { idOf, textForm, unquoted } from '../shared/wireValues.ts';

/**
 * SeekrFlow's own event types, as its Python library has them (never documented, may have drifted). They carry no block
 * ids and no steps; both are derived: a change of kind ends a block, and what follows a tool's result is a new step.
 * No type means *the end*: whether the run succeeded is for a read of the run to say.
 */
export function createNativeDecoder(): DecodeChunk {
  const blocks: TextBlocks = createTextBlocks('native');
  let hasResult = false;
  let isStepEmpty = true;

  function startStep(): readonly RunEvent[] {
    hasResult = false;
    isStepEmpty = true;
    return blocks.startStep();
  }

  /** What comes before something the model produces: after tool results it is a new step. */
  function produce(): readonly RunEvent[] {
    const before = hasResult ? startStep() : [];
    isStepEmpty = false;
    return before;
  }

  function call(chunk: JsonObject): readonly RunEvent[] | undefined {
    const toolCallId = idOf(chunk, 'tool_id', 'tool_call_id');
    if (toolCallId === undefined) return undefined;
    const toolName = stringOf(chunk, 'tool_name') ?? '';
    const input = unquoted(property(chunk, 'tool_args'));
    return [...produce(), ...blocks.close(), { type: 'tool-input-available', toolCallId, toolName, input }];
  }

  function result(chunk: JsonObject): readonly RunEvent[] | undefined {
    const toolCallId = idOf(chunk, 'tool_id', 'tool_call_id');
    if (toolCallId === undefined) return undefined;
    const toolName = stringOf(chunk, 'tool_name');
    const output = property(chunk, 'tool_output');
    const closing = blocks.close();
    hasResult = true;
    // The vocabulary has no word for failure; the local agent host says it inside the output, as a stored part would.
    if (booleanOf(output, 'is_error') === true) {
      const errorText = stringOf(output, 'error_text') ?? textForm(output);
      return [...closing, { type: 'tool-output-error', toolCallId, errorText }];
    }
    return [...closing, { type: 'tool-output-available', toolCallId, output, ...(toolName ? { toolName } : {}) }];
  }

  /** The whole answer. What was streamed already stays as it is if it says the same. */
  function final(chunk: JsonObject): readonly RunEvent[] {
    const output = property(chunk, 'final_output');
    const text = output === undefined || output === null ? '' : textForm(output);
    const isStreamed = text === '' || text === blocks.stepText() || text === blocks.lastText();
    const before = isStreamed ? [] : produce();
    return [...before, ...blocks.close(), ...(isStreamed ? [] : [{ type: 'text-final', text } as const])];
  }

  return (chunk, type) => {
    switch (type) {
      case 'text_delta':
      case 'streaming_chunk': {
        const text = stringOf(chunk, 'text');
        return text === undefined ? undefined : [...produce(), ...blocks.append('text', text)];
      }
      case 'stream_reasoning': {
        const text = stringOf(chunk, 'reasoning');
        return text === undefined ? undefined : [...produce(), ...blocks.append('reasoning', text)];
      }
      case 'streaming_tool_request':
        return call(chunk);
      case 'streaming_tool_response':
      case 'streaming_tool':
        return result(chunk);
      case 'end_node':
        return final(chunk);
      case 'node_header':
        return [
          ...(stringOf(chunk, 'node_type') === 'ModelRequestNode' && !isStepEmpty ? startStep() : []),
          { type: 'data', name: type, data: chunk, isTransient: true },
        ];
      // Known and without anything to show: an echo of the question, debug output, a marker, and pieces of arguments
      // that cannot be told to which call they belong (the request that follows has them whole).
      case 'user_prompt':
      case 'part_start_event':
      case 'final_result_event':
      case 'tool_call_part_delta':
        return [{ type: 'data', name: type, data: chunk, isTransient: true }];
      default:
        return undefined;
    }
  };
}
