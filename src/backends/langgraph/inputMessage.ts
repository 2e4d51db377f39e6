import type { NewMessage } from '../backend.ts';
import { promptMetadata } from '../../model/prompt.ts';

/** A prompt as it goes into a run. What the person typed and attached is kept where models do not see it. */
export function inputMessage(message: NewMessage): unknown {
  const { text, nonce, question, attachments, items = [] } = message;
  const images = items.flatMap((item) =>
    item.type === 'image' ? [{ type: 'image_url', image_url: { url: item.dataUrl } }] : [],
  );
  return {
    type: 'human',
    id: nonce,
    content: images.length > 0 ? [{ type: 'text', text }, ...images] : text,
    additional_kwargs: promptMetadata({ nonce, question, attachments }),
  };
}
