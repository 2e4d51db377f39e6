import { createHash } from 'node:crypto';
import { type Message, type Part, textOf } from '../../model/message.ts';
import { arrayOf, optional, property, stringOf } from '../../model/parse.ts';
import { readPromptMetadata } from '../../model/prompt.ts';
import { citedSources } from './citedSources.ts';
import { decodePart, fileName } from './decodePart.ts';
import { readOwnFacts } from './ownMetadata.ts';
import { dateOf, idOf } from '../shared/wireValues.ts';

/**
 * A stored message. Its parts count; its content, an older and flatter view, counts where there are none, for what
 * parts cannot hold (guardrail notices, annotations), and for a text that was changed from here, because nothing says
 * that the service makes its parts anew then. Neither id nor date are promised by the service.
 */
export function decodeMessage(value: unknown, threadId: string): Message {
  const metadata = readPromptMetadata(property(value, 'meta_data'));
  const { itemNames, isEdited } = readOwnFacts(property(value, 'meta_data'));
  const content = property(value, 'content');
  const role = stringOf(value, 'role') || 'unknown';
  const ofContent = contentParts(content);
  const ofParts = arrayOf(value, 'parts').map(decodePart);
  const told = isEdited ? withText(ofParts, ofContent) : ofParts;
  const parts = named(ofParts.length > 0 ? [...told, ...notices(content)] : ofContent, itemNames);
  return {
    id: idOf(value, 'id') ?? derivedId(value),
    threadId: idOf(value, 'thread_id') ?? threadId,
    role,
    parts: [...parts, ...citedSources(role, parts, ofContent)],
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

/** The parts with the text of the content, should theirs be another. */
function withText(parts: readonly Part[], content: readonly Part[]): readonly Part[] {
  const text = textOf({ parts: content });
  const first = parts.findIndex((part) => part.type === 'text');
  if (text === textOf({ parts })) return parts;
  if (first < 0) return text === '' ? parts : [...parts, { type: 'text', text }];
  return parts.flatMap((part, index): readonly Part[] => {
    if (part.type !== 'text') return [part];
    return index === first ? [{ ...part, text }] : [];
  });
}

/** Gives images and files the names that they had here, as long as there are as many of them. */
function named(parts: readonly Part[], names: readonly string[]): readonly Part[] {
  if (parts.filter((part) => part.type === 'file').length !== names.length) return parts;
  const rest = [...names];
  return parts.map((part) => {
    const name = part.type === 'file' ? rest.shift() : undefined;
    return part.type === 'file' && name ? { ...part, name } : part;
  });
}

const derivedPrefix = 'unnamed-';

/** Whether an id was made here, of a message that the service gives none: it cannot be asked for by it. */
export function isDerivedId(messageId: string): boolean {
  return messageId.startsWith(derivedPrefix);
}

/** The messages of one answer. Those without an id that are the same in everything are told apart by their number. */
export function decodeMessages(values: readonly unknown[], threadId: string): readonly Message[] {
  const counts = new Map<string, number>();
  return values.map((value) => {
    const message = decodeMessage(value, threadId);
    if (!isDerivedId(message.id)) return message;
    const count = (counts.get(message.id) ?? 0) + 1;
    counts.set(message.id, count);
    return count === 1 ? message : { ...message, id: `${message.id}-${count}` };
  });
}

/** The same for every read of the same message, so that pages can be put together and views keep their place. */
function derivedId(value: unknown): string {
  const known = ['role', 'created_at', 'run_id', 'content'].map((key) => property(value, key) ?? null);
  return `${derivedPrefix}${createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 24)}`;
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
      return [{ type: 'file', ...optional({ url, fileId: idOf(item, 'file_id'), name: fileName(item), mediaType }) }];
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
  const annotations = arrayOf(item, 'annotations');
  const remarks: readonly Part[] = annotations.length > 0 ? [{ type: 'annotations', annotations }] : [];
  if (stringOf(item, 'type') !== 'output_guardrail') return remarks;
  const details = property(item, 'guardrail') ?? [];
  return [{ type: 'guardrail', details: Array.isArray(details) ? details : [details] }, ...remarks];
}
