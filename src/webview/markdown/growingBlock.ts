import type { Block } from './blockTree.ts';
import { type ElementNode, element, type TreeNode } from './treeNode.ts';

/**
 * A list or a table so long that its first items or rows are finished and no longer parsed. What is parsed in their
 * place is `prefix`: an item that stands for all finished ones, or the table's head.
 */
export interface GrowingBlock {
  readonly kind: 'list' | 'table';
  readonly prefix: string;
  /** Where the block begins in the whole text. */
  readonly start: number;
  /** How many items or rows are finished. */
  readonly finished: number;
  /** Lists: whether a blank line stands between finished items or inside one. Decides how all of them look. */
  readonly isLoose: boolean;
  /** Lists: whether a finished item has a paragraph, which is all that looseness shows on. */
  readonly hasParagraph: boolean;
  readonly attributes: ElementNode['attributes'];
}

/** Source characters that are worth finishing; below that parsing them again costs less than the bookkeeping. */
const minCutLength = 1_000;

/** Where to cut a list or table: everything before `line` (of the parsed text) is finished, `count` items or rows. */
export interface Cut {
  readonly line: number;
  readonly count: number;
}

/**
 * The place up to which a list's items or a table's rows cannot change any more: the last item whose first line is
 * whole (markdown-it ends an item only there), the last row whose line is whole. Undefined if it is not worth it.
 */
export function findCut(
  block: Block,
  lineStarts: readonly number[],
  wholeLines: number,
  isGrowing: boolean,
): Cut | undefined {
  const isTable = block.type === 'table_open';
  const type = isTable ? 'tr_open' : 'list_item_open';
  const level = isTable ? 2 : 1;
  const starts = block.tokens
    .filter((token) => token.type === type && token.level === level)
    .map((token) => token.map?.[0] ?? 0)
    .slice(isTable || isGrowing ? 1 : 0);
  const last = starts.findLastIndex((line) => line + 1 <= wholeLines);
  const line = starts[last];
  const first = starts[0];
  if (last < 1 || line === undefined || first === undefined) return undefined;
  const length = (lineStarts[line] ?? 0) - (lineStarts[first] ?? 0);
  return length >= minCutLength ? { line, count: last } : undefined;
}

/** An item of the same list, with its content so far in that the next item cannot become part of it. */
export function standInItem(firstItemLine: string): string {
  const marker = /^[ \t]*([-+*]|\d+([.)]))/.exec(firstItemLine);
  return marker?.[2] === undefined ? `${marker?.[1] ?? '-'}    x\n` : `1${marker[2]}   x\n`;
}

/** The start of the item in this line, with other content: what follows `cutText` when its looseness is asked for. */
export function sameItem(line: string): string {
  return `${/^[ \t]*(?:[-+*]|\d+[.)])/.exec(line)?.[0] ?? '-'} x\n`;
}

/** Puts the finished items or rows, which were not parsed, back into the tree of what was. */
export function withFinished(node: ElementNode, growing: GrowingBlock): ElementNode {
  if (growing.kind === 'table') {
    return mapRows(withBody(node), (rows) => ({ ...rows, finishedChildren: growing.finished }));
  }
  const { className, ...list } = node;
  const children = node.children.slice(1);
  const isLoose = growing.isLoose || className === 'loose';
  const hasParagraph = growing.hasParagraph || children.some(hasParagraphItem);
  return {
    ...list,
    children,
    finishedChildren: growing.finished,
    ...(isLoose && hasParagraph ? { className: 'loose' } : {}),
    ...(growing.attributes === undefined ? {} : { attributes: growing.attributes }),
  };
}

/** Forgets the first `count` items or rows of what is shown. */
export function withoutFirst(node: ElementNode, kind: GrowingBlock['kind'], count: number): ElementNode {
  const cut = (parent: ElementNode): ElementNode => ({
    ...parent,
    children: parent.children.slice(count),
    finishedChildren: (parent.finishedChildren ?? 0) + count,
  });
  return kind === 'table' ? mapRows(node, cut) : cut(node);
}

export function hasParagraphItem(item: TreeNode): boolean {
  if (typeof item === 'string' || item.kind !== 'element') return false;
  return item.children.some((child) => typeof child === 'object' && child.kind === 'element' && child.tag === 'p');
}

/** A table of which only the head was parsed has a body nevertheless. */
function withBody(box: ElementNode): ElementNode {
  const table = box.children[0];
  if (typeof table !== 'object' || table.kind !== 'element' || table.children.length > 1) return box;
  return { ...box, children: [{ ...table, children: [...table.children, element('tbody', [])] }] };
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
