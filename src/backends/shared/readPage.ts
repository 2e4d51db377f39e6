import type { Page, PageRequest } from '../backend.ts';
import { arrayOf, numberOf, parseJson } from '../../model/parse.ts';

/** Reads at most `limit` items from `offset` on, always in the same order, as the service orders them. */
export type ReadItems<T> = (limit: number, offset: number) => Promise<readonly T[]>;

/** How many of the ids seen last a cursor remembers, so that pages can be put together where items came or went. */
const rememberedIds = 200;
/** The most that is asked for in one request; no maximum is published, others use this number. */
const largestPage = 100;

interface Position {
  readonly offset: number;
  readonly seen: readonly string[];
}

/**
 * One page of a list that knows nothing but limit and offset, which shift while items come and go. Each page overlaps
 * the one before by an item: if that one is not there any more, items were deleted above, and reading goes back until
 * it meets what was seen. Nothing is skipped then, and nothing comes twice.
 *
 * The list is at its end where a page is empty or brings nothing new. A page shorter than asked for proves nothing (a
 * server may cap it silently), so what follows it is looked at.
 */
export async function readPage<T extends { readonly id: string }>(
  { cursor, limit }: PageRequest,
  defaultLimit: number,
  read: ReadItems<T>,
): Promise<Page<T>> {
  const size = Math.min(largestPage, Math.max(1, limit ?? defaultLimit));
  const { offset, seen } = positionOf(cursor);
  const known = new Set(seen);
  const fresh: T[] = [];

  function take(items: readonly T[]): void {
    for (const item of items) {
      if (known.has(item.id)) continue;
      known.add(item.id);
      fresh.push(item);
    }
  }

  const start = Math.max(0, offset - 1);
  let last = await read(size, start);
  let end = start + last.length;
  const wasSeen = new Set(seen);
  const pieces: (readonly T[])[] = [last];
  let from = start;
  while (from > 0 && !isContinued(pieces[0] ?? [], wasSeen)) {
    const back = Math.max(0, from - size);
    pieces.unshift(await readRange(read, back, from));
    from = back;
  }
  for (const piece of pieces) take(piece);

  while (fresh.length === 0 && last.length > 0) {
    // Items that were added above push what was seen into this page; what is new may lie behind it.
    const previous = last;
    last = await read(size, end);
    if (isSame(last, previous)) return { items: [] };
    take(last);
    end += last.length;
  }
  if (last.length === 0) return { items: fresh };
  const hasMore = last.length >= size || (await findNew());
  return hasMore ? { items: fresh, next: cursorAt(end, [...known]) } : { items: fresh };

  /** Whether anything unknown follows; moves `end` past what is known. */
  async function findNew(): Promise<boolean> {
    for (let ahead = await read(1, end), previous = last; ahead.length > 0; ahead = await read(size, end)) {
      if (ahead.some((item) => !known.has(item.id))) return true;
      if (isSame(ahead, previous)) return false;
      previous = ahead;
      end += ahead.length;
    }
    return false;
  }
}

function cursorAt(offset: number, known: readonly string[]): string {
  return JSON.stringify({ offset, seen: known.slice(-rememberedIds) });
}

/** All items from `from` to `to`, also where the server gives fewer at once than asked for. */
async function readRange<T>(read: ReadItems<T>, from: number, to: number): Promise<readonly T[]> {
  const items: T[] = [];
  while (from + items.length < to) {
    const more = await read(to - from - items.length, from + items.length);
    if (more.length === 0) break;
    items.push(...more);
  }
  return items;
}

function isContinued(items: readonly { readonly id: string }[], seen: ReadonlySet<string>): boolean {
  const first = items[0];
  return first !== undefined && seen.has(first.id);
}

/** Whether a server answers with the same page again, whatever the offset. */
function isSame(one: readonly { readonly id: string }[], other: readonly { readonly id: string }[]): boolean {
  return one.length === other.length && one.every((item, index) => item.id === other[index]?.id);
}

function positionOf(cursor: string | undefined): Position {
  const value = cursor === undefined ? undefined : parseJson(cursor);
  const offset = numberOf(value, 'offset') ?? 0;
  return {
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    seen: arrayOf(value, 'seen').filter((id) => typeof id === 'string'),
  };
}
