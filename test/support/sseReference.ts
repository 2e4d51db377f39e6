/**
 * The event stream algorithm of WHATWG HTML 9.2.6, written down step by step over the whole input, as the measure for
 * the real reader. Slow on purpose; shares no code with it, not even the decoder.
 */

export interface ReferenceEvent {
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

export interface ReferenceResult {
  readonly events: readonly ReferenceEvent[];
  /** Ids set by blocks, in order. */
  readonly ids: readonly string[];
  readonly comments: readonly string[];
  readonly retries: readonly number[];
}

/** `dispatchEmpty` also dispatches blocks that have a name and no `data` line. */
export function interpretEventStream(bytes: Uint8Array, dispatchEmpty = false): ReferenceResult {
  const events: ReferenceEvent[] = [];
  const ids: string[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  let data = '';
  let eventType = '';
  let lastEventIdBuffer = '';
  let blockSetsId = false;

  for (const line of completeLines(withoutByteOrderMark(decodeUtf8(bytes)))) {
    if (line === '') {
      if (blockSetsId) ids.push(lastEventIdBuffer);
      blockSetsId = false;
      if (data !== '' || (dispatchEmpty && eventType !== '')) {
        events.push({
          event: eventType === '' ? 'message' : eventType,
          data: data.endsWith('\n') ? data.slice(0, -1) : data,
          lastEventId: lastEventIdBuffer,
        });
      }
      data = '';
      eventType = '';
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.substring(0, colon);
    let value = colon === -1 ? '' : line.substring(colon + 1);
    if (value[0] === ' ') value = value.substring(1);
    if (colon === 0) comments.push(value);
    else if (field === 'event') eventType = value;
    else if (field === 'data') data += `${value}\n`;
    else if (field === 'id' && !value.includes('\u0000')) {
      lastEventIdBuffer = value;
      blockSetsId = true;
    } else if (field === 'retry' && /^[0-9]+$/.test(value)) {
      retries.push(Number.parseInt(value, 10));
    }
  }
  return { events, ids, comments, retries };
}

/** Lines ended by CR, LF or CR LF; what follows the last line end is not a line yet. */
function completeLines(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text[index] ?? '';
    if (unit === '\r' || unit === '\n') {
      lines.push(line);
      line = '';
      if (unit === '\r' && text[index + 1] === '\n') index += 1;
    } else {
      line += unit;
    }
  }
  return lines;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.substring(1) : text;
}

/** The UTF-8 decoder of the WHATWG Encoding standard, replacing what is invalid by U+FFFD. */
function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let codePoint = 0;
  let needed = 0;
  let lower = 0x80;
  let upper = 0xbf;
  for (const byte of bytes) {
    if (needed > 0) {
      if (byte >= lower && byte <= upper) {
        lower = 0x80;
        upper = 0xbf;
        codePoint = codePoint * 64 + (byte - 0x80);
        needed -= 1;
        if (needed === 0) text += String.fromCodePoint(codePoint);
        continue;
      }
      text += '\uFFFD';
      needed = 0;
      lower = 0x80;
      upper = 0xbf;
    }
    if (byte < 0x80) text += String.fromCodePoint(byte);
    else if (byte >= 0xc2 && byte <= 0xdf) [needed, codePoint] = [1, byte - 0xc0];
    else if (byte >= 0xe0 && byte <= 0xef) {
      [needed, codePoint] = [2, byte - 0xe0];
      if (byte === 0xe0) lower = 0xa0;
      if (byte === 0xed) upper = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      [needed, codePoint] = [3, byte - 0xf0];
      if (byte === 0xf0) lower = 0x90;
      if (byte === 0xf4) upper = 0x8f;
    } else text += '\uFFFD';
  }
  return needed > 0 ? `${text}\uFFFD` : text;
}
