import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type TextRange, linesOf, mergeSelections } from '../../../src/host/ask/selectedRanges.ts';

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number): TextRange {
  return { start: { line: startLine, character: startCharacter }, end: { line: endLine, character: endCharacter } };
}

describe('what is selected', () => {
  it('travels in document order, whichever selection was made first', () => {
    const merged = mergeSelections([range(9, 0, 9, 4), range(2, 1, 3, 0)]);
    assert.deepEqual(merged, [range(2, 1, 3, 0), range(9, 0, 9, 4)]);
  });

  it('leaves out cursors without a selection', () => {
    assert.deepEqual(mergeSelections([range(4, 2, 4, 2)]), []);
    assert.deepEqual(mergeSelections([range(4, 2, 4, 2), range(1, 0, 1, 5)]), [range(1, 0, 1, 5)]);
  });

  it('is one block where selections touch or overlap', () => {
    assert.deepEqual(mergeSelections([range(0, 0, 3, 0), range(3, 0, 6, 0)]), [range(0, 0, 6, 0)]);
    assert.deepEqual(mergeSelections([range(0, 0, 5, 2), range(1, 0, 2, 0)]), [range(0, 0, 5, 2)]);
    assert.deepEqual(mergeSelections([range(0, 0, 2, 4), range(2, 1, 4, 0)]), [range(0, 0, 4, 0)]);
  });

  it('stays apart where something unselected is in between', () => {
    const apart = [range(0, 0, 0, 3), range(0, 4, 0, 6)];
    assert.deepEqual(mergeSelections(apart), apart);
  });

  it('covers exactly the characters that were selected, whatever the selections are', () => {
    const position = fc.record({ line: fc.nat(5), character: fc.nat(5) });
    const offset = ({ line, character }: TextRange['start']): number => line * 10 + character;
    const covered = (ranges: readonly TextRange[]): ReadonlySet<number> =>
      new Set(
        ranges.flatMap(({ start, end }) =>
          Array.from({ length: offset(end) - offset(start) }, (_, index) => offset(start) + index),
        ),
      );
    const selection = fc
      .tuple(position, position)
      .map(([a, b]) => (offset(a) <= offset(b) ? { start: a, end: b } : { start: b, end: a }));
    fc.assert(
      fc.property(fc.array(selection), (selections) => {
        const merged = mergeSelections(selections);
        assert.deepEqual(covered(merged), covered(selections));
        for (const [index, each] of merged.entries()) {
          const next = merged[index + 1];
          assert.ok(offset(each.start) < offset(each.end));
          assert.ok(!next || offset(each.end) < offset(next.start));
        }
      }),
    );
  });
});

describe('the lines of a selection', () => {
  it('count from 1 and include both ends', () =>
    assert.deepEqual(linesOf(range(2, 4, 6, 1)), { startLine: 3, endLine: 7 }));
  it('leave out a last line of which nothing is selected', () => {
    assert.deepEqual(linesOf(range(0, 0, 20, 0)), { startLine: 1, endLine: 20 });
  });
  it('are one for a selection within a line', () =>
    assert.deepEqual(linesOf(range(5, 0, 5, 0)), { startLine: 6, endLine: 6 }));
});
