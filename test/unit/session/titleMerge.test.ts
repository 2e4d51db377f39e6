import assert from 'node:assert/strict';
import fc from 'fast-check';
import { givenTitles, mergeTitles } from '../../../src/session/titleMerge.ts';
import { type TitleOverlay, readTitleOverlay } from '../../../src/session/titles.ts';

const of = (titles: Readonly<Record<string, string>>): TitleOverlay => ({ team: titles });

describe('titles of two machines', () => {
  it('are all there, whoever gave them', () => {
    assert.deepEqual(mergeTitles({}, of({ a: 'A' }), of({ b: 'B' })), of({ a: 'A', b: 'B' }));
  });

  it('are the newer ones where only one machine gave another', () => {
    assert.deepEqual(mergeTitles(of({ a: 'A' }), of({ a: 'A' }), of({ a: 'new' })), of({ a: 'new' }));
    assert.deepEqual(mergeTitles(of({ a: 'A' }), of({ a: 'new' }), of({ a: 'A' })), of({ a: 'new' }));
  });

  it('are those of this machine where both gave another', () => {
    assert.deepEqual(mergeTitles(of({ a: 'A' }), of({ a: 'here' }), of({ a: 'there' })), of({ a: 'here' }));
  });

  it('go away on both where one took them away', () => {
    const shared = mergeTitles(of({ a: 'A' }), of({}), of({ a: 'A' }));
    assert.deepEqual(shared, of({ a: '' }));
    assert.deepEqual(givenTitles(mergeTitles(of({ a: 'A' }), of({ a: 'A' }), shared)), of({}));
  });

  it('are not taken away by a shared copy that has never had them', () => {
    assert.deepEqual(mergeTitles(of({ a: 'A' }), of({ a: 'A' }), {}), of({ a: 'A' }));
  });

  it('come to rest: merging again changes nothing', () => {
    const overlay = fc.dictionary(
      fc.constantFrom('x', 'y'),
      fc.dictionary(fc.constantFrom('1', '2', '3'), fc.constantFrom('A', 'B')),
    );
    fc.assert(
      fc.property(overlay, overlay, overlay, (base, local, remote) => {
        const shared = mergeTitles(base, local, remote);
        assert.deepEqual(mergeTitles(shared, givenTitles(shared), shared), shared);
      }),
    );
  });

  it('are read from what is stored as far as they are titles', () => {
    assert.deepEqual(readTitleOverlay({ x: { 1: 'A', 2: 3 }, y: 'no' }), { x: { 1: 'A' }, y: {} });
    assert.deepEqual(readTitleOverlay('no'), {});
  });
});
