/** Ways to cut bytes, for readers that must not notice where a chunk ends. */

/** Chunks of `size` bytes, the last one shorter. */
export function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size));
  return chunks;
}

/** The sizes 1, 2, 3, 7 and whole, and every cut in two. */
export function* everySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  for (const size of [1, 2, 3, 7, bytes.length || 1]) yield chunksOf(bytes, size);
  for (let cut = 0; cut <= bytes.length; cut += 1) yield [bytes.subarray(0, cut), bytes.subarray(cut)];
}

/** The chunks as a response body would deliver them, each in a buffer of its own. */
export async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (const chunk of chunks) yield Uint8Array.from(chunk);
  return undefined;
}
