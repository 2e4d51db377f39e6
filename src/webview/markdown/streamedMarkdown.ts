import { laterParts, loadLater } from '../laterParts.ts';
import { type Block, readBlocks } from './blockTree.ts';
import { type AnswerActions, createDomTree } from './domTree.ts';
import type { Outline } from './headingRank.ts';
import { arranged } from './longBlocks.ts';
import { createOpenFence, type OpenFence } from './openFence.ts';
import type { Level } from './openPath.ts';
import { partsOf, setLastPart } from './paragraphParts.ts';
import { noReferences, type Parse, parseBlocks, parseInline, type References, type Token } from './parser.ts';
import { createSections } from './sections.ts';
import type { TreeNode } from './treeNode.ts';
import { completeInline } from './unfinishedInline.ts';
import { visibleLength } from './unfinishedLine.ts';
import { undefinedLabels, WaitingReferences } from './waitingReferences.ts';

/** A Markdown text that grows at its end, shown as DOM nodes. */
export interface StreamedMarkdown {
  /** Takes more text; nothing is shown before {@link render}. */
  append(text: string): void;
  /**
   * Brings the nodes up to date. The cost depends on what is new and on the last block, not on the whole text.
   *
   * @param isOpen true while more text may come: half-written marks are then shown as what they will most likely be
   */
  render(isOpen: boolean): void;
  clear(): void;
}

/** A block that is shown and may still change. */
interface Shown {
  readonly start: number;
  readonly node: TreeNode | undefined;
  readonly dom: Node | undefined;
}

interface Waiting {
  readonly source: string;
  readonly outlineBefore: Outline;
  node: TreeNode | undefined;
  dom: Node;
}

/** The last block, if its beginning is finished and no longer parsed. */
interface Growing {
  readonly path: readonly Level[];
  /** What is parsed in place of what is finished. */
  readonly prefix: string;
  /** Where the block begins in the whole text. */
  readonly start: number;
  /** The source of what is finished. */
  readonly sources: readonly string[];
  /** Labels in it that are not defined. */
  readonly labels: ReadonlySet<string>;
}

/** What was parsed. */
interface Place {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly lineStarts: readonly number[];
  readonly wholeLines: number;
  /** Where the tail begins in `text`. */
  readonly origin: number;
  readonly references: References;
}

/** Source characters that are worth finishing; below that parsing them again costs less than the bookkeeping. */
const minCutLength = 1_000;

/**
 * Renders Markdown as it arrives. Only the end of the text, from its last unfinished block on, is parsed again: a block
 * is finished when the one after it has completed its first line (a table its second, since only that makes it one).
 * What is shown in the end equals the rendering of the whole text at once, however it was cut; link definitions that
 * come late re-render the blocks that wait for them.
 *
 * @param root owned by the renderer from now on
 * @param parse replaced by tests that count
 */
