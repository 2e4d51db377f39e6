import type { MessageItem } from '../backend.ts';
import { isObject, stringOf } from '../../model/parse.ts';
import type { WireInputItem } from '../../wire/seekrflow.ts';

/**
 * The content of a new message: the text alone where nothing goes with it, as older installations know it, else items.
 * Images travel inside the message, because the service's files have no image types.
 */
export function contentOf(text: string, items: readonly MessageItem[] = []): string | readonly WireInputItem[] {
  if (items.length === 0) return text;
  const said: readonly WireInputItem[] = text === '' ? [] : [{ type: 'input_text', text }];
  return [...said, ...items.map(itemOf)];
}

function itemOf(item: MessageItem): WireInputItem {
  return item.type === 'image'
    ? { type: 'input_image', detail: 'auto', image_url: item.dataUrl }
    : { type: 'input_file', file_id: item.fileId };
}

/**
 * The same content with another text, in its own form: a string stays a string; among items the first that holds text
 * gets all of it, further ones go, and what is not text stays where it was. A guardrail's notice is never dropped.
 */
export function contentWithText(content: unknown, text: string): unknown {
  if (!Array.isArray(content)) return text;
  let isPlaced = false;
  const changed = content.flatMap((item: unknown): unknown[] => {
    if (!holdsText(item)) return [item];
    const placed = isPlaced ? '' : text;
    const isNotice = stringOf(item, 'type') === 'output_guardrail';
    if (isPlaced && !isNotice) return [];
    isPlaced = true;
    return [isObject(item) ? { ...item, text: placed } : placed];
  });
  return isPlaced ? changed : [textItem(content, text), ...content];
}

function holdsText(item: unknown): boolean {
  return typeof item === 'string' || stringOf(item, 'text') !== undefined;
}

/** Input and output items may not be mixed. */
function textItem(content: readonly unknown[], text: string): unknown {
  const isOutput = content.some((item) => stringOf(item, 'type')?.startsWith('output_'));
  return isOutput ? { type: 'output_text', text, annotations: [] } : { type: 'input_text', text };
}
