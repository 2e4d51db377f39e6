interface Opener {
  readonly marker: string;
  readonly index: number;
}

/**
 * Completes what is open at the end of a paragraph that is still being written, so that it looks like what it will
 * most likely be: `**bo` is bold, `` `co `` is code, `[text](htt` is its text. Only for display in mid-stream; the
 * finished paragraph is parsed as it is.
 */
export function completeInline(text: string): string {
  const emphasis: Opener[] = [];
  const brackets: number[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '\\') {
      if (index === text.length - 1) return close(text.slice(0, -1), emphasis);
      index += 2;
    } else if (character === '`') {
      const run = runAt(text, index);
      const end = endOfCode(text, index + run.length, run.length);
      if (end < 0) return close(completeCode(text, index, run), emphasis);
      index = end;
    } else if (character === '[') {
      brackets.push(index);
      index++;
    } else if (character === ']') {
      const open = brackets.pop();
      index++;
      if (open === undefined || text.charAt(index) !== '(') continue;
      const end = endOfDestination(text, index);
      if (end >= 0) index = end;
      else if (isHalfDestination(text.slice(index, index + 2000)))
        return withoutBracket(text.slice(0, index - 1), open);
    } else if (character === '*' || character === '_' || character === '~') {
      const run = runAt(text, index);
      index += run.length;
      if (index === text.length) return close(text.slice(0, index - run.length), emphasis);
      track(emphasis, text, index - run.length, run);
    } else {
      index++;
    }
  }
  const open = brackets.at(-1);
  if (open !== undefined && isLikelyLink(text, open)) return withoutBracket(text, open);
  return close(text, emphasis);
}

function runAt(text: string, start: number): string {
  let end = start;
  while (text.charAt(end) === text.charAt(start) && end < text.length) end++;
  return text.slice(start, end);
}

function endOfCode(text: string, from: number, length: number): number {
  for (let index = text.indexOf('`', from); index >= 0; index = text.indexOf('`', index)) {
    const run = runAt(text, index).length;
    index += run;
    if (run === length) return index;
  }
  return -1;
}

function completeCode(text: string, start: number, run: string): string {
  const content = text.slice(start + run.length).replace(/`+$/, '');
  if (content.trim() === '') return text.slice(0, start);
  return `${text.slice(0, start)}${run}${content}${run}`;
}

/** The index after the closing parenthesis of a link's target that begins at `open`; -1 if it is not there yet. */
function endOfDestination(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === '\n' && text.charAt(index + 1) === '\n') return index;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index + 1;
  }
  return -1;
}

/** `(htt`, `(src/a.ts "Tit`: nothing that could not still become a link's target. */
function isHalfDestination(text: string): boolean {
  return /^\(\s*(?:<[^<>\n]*>?|[^\s<>]*)(?:\s+(?:"[^"]*"?|'[^']*'?)?\s*)?$/.test(text);
}

/** Shows the label of a link whose target is not there yet as plain text. */
function withoutBracket(text: string, open: number): string {
  const start = text.charAt(open - 1) === '!' ? open - 1 : open;
  return completeInline(text.slice(0, start) + text.slice(open + 1));
}

function isLikelyLink(text: string, open: number): boolean {
  const label = text.length - open;
  return label <= 200 && !/[\w\])]/.test(text.charAt(open - 1));
}

function track(emphasis: Opener[], text: string, start: number, run: string): void {
  const before = text.charAt(start - 1);
  const after = text.charAt(start + run.length);
  const canClose = before !== '' && !/\s/.test(before);
  const canOpen = after !== '' && !/\s/.test(after) && !(run.startsWith('_') && /\w/.test(before));
  const marker = run.slice(0, 2);
  const opener = emphasis.findLastIndex((each) => each.marker === marker || each.marker === run);
  if (canClose && opener >= 0) emphasis.length = opener;
  else if (canOpen && run.length <= 3 && run !== '~') emphasis.push({ marker: run, index: start });
}

function close(text: string, emphasis: readonly Opener[]): string {
  const trimmed = text.trimEnd();
  const open = emphasis.filter((each) => each.index + each.marker.length < trimmed.length);
  const cut = emphasis[open.length]?.index ?? trimmed.length;
  const base = open.length === emphasis.length ? trimmed : trimmed.slice(0, cut).trimEnd();
  return base + open.reduceRight((closers, each) => closers + each.marker, '');
}
