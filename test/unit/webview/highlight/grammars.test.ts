import assert from 'node:assert/strict';
import { grammarNames, loadGrammar } from '../../../../src/webview/highlight/grammars.ts';
import { createHighlighter, type Highlighter } from '../../../../src/webview/highlight/highlighter.ts';
import type { GrammarName } from '../../../../src/webview/highlight/languageNames.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';

describe('Grammars', () => {
  let dom: TestDom;
  let highlighter: Highlighter;
  before(() => {
    dom = installDom();
    highlighter = createHighlighter(dom.document, () => 0, loadGrammar);
    highlighter.setTheme({ kind: 'dark', customRules: [] });
  });
  after(() => dom.remove());

  it('can be loaded in every language that has a name', async () => {
    for (const name of grammarNames) assert.ok(await highlighter.load(name), name);
  }).timeout(60_000);

  const samples: Partial<Record<GrammarName, string>> = {
    json: '{"a": [1, true, null, "\\u0000"]}',
    python: 'def f(x: int) -> str:\n    """doc"""\n    return f"{x!r}"  # c',
    html: '<a href="x">y</a><script>let x = 1</script><style>a { b: c }</style>',
    shellscript: 'echo "$HOME" | grep -E \'x\' # \u0000\uFFFF 🎉 ئ',
    sql: "SELECT * FROM t WHERE a = 'b' -- c",
    yaml: 'a: [b, "c"] # d',
    diff: '@@ -1 +1 @@\n-a\n+b',
  };

  for (const [name, sample] of Object.entries(samples)) {
    it(`lose no character of ${name}, and find something in it`, async () => {
      const grammar = name as GrammarName;
      await highlighter.load(grammar);
      const text = highlighter.begin(grammar);
      assert.ok(text);
      const lines = sample.split('\n').map((line) => {
        let tokens = text.next(line, 1);
        while (!tokens) tokens = text.next(line, 1);
        return tokens;
      });
      assert.equal(lines.map((line) => line.map((token) => token.text).join('')).join('\n'), sample);
      assert.ok(lines.flat().some(({ className }) => className !== ''));
    });
  }
});
