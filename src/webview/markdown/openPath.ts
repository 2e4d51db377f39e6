import { columnLengths } from './longBlocks.ts';
import { paragraphStandIn, part, partClass, partsOf } from './paragraphParts.ts';
import type { References, Token } from './parser.ts';
import type { ElementNode, TreeNode } from './treeNode.ts';

/**
 * One of the blocks inside each other that are all unfinished, in a text of which the beginning is no longer parsed.
 * What is parsed instead stands for what is finished, so that the rest means what it did.
 */
export interface Level {
  readonly kind: 'list' | 'item' | 'quote' | 'table' | 'paragraph';
  /** How many nodes in it are finished: items, blocks, rows of the body, nodes and parts of a paragraph. */
  readonly finished: number;
  /** How many nodes at its beginning stand for them. */
  readonly standIns: number;
  /** The element as it was before its beginning was let go. */
  readonly className: string | undefined;
  readonly attributes: ElementNode['attributes'];
  /** Lists: whether a blank line stands between finished items or inside one. Decides how all of them look. */
  readonly isLoose: boolean;
  /** Lists: whether something finished is a paragraph of an item, which is all that looseness shows on. */
  readonly hasParagraph: boolean;
  /** Tables: how long the texts of the columns are in the finished rows. */
  readonly columns?: readonly number[];
}

/** How a block that is being written is taken apart. */
export interface Cut {
  /** Outermost first. */
  readonly path: readonly Level[];
  /** Everything before this place of the parsed text is finished. */
  readonly end: number;
  /** What is parsed in place of that. */
  readonly prefix: string;
  /** What makes the looseness of all lists of the path visible when it is parsed behind the finished text. */
  readonly probe: string;
  /** The level of the tokens of each list in the path. */
  readonly listLevels: readonly (number | undefined)[];
}

/** What was parsed. */
export interface ParsedText {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly lineStarts: readonly number[];
  readonly wholeLines: number;
  readonly references: References;
}

/** A block in a list of tokens. */
interface Span {
  readonly open: Token;
  /** Indices of its tokens; `from` is the opening one. */
  readonly from: number;
  readonly to: number;
  readonly startLine: number;
  readonly endLine: number;
}

/** A step of the way down to where the text is cut. */
interface Step {
  readonly kind: Level['kind'];
  readonly span: Span;
  readonly finished: number;
  readonly hasStandIn: boolean;
  readonly node: ElementNode;
  readonly isLoose?: boolean;
  readonly hasParagraph: boolean;
  readonly columns?: readonly number[];
}

interface Way {
  readonly steps: readonly Step[];
  readonly end: number;
}

/**
 * The furthest place up to which nothing can change any more in a block that is being written, and the way there.
 *
 * @param block the block's tokens
 * @param node the block as it is shown
 * @param before the path so far, if a part of the block is finished already
 */
export function findCut(parsed: ParsedText, node: TreeNode, before: readonly Level[]): Cut | undefined {
  const span = spansIn(parsed.tokens, 0, parsed.tokens.length)[0];
  const way = span && visit(parsed, span, node, before);
  if (!way) return undefined;
  const geometry = measure(parsed, way);
  if (!geometry) return undefined;
  return {
    path: way.steps.map((step) => ({
      kind: step.kind,
      finished: step.finished,
      standIns: step.hasStandIn ? standInCount(step.kind) : 0,
      className: step.node.className,
      attributes: step.node.attributes,
      isLoose: step.isLoose === true,
      hasParagraph: step.hasParagraph,
      ...(step.columns === undefined ? {} : { columns: step.columns }),
    })),
    end: way.end,
    listLevels: way.steps.map((step) => (step.kind === 'list' ? step.span.open.level : undefined)),
    ...geometry,
  };
}

function standInCount(kind: Level['kind']): number {
  if (kind === 'item') return 2;
  return kind === 'list' || kind === 'quote' ? 1 : 0;
}

