import type { CodeColours, CodeView } from '../highlight/codeColours.ts';
import type { Token } from '../highlight/highlighter.ts';
import { replaceKeepingSelection } from '../highlight/keepSelection.ts';
import { grammarFor, languageName } from '../highlight/languageNames.ts';
import { type CodeActions, createCodeToolbar } from './codeToolbar.ts';
import { linkTraces } from './traceLinks.ts';

/** Lines that share one block container, so that an appended line lays out only its own container again. */
const linesPerChunk = 24;

/** Longer first lines name no file. */
const maxFirstLineLength = 500;

/** Chunks that share a container in turn, from the second container on. */
const chunksPerGroup = 40;

export interface CodeBlock {
  readonly element: HTMLElement;
  /** Says what else stands in the fence's first line; it may name a file. */
  setInfo(info: string): void;
  /** Shows this code. Cheap if it only got longer. */
  update(code: string, language: string, isComplete: boolean): void;
  /** Adds to the end of the code without looking at what is there. */
  append(more: string): void;
  /** Takes back the last characters of an unfinished line. */
  dropEnd(length: number): void;
  /** No more lines follow: an unfinished last line is one, too. */
  complete(): void;
}

/**
 * A block of code that grows line by line: a heading with the language and what can be done with it, and the code in
 * containers of {@link linesPerChunk} lines. Each line is one node, a text or, in colours, a `span`. The last,
 * unfinished line is plain text that is replaced once it is whole.
 *
 * @param colours absent: the code stays plain
 */
export function createCodeBlock(document: Document, actions: CodeActions, colours?: CodeColours): CodeBlock {
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
  let info = '';
  let isComplete = false;
  /** How many lines are whole, and the chunk elements that show them. */
  let wholeLines = 0;
  let chunks: HTMLElement[] = [];
  let partial = '';
  let partialNode: ChildNode | undefined;

  const view: CodeView = {
    element,
    grammar: () => grammarFor(language),
    lineCount: () => (isComplete && partial !== '' ? wholeLines + 1 : wholeLines),
    lineText: (index) => (nodeOf(index)?.textContent ?? '').replace(/\n$/, ''),
    showTokens,
  };

  const withoutLastBreak = (): string => (text.endsWith('\n') ? text.slice(0, -1) : text);
  const toolbar = createCodeToolbar(document, label, actions, () => ({
    code: withoutLastBreak(),
    language,
    isComplete,
  }));
  element.append(toolbar.element, pre);
  setLanguage('');

  function setLanguage(word: string): void {
    language = word;
    label.textContent = word === '' ? 'Code' : languageName(word);
    element.setAttribute('aria-label', word === '' ? 'Code' : `Code, ${languageName(word)}`);
  }

  /** The first line may name the file, once it is whole. */
  function nameFile(): void {
    const end = text.slice(0, maxFirstLineLength).indexOf('\n');
    toolbar.nameFile(info, end >= 0 ? text.slice(0, end) : isComplete ? text.slice(0, maxFirstLineLength) : '');
  }

  function chunkFor(line: number): HTMLElement {
    const index = Math.floor(line / linesPerChunk);
    const known = chunks[index];
    if (known) return known;
    const chunk = document.createElement('span');
    chunk.className = 'code-chunk';
    groupFor(index).append(chunk);
    chunks.push(chunk);
    return chunk;
  }

  /** What holds a new last chunk. */
  function groupFor(index: number): Element {
    if (index < chunksPerGroup) return code;
    if (index % chunksPerGroup > 0) return code.lastElementChild ?? code;
    const group = document.createElement('span');
    group.className = 'code-chunk';
    code.append(group);
    return group;
  }

  function nodeOf(line: number): ChildNode | undefined {
    return chunks[Math.floor(line / linesPerChunk)]?.childNodes[line % linesPerChunk];
  }

  function showTokens(index: number, tokens: readonly Token[], keepsSelection: boolean): void {
    const old = nodeOf(index);
    if (!old) return;
    const isPlain = tokens.every(({ className }) => className === '');
    if (isPlain && old.nodeType === old.TEXT_NODE) return;
    const line = lineNode(document, tokens, index < wholeLines ? '\n' : '');
    if (keepsSelection) replaceKeepingSelection(document, old, line);
    else old.replaceWith(line);
    if (old === partialNode) partialNode = line;
  }

  function showPartial(): void {
    if (partial === '') {
      partialNode?.remove();
      partialNode = undefined;
      return;
    }
    const chunk = chunkFor(wholeLines);
    const node = partialNode?.parentNode === chunk ? partialNode : undefined;
    if (node && isText(node)) {
      if (partial.startsWith(node.data)) node.appendData(partial.slice(node.length));
      else node.data = partial;
      return;
    }
    const plain = document.createTextNode(partial);
    if (node) {
      node.replaceWith(plain);
    } else {
      partialNode?.remove();
      chunk.append(plain);
    }
    partialNode = plain;
  }

  function addLines(whole: string): void {
    partialNode?.remove();
    partialNode = undefined;
    for (const line of whole.split('\n')) chunkFor(wholeLines++).append(`${line}\n`);
  }

  /** More may follow after all: the unfinished last line is none again. */
  function reopen(): void {
    if (!isComplete) return;
    isComplete = false;
    colours?.takeBack(view);
  }

  function dropEnd(length: number): void {
    reopen();
    text = text.slice(0, text.length - length);
    partial = partial.slice(0, partial.length - length);
    showPartial();
  }

  function add(more: string): void {
    reopen();
    text += more;
    const cut = more.lastIndexOf('\n');
    if (wholeLines === 0) nameFile();
    if (cut >= 0) {
      const whole = partial + more.slice(0, cut);
      partial = more.slice(cut + 1);
      addLines(whole);
    } else {
      partial += more;
    }
    showPartial();
  }

  function append(more: string): void {
    add(more);
    colours?.update(view, true);
  }

  function clear(): void {
    code.replaceChildren();
    text = partial = '';
    wholeLines = 0;
    chunks = [];
    partialNode = undefined;
    isComplete = false;
    nameFile();
    colours?.restart(view);
  }

  function complete(): void {
    if (isComplete) return;
    isComplete = true;
    nameFile();
    linkTraces(code, language, actions, partialNode);
    colours?.update(view, false);
  }

  function update(newText: string, newLanguage: string, nowComplete: boolean): void {
    if (newLanguage !== language || !newText.startsWith(text)) clear();
    if (newLanguage !== language) setLanguage(newLanguage);
    if (newText.length > text.length) add(newText.slice(text.length));
    if (nowComplete) complete();
    else colours?.update(view, true);
  }

  function setInfo(more: string): void {
    info = more;
    nameFile();
  }

  return { element, setInfo, update, append, dropEnd, complete };
}

function isText(node: Node): node is Text {
  return node.nodeType === node.TEXT_NODE;
}

/** One line in colours. */
function lineNode(document: Document, tokens: readonly Token[], end: string): ChildNode {
  const line = document.createElement('span');
  for (const { text, className } of tokens) {
    if (className === '') {
      line.append(text);
      continue;
    }
    const token = document.createElement('span');
    token.className = className;
    token.textContent = text;
    line.append(token);
  }
  if (end !== '') line.append(end);
  return line;
}
