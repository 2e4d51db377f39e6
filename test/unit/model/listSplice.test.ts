import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { between, joined, keptEnds } from '../../../src/model/listSplice.ts';

describe('A list that is told by what is new in it', () => {
  const items = Array.from({ length: 6 }, (_, id) => ({ id }));
  const lists = fc.array(fc.nat(5)).map((indexes) => indexes.map((index) => items[index] ?? { id: -1 }));

  it('is the list, whatever it was before', () => {
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const kept = keptEnds(before, after);
        assert.deepEqual(joined(before, kept, between(after, kept)), after);
      }),
    );
  });

  it('tells no more than what was added before and behind', () => {
    const before = items.slice(2, 4);
    const later = [...before, { id: 9 }];
    assert.deepEqual(between(later, keptEnds(before, later)), [{ id: 9 }]);
    const older = [{ id: 9 }, ...before];
    assert.deepEqual(between(older, keptEnds(before, older)), [{ id: 9 }]);
  });

  it('stays the same object where nothing is new', () => {
    const kept = keptEnds(items, [...items]);
    assert.equal(joined(items, kept, []), items);
  });

  it('is not made up where the list before is another one', () => {
    assert.equal(joined(items, { head: 4, tail: 4 }, []), undefined);
  });
});
