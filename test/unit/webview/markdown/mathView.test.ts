import assert from 'node:assert/strict';
import { createMathView, type MathView } from '../../../../src/webview/markdown/mathView.ts';
import { createStreamedMarkdown } from '../../../../src/webview/markdown/streamedMarkdown.ts';
import { idleActions } from '../../../support/answerActions.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { markdownDocuments } from '../../../support/markdownDocuments.ts';

/** What a formula could say to make the panel load, open or restyle something, or to keep it busy. */
const hostileFormulas = [
  '\\href{javascript:alert(1)}{x}',
  '\\url{https://evil.example}',
  '\\includegraphics[height=1em]{https://tracker.example/p.png}',
  '\\htmlStyle{position: fixed; background: url(https://tracker.example)}{x}',
  '\\htmlClass{button}{x} \\htmlId{root}{x} \\htmlData{panel=1}{x}',
  '\\def\\a{\\a\\a}\\a',
  '\\def\\a#1{#1#1}\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}}}',
  '\\rule{10000em}{10000em}',
  '{'.repeat(9_000),
  '\\frac{'.repeat(1_500),
  'x^'.repeat(4_000),
  '<img src=x onerror=alert(1)>',
  '\\text{<script>alert(1)</script>}',
];

describe('A formula in an answer', () => {
  let dom: TestDom;

  before(async () => {
    dom = installDom();
    const first = create('x', false);
    assert.equal(first.element.textContent, 'x');
    assert.equal(first.element.querySelector('.katex'), null);
    // Its style sheet is asked for, and there; until then the source is shown.
    const styleSheet = await untilFound('link[href$="/katex/katex.css"]');
    assert.equal(first.element.querySelector('.katex'), null);
    styleSheet.dispatchEvent(new dom.window.Event('load'));
    await settled();
    assert.ok(first.element.querySelector('.katex'));
  });
  after(() => dom.remove());

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async function untilFound(selector: string): Promise<Element> {
    for (;;) {
      const found = dom.document.querySelector(selector);
      if (found) return found;
      await settled();
    }
  }

  function create(source: string, isDisplay: boolean, isComplete = true): MathView {
    return createMathView(dom.document, { kind: 'math', source, isDisplay, isComplete });
  }

  it('is typeset for eyes, and MathML for ears', () => {
    const { element } = create('\\frac{a}{b}', false);
    assert.equal(element.querySelector('.katex-html')?.getAttribute('aria-hidden'), 'true');
    assert.ok(element.querySelector('math mfrac'));
    assert.equal(element.querySelector('annotation')?.textContent, '\\frac{a}{b}');
  });

  it('on a line of its own scrolls by itself and can be reached by keyboard', () => {
    const { element } = create('x', true);
    assert.equal(element.tabIndex, 0);
    assert.equal(element.getAttribute('role'), 'group');
    assert.equal(element.getAttribute('aria-label'), 'Formula');
    assert.ok(element.querySelector('.katex-display'));
  });

  it('stays source while it is half there, and where it is no TeX, with the reason', () => {
    const view = create('\\frac{a', true, false);
    assert.equal(view.element.innerHTML, '<code class="math-source">\\frac{a</code>');
    view.update({ kind: 'math', source: '\\frac{a', isDisplay: true, isComplete: true });
    const code = view.element.querySelector<HTMLElement>('code.math-source');
    assert.equal(code?.textContent, '\\frac{a');
    assert.match(code.title, /^This formula cannot be typeset: .*expected '}'/);
    view.update({ kind: 'math', source: '\\frac{a}{b}', isDisplay: true, isComplete: true });
    assert.ok(view.element.querySelector('mfrac'));
  });

  it('can load, open, restyle and call nothing, whatever it says', () => {
    for (const source of hostileFormulas) {
      const { element } = create(source, true);
      assert.equal(element.querySelector('a, img, script, iframe, [href], [src], [id], [onerror]'), null, source);
      assert.equal(element.querySelector('.button, [data-panel]'), null, source);
      for (const each of element.querySelectorAll<HTMLElement>('[style]')) {
        assert.doesNotMatch(each.getAttribute('style') ?? '', /url|position: fixed/, source);
        assert.ok((Number.parseFloat(each.style.height) || 0) < 100, source);
      }
    }
  });

  it('that arrived letter by letter ends as if it had been drawn at once', () => {
    let formulas = 0;
    for (const text of markdownDocuments.filter((each) => /\$|\\[([]|math/.test(each) && each.length < 400)) {
      const [streamed, atOnce] = ['', text].map((whole) => {
        const root = dom.document.createElement('div');
        const markdown = createStreamedMarkdown(root, idleActions);
        for (const piece of whole === '' ? text.split('') : [whole]) {
          markdown.append(piece);
          markdown.render(true);
        }
        markdown.render(false);
        return root;
      });
      formulas += atOnce?.querySelectorAll('.katex').length ?? 0;
      assert.equal(streamed?.innerHTML, atOnce?.innerHTML, text);
    }
    assert.ok(formulas > 30);
  });
});