export function createStreamedMarkdown(
  root: HTMLElement,
  actions: AnswerActions,
  parse: Parse = parseBlocks,
): StreamedMarkdown {
  const tree = createDomTree(root.ownerDocument, actions);
  const sections = createSections(root);
  const waiting = new WaitingReferences<Waiting>();

  /** The text from the last unfinished block on, and where that begins in the whole text. */
  let tail = '';
  let tailStart = 0;
  let endsWithReturn = false;
  let shown: Shown[] = [];
  let lastFinishedStart: number | undefined;
  let outline: Outline = [];
  let references = noReferences();
  let fence: OpenFence | undefined;
  let growing: Growing | undefined;
  let filledForNow: readonly string[] = [];
  let rendered: { readonly length: number; readonly isOpen: boolean } | undefined;

  function append(text: string): void {
    const rest = endsWithReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') endsWithReturn = text.endsWith('\r');
    tail += rest.includes('\r') || rest.includes('\0') ? rest.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD') : rest;
  }

  function render(isOpen: boolean): void {
    if (rendered?.length === tailStart + tail.length && rendered.isOpen === isOpen) return;
    rendered = { length: tailStart + tail.length, isOpen };
    if (fence && !advanceFence(fence, isOpen)) return;
    const all = (growing?.prefix ?? '') + tail;
    const text = isOpen ? all.slice(0, visibleLength(all)) : all;
    const parsed = parse(text, references);
    if (isOpen) completeLastInline(parsed.tokens, text, parsed.references);
    const lineStarts = startsOfLines(text);
    const wholeLines = lineStarts.length - 1;
    const lineCount = text.endsWith('\n') || text === '' ? wholeLines : wholeLines + 1;
    const blocks = withGrown(readBlocks(parsed.tokens, { outline, lineCount, isOpen, references: parsed.references }));
    if (!blocks || isDefinedLate(isOpen ? references : parsed.references)) {
      growAnew();
      rendered = undefined;
      render(isOpen);
      return;
    }
    show(blocks, lineStarts);
    const count = finishedCount(blocks, wholeLines, text, lineStarts);
    if (count > 0) {
      finish(blocks, count, lineStarts, parsed.references);
      // What was finished may show definitions of the unfinished end, which may turn out to be none.
      filledForNow = [...filledForNow, ...Object.keys(parsed.references)];
    }
    fillInForNow(parsed.references, isOpen);
    const origin = count > 0 ? (lineStarts[blocks[count]?.startLine ?? 0] ?? 0) : (growing?.prefix.length ?? 0);
    if (!isOpen) return;
    makeRoom(blocks.slice(count), { text, ...parsed, lineStarts, wholeLines, origin });
  }

  /** Whether what is finished of the last block names something that is defined only now. */
  function isDefinedLate(known: References): boolean {
    for (const label of growing?.labels ?? []) if (known[label] !== undefined) return true;
    return false;
  }

  /** Completes the first block by what of it is not parsed any more. Undefined if it has become something else. */
  function withGrown(blocks: readonly Block[]): readonly Block[] | undefined {
    if (!growing) return blocks;
    const [first, ...others] = blocks;
    const node = laterParts()?.withFinished(first?.node, growing.path);
    return first && node && [{ ...first, node }, ...others];
  }

  /** Takes the whole of the last block as unfinished again. */
  function growAnew(): void {
    if (!growing) return;
    tail = growing.sources.join('') + tail;
    tailStart = growing.start;
    growing = undefined;
    removeFrom(0);
  }

  /** Returns whether the fence is closed, so that the rest of the text is to be parsed. */
  function advanceFence(open: OpenFence, isOpen: boolean): boolean {
    const { used, isClosed } = open.advance(tail, isOpen);
    letGo(used);
    if (!isClosed) return false;
    fence = undefined;
    lastFinishedStart = shown[0]?.start;
    shown = [];
    return true;
  }

  /** Where a block of the parsed text begins in the whole text. */
  function startOf(block: Block, index: number, lineStarts: readonly number[]): number {
    if (index === 0 && growing) return growing.start;
    return tailStart - (growing?.prefix.length ?? 0) + (lineStarts[block.startLine] ?? 0);
  }

  function show(blocks: readonly Block[], lineStarts: readonly number[]): void {
    const now: Shown[] = [];
    blocks.forEach((block, index) => {
      const start = startOf(block, index, lineStarts);
      const { node } = block;
      const old = shown[index];
      if (old && old.start === start && (old.dom === undefined) === (node === undefined)) {
        const dom =
          old.dom && old.node !== undefined && node !== undefined
            ? tree.patch(old.dom, arranged(old.node), arranged(node))
            : old.dom;
        now.push({ start, node, dom });
        return;
      }
      removeFrom(index);
      const dom = node === undefined ? undefined : tree.create(arranged(node));
      const previous = index > 0 ? now[index - 1]?.start : lastFinishedStart;
      if (dom) sections.containerFor(start, previous).append(dom);
      now.push({ start, node, dom });
    });
    removeFrom(blocks.length);
    shown = now;
  }

  function removeFrom(index: number): void {
    for (const { dom } of shown.slice(index).toReversed()) {
      (dom as ChildNode | undefined)?.remove();
      sections.dropEmpty();
    }
    shown = shown.slice(0, index);
  }

  /** Keeps the first blocks as they are from now on, and goes on with the text after them. */
  function finish(blocks: readonly Block[], count: number, lineStarts: readonly number[], defined: References): void {
    const labels = learn(
      blocks.slice(0, count).flatMap((block) => block.tokens),
      defined,
    );
    const next = blocks[count];
    const prefixLength = growing?.prefix.length ?? 0;
    const length = next ? (lineStarts[next.startLine] ?? 0) - prefixLength : tail.length;
    blocks.slice(0, count).forEach((block, index) => {
      const dom = shown[index]?.dom;
      const isGrown = index === 0 && growing !== undefined;
      const missing = new Set([
        ...undefinedLabels(block.tokens, references),
        ...(isGrown ? (growing?.labels ?? []) : []),
      ]);
      if (!dom || missing.size === 0) return;
      const from = isGrown ? 0 : (lineStarts[block.startLine] ?? 0) - prefixLength;
      const following = blocks[index + 1];
      const to = following ? (lineStarts[following.startLine] ?? 0) - prefixLength : tail.length;
      const source = (isGrown ? (growing?.sources.join('') ?? '') : '') + tail.slice(from, to);
      const outlineBefore = index === 0 ? outline : (blocks[index - 1]?.outline ?? outline);
      // A block of which a part was let go has no tree any more; it is built anew.
      waiting.add({
        labels: missing,
        payload: { source, outlineBefore, node: isGrown ? undefined : shown[index]?.node, dom },
      });
    });
    lastFinishedStart = shown[count - 1]?.start ?? lastFinishedStart;
    outline = blocks[count - 1]?.outline ?? outline;
    shown = shown.slice(count);
    letGo(length);
    growing = undefined;
    useNew(labels);
  }

  /** Keeps the definitions among these tokens for good; returns the labels that were not defined before. */
  function learn(tokens: readonly Token[], defined: References): readonly string[] {
    const labels: string[] = [];
    for (const token of tokens) {
      const label = token.type === 'reference_definition' ? token.meta?.['label'] : undefined;
      if (typeof label !== 'string' || references[label] !== undefined || !defined[label]) continue;
      references[label] = defined[label];
      labels.push(label);
    }
    return labels;
  }

  function useNew(labels: readonly string[]): void {
    if (labels.length === 0) return;
    fillIn(references, labels);
    waiting.settle(labels);
  }

  /**
   * Where the text seems to have ended, uses the definitions of its unfinished end as well; takes them back where it
   * goes on and they turn out to be something else.
   */
  function fillInForNow(defined: References, isOpen: boolean): void {
    const labels = isOpen ? [] : Object.keys(defined);
    fillIn(isOpen ? references : defined, [...new Set([...filledForNow, ...labels])]);
    filledForNow = labels;
  }

  /** Renders the blocks again that wait for these labels. */
  function fillIn(known: References, labels: readonly string[]): void {
    for (const { payload } of waiting.concernedBy(labels)) {
      const { tokens, references: own } = parse(payload.source, known);
      const lineCount = payload.source.split('\n').length;
      const options = { outline: payload.outlineBefore, lineCount, isOpen: false, references: own };
      const [block] = readBlocks(tokens, options);
      if (block?.node === undefined) continue;
      if (payload.node === undefined) {
        const replacement = tree.create(arranged(block.node));
        (payload.dom as ChildNode).replaceWith(replacement);
        payload.dom = replacement;
      } else {
        payload.dom = tree.patch(payload.dom, arranged(payload.node), arranged(block.node));
      }
      payload.node = block.node;
    }
  }

  /** Where the last block is a long one of a kind that can be taken apart, stops parsing all of it again. */
  function makeRoom(rest: readonly Block[], place: Place): void {
    const [block] = rest;
    const first = shown[0];
    if (!block || !first) return;
    if (rest.length > 1) return;
    if (block.type === 'fence') openFence(block, first, place);
    else cutBlock(block, first, place);
  }

  function openFence(block: Block, first: Shown, { text, lineStarts, origin }: Place): void {
    const { node } = first;
    const view = first.dom && tree.codeBlockOf(first.dom);
    const contentStart = lineStarts[block.startLine + 1];
    const markup = block.tokens[0]?.markup ?? '';
    if (!view || contentStart === undefined || typeof node !== 'object' || node.kind !== 'code') return;
    if (node.isComplete || !text.startsWith(markup, lineStarts[block.startLine])) return;
    view.update('', node.language, false);
    letGo(contentStart - origin);
    fence = createOpenFence(view, markup);
    advanceFence(fence, true);
  }

  function cutBlock(block: Block, first: Shown, place: Place): void {
    if (first.node === undefined) return;
    const openPath = laterParts();
    if (!openPath) {
      // Until it is there all of the block is parsed anew, which looks the same.
      void loadLater();
      return;
    }
    const cut = openPath.findCut({ ...place, tokens: block.tokens }, first.node, growing?.path ?? []);
    if (!cut || cut.end - place.origin < minCutLength) return;
    const { text, lineStarts, origin, references: defined } = place;
    const labels = learn(
      block.tokens.filter((token) => (lineStarts[token.map?.[0] ?? 0] ?? 0) < cut.end),
      defined,
    );
    const open = undefinedLabels(block.tokens, references);
    if ([...open].some((label) => defined[label] !== undefined)) {
      // A definition of the unfinished end is shown, which may turn out to be none: not to be kept yet.
      useNew(labels);
      return;
    }
    const isLoose = openPath.readLooseness(
      parse(text.slice(0, cut.end) + cut.probe, references).tokens,
      cut.listLevels,
    );
    const before = growing;
    growing = {
      path: cut.path.map((level, index) => ({
        ...level,
        isLoose: level.isLoose || isLoose[index] === true,
      })),
      prefix: cut.prefix,
      start: first.start,
      sources: [...(before?.sources ?? []), text.slice(before ? origin : (lineStarts[block.startLine] ?? 0), cut.end)],
      labels: new Set([...(before?.labels ?? []), ...open]),
    };
    shown = [{ ...first, node: openPath.withoutFinished(first.node, growing.path) }];
    letGo(cut.end - origin);
    useNew(labels);
  }

  /** The text up to here is not parsed any more. */
  function letGo(length: number): void {
    tail = tail.slice(length);
    tailStart += length;
  }

  return {
    append,
    render,
    clear() {
      sections.clear();
      waiting.clear();
      tail = '';
      tailStart = 0;
      endsWithReturn = false;
      shown = [];
      outline = [];
      filledForNow = [];
      references = noReferences();
      lastFinishedStart = fence = growing = rendered = undefined;
    },
  };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

/** How many of the first blocks cannot change any more, whatever follows. */
function finishedCount(
  blocks: readonly Block[],
  wholeLines: number,
  text: string,
  lineStarts: readonly number[],
): number {
  for (let index = blocks.length - 1; index > 0; index--) {
    const block = blocks[index];
    const previous = blocks[index - 1];
    if (!block || !previous) continue;
    const linesNeeded = block.type === 'table_open' ? 2 : 1;
    if (block.startLine + linesNeeded > wholeLines) continue;
    const start = lineStarts[block.startLine] ?? 0;
    if (canBeTitle(previous, block, text.slice(start, start + 200))) continue;
    if (canBeDefinition(blocks, index, text, lineStarts)) continue;
    return index;
  }
  return 0;
}

/** Whether what follows a link definition could still turn out to be its title, which may run over several lines. */
function canBeTitle(previous: Block, block: Block, text: string): boolean {
  return previous.type === 'reference_definition' && block.startLine === previous.endLine && /^\s*["'(]/.test(text);
}

/**
 * Whether what looks like underlined headings could still turn out to be one link definition, whose title runs over
 * their lines: `[label]: /url 'title`, then `===`, then any lines up to the closing mark.
 */
function canBeDefinition(blocks: readonly Block[], end: number, text: string, lineStarts: readonly number[]): boolean {
  for (let index = end - 1; index >= 0; index--) {
    const block = blocks[index];
    const isJoined = block?.endLine === blocks[index + 1]?.startLine;
    if (!block || !isJoined || block.type !== 'heading_open' || block.tokens[0]?.markup.startsWith('#')) return false;
    const source = text.slice(lineStarts[block.startLine], lineStarts[block.endLine]);
    if (/^ {0,3}\[/.test(source) && source.includes(']:')) return true;
  }
  return false;
}

/**
 * See {@link completeInline}. Changes the tokens of the last paragraph, heading or cell, if the text ends in one: only
 * ends of elements and a table row's missing cells come after it.
 */
function completeLastInline(tokens: readonly Token[], text: string, references: References): void {
  if (text.endsWith('\n\n')) return;
  const last = tokens.findLast((token) => token.nesting >= 0 && !isMissingCell(token));
  if (last?.type !== 'inline') return;
  const isParagraph = tokens[tokens.lastIndexOf(last) - 1]?.type === 'paragraph_open';
  const start = (isParagraph ? partsOf(last, references).at(-1) : undefined) ?? 0;
  const content = last.content.slice(start);
  const { text: completed, halfFormula } = completeInline(content);
  if (completed === content && !halfFormula) return;
  const children = [...parseInline(completed, references, halfFormula && { ...halfFormula, text: completed })];
  if (start > 0) setLastPart(last, children);
  else last.children = children;
}

function isMissingCell(token: Token): boolean {
  return token.type === 'td_open' || (token.type === 'inline' && token.content === '');
}
