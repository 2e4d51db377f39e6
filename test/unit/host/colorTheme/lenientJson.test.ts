import assert from 'node:assert/strict';
import { parseLenientJson } from '../../../../src/host/colorTheme/lenientJson.ts';

describe('JSON as VS Code writes its files', () => {
  it('may have comments, commas at the end, and a byte order mark', () => {
    const text = `\uFEFF// first\n{ "a": [1, 2, /* three, */ ], // "b"\n  "c": { "d": "e", } /**/ , }\n// end`;
    assert.deepEqual(parseLenientJson(text), { a: [1, 2], c: { d: 'e' } });
  });

  it('keeps what looks like a comment or such a comma inside of a string', () => {
    const value = { 'http://x': '/* no */ // no', b: ['a,]', ',}', '\\",]', '"// "'] };
    assert.deepEqual(parseLenientJson(JSON.stringify(value)), value);
    assert.deepEqual(parseLenientJson(JSON.stringify(value, null, 2)), value);
  });

  it('is nothing where it is broken', () => {
    for (const text of ['', '{', '{"a": }', '/* open', '"a', '[1,,2]', '<plist/>']) {
      assert.equal(parseLenientJson(text), undefined, text);
    }
  });
});
