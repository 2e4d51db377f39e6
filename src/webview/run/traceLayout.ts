import type { TraceSpan } from '../../model/runPanel.ts';

/** A span as a row of the tree, with its bar. */
export interface TraceRow {
  readonly span: TraceSpan;
  /** Unique, and the same for the same span when the trace is read again. */
  readonly key: string;
  /** The span's place among all that were given. */
  readonly index: number;
  /** 0 for roots. */
  readonly depth: number;
  /** Among its siblings, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** How many rows below belong to it: its children, theirs and so on. */
  readonly descendants: number;
  /** Where its bar begins and how wide it is, as parts of the whole axis; absent where its start is not known. */
  readonly bar?: { readonly offset: number; readonly width: number };
  readonly durationMs?: number;
  /** It had begun and not ended when the trace was read. */
  readonly isOpenEnded: boolean;
  /** It names a parent that is not among the spans. */
  readonly isOrphan: boolean;
  /** Exceptions among its descendants, its own not counted. */
  readonly failuresBelow: number;
}

export interface TraceLayout {
  /** Depth first, siblings in the order of their start. */
  readonly rows: readonly TraceRow[];
  /** When the axis begins, in milliseconds since 1970; 0 where no span has a time. */
  readonly startMs: number;
  readonly durationMs: number;
}

interface Node {
  readonly span: TraceSpan;
  readonly key: string;
  readonly index: number;
  readonly parentId: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly isOpenEnded: boolean;
  readonly isOrphan: boolean;
  readonly children: Node[];
}

/** What happens at one moment and never ends. */
const moments: ReadonlySet<string | undefined> = new Set(['log', 'span_event']);

/**
 * Arranges spans as a tree on one time axis. Nothing is dropped: a span whose parent is missing is a root, and so is
 * the first of spans that are each other's parents. Linear but for sorting; no recursion, however deep spans nest.
 *
 * @param nowMs where open ends are drawn to if it is later than every known time; milliseconds since 1970
 */
export function layoutTrace(spans: readonly TraceSpan[], nowMs?: number): TraceLayout {
  const nodes = nodesOf(spans);
  const roots = linkNodes(nodes);
  const times = nodes.flatMap(({ startMs, endMs }) => [startMs, endMs].filter((time) => !Number.isNaN(time)));
  const startMs = times.reduce((a, b) => Math.min(a, b), Infinity);
  const lastMs = times.reduce((a, b) => Math.max(a, b), -Infinity);
  if (startMs === Infinity) return { rows: rowsOf(roots, 0, 0), startMs: 0, durationMs: 0 };
  const hasOpenEnd = nodes.some((node) => node.isOpenEnded);
  const endMs = hasOpenEnd && nowMs !== undefined ? Math.max(lastMs, nowMs) : lastMs;
  return { rows: rowsOf(roots, startMs, endMs), startMs, durationMs: endMs - startMs };
}

/**
 * One node per piece of work: of two with the same id the one that has ended tells more. What only happens at a moment
 * may have the id of the work that it belongs to, and several may; each is a node, below that work.
 */
function nodesOf(spans: readonly TraceSpan[]): readonly Node[] {
  const work = new Map<string, Node>();
  const momentCounts = new Map<string, number>();
  const ids = new Set(spans.map((span) => span.id));
  const workIds = new Set(spans.filter((span) => !moments.has(span.kind)).map((span) => span.id));
  const happened: Node[] = [];
  for (const [index, span] of spans.entries()) {
    const isMoment = moments.has(span.kind);
    const startMs = timeOf(span.startedAt);
    const endMs = isMoment && span.endedAt === undefined ? startMs : timeOf(span.endedAt);
    const isOpenEnded = Number.isNaN(endMs) && !isMoment;
    const parentId = isMoment && workIds.has(span.id) ? span.id : span.parentId;
    const isOrphan = parentId !== undefined && !ids.has(parentId);
    const count = momentCounts.get(span.id) ?? 0;
    const key = isMoment ? JSON.stringify([span.id, count]) : span.id;
    const node: Node = { span, key, index, parentId, startMs, endMs, isOpenEnded, isOrphan, children: [] };
    if (isMoment) {
      momentCounts.set(span.id, count + 1);
      happened.push(node);
    } else {
      const known = work.get(span.id);
      if (!known || known.isOpenEnded) work.set(span.id, node);
    }
  }
  return [...work.values(), ...happened];
}

function timeOf(isoDate: string | undefined): number {
  return isoDate === undefined ? Number.NaN : Date.parse(isoDate);
}

