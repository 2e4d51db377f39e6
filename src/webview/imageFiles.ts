import { maxImageUrlLength } from '../model/panel.ts';
import { sizeWords } from './sizeWords.ts';

/** Images that can be looked at here and that models take. */
const imageTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Bytes of the largest image whose data URL is short enough. */
const maxImageBytes = Math.floor((maxImageUrlLength - 'data:image/jpeg;base64,'.length) / 4) * 3;

/** What becomes of files that were pasted or dropped. */
export interface ImageTaker {
  attachImage(dataUrl: string, name: string): void;
  remark(text: string): void;
}

/**
 * Reads images as data URLs, one after the other, and says of every other file why it is not taken. Never rejects.
 *
 * @param isOffered whether the service takes images
 */
export async function takeImages(files: readonly File[], isOffered: boolean, taker: ImageTaker): Promise<void> {
  const remarks: string[] = [];
  for (const file of files) {
    const name = file.name || 'image';
    const reason = isOffered ? whyNot(file, name) : 'Images cannot go with a message here.';
    if (reason !== undefined) {
      if (!remarks.includes(reason)) remarks.push(reason);
      continue;
    }
    const dataUrl = await readDataUrl(file);
    if (dataUrl === undefined) remarks.push(`${name} could not be read.`);
    else taker.attachImage(dataUrl, name);
  }
  if (remarks.length > 0) taker.remark(remarks.join(' '));
}

function whyNot(file: File, name: string): string | undefined {
  if (!imageTypes.has(file.type)) return `${name} was not attached: only PNG, JPEG, GIF and WebP images can be.`;
  if (file.size === 0) return `${name} is empty.`;
  if (file.size <= maxImageBytes) return undefined;
  return `${name} is too large (${sizeWords(file.size)}): an image may have up to ${sizeWords(maxImageBytes)}.`;
}

/** Undefined if the file cannot be read: it may be gone by now. */
function readDataUrl(file: File): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : undefined));
    reader.addEventListener('error', () => resolve(undefined));
    reader.readAsDataURL(file);
  });
}
