import { maxImageUrlLength } from '../../model/panel.ts';

/** Kinds of image that go with a message: what browsers show and services of language models take. */
export const imageExtensions: readonly string[] = ['png', 'jpg', 'jpeg', 'gif', 'webp'];

const mediaTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Largest image in bytes: three of its bytes become four characters of the data URL. */
export const maxImageBytes = Math.floor(((maxImageUrlLength - 'data:image/jpeg;base64,'.length) / 4) * 3) - 3;

/** The media type that the first bytes tell, whatever the file is called; undefined if it is none of ours. */
export function imageTypeOf(bytes: Uint8Array): string | undefined {
  const startsWith = (start: readonly number[], offset = 0): boolean =>
    start.every((byte, index) => bytes[offset + index] === byte);
  if (startsWith([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith([0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith([0x47, 0x49, 0x46, 0x38])) return 'image/gif';
  if (startsWith([0x52, 0x49, 0x46, 0x46]) && startsWith([0x57, 0x45, 0x42, 0x50], 8)) return 'image/webp';
  return undefined;
}

/** Whether a data URL holds an image that we send on: one of our types, in base64. */
export function isImageUrl(dataUrl: string): boolean {
  const found = /^data:([\w/+.-]+);base64,[A-Za-z0-9+/]+={0,2}$/.exec(dataUrl);
  return found !== null && mediaTypes.has(found[1] ?? '') && dataUrl.length <= maxImageUrlLength;
}
