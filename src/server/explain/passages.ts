/** A piece of a longer text; `offset` is where it begins there, in UTF-16 units. */
export interface Passage {
  readonly text: string;
  readonly offset: number;
}

/** After the end of a sentence, closing marks included, and before something that can begin one. */
const sentenceBreak = /(?<=[.!?…]["'”’)\]*_`]{0,3})\s+(?=["'“‘([*_`]{0,3}[\p{Lu}\p{N}])/u;

/**
 * The sentences of a text, line by line, without the white space around them; lines of a list or a table are at least
 * one each. What has neither a letter nor a digit (rules, brackets) is left out.
 */
export function sentencesOf(text: string): readonly Passage[] {
  return linesOf(text).flatMap((line) => splitAt(line, sentenceBreak));
}

/** The same for Markdown, where a fenced block of code is one passage. */
export function markdownPassages(markdown: string): readonly Passage[] {
  const passages: Passage[] = [];
  let fence: string | undefined;
  let block: Passage | undefined;
  for (const line of linesOf(markdown)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line.text)?.[1];
    if (fence === undefined) {
      if (mark === undefined) passages.push(...splitAt(line, sentenceBreak));
      else [fence, block] = [mark, undefined];
    } else if (mark?.startsWith(fence) && line.text.trim() === mark) {
      if (block) passages.push(...trimmed(block));
      fence = undefined;
    } else {
      const from = block?.offset ?? line.offset;
      block = { text: markdown.slice(from, line.offset + line.text.length), offset: from };
    }
  }
  return fence !== undefined && block ? [...passages, ...trimmed(block)] : passages;
}

/** Whole characters, as services in Python count them. */
export function characterCount(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** The same passages, in order, with their offsets counted in whole characters of the text they are from. */
export function inCharacters(text: string, passages: readonly Passage[]): readonly Passage[] {
  let [units, characters] = [0, 0];
  return passages.map((passage) => {
    characters += characterCount(text.slice(units, passage.offset));
    units = passage.offset;
    return { text: passage.text, offset: characters };
  });
}

/** Pieces of about this many characters at most, cut between lines where that is possible. */
export function chunksOf(text: string, maxCharacters: number): readonly Passage[] {
  const chunks: Passage[] = [];
  let from = 0;
  while (from < text.length) {
    const lastBreak = text.lastIndexOf('\n', from + maxCharacters - 1);
    const isWhole = text.length - from <= maxCharacters;
    const to = isWhole ? text.length : lastBreak > from ? lastBreak + 1 : betweenCharacters(text, from + maxCharacters);
    chunks.push(...trimmed({ text: text.slice(from, to), offset: from }));
    from = to;
  }
  return chunks;
}

/** The given place, or the next one if a surrogate pair stands there. */
function betweenCharacters(text: string, at: number): number {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at + 1 : at;
}

function linesOf(text: string): readonly Passage[] {
  return pieces({ text, offset: 0 }, /\r\n?|\n/);
}

function splitAt(whole: Passage, separator: RegExp): readonly Passage[] {
  return pieces(whole, separator).flatMap(trimmed);
}

/** What lies between the separators. */
function pieces({ text, offset }: Passage, separator: RegExp): readonly Passage[] {
  const found: Passage[] = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(separator, `${separator.flags}g`))) {
    found.push({ text: text.slice(from, match.index), offset: offset + from });
    from = match.index + match[0].length;
  }
  return [...found, { text: text.slice(from), offset: offset + from }];
}

function trimmed({ text, offset }: Passage): readonly Passage[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  return [{ text: text.trim(), offset: offset + (text.length - text.trimStart().length) }];
}
