import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRawNumber, numberFrom, parseExactly } from '../../../src/server/exactJson.ts';

describe('exact JSON', () => {
  it('reads what JSON.parse reads, and writes it back the same', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.equal(JSON.stringify(parseExactly(text)), JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('keeps integers of any length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (value) => {
        const text = `{"a":[${value}]}`;
        assert.equal(JSON.stringify(parseExactly(text)), text);
      }),
    );
  });

  it('keeps numbers that no double is equal to', () => {
    for (const text of ['1e999', '-1e400', '3.14159265358979323846', '12345678901234567890.5']) {
      const value = parseExactly(text);
      assert.ok(isRawNumber(value));
      assert.equal(JSON.stringify([value]), `[${text}]`);
      assert.equal(numberFrom(value), Number(text));
    }
    assert.equal(parseExactly('1234567890123456'), 1234567890123456);
    assert.equal(numberFrom('1'), undefined);
  });

  it('refuses what nests too deeply and what is not JSON', () => {
    const nested = (depth: number): string => '[{"a":'.repeat(depth) + '1' + '}]'.repeat(depth);
    assert.equal(JSON.stringify(parseExactly(nested(250))), nested(250));
    for (const text of [nested(251), '['.repeat(1_000_000), '{', 'undefined', '']) {
      assert.throws(() => parseExactly(text), SyntaxError);
    }
    const brackets = JSON.stringify('[{'.repeat(1000));
    assert.equal(JSON.stringify(parseExactly(brackets)), brackets);
  });
});
