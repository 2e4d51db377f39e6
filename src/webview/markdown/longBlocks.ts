import { type ElementNode, element, type TreeNode } from './treeNode.ts';

/** Items of a list, blocks of a quote or item, and rows of a table that are laid out together. */
const itemsPerPart = 200;
/** Of a list inside an item: its items are likely to hold lists in turn. */
const innerItemsPerPart = 40;
const blocksPerPart = 80;
const rowsPerPart = 200;

/** Column widths of a long table, in characters. */
const minColumn = 4;
const maxColumn = 60;

/**
 * Takes long lists, quotes, items and tables apart into pieces, of which only those in view cost layout. Where a piece
 * begins depends on the number of what is in it alone, never on how the text arrived. The document stays what it was:
 * a long list becomes several lists, a table keeps its one head.
 */
export function arranged(node: TreeNode): TreeNode {
  return arrangedIn(node, false);
}

function arrangedIn(node: TreeNode, isInItem: boolean): TreeNode {
  if (typeof node === 'string' || node.kind !== 'element' || isPhrasing(node)) return node;
  const inside = { ...node, children: node.children.map((child) => arrangedIn(child, isInItem || node.tag === 'li')) };
  switch (node.tag) {
    case 'ul':
    case 'ol':
      return arrangeList(inside, isInItem ? innerItemsPerPart : itemsPerPart);
    case 'li':
    case 'blockquote':
      return arrangeBlocks(inside);
    case 'table':
      return arrangeTable(inside);
    default:
      return inside;
  }
}

/** What holds running text has no long blocks in it. */
function isPhrasing({ tag }: ElementNode): boolean {
  return tag === 'p' || tag === 'span' || tag === 'a' || tag === 'tr' || tag === 'thead' || /^h\d$/.test(tag);
}

function arrangeList(list: ElementNode, size: number): ElementNode {
  const parts = partsOf(list, size);
  if (!parts) return list;
  const { className, attributes = {} } = list;
  const { start, ...others } = attributes;
  const lists = parts.parts.map(({ index, children, finished }, place) => {
    const number = Number(start ?? 1) + index * size;
    const isNumbered = list.tag === 'ol' && (index > 0 || start !== undefined);
    return element(list.tag, children, {
      finishedChildren: finished,
      attributes: { ...others, ...(isNumbered ? { start: String(number) } : {}) },
      ...(place < parts.parts.length - 1 ? { className: 'finished' } : {}),
    });
  });
  return element('div', lists, {
    className: className === undefined ? 'list-parts' : `list-parts ${className}`,
    finishedChildren: parts.before,
    isBox: true,
  });
}

/** The first blocks stay where they are, the following ones get boxes. */
function arrangeBlocks(container: ElementNode): ElementNode {
  const parts = partsOf(container, blocksPerPart);
  if (!parts) return container;
  const first = parts.parts.find(({ index }) => index === 0);
  const others = parts.parts.filter(({ index }) => index > 0);
  const boxes = others.map(({ children, finished }, place) =>
    element('div', children, {
      className: place < others.length - 1 ? 'block-part finished' : 'block-part',
      finishedChildren: finished,
    }),
  );
  return {
    ...container,
    children: [...(first?.children ?? []), ...boxes],
    finishedChildren: first ? first.finished : blocksPerPart + parts.before - 1,
  };
}

function arrangeTable(table: ElementNode): ElementNode {
  const [head, body] = table.children;
  if (typeof head !== 'object' || head.kind !== 'element' || typeof body !== 'object' || body.kind !== 'element') {
    return table;
  }
  const parts = partsOf(body, rowsPerPart);
  if (!parts) return table;
  const lengths = longest([columnLengths(body, body.children.length), columnLengths(head, 1)]);
  const bodies = parts.parts.map(({ children, finished }, place) =>
    element('tbody', children, {
      finishedChildren: finished,
      ...(place < parts.parts.length - 1 ? { className: 'finished' } : {}),
    }),
  );
  return {
    ...table,
    className: 'long',
    columns: lengths.map((length) => `calc(min(${length}ch, 420px) + 18px)`).join(' '),
    children: parts.before > 0 ? bodies : [head, ...bodies],
    finishedChildren: parts.before > 0 ? 1 + parts.before : 0,
  };
}

/** How long the texts of the columns are in the first `count` rows, of those that decide how wide the columns are. */
export function columnLengths(body: ElementNode, count: number): readonly number[] {
  const left = Math.max(0, rowsPerPart - (body.finishedChildren ?? 0));
  const rows = body.children.slice(0, Math.min(count, left)).filter((row) => typeof row === 'object');
  const cells = rows.map((row) => (row.kind === 'element' ? row.children : []));
  const clamped = (cell: TreeNode): number => Math.min(maxColumn, Math.max(minColumn, textLength(cell)));
  return longest([body.columnLengths ?? [], ...cells.map((row) => row.map(clamped))]);
}

function longest(rows: readonly (readonly number[])[]): readonly number[] {
  const columns: number[] = [];
  for (const row of rows) {
    for (const [index, length] of row.entries()) columns[index] = Math.max(columns[index] ?? 0, length);
  }
  return columns;
}

function textLength(node: TreeNode): number {
  if (typeof node === 'string') return node.length;
  if (node.kind !== 'element') return 0;
  return node.children.reduce((length, child) => length + textLength(child), 0);
}

interface Part {
  /** Which of the parts it is, from 0. */
  readonly index: number;
  readonly children: readonly TreeNode[];
  /** How many of its children are finished and not kept. */
  readonly finished: number;
}

/** The parts of a long element that are not finished, and how many are; undefined where one part is enough. */
function partsOf(
  { children, finishedChildren = 0 }: ElementNode,
  size: number,
): { readonly before: number; readonly parts: readonly Part[] } | undefined {
  const total = finishedChildren + children.length;
  if (total <= size) return undefined;
  const last = Math.floor((total - 1) / size);
  const before = Math.min(last, Math.floor(finishedChildren / size));
  const parts: Part[] = [];
  for (let index = before; index <= last; index++) {
    const start = index * size - finishedChildren;
    parts.push({
      index,
      children: children.slice(Math.max(0, start), Math.max(0, start + size)),
      finished: Math.max(0, Math.min(size, -start)),
    });
  }
  return { before, parts };
}