/** Puts every node below its parent and returns the roots. */
function linkNodes(nodes: readonly Node[]): readonly Node[] {
  // Work comes first among the nodes, and so last into the map: of all with an id it is the parent.
  const byId = new Map(nodes.toReversed().map((node) => [node.span.id, node]));
  const parents = new Map<Node, Node>();
  for (const node of nodes) {
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId);
    if (parent) parents.set(node, parent);
  }
  breakCycles(nodes, parents);
  const roots = nodes.filter((node) => !parents.has(node));
  for (const [node, parent] of parents) parent.children.push(node);
  for (const node of nodes) node.children.sort(byStart);
  return roots.toSorted(byStart);
}

/** Takes the parent from the first node of every circle, so that each node hangs below a root. */
function breakCycles(nodes: readonly Node[], parents: Map<Node, Node>): void {
  const checked = new Set<Node>();
  for (const node of nodes) {
    const path = new Set<Node>();
    let each: Node | undefined = node;
    while (each && !checked.has(each) && !path.has(each)) {
      path.add(each);
      each = parents.get(each);
    }
    if (each && path.has(each)) parents.delete(each);
    for (const seen of path) checked.add(seen);
  }
}

/** What has no start comes last, and otherwise everything keeps its order. */
function byStart(a: Node, b: Node): number {
  if (Number.isNaN(a.startMs) || Number.isNaN(b.startMs)) {
    return Number(Number.isNaN(a.startMs)) - Number(Number.isNaN(b.startMs));
  }
  return a.startMs - b.startMs;
}

interface Visit {
  readonly node: Node;
  readonly depth: number;
  readonly position: number;
  readonly siblings: number;
}

function visitsOf(nodes: readonly Node[], depth: number): readonly Visit[] {
  return nodes.map((node, index) => ({ node, depth, position: index + 1, siblings: nodes.length }));
}

function rowsOf(roots: readonly Node[], startMs: number, endMs: number): readonly TraceRow[] {
  const visits: Visit[] = [];
  const waiting = visitsOf(roots, 0).toReversed();
  for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
    visits.push(visit);
    for (const child of visitsOf(visit.node.children, visit.depth + 1).toReversed()) waiting.push(child);
  }
  const sums = new Map<Node, { descendants: number; failures: number }>();
  // From the end, so that children are counted before their parents.
  for (const { node } of visits.toReversed()) {
    const sum = { descendants: 0, failures: 0 };
    for (const child of node.children) {
      const below = sums.get(child);
      sum.descendants += 1 + (below?.descendants ?? 0);
      sum.failures += (child.span.exception ? 1 : 0) + (below?.failures ?? 0);
    }
    sums.set(node, sum);
  }
  return visits.map(({ node, depth, position, siblings }) => {
    const { span, key, index, isOpenEnded, isOrphan } = node;
    const sum = sums.get(node);
    const durationMs = moments.has(span.kind) && span.endedAt === undefined ? Number.NaN : node.endMs - node.startMs;
    const bar = barOf(node, startMs, endMs);
    return {
      span,
      key,
      index,
      depth,
      position,
      siblings,
      descendants: sum?.descendants ?? 0,
      failuresBelow: sum?.failures ?? 0,
      isOpenEnded,
      isOrphan,
      ...(bar && { bar }),
      ...(Number.isNaN(durationMs) ? {} : { durationMs: Math.max(0, durationMs) }),
    };
  });
}

function barOf(node: Node, startMs: number, endMs: number): TraceRow['bar'] {
  if (Number.isNaN(node.startMs)) return undefined;
  const wholeMs = endMs - startMs;
  if (wholeMs <= 0) return { offset: 0, width: node.isOpenEnded ? 1 : 0 };
  const ownEndMs = Number.isNaN(node.endMs) ? endMs : Math.max(node.startMs, node.endMs);
  return { offset: (node.startMs - startMs) / wholeMs, width: (ownEndMs - node.startMs) / wholeMs };
}

/** With more rows than this only the uppermost levels are open at first. */
const manyRows = 200;
const openLevels = 2;

/** Whether a row with children is open as long as the person has not decided. */
export function isOpenAtFirst(row: TraceRow, total: number): boolean {
  return total <= manyRows || row.depth < openLevels - 1;
}

/** The rows that are not inside a closed one. */
export function visibleRows(rows: readonly TraceRow[], isOpen: (row: TraceRow) => boolean): readonly TraceRow[] {
  const visible: TraceRow[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (!row) break;
    visible.push(row);
    if (row.descendants > 0 && !isOpen(row)) index += row.descendants;
  }
  return visible;
}
