import { isObject } from '../../model/parse.ts';
import type { StoredRun } from '../store/runs.ts';
import type { RunEncoder } from './runEncoder.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * SeekrFlow's own event types, as its Python library has them (`docs/seekrflow.md`; never documented upstream). Every
 * event carries the run's ids in `meta_data`, the first one at once, so that a client can cancel before the first word.
 *
 * The vocabulary has no word for progress, sources or failure: progress and sources are left out (the stored messages
 * have the sources), and a run that did not complete ends without `end_node`; how it ended is for a read of the run.
 */
export function createNativeEncoder(run: StoredRun): RunEncoder {
  const metadata = { run_id: run.id, thread_id: run.threadId, agent_id: run.agentId };
  const data = (type: string, fields: Readonly<Record<string, unknown>>): readonly string[] => [
    JSON.stringify({ type, ...fields, meta_data: metadata }),
  ];
  let lastText = '';

  function encode(record: RunRecord): readonly string[] {
    switch (record.type) {
      case 'text-start':
        lastText = '';
        return [];
      case 'text-delta':
        lastText += record.delta;
        return record.delta === '' ? [] : data('text_delta', { text: record.delta });
      case 'reasoning-delta':
        return record.delta === '' ? [] : data('stream_reasoning', { reasoning: record.delta });
      case 'tool-input-available': {
        const { toolCallId, toolName, input } = record;
        return data('streaming_tool_request', { tool_id: toolCallId, tool_name: toolName, tool_args: asObject(input) });
      }
      case 'tool-output-available': {
        if (record.preliminary) return [];
        return data('streaming_tool_response', { tool_id: record.toolCallId, tool_output: asObject(record.output) });
      }
      case 'tool-output-error':
        return data('streaming_tool_response', {
          tool_id: record.toolCallId,
          tool_output: { is_error: true, error_text: record.errorText },
        });
      case 'run-end':
        return [...(record.ending === 'completed' ? data('end_node', { final_output: lastText }) : []), '[DONE]'];
      default:
        return [];
    }
  }

  return {
    headers: {},
    begin: () => data('user_prompt', { user_prompt: '' }),
    encode,
  };
}

/** Arguments and results are objects in this vocabulary. */
function asObject(value: unknown): unknown {
  return isObject(value) ? value : { result: value ?? null };
}
