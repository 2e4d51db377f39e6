import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { occurrences, type Query } from '../../../../src/webview/find/occurrences.ts';

const query = (text: string, more: Partial<Query> = {}): Query => ({
  text,
  isCaseSensitive: false,
  isWholeWord: false,
  ...more,
});

describe('Looking for words in a text', () => {
  it('finds them in every spelling, or in the one that is asked for', () => {
    assert.deepEqual(occurrences('Run, run, RUN', query('run')), [0, 5, 10]);
    assert.deepEqual(occurrences('Run, run, RUN', query('run', { isCaseSensitive: true })), [5]);
  });

  it('takes whole words only where that is asked for', () => {
    assert.deepEqual(occurrences('run rerun runs run_id run', query('run', { isWholeWord: true })), [0, 22]);
    assert.deepEqual(occurrences('läuft', query('uft', { isWholeWord: true })), []);
  });

  it('takes a line break for a blank', () => {
    assert.deepEqual(occurrences('one\ntwo', query('one two')), [0]);
  });

  it('finds nothing for nothing, and nothing twice', () => {
    assert.deepEqual(occurrences('aaaa', query('')), []);
    assert.deepEqual(occurrences('aaaa', query('aa')), [0, 2]);
  });

  it('keeps its place behind letters that grow in lower case', () => {
    assert.deepEqual(occurrences('İİ run', query('RUN')), [3]);
  });

  it('finds every piece of every text where it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), fc.nat(), (text, from, count) => {
        const start = from % text.length;
        const piece = text.slice(start, start + 1 + (count % 5));
        const found = occurrences(text, query(piece, { isCaseSensitive: true }));
        assert.ok(found.length > 0);
        for (const at of found) {
          assert.equal(text.slice(at, at + piece.length).replace(/\s/g, ' '), piece.replace(/\s/g, ' '));
        }
      }),
    );
  });
});
