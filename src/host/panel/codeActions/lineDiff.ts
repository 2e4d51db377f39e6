import { between, keptEnds } from '../../../model/listSplice.ts';
import type { LineEdit } from './lineEdits.ts';

/** Lines that differ more than this are one edit: nobody reviews hundreds of them, and finding them costs time. */
const maxDistance = 600;

/**
 * The fewest edits that turn one list of lines into another, in order (Myers' algorithm, one list of furthest points
 * per distance).
 */
export function diffLines(before: readonly string[], after: readonly string[]): readonly LineEdit[] {
  const kept = keptEnds(before, after);
  const old = between(before, kept);
  const now = between(after, kept);
  if (old.length === 0 && now.length === 0) return [];
  return editsBetween(old, now).map((edit) => ({
    ...edit,
    startLine: edit.startLine + kept.head,
    endLine: edit.endLine + kept.head,
  }));
}

function editsBetween(old: readonly string[], now: readonly string[]): readonly LineEdit[] {
  const whole: LineEdit = { startLine: 0, endLine: old.length, lines: now };
  if (old.length === 0 || now.length === 0) return [whole];
  const trace = furthestPoints(old, now);
  return trace ? editsOf(trace, old, now) : [whole];
}

/** By distance: how far each diagonal gets in `old`. Undefined if the lists differ too much. */
function furthestPoints(old: readonly string[], now: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const trace: ReadonlyMap<number, number>[] = [];
  let reached: ReadonlyMap<number, number> = new Map([[1, 0]]);
  for (let distance = 0; distance <= Math.min(old.length + now.length, maxDistance); distance++) {
    const next = new Map<number, number>();
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const right = (reached.get(diagonal - 1) ?? -1) + 1;
      const down = reached.get(diagonal + 1) ?? -1;
      let x = isDown(diagonal, distance, reached) ? down : right;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return [...trace, next];
    }
    trace.push(next);
    reached = next;
  }
  return undefined;
}

/** Whether the best way to a diagonal inserts a line instead of removing one. */
function isDown(diagonal: number, distance: number, reached: ReadonlyMap<number, number>): boolean {
  if (diagonal === -distance) return true;
  if (diagonal === distance) return false;
  return (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1);
}

/** Walks back through what was reached; neighbouring steps are one edit. */
function editsOf(
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  now: readonly string[],
): readonly LineEdit[] {
  const edits: { startLine: number; endLine: number; from: number; to: number }[] = [];
  let x = old.length;
  let y = now.length;
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const reached = trace[distance - 1] ?? new Map<number, number>();
    const diagonal = x - y;
    const previous = isDown(diagonal, distance, reached) ? diagonal + 1 : diagonal - 1;
    const fromX = reached.get(previous) ?? 0;
    const fromY = fromX - previous;
    const toX = previous > diagonal ? fromX : fromX + 1;
    const toY = previous > diagonal ? fromY + 1 : fromY;
    const last = edits.at(-1);
    if (last && last.startLine === toX && last.from === toY) {
      last.startLine = fromX;
      last.from = fromY;
    } else {
      edits.push({ startLine: fromX, endLine: toX, from: fromY, to: toY });
    }
    x = fromX;
    y = fromY;
  }
  return edits
    .toReversed()
    .map(({ startLine, endLine, from, to }) => ({ startLine, endLine, lines: now.slice(from, to) }));
}