function visit(parsed: ParsedText, span: Span, node: TreeNode, before: readonly Level[]): Way | undefined {
  if (typeof node === 'string' || node.kind !== 'element') return undefined;
  switch (span.open.type) {
    case 'bullet_list_open':
    case 'ordered_list_open':
      return visitList(parsed, span, node, before);
    case 'blockquote_open':
      return visitContainer(parsed, span, node, before, 'quote');
    case 'table_open':
      return visitTable(parsed, span, node, before);
    case 'paragraph_open':
      return visitParagraph(parsed, span, node);
    default:
      return undefined;
  }
}

/** Items before the last one whose first line is whole are finished: markdown-it ends an item only there. */
function visitList(parsed: ParsedText, span: Span, node: ElementNode, before: readonly Level[]): Way | undefined {
  const [old, ...inner] = before;
  const items = spansIn(parsed.tokens, span.from + 1, span.to - 1);
  const standIns = old?.standIns ?? 0;
  const last = items.findLastIndex((item) => item.startLine + 1 <= parsed.wholeLines);
  const item = items[last];
  if (!item || last < standIns) return undefined;
  const finished = (old?.finished ?? 0) + last - standIns;
  const isOldItem = last === standIns && inner.length > 0;
  const open = node.children.at(-1);
  const isLast = last === items.length - 1;
  const deeper =
    isLast && typeof open === 'object' && open.kind === 'element'
      ? visitContainer(parsed, item, open, isOldItem ? inner : [], 'item')
      : undefined;
  const gone = node.children.slice(0, last - standIns);
  const step: Step = {
    kind: 'list',
    span,
    finished,
    hasStandIn: finished > 0,
    node,
    isLoose: old?.isLoose === true,
    hasParagraph: old?.hasParagraph === true || gone.some(hasParagraph) || deeper?.steps[0]?.hasParagraph === true,
  };
  if (deeper) return { steps: [step, ...deeper.steps], end: deeper.end };
  if (last === standIns) return undefined;
  return { steps: [step], end: startOf(parsed, item.startLine) };
}

/** Blocks before the last one that has begun for sure are finished, as at the top. */
function visitContainer(
  parsed: ParsedText,
  span: Span,
  node: ElementNode,
  before: readonly Level[],
  kind: 'item' | 'quote',
): Way | undefined {
  const [old, ...inner] = before;
  const blocks = spansIn(parsed.tokens, span.from + 1, span.to - 1);
  const standIns = old?.standIns ?? 0;
  const last = lastBegun(parsed, blocks);
  const block = blocks[last];
  if (!block || last < standIns) return undefined;
  const gone = blocks.slice(standIns, last).filter(({ open }) => open.type !== 'reference_definition').length;
  const finished = (old?.finished ?? 0) + gone;
  const shown = node.children.slice(0, gone);
  const step: Step = {
    kind,
    span,
    finished,
    hasStandIn: last > 0,
    node,
    hasParagraph: old?.hasParagraph === true || shown.some(isParagraph),
  };
  const open = node.children.at(-1);
  const isOldBlock = last === standIns && inner.length > 0;
  // An item that begins with an empty line has no place for a stand-in of its own.
  const canGoDeeper = last > 0 || block.startLine === span.startLine;
  const deeper =
    last === blocks.length - 1 && canGoDeeper && open !== undefined
      ? visit(parsed, block, open, isOldBlock ? inner : [])
      : undefined;
  if (deeper) return { steps: [step, ...deeper.steps], end: deeper.end };
  if (last === standIns || last === 0) return undefined;
  return { steps: [step], end: startOf(parsed, block.startLine) };
}

/** Rows whose line is whole are finished, the last one aside. */
function visitTable(parsed: ParsedText, span: Span, node: ElementNode, before: readonly Level[]): Way | undefined {
  const rows: Token[] = [];
  for (let index = span.from; index < span.to; index++) {
    const token = parsed.tokens[index];
    if (token?.type === 'tr_open' && token.level === span.open.level + 2) rows.push(token);
  }
  const starts = rows.slice(1).map((row) => row.map?.[0] ?? 0);
  const last = starts.findLastIndex((line) => line + 1 <= parsed.wholeLines);
  const line = starts[last];
  if (last < 1 || line === undefined) return undefined;
  const finished = (before[0]?.finished ?? 0) + last;
  const rowsNode = bodyOf(node);
  const columns = rowsNode ? columnLengths(rowsNode, last) : [];
  const step: Step = { kind: 'table', span, finished, hasStandIn: false, node, hasParagraph: false, columns };
  return { steps: [step], end: startOf(parsed, line) };
}

