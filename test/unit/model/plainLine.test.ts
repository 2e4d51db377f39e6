import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainLine } from '../../../src/model/plainLine.ts';

describe("a message's row", () => {
  it('shows the words of an answer, not its marks', () => {
    for (const [markdown, words] of [
      [
        '**[src/a.ts:1-20](src/a.ts#L1-L20)** (TypeScript) declares `Ledger`.',
        'src/a.ts:1-20 (TypeScript) declares Ledger.',
      ],
      ['**1 test file touches** `Ledger`.', '1 test file touches Ledger.'],
      ['- an *item* with _stress_ and ~~more~~', 'an item with stress and more'],
      ['1. first', 'first'],
      ['> quoted', 'quoted'],
      ['![a picture](x.png "title")', 'a picture'],
      ['``a ` b``', 'a ` b'],
    ] as const) {
      assert.equal(plainLine(markdown), words);
    }
  });

  it('leaves alone what only looks like a mark', () => {
    for (const text of ['2 * 3 * 4', 'snake_case_name', 'a[0](b c)', '`', '**', ''])
      assert.equal(plainLine(text), text);
  });

  it('never becomes longer than its text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('*', '_', '`', '[', ']', '(', ')', 'a', ' '), maxLength: 400 }),
        (text) => assert.ok(plainLine(text).length <= text.length),
      ),
    );
  });
});
