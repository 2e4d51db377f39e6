import { type ImageTaker, takeImages } from './imageFiles.ts';
import { sizeWords } from './sizeWords.ts';

/** Bytes of the largest text file that goes with a message as a whole. */
export const maxTextFileBytes = 200 * 1024;

/** What becomes of files that were pasted or dropped. */
export interface FileTaker extends ImageTaker {
  attachText(text: string, name: string): void;
}

/**
 * Takes images and text files, in order, and says of every other file why it is not taken. Never rejects.
 *
 * @param takesImages whether the service does; text it always takes
 */
export async function takeFiles(files: readonly File[], takesImages: boolean, taker: FileTaker): Promise<void> {
  const remarks: string[] = [];
  const images = files.filter(isImage);
  await takeImages(images, takesImages, {
    attachImage: (dataUrl, name) => taker.attachImage(dataUrl, name),
    remark: (text) => remarks.push(text),
  });
  for (const file of files.filter((each) => !isImage(each))) {
    const text = await readText(file);
    if (typeof text === 'string') taker.attachText(text, file.name || 'file.txt');
    else remarks.push(text.reason);
  }
  if (remarks.length > 0) taker.remark(remarks.join(' '));
}

/** A drawing in XML is text, and no model takes it as an image. */
function isImage({ type }: File): boolean {
  return type.startsWith('image/') && type !== 'image/svg+xml';
}

async function readText(file: File): Promise<string | { readonly reason: string }> {
  const name = file.name || 'The file';
  if (file.size === 0) return { reason: `${name} is empty.` };
  if (file.size > maxTextFileBytes) {
    const limit = sizeWords(maxTextFileBytes);
    return { reason: `${name} is too large (${sizeWords(file.size)}): a text file may have up to ${limit}.` };
  }
  const bytes = await readBytes(file);
  if (!bytes) return { reason: `${name} could not be read. A folder cannot be attached.` };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text.replaceAll('\r\n', '\n');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return { reason: `${name} was not attached: only text files and images can be.` };
}

/** Undefined if the file cannot be read: it may be gone by now, or be a folder. */
function readBytes(file: File): Promise<ArrayBuffer | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? undefined : (reader.result ?? undefined)),
    );
    reader.addEventListener('error', () => resolve(undefined));
    reader.readAsArrayBuffer(file);
  });
}
