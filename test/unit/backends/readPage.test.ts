import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Page } from '../../../src/backends/backend.ts';
import { readPage } from '../../../src/backends/shared/readPage.ts';

interface Item {
  readonly id: string;
}

const items = (...ids: readonly (string | number)[]): Item[] => ids.map((id) => ({ id: String(id) }));

/** Reads all pages of a list that changes between two pages as `change` wants. */
async function readAll(
  list: Item[],
  limit: number,
  change: (list: Item[], page: number) => void = () => undefined,
  cap = Infinity,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  for (let page = 0; page < 1000; page++) {
    const result: Page<Item> = await readPage(
      next === undefined ? { limit } : { cursor: next, limit },
      20,
      (count, offset) => Promise.resolve(list.slice(offset, offset + Math.min(count, cap))),
    );
    ids.push(...result.items.map((item) => item.id));
    if (result.next === undefined) return ids;
    next = result.next;
    change(list, page);
  }
  return assert.fail('the list never ended');
}

describe('a list page by page', () => {
  it('is whole and has nothing twice, whatever its length and the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 12 }), async (length, limit) => {
        const list = items(...Array.from({ length }, (_, index) => index));
        assert.deepEqual(
          await readAll(list, limit),
          list.map((item) => item.id),
        );
      }),
    );
  });

  it('is whole although the server gives fewer than asked for', async () => {
    const list = items(...Array.from({ length: 23 }, (_, index) => index));
    for (const cap of [2, 5, 7]) assert.equal((await readAll(list, 10, undefined, cap)).length, 23);
  });

  it('offers no further page where there is none', async () => {
    const read = (list: Item[]) =>
      readPage({}, 5, (count, offset) => Promise.resolve(list.slice(offset, offset + count)));
    assert.equal((await read([])).next, undefined);
    assert.equal((await read(items(1, 2, 3))).next, undefined);
    assert.notEqual((await read(items(1, 2, 3, 4, 5, 6))).next, undefined);
  });

  it('skips nothing where items are deleted meanwhile, and repeats nothing where some are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 2, max: 9 }),
        fc.array(fc.record({ at: fc.nat(40), isAdded: fc.boolean(), count: fc.integer({ min: 1, max: 6 }) })),
        async (length, limit, cap, changes) => {
          const list = items(...Array.from({ length }, (_, index) => index));
          const gone = new Set<string>();
          const ids = await readAll(
            list,
            limit,
            (now, page) => {
              const change = changes[page];
              if (!change) return;
              if (change.isAdded) {
                now.unshift(...items(...Array.from({ length: change.count }, (_, index) => `new ${page} ${index}`)));
              } else {
                for (const item of now.splice(change.at % Math.max(1, now.length), change.count)) gone.add(item.id);
              }
            },
            cap,
          );
          const stayed = Array.from({ length }, (_, index) => String(index)).filter((id) => !gone.has(id));
          assert.deepEqual(
            stayed.filter((id) => !ids.includes(id)),
            [],
          );
          assert.equal(new Set(ids).size, ids.length);
        },
      ),
    );
  });

  it('ends where a server hands out the same page whatever is asked', async () => {
    const same = items(1, 2, 3);
    const first = await readPage({ limit: 3 }, 20, () => Promise.resolve(same));
    assert.ok(first.next);
    assert.deepEqual(await readPage({ cursor: first.next, limit: 3 }, 20, () => Promise.resolve(same)), { items: [] });
  });

  it('starts anew with a cursor that is none', async () => {
    for (const cursor of ['', 'x', '{}', '{"offset":-3}', '{"offset":1.5}', '[]']) {
      const offsets: number[] = [];
      await readPage({ cursor }, 20, (_, offset) => {
        offsets.push(offset);
        return Promise.resolve([]);
      });
      assert.deepEqual(offsets, [0], cursor);
    }
  });

  it('never asks for more than a hundred, nor for nothing', async () => {
    const limits: number[] = [];
    const read = (limit: number): Promise<readonly Item[]> => {
      limits.push(limit);
      return Promise.resolve([]);
    };
    await readPage({ limit: 5000 }, 20, read);
    await readPage({ limit: 0 }, 20, read);
    await readPage({}, 20, read);
    assert.deepEqual(limits, [100, 1, 20]);
  });
});
