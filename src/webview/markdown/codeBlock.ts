import { type CodeActions, createCodeToolbar } from './codeToolbar.ts';
import { canHighlight, highlightLines, languageName, plainLines, type Segment } from './highlight.ts';

/** Lines that share one block container, so that an appended line lays out only its own container again. */
const linesPerChunk = 24;

/** Larger blocks keep the highlighting of each line by itself: a second pass over all of it would be felt. */
const maxSecondPassLength = 40_000;

/** Longer lines (minified code, data) are shown plain. */
const maxLineLength = 2_000;

export interface CodeBlock {
  readonly element: HTMLElement;
  /** Shows this code. Cheap if it only got longer. */
  update(code: string, language: string, isComplete: boolean): void;
  /** Adds to the end of the code without looking at what is there. */
  append(more: string): void;
  /** Takes back the last characters of an unfinished line. */
  dropEnd(length: number): void;
  /** No more lines follow: highlights the whole once more, since a line alone does not know what it is inside of. */
  complete(): void;
}

/**
 * A block of code that grows line by line: a heading with the language, *Copy* and *Insert at Cursor*, and the code in
 * containers of {@link linesPerChunk} lines. The last, unfinished line is plain text that is replaced once it is whole.
 */
export function createCodeBlock(document: Document, actions: CodeActions): CodeBlock {
  const element = document.createElement('div');
  const label = document.createElement('span');
  const pre = document.createElement('pre');
  const code = document.createElement('code');
  element.className = 'code-block';
  element.setAttribute('role', 'group');
  label.className = 'code-language';
  pre.tabIndex = 0;
  pre.dir = 'ltr';
  pre.append(code);

  let text = '';
  let language = '';
  let isComplete = false;
  /** The segments of every whole line, and the chunk elements that show them. */
  let lines: (readonly Segment[])[] = [];
  let chunks: HTMLElement[] = [];
  let partial = '';
  let partialNode: Text | undefined;

  const withoutLastBreak = (): string => (text.endsWith('\n') ? text.slice(0, -1) : text);
  element.append(createCodeToolbar(document, label, actions, withoutLastBreak), pre);
  setLanguage('');

  function setLanguage(word: string): void {
    language = word;
    label.textContent = languageName(word);
    element.setAttribute('aria-label', word === '' ? 'Code' : `Code, ${languageName(word)}`);
  }

  function chunkFor(line: number): HTMLElement {
    const index = Math.floor(line / linesPerChunk);
    const known = chunks[index];
    if (known) return known;
    const chunk = document.createElement('span');
    chunk.className = 'code-chunk';
    code.append(chunk);
    chunks.push(chunk);
    return chunk;
  }

  function showPartial(): void {
    if (partial === '') {
      partialNode?.remove();
      partialNode = undefined;
      return;
    }
    const chunk = chunkFor(lines.length);
    partialNode ??= document.createTextNode('');
    if (partialNode.parentNode !== chunk) chunk.append(partialNode);
    if (partial.startsWith(partialNode.data)) partialNode.appendData(partial.slice(partialNode.length));
    else partialNode.data = partial;
  }

  function addLines(whole: string): void {
    partialNode?.remove();
    partialNode = undefined;
    for (const line of whole.split('\n')) {
      const isHighlighted = line.length <= maxLineLength && canHighlight(language);
      const segments = (isHighlighted ? highlightLines(line, language)[0] : plainLines(line)[0]) ?? [];
      chunkFor(lines.length).append(lineFragment(document, segments));
      lines.push(segments);
    }
  }

  function dropEnd(length: number): void {
    text = text.slice(0, text.length - length);
    partial = partial.slice(0, partial.length - length);
    showPartial();
  }

  function append(more: string): void {
    isComplete = false;
    text += more;
    const cut = more.lastIndexOf('\n');
    if (cut >= 0) {
      const whole = partial + more.slice(0, cut);
      partial = more.slice(cut + 1);
      addLines(whole);
    } else {
      partial += more;
    }
    showPartial();
  }

  function clear(): void {
    code.replaceChildren();
    text = partial = '';
    lines = [];
    chunks = [];
    partialNode = undefined;
    isComplete = false;
  }

  function complete(): void {
    if (isComplete) return;
    isComplete = true;
    if (!canHighlight(language)) return;
    if (partial === '' && lines.length <= 1) return;
    const source = partial === '' ? text.slice(0, -1) : text;
    const isSmall = source.length <= maxSecondPassLength && lines.every((line) => lengthOf(line) <= maxLineLength);
    if (isSmall) showAgain(highlightLines(source, language));
  }

  /** Rebuilds only the chunks in which the whole block's highlighting differs from that of the single lines. */
  function showAgain(after: readonly (readonly Segment[])[]): void {
    const wholeLines = partial === '' ? after : after.slice(0, -1);
    for (let start = 0; start < wholeLines.length; start += linesPerChunk) {
      const before = lines.slice(start, start + linesPerChunk);
      const now = wholeLines.slice(start, start + linesPerChunk);
      if (now.every((line, index) => isSame(line, before[index]))) continue;
      const fragment = document.createDocumentFragment();
      for (const line of now) fragment.append(lineFragment(document, line));
      const chunk = chunkFor(start);
      const keepsPartial = partialNode?.parentNode === chunk;
      chunk.replaceChildren(fragment);
      if (keepsPartial && partialNode) chunk.append(partialNode);
    }
    lines = [...wholeLines];
  }

  function update(newText: string, newLanguage: string, nowComplete: boolean): void {
    if (newLanguage !== language || !newText.startsWith(text) || (isComplete && !nowComplete)) clear();
    if (newLanguage !== language) setLanguage(newLanguage);
    if (newText.length > text.length) {
      if (isComplete && canHighlight(language)) clear();
      append(newText.slice(text.length));
    }
    if (nowComplete) complete();
  }

  return { element, update, append, dropEnd, complete };
}

function lengthOf(line: readonly Segment[]): number {
  return line.reduce((length, segment) => length + segment.text.length, 0);
}

function isSame(one: readonly Segment[], other: readonly Segment[] | undefined): boolean {
  return (
    one.length === other?.length &&
    one.every((segment, index) => segment.text === other[index]?.text && segment.scope === other[index]?.scope)
  );
}

/** One line's nodes, its line break included. */
function lineFragment(document: Document, segments: readonly Segment[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { text, scope } of segments) {
    if (scope === undefined) {
      fragment.append(text);
      continue;
    }
    const span = document.createElement('span');
    span.className = scopeClass(scope);
    span.textContent = text;
    fragment.append(span);
  }
  fragment.append('\n');
  return fragment;
}

/** `title.function.invoke` → `tok-title tok-function tok-invoke`. Scopes come from grammars, not from the answer. */
function scopeClass(scope: string): string {
  return scope
    .split(/[.:]/)
    .map((word) => `tok-${word.replace(/_+$/, '')}`)
    .join(' ');
}