/** The parts before the last one are finished. */
function visitParagraph(parsed: ParsedText, span: Span, node: ElementNode): Way | undefined {
  const inline = parsed.tokens[span.from + 1];
  const cut = inline?.type === 'inline' ? partsOf(inline, parsed.references).at(-1) : undefined;
  if (!inline || cut === undefined || !isPart(node.children.at(-1))) return undefined;
  const end = placeInSource(parsed, span, inline.content, cut);
  if (end === undefined) return undefined;
  const finished = (node.finishedChildren ?? 0) + node.children.length - 1;
  const step: Step = { kind: 'paragraph', span, finished, hasStandIn: false, node, hasParagraph: false };
  return { steps: [step], end };
}

/** Where a place in a paragraph's text is in the source, in which its lines are longer at their beginnings. */
function placeInSource(parsed: ParsedText, span: Span, content: string, place: number): number | undefined {
  const before = content.slice(0, place);
  const row = before.split('\n').length - 1;
  const column = place - (before.lastIndexOf('\n') + 1);
  const line = (content.split('\n')[row] ?? '').trimEnd();
  const source = lineOf(parsed, span.startLine + row).trimEnd();
  if (!source.endsWith(line)) return undefined;
  // The last line may become the head of a table, of which no column may be missing.
  if (span.startLine + row === span.endLine - 1 && line.slice(0, column).includes('|')) return undefined;
  return startOf(parsed, span.startLine + row) + source.length - line.length + column;
}

/** The last block that has begun for sure; all before it are finished. */
function lastBegun(parsed: ParsedText, blocks: readonly Span[]): number {
  return blocks.findLastIndex((block, index) => {
    const linesNeeded = block.open.type === 'table_open' ? 2 : 1;
    if (block.startLine + linesNeeded > parsed.wholeLines) return false;
    const previous = blocks[index - 1];
    return !previous || !canBeTitle(previous, block, lineOf(parsed, block.startLine));
  });
}

/** Whether what follows a link definition could still turn out to be its title, which may run over several lines. */
function canBeTitle(previous: Span, block: Span, line: string): boolean {
  return (
    previous.open.type === 'reference_definition' && block.startLine === previous.endLine && /^[\s>]*["'(]/.test(line)
  );
}

/** The blocks that stand side by side in a range of tokens. */
function spansIn(tokens: readonly Token[], from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  for (let start = from; start < to;) {
    let end = start;
    let depth = 0;
    do depth += tokens[end++]?.nesting ?? 0;
    while (depth > 0 && end < to);
    const open = tokens[start];
    if (open) {
      const [startLine, endLine] = open.map ?? [0, 0];
      spans.push({ open, from: start, to: end, startLine, endLine });
    }
    start = end;
  }
  return spans;
}

/** How an item begins in its line: `  10. text`. */
interface Marker {
  readonly indent: string;
  readonly mark: string;
  /** Where its content begins, from where the item's own container does. */
  readonly offset: number;
}

/**
 * The text that stands for what is finished. Every container in which something is finished gets a line with something
 * that cannot go on: a rule; items a paragraph as well, since looseness shows on nothing else.
 */
function measure(
  parsed: ParsedText,
  { steps, end }: Way,
): { readonly prefix: string; readonly probe: string } | undefined {
  const cutLine = parsed.lineStarts.findLastIndex((start) => start <= end);
  const outer: Container[] = [];
  const lines: string[] = [];
  const probes: string[] = [];
  let current = '';
  let following = '';
  const endLine = (text: string): void => {
    lines.push(current + text);
    current = following;
  };
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    if (step.kind === 'quote') {
      current += '> ';
      following += '> ';
      outer.push({ startLine: step.span.startLine });
      if (step.hasStandIn) endLine('___');
    } else if (step.kind === 'list') {
      const line = next?.span.startLine ?? cutLine;
      const marker = readMarker(lineOf(parsed, line), line, outer);
      if (!marker) return undefined;
      probes.unshift(`${following}${marker.mark} x\n`);
      if (step.hasStandIn) endLine(`${marker.mark}    x`);
      if (!next) continue;
      current += marker.indent + marker.mark + ' '.repeat(marker.offset - marker.indent.length - marker.mark.length);
      following += ' '.repeat(marker.offset);
      outer.push({ startLine: line, offset: marker.offset });
      if (!next.hasStandIn) continue;
      endLine('x');
      endLine('___');
    } else if (step.kind === 'table') {
      const [head, rule] = [step.span.startLine, step.span.startLine + 1].map((line) => lineOf(parsed, line));
      if (current !== following && steps[index - 1]?.span.startLine !== step.span.startLine) return undefined;
      lines.push(head ?? '', rule ?? '');
    } else if (step.kind === 'paragraph') {
      return {
        prefix: lines.map((line) => `${line}\n`).join('') + current + paragraphStandIn,
        probe: `\n${probes.join('')}`,
      };
    }
  }
  return { prefix: lines.map((line) => `${line}\n`).join(''), probe: probes.join('') };
}

