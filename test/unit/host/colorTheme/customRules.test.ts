import assert from 'node:assert/strict';
import { customRules } from '../../../../src/host/colorTheme/customRules.ts';

describe("The person's changes of how code looks", () => {
  it('are read in the order in which they count: short names, single rules, then those for the theme', () => {
    const setting = {
      '[Monokai]': { comments: '#000003' },
      '[Monokai][Other]': { textMateRules: [{ scope: 'a, b', settings: { foreground: '#000004' } }] },
      '[Other]': { comments: '#000009' },
      comments: { foreground: '#000001', fontStyle: 'italic' },
      textMateRules: [{ scope: ['c'], settings: { fontStyle: '' } }, { scope: 'd' }, 7],
    };
    assert.deepEqual(customRules(setting, 'Monokai'), [
      { scope: ['comment', 'punctuation.definition.comment'], foreground: '#000001', fontStyle: 'italic' },
      { scope: ['c'], fontStyle: '' },
      { scope: ['comment', 'punctuation.definition.comment'], foreground: '#000003' },
      { scope: ['a', 'b'], foreground: '#000004' },
    ]);
  });

  it('concern a theme by its name and by patterns', () => {
    const matches = (key: string): boolean => customRules({ [key]: { numbers: '#000001' } }, 'Dark Modern').length > 0;
    for (const key of ['[Dark Modern]', '[Dark*]', '[*Modern]', '[*rk Mo*]', '[A][Dark*]', '[*]']) {
      assert.ok(matches(key), key);
    }
    for (const key of ['[Dark]', 'Dark Modern', '[Light*]', '[*Dark]', '[Modern*]', '[*light*]']) {
      assert.ok(!matches(key), key);
    }
  });

  it('are only colours: nothing else gets into a style sheet', () => {
    for (const strings of ['red', '#12', '#12345', '#000; } * { color: red', 'url(x)', 7, null, ['#000000']]) {
      assert.deepEqual(customRules({ strings }, 'x'), [], String(strings));
    }
    for (const strings of ['#abc', '#abcd', '#AABBCC', '#aabbccdd']) {
      assert.equal(customRules({ strings }, 'x')[0]?.foreground, strings);
    }
    for (const setting of [undefined, null, 'x', [], 1]) assert.deepEqual(customRules(setting, 'x'), []);
  });
});
