import { createHash } from 'node:crypto';
import type { WireContent, WireMessage, WireObjectReference, WirePart } from '../../wire/seekrflow.ts';
import type { StoredMessage } from '../store/messages.ts';

/** The parts of a message that a client wrote. */
export function partsOfContent(content: WireContent): readonly WirePart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((item): WirePart => {
    switch (item.type) {
      case 'input_text':
      case 'output_text':
        return { type: 'text', text: item.text };
      case 'input_image':
        return { type: 'file', file_id: item.file_id ?? null, url: item.image_url ?? null, detail: item.detail };
      case 'input_file':
        return { type: 'file', file_id: item.file_id };
      case 'output_guardrail':
        return { type: 'text', text: item.text, metadata: { guardrail: item.guardrail } };
    }
  });
}

/**
 * The parts after a message's content was replaced (whether upstream refreshes them is not documented). What a run
 * produced besides text stays, so that an edited answer keeps its tool calls and sources.
 */
export function partsAfterEdit(message: StoredMessage, content: WireContent): readonly WirePart[] {
  const fresh = partsOfContent(content);
  if (message.run_id === null) return fresh;
  const first = message.parts.findIndex((part) => part.type === 'text');
  const at = first < 0 ? message.parts.length : first;
  const others = (parts: readonly WirePart[]): readonly WirePart[] => parts.filter((part) => part.type !== 'text');
  return [...others(message.parts.slice(0, at)), ...fresh, ...others(message.parts.slice(at))];
}

/** Payloads whose JSON is larger are kept apart: a reference with a preview then takes their place. */
const maxInlineBytes = 16 * 1024;
const previewCharacters = 2000;

export interface Presentation {
  readonly includeParts: boolean;
  readonly expandPayloads: boolean;
}

/** A message as it is answered: parts are opt-in, and large payloads in them again. */
export function presented(message: StoredMessage, { includeParts, expandPayloads }: Presentation): WireMessage {
  if (!includeParts) return { ...message, parts: null };
  return expandPayloads ? message : { ...message, parts: message.parts.map((part) => withReference(part, message.id)) };
}

function withReference(part: WirePart, messageId: string): WirePart {
  switch (part.type) {
    case 'data': {
      const reference = referenceTo(part.data, messageId);
      return reference ? { ...part, data: null, data_ref: reference } : part;
    }
    case 'tool-call': {
      const reference = referenceTo(part.args, messageId);
      return reference ? { ...part, args: null, args_ref: reference } : part;
    }
    case 'tool-result': {
      const reference = referenceTo(part.output, messageId);
      return reference ? { ...part, output: null, output_ref: reference } : part;
    }
    default:
      return part;
  }
}

function referenceTo(payload: unknown, messageId: string): WireObjectReference | undefined {
  const json = JSON.stringify(payload) ?? 'null';
  const sizeBytes = Buffer.byteLength(json);
  if (sizeBytes <= maxInlineBytes) return undefined;
  const sha256 = createHash('sha256').update(json).digest('hex');
  return {
    object_id: `object-${messageId}-${sha256.slice(0, 16)}`,
    size_bytes: sizeBytes,
    mime_type: 'application/json',
    sha256,
    preview_text: json.slice(0, previewCharacters),
    truncated: true,
  };
}
