/** Longest part of a line that decides what it is: `event:`, one optional space, one character of a name. */
const decidingLength = 'event: x'.length;

/**
 * A filter for the text of an event stream that puts an empty `data` line at the end of every block that has a name
 * but no data, so that a standard parser dispatches it. Text may be split anywhere, also between CR and LF; it must
 * come without its byte order mark. Everything else passes unchanged.
 */
export function createEmptyBlockFiller(): (text: string) => string {
  /** The first characters of the line that the previous text left incomplete. */
  let head = '';
  let isAfterCarriageReturn = false;
  let hasName = false;
  let hasData = false;

  function noteLine(line: string): void {
    const [field, value] = splitLine(line);
    if (field === 'data') hasData = true;
    else if (field === 'event') hasName = value !== '';
  }

  return (text) => {
    let filled = '';
    let copied = 0;
    // The LF of a CR LF pair whose halves came apart ends no line of its own.
    let start = isAfterCarriageReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') isAfterCarriageReturn = text.endsWith('\r');
    // Each search goes on from its last hit; searching both from every line would be quadratic.
    let carriageReturn = text.indexOf('\r', start);
    let lineFeed = text.indexOf('\n', start);
    while (carriageReturn !== -1 || lineFeed !== -1) {
      const end = lineFeed === -1 || (carriageReturn !== -1 && carriageReturn < lineFeed) ? carriageReturn : lineFeed;
      const line = head + text.slice(start, Math.min(end, start + decidingLength));
      head = '';
      if (line !== '') {
        noteLine(line.slice(0, decidingLength));
      } else {
        if (hasName && !hasData) {
          filled += `${text.slice(copied, start)}data\n`;
          copied = start;
        }
        hasName = false;
        hasData = false;
      }
      start = end === carriageReturn && lineFeed === end + 1 ? end + 2 : end + 1;
      if (carriageReturn !== -1 && carriageReturn < start) carriageReturn = text.indexOf('\r', start);
      if (lineFeed !== -1 && lineFeed < start) lineFeed = text.indexOf('\n', start);
    }
    head += text.slice(start, start + decidingLength - head.length);
    return filled === '' ? text : filled + text.slice(copied);
  };
}

function splitLine(line: string): readonly [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1)];
}
