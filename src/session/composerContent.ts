import type { MessageItem } from '../backends/backend.ts';
import { describeReference, readCodeReference } from '../model/codeReference.ts';
import type { ComposerItem } from '../model/panel.ts';
import { booleanOf, optional, parseJson, property, stringOf } from '../model/parse.ts';
import type { Snippet } from '../model/prompt.ts';
import { readItem } from './submissionEntry.ts';

/** Longest data URL of an image that is shown before it is sent: it travels with every snapshot. */
const longestPreview = 400_000;

/** Text that goes with a message as it was when it was chosen. */
export interface HeldSnippet extends Snippet {
  readonly type: 'snippet';
  /** The file has changed since; known only while this window looks. */
  readonly isChanged?: boolean;
}

/** What goes with a message besides the words that are typed. */
export type ComposerContent = MessageItem | HeldSnippet;

/** Content that waits for the next message. */
export interface HeldItem {
  readonly id: string;
  readonly item: ComposerContent;
}

/** The text of held items as it is kept on disk. */
export function printHeld(items: readonly HeldItem[]): string {
  return JSON.stringify(items);
}

/** Reads {@link printHeld} back; what is no item is left out. */
export function parseHeld(text: string): readonly HeldItem[] {
  const stored = parseJson(text);
  return (Array.isArray(stored) ? stored : []).flatMap((each: unknown) => {
    const id = stringOf(each, 'id');
    const item = readContent(property(each, 'item'));
    return id && item ? [{ id, item }] : [];
  });
}

function readContent(value: unknown): ComposerContent | undefined {
  if (stringOf(value, 'type') !== 'snippet') return readItem(value);
  const reference = readCodeReference(property(value, 'reference'));
  const code = stringOf(value, 'code');
  if (!reference || code === undefined) return undefined;
  return { type: 'snippet', reference, code, ...optional({ isChanged: booleanOf(value, 'isChanged') }) };
}

/** An item as the panel shows it. */
export function composerItemOf({ id, item }: HeldItem): ComposerItem {
  if (item.type === 'file') return { id, kind: 'file', name: item.name };
  if (item.type === 'image') {
    const { dataUrl, name } = item;
    const preview = dataUrl.length <= longestPreview ? { preview: dataUrl } : {};
    return { id, kind: 'image', name, sizeBytes: sizeOf(dataUrl), ...preview };
  }
  const { reference, code, isChanged } = item;
  const path = describeReference(reference);
  return {
    id,
    kind: reference.isLoose ? 'text' : 'code',
    name: path.slice(path.lastIndexOf('/') + 1),
    sizeBytes: Buffer.byteLength(code),
    lineCount: code.replace(/\n$/, '').split('\n').length,
    ...optional({ path: reference.isLoose ? undefined : path, isChanged }),
  };
}

/** Bytes behind a data URL in base64, which all images have that come from a clipboard or a file. */
function sizeOf(dataUrl: string): number {
  const data = dataUrl.slice(dataUrl.indexOf(',') + 1);
  return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}
