import type { StoredRun } from '../store/runs.ts';
import type { RunEncoder } from './runEncoder.ts';
import { sourceDetails } from './runMessages.ts';
import type { Usage } from './runPicture.ts';
import type { RunEnd, RunRecord } from './runRecord.ts';

/**
 * The AI SDK's UI message stream, version 5 (which is what SeekrFlow's `stream/vercel` very likely speaks). Strict
 * about what the SDK's own reader insists on: no delta without its start, no result without its call, whatever the
 * agent does.
 */
export function createVercelEncoder(run: StoredRun): RunEncoder {
  const ids = { run_id: run.id, thread_id: run.threadId, agent_id: run.agentId };
  const open = new Set<string>();
  const called = new Set<string>();
  let usage: Usage | undefined;

  const data = (chunk: Readonly<Record<string, unknown>>): string => JSON.stringify(chunk);

  function encodeText(record: Extract<RunRecord, { readonly id: string }>): readonly string[] {
    const [kind] = record.type.split('-');
    const key = `${kind}:${record.id}`;
    const isStarted = open.has(key);
    const start = isStarted ? [] : [data({ type: `${kind}-start`, id: record.id })];
    if (record.type.endsWith('-end')) {
      open.delete(key);
      return isStarted ? [data({ type: record.type, id: record.id })] : [];
    }
    open.add(key);
    if ('delta' in record) return [...start, ...(record.delta === '' ? [] : [data({ ...record })])];
    return start;
  }

  /** The call that an agent forgot to announce. */
  function introduce(toolCallId: string): readonly string[] {
    if (called.has(toolCallId)) return [];
    called.add(toolCallId);
    return [data({ type: 'tool-input-start', toolCallId, toolName: '' })];
  }

  function encodeEnd({ ending, reason }: RunEnd): readonly string[] {
    const metadata = { ...ids, ...(usage ? { usage } : {}) };
    switch (ending) {
      case 'completed':
        return [
          data({ type: 'finish-step' }),
          data({ type: 'finish', finishReason: 'stop', messageMetadata: metadata }),
          '[DONE]',
        ];
      case 'cancelled':
        return [data({ type: 'abort', reason: 'The run was cancelled.' }), '[DONE]'];
      case 'failed':
        return [
          data({ type: 'error', errorText: reason ?? 'The run failed.' }),
          data({ type: 'finish-step' }),
          data({ type: 'finish', finishReason: 'error', messageMetadata: metadata }),
          '[DONE]',
        ];
    }
  }

  return {
    headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
    begin: () => [
      data({ type: 'start', messageId: run.messageId, messageMetadata: ids }),
      data({ type: 'start-step' }),
    ],
    encode(record) {
      switch (record.type) {
        case 'run-end':
          return encodeEnd(record);
        case 'usage': {
          const { type: _, ...numbers } = record;
          usage = { ...usage, ...numbers };
          return [];
        }
        case 'source-document': {
          const { chunkId, mediaType, title } = record.source;
          const providerMetadata = { agentThreads: sourceDetails(record.source) };
          return [data({ type: 'source-document', sourceId: chunkId, mediaType, title, providerMetadata })];
        }
        case 'tool-input-start':
        case 'tool-input-available':
          called.add(record.toolCallId);
          return [data({ ...record })];
        case 'tool-input-delta': {
          const { type, toolCallId, delta } = record;
          return [...introduce(toolCallId), data({ type, toolCallId, inputTextDelta: delta })];
        }
        case 'tool-output-available':
        case 'tool-output-error':
          return [...introduce(record.toolCallId), data({ ...record })];
        default:
          return encodeText(record);
      }
    },
  };
}
