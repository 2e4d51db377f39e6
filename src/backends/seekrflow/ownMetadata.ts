import { arrayOf, booleanOf, isObject, objectOf } from '../../model/parse.ts';
import { metadataKey, promptMetadata } from '../../model/prompt.ts';
import type { MessageChange, NewMessage } from '../backend.ts';

/** What this client keeps in a message's metadata besides what {@link promptMetadata} does. */
interface OwnFacts {
  /** Of images and files, in order: the wire has no place for them. Empty where one is not known. */
  readonly itemNames: readonly string[];
  /** Set once the text was changed from here. Then content counts, should the service keep parts of the older text. */
  readonly isEdited: boolean;
}

/** The metadata of a new message of ours, below this extension's own key. */
export function newMetadata({ nonce, question, attachments, items = [] }: NewMessage): Record<string, unknown> {
  const metadata = promptMetadata({ nonce, question, attachments });
  if (items.length === 0) return metadata;
  return { [metadataKey]: { ...objectOf(metadata, metadataKey), itemNames: items.map((item) => item.name) } };
}

/**
 * All of a message's metadata with what a change makes of our part of it. Written back whole, so that it does not
 * matter whether the service merges or replaces.
 */
export function changedMetadata(metadata: unknown, { text, question }: MessageChange): Record<string, unknown> {
  const foreign = isObject(metadata) ? metadata : {};
  const own = objectOf(metadata, metadataKey) ?? {};
  // A text without a question of its own is the question, where one was kept: else lists would go on showing the old.
  const asked = question ?? ('question' in own ? text : undefined);
  return {
    ...foreign,
    [metadataKey]: {
      ...own,
      ...(asked === undefined ? {} : { question: asked }),
      ...(text === undefined ? {} : { isEdited: true }),
    },
  };
}

export function readOwnFacts(metadata: unknown): OwnFacts {
  const own = objectOf(metadata, metadataKey);
  return {
    itemNames: arrayOf(own, 'itemNames').map((name) => (typeof name === 'string' ? name : '')),
    isEdited: booleanOf(own, 'isEdited') === true,
  };
}
