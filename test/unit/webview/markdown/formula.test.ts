import assert from 'node:assert/strict';
import { findFormula } from '../../../../src/webview/markdown/formula.ts';
import { noReferences, parseBlocks } from '../../../../src/webview/markdown/parser.ts';

describe('A formula in a line of text', () => {
  /** The formulas of a text, those on lines of their own in brackets. */
  function formulasIn(text: string): readonly string[] {
    const found: string[] = [];
    for (let index = 0; index < text.length; index++) {
      const formula = findFormula(text, index);
      if (formula) {
        found.push(formula.isDisplay ? `[${formula.source}]` : formula.source);
        index = formula.end - 1;
      } else if (text.charAt(index) === '\\') index++;
    }
    return found;
  }

  it('is what stands between dollars, and between brackets with a backslash', () => {
    assert.deepEqual(formulasIn('Let $x$, ($y_1$) and “$z$”: $$a = b$$ or \\(c\\) or \\[ d \\].'), [
      'x',
      'y_1',
      'z',
      '[a = b]',
      'c',
      '[d]',
    ]);
    assert.deepEqual(formulasIn('the $n$th of $k$s, 其中$x$是, $`a*b`$, $\\$5$'), ['n', 'k', 'x', 'a*b', '\\$5']);
  });

  it('is no price, no variable of a shell and nothing that is escaped', () => {
    for (const text of [
      'It costs $5 and $10',
      'from $5-$10, US$3, C$4x$',
      '$5 to $ 6',
      'set $HOME and $PATH',
      '$HOME/$USER',
      'a$b$c',
      '\\$x\\$ and \\$x$',
      '$ x $',
      '$$$x$$$',
      '$$ $$',
      'a lone $',
      'as \\(see below\\) in \\[1\\], \\[TODO\\] and \\[1, 2\\]',
    ]) {
      assert.deepEqual(formulasIn(text), [], text);
    }
  });

  it('is not looked for again and again in a text full of beginnings', () => {
    for (const text of ['\\(a ', 'b \\[ ', '$a ', 'x $$ ', 'text\n\\[\n', '$$a\n', '$$\n\n']) {
      assert.ok(parseBlocks(text.repeat(8_000), noReferences()).tokens.length > 0, text);
    }
  });
});