/** A quote, or an item with its content's offset. */
interface Container {
  readonly startLine: number;
  readonly offset?: number;
}

/** Reads the marks of the containers at the beginning of a line, then an item's. Undefined where tabs are in the way. */
function readMarker(text: string, line: number, outer: readonly Container[]): Marker | undefined {
  let column = 0;
  for (const { startLine, offset } of outer) {
    if (offset === undefined) {
      const mark = /^ {0,3}> ?/.exec(text.slice(column));
      if (!mark) return undefined;
      column += mark[0].length;
    } else {
      if (startLine !== line && text.slice(column, column + offset).trim() !== '') return undefined;
      column += offset;
    }
  }
  const found = /^( {0,3})([-+*]|\d{1,9}[.)])( *)(.?)/.exec(text.slice(column));
  if (!found || text.slice(0, column + found[0].length).includes('\t')) return undefined;
  const [, indent = '', mark = '', spaces = '', content = ''] = found;
  const isPlain = content !== '' && spaces.length <= 4;
  return { indent, mark, offset: indent.length + mark.length + (isPlain ? spaces.length : 1) };
}

function startOf({ lineStarts, text }: ParsedText, line: number): number {
  return lineStarts[line] ?? text.length;
}

function lineOf(parsed: ParsedText, line: number): string {
  const start = startOf(parsed, line);
  const end = parsed.text.indexOf('\n', start);
  return parsed.text.slice(start, end < 0 ? undefined : end);
}

/** Which of these lists are loose in the parsed probe, where each is the last of its level. */
export function readLooseness(tokens: readonly Token[], listLevels: Cut['listLevels']): readonly boolean[] {
  return listLevels.map((level) => {
    if (level === undefined) return false;
    const start = tokens.findLastIndex((token) => token.level === level && token.type.endsWith('_list_open'));
    return tokens
      .slice(start)
      .some((token) => token.type === 'paragraph_open' && token.level === level + 2 && !token.hidden);
  });
}

/**
 * Puts what is finished, which was not parsed, back into the tree of what was. Undefined if the open blocks have become
 * something else: the last line of a paragraph makes a heading of it, or a table of its end.
 */
export function withFinished(node: TreeNode | undefined, path: readonly Level[]): ElementNode | undefined {
  const [level, ...inner] = path;
  if (!level || typeof node !== 'object' || node.kind !== 'element' || !fits(node, level)) return undefined;
  if (level.kind === 'table') {
    return mapRows(withBody(node), (rows) => ({
      ...rows,
      finishedChildren: level.finished,
      ...(level.columns === undefined ? {} : { columnLengths: level.columns }),
    }));
  }
  if (level.kind === 'paragraph') return withFinishedParts(node, level);
  const children = node.children.slice(level.standIns);
  if (inner.length > 0) {
    const first = withFinished(children[0], inner);
    if (!first) return undefined;
    children[0] = first;
  }
  const { className: parsedClass, attributes, ...rest } = node;
  const className = level.kind === 'list' ? listClass(level, parsedClass, children) : level.className;
  const shownAttributes = level.attributes ?? attributes;
  return {
    ...rest,
    children,
    finishedChildren: level.finished,
    ...(className === undefined ? {} : { className }),
    ...(shownAttributes === undefined ? {} : { attributes: shownAttributes }),
  };
}

