import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Why a file gives no text; `reason` is for people and names no path of this machine. */
export interface Unreadable {
  readonly kind: 'binary' | 'too-large' | 'outside' | 'unreadable';
  readonly reason: string;
}

export interface ReadText {
  readonly kind: 'text';
  readonly text: string;
  readonly bytes: number;
}

/** Pipes and devices must not block, and a link put in the file's place since it was listed must not be followed. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** As many bytes as git looks at when it decides what is binary. */
const binaryProbeBytes = 8000;

/**
 * Reads a whole text file that must really lie below `realRoot` (a real path): a symlink anywhere on the way out is
 * refused. UTF-8 and UTF-16 with a byte order mark are decoded, anything with a NUL counts as binary. Never throws.
 */
export async function readTextBelow(
  realRoot: string,
  absolutePath: string,
  maxBytes: number,
): Promise<ReadText | Unreadable> {
  return useFileBelow(realRoot, absolutePath, async (handle, sizeBytes) => {
    if (sizeBytes > maxBytes) return tooLarge(sizeBytes);
    const bytes = await readAtMost(handle, maxBytes, isBinary);
    return decode(bytes) ?? { kind: 'binary', reason: 'it is not text' };
  });
}

/** The bytes of a whole file, whatever they are, under the same conditions. Never throws. */
export async function readBytesBelow(
  realRoot: string,
  absolutePath: string,
  maxBytes: number,
): Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Unreadable> {
  return useFileBelow(realRoot, absolutePath, async (handle, sizeBytes) => {
    if (sizeBytes > maxBytes) return tooLarge(sizeBytes);
    return { kind: 'bytes', bytes: await readAtMost(handle, maxBytes, () => false) };
  });
}

/** How large a file is that could be read under the same conditions. Never throws. */
export async function sizeBelow(
  realRoot: string,
  absolutePath: string,
): Promise<{ readonly kind: 'size'; readonly bytes: number } | Unreadable> {
  return useFileBelow(realRoot, absolutePath, (_handle, bytes) => Promise.resolve({ kind: 'size', bytes }));
}

function tooLarge(sizeBytes: number): Unreadable {
  return { kind: 'too-large', reason: `it has ${sizeBytes} bytes` };
}

async function useFileBelow<T>(
  realRoot: string,
  absolutePath: string,
  use: (handle: FileHandle, sizeBytes: number) => Promise<T>,
): Promise<T | Unreadable> {
  try {
    const real = await realpath(absolutePath);
    if (!isBelow(realRoot, real)) return { kind: 'outside', reason: 'it lies outside of the workspace' };
    const handle = await open(real, openFlags);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { kind: 'unreadable', reason: 'it is not a file' };
      return await use(handle, stats.size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error) };
  }
}

/** `candidate` is `root` or below it; both are absolute, normal paths of this machine. */
export function isBelow(root: string, candidate: string): boolean {
  const relative = path.relative(root, candidate);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/**
 * Files of `/proc` and files that grow claim another size than they have: the bound holds while reading, too.
 *
 * @param isEnough asked with the first bytes: whether the rest need not be read
 */
async function readAtMost(
  handle: FileHandle,
  maxBytes: number,
  isEnough: (beginning: Buffer) => boolean,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < maxBytes) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(65_536, maxBytes - total)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
    // What is binary shows it at its beginning; the rest of a large picture or archive need not be read.
    if (chunks.length === 1 && isEnough(buffer.subarray(0, bytesRead))) break;
  }
  return Buffer.concat(chunks);
}

function isBinary(bytes: Buffer): boolean {
  const hasUtf16Mark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !hasUtf16Mark && bytes.subarray(0, binaryProbeBytes).includes(0);
}

function decode(bytes: Buffer): ReadText | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textFrom(bytes.subarray(2).toString('utf16le'), bytes.length);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return textFrom(even.swap16().toString('utf16le'), bytes.length);
  }
  if (isBinary(bytes)) return undefined;
  return textFrom(bytes.toString('utf8').replace(/^\uFEFF/, ''), bytes.length);
}

function textFrom(text: string, bytes: number): ReadText {
  return { kind: 'text', text: text.replace(/\r\n?/g, '\n'), bytes };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ELOOP') return 'it is a link';
  return code ? `the system said ${code}` : 'it could not be read';
}
