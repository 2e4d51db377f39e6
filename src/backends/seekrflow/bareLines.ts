const lineFeed = 0x0a;
const colon = 0x3a;
const prefix = Buffer.from('data: ');
const end = Buffer.from('\n');

/** Whether a line has no field name, by how it begins; undefined if that needs another byte. */
function isBare(first: number, second: number | undefined): boolean | undefined {
  // `{"type":…}` and `[DONE]`.
  if (first === 0x7b || first === 0x5b) return true;
  // `0:"text"` of the AI SDK's version 4: its codes are digits and letters up to k. No field of an event stream that
  // means anything has a name of one letter.
  const isCode = (first >= 0x30 && first <= 0x39) || (first >= 0x61 && first <= 0x6b);
  if (!isCode) return false;
  return second === undefined ? undefined : second === colon;
}

/** Changes the bytes of a stream, chunk by chunk; `end` gives what is to follow the last one. */
export interface ByteChange {
  readonly change: (chunk: Uint8Array) => Uint8Array;
  readonly end: () => Uint8Array;
}

/**
 * Makes events of lines that stand in an event stream without `data:`; Seekr's own library takes them, too. Each is an
 * event of its own. Other lines pass as they are, the same for every split of the bytes; lines end with a line feed or
 * with the stream.
 */
export function createBareLines(): ByteChange {
  /** The first byte of a line whose second has not come yet. */
  let held: number | undefined;
  let isAtStart = true;
  let isInBareLine = false;

  function change(received: Uint8Array): Uint8Array {
    const chunk = held === undefined ? received : Buffer.concat([Buffer.from([held]), received]);
    held = undefined;
    const pieces: Uint8Array[] = [];
    let done = 0;
    for (let at = 0; at < chunk.length;) {
      if (isAtStart) {
        const found = isBare(chunk[at] ?? 0, chunk[at + 1]);
        if (found === undefined) {
          held = chunk[at];
          pieces.push(chunk.subarray(done, at));
          return Buffer.concat(pieces);
        }
        isAtStart = false;
        isInBareLine = found;
        if (found) {
          pieces.push(chunk.subarray(done, at), prefix);
          done = at;
        }
      }
      const lineEnd = chunk.indexOf(lineFeed, at);
      if (lineEnd < 0) break;
      at = lineEnd + 1;
      isAtStart = true;
      if (isInBareLine) {
        pieces.push(chunk.subarray(done, at), end);
        done = at;
      }
    }
    if (pieces.length === 0) return chunk;
    pieces.push(chunk.subarray(done));
    return Buffer.concat(pieces);
  }

  return {
    change,
    end: () => (isInBareLine && !isAtStart ? Buffer.concat([end, end]) : end.subarray(0, 0)),
  };
}