function listClass(level: Level, parsedClass: string | undefined, children: readonly TreeNode[]): string | undefined {
  const isLoose = level.isLoose || parsedClass === 'loose';
  return isLoose && (level.hasParagraph || children.some(hasParagraph)) ? 'loose' : undefined;
}

function fits(node: ElementNode, { kind }: Level): boolean {
  switch (kind) {
    case 'list':
      return node.tag === 'ul' || node.tag === 'ol';
    case 'item':
      return node.tag === 'li';
    case 'quote':
      return node.tag === 'blockquote';
    case 'table':
      return node.className === 'table-box';
    case 'paragraph':
      return (
        node.tag === 'p' && typeof node.children[0] === 'string' && node.children[0].startsWith(paragraphStandIn.trim())
      );
  }
}

function withFinishedParts(node: ElementNode, level: Level): ElementNode {
  const isFirstPart = (child: TreeNode): boolean => !isPart(child);
  const [text, ...more] = node.children.filter(isFirstPart);
  const rest = typeof text === 'string' ? text.slice(paragraphStandIn.length) : '';
  const others = node.children.filter(isPart);
  const first = part([...(rest === '' ? [] : [rest]), ...more], others.length > 0);
  return { ...node, children: [first, ...others], finishedChildren: level.finished };
}

/** Forgets what is finished of a block that is shown. */
export function withoutFinished(node: TreeNode, path: readonly Level[]): TreeNode {
  const [level, ...inner] = path;
  if (!level || typeof node === 'string' || node.kind !== 'element') return node;
  const cut = (parent: ElementNode): ElementNode => ({
    ...parent,
    children: parent.children.slice(level.finished - (parent.finishedChildren ?? 0)),
    finishedChildren: level.finished,
    ...(level.columns === undefined ? {} : { columnLengths: level.columns }),
  });
  if (level.kind === 'table') return mapRows(node, cut);
  const { children, ...rest } = cut(node);
  const [first, ...others] = children;
  if (inner.length === 0 || first === undefined) return { ...rest, children };
  return { ...rest, children: [withoutFinished(first, inner), ...others] };
}

function isPart(node: TreeNode | undefined): boolean {
  return typeof node === 'object' && node.kind === 'element' && node.className?.startsWith(partClass) === true;
}

function isParagraph(node: TreeNode): boolean {
  return typeof node === 'object' && node.kind === 'element' && node.tag === 'p';
}

function hasParagraph(item: TreeNode): boolean {
  return typeof item === 'object' && item.kind === 'element' && item.children.some(isParagraph);
}

/** A table of which only the head was parsed has a body nevertheless. */
function withBody(box: ElementNode): ElementNode {
  const table = box.children[0];
  if (typeof table !== 'object' || table.kind !== 'element' || table.children.length > 1) return box;
  return {
    ...box,
    children: [{ ...table, children: [...table.children, { kind: 'element', tag: 'tbody', children: [] }] }],
  };
}

function bodyOf(box: ElementNode): ElementNode | undefined {
  const table = box.children[0];
  if (typeof table !== 'object' || table.kind !== 'element') return undefined;
  const body = table.children.at(-1);
  return typeof body === 'object' && body.kind === 'element' && body.tag === 'tbody' ? body : undefined;
}

/** Box → table → rows of the body. */
function mapRows(node: ElementNode, change: (rows: ElementNode) => ElementNode): ElementNode {
  return {
    ...node,
    children: node.children.map((child) => {
      if (typeof child === 'string' || child.kind !== 'element') return child;
      if (child.tag === 'tbody') return change(child);
      return child.tag === 'table' ? mapRows(child, change) : child;
    }),
  };
}
