import { createHash } from 'node:crypto';
import type { Message, Part } from '../../model/message.ts';
import { arrayOf, optional, property, stringOf } from '../../model/parse.ts';
import { readPromptMetadata } from '../../model/prompt.ts';
import { decodePart } from './decodePart.ts';
import { dateOf, idOf } from './wireValues.ts';

/**
 * A stored message. Its parts count; its content, an older and flatter view, counts where there are none and for what
 * parts cannot hold (guardrail notices, annotations). Neither id nor date are promised by the service.
 */
export function decodeMessage(value: unknown, threadId: string): Message {
  const metadata = readPromptMetadata(property(value, 'meta_data'));
  const content = property(value, 'content');
  const parts = arrayOf(value, 'parts').map(decodePart);
  return {
    id: idOf(value, 'id') ?? derivedId(value),
    threadId: idOf(value, 'thread_id') ?? threadId,
    role: stringOf(value, 'role') || 'unknown',
    parts: parts.length > 0 ? [...parts, ...notices(content)] : contentParts(content),
    state: 'stored',
    attachments: metadata?.attachments ?? [],
    ...optional({
      createdAt: dateOf(value, 'created_at'),
      agentId: idOf(value, 'agent_id'),
      runId: idOf(value, 'run_id'),
      nonce: metadata?.nonce,
      question: metadata?.question,
    }),
  };
}

/** The same for every read of the same message, so that pages can be put together and views keep their place. */
function derivedId(value: unknown): string {
  const known = ['role', 'created_at', 'run_id', 'content'].map((key) => property(value, key) ?? null);
  return `unnamed-${createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 24)}`;
}

function contentParts(content: unknown): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (Array.isArray(content)) return content.flatMap(itemParts);
  return content === undefined || content === null ? [] : [{ type: 'unknown', raw: content }];
}

function itemParts(item: unknown): readonly Part[] {
  const text = typeof item === 'string' ? item : stringOf(item, 'text');
  switch (typeof item === 'string' ? 'text' : stringOf(item, 'type')) {
    case 'text':
    case 'input_text':
    case 'output_text':
    case 'output_guardrail':
      return text === undefined ? [{ type: 'unknown', raw: item }] : [{ type: 'text', text }, ...noticesOf(item)];
    case 'input_image':
    case 'input_file': {
      const url = stringOf(item, 'image_url');
      const mediaType = url === undefined ? undefined : /^data:([\w.+-]+\/[\w.+-]+)/i.exec(url)?.[1];
      return [{ type: 'file', ...optional({ url, fileId: idOf(item, 'file_id'), mediaType }) }];
    }
    default:
      return [{ type: 'unknown', raw: item }];
  }
}

function notices(content: unknown): readonly Part[] {
  return Array.isArray(content) ? content.flatMap(noticesOf) : [];
}

/** What an output item says besides its text: that a guardrail stepped in, or annotations (of unknown meaning). */
function noticesOf(item: unknown): readonly Part[] {
  if (stringOf(item, 'type') === 'output_guardrail') {
    return [{ type: 'data', name: guardrailDataName, data: property(item, 'guardrail') ?? [] }];
  }
  const annotations = arrayOf(item, 'annotations');
  return annotations.length > 0 ? [{ type: 'data', name: 'annotations', data: annotations }] : [];
}

/** The name of the data part that says: this answer was blocked or changed by a guardrail; its data are the details. */
export const guardrailDataName = 'guardrail';
