import assert from 'node:assert/strict';
import { type CodeBlock, createCodeBlock } from '../../../../src/webview/markdown/codeBlock.ts';
import { canHighlight, highlightLines, languageName } from '../../../../src/webview/markdown/highlight.ts';
import { languages } from '../../../../src/webview/markdown/languages.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';

describe('A block of code', () => {
  let dom: TestDom;
  let copied: string[];
  let inserted: string[];
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());
  beforeEach(() => {
    copied = [];
    inserted = [];
  });

  function create(): CodeBlock {
    return createCodeBlock(dom.document, {
      copy: (code) => copied.push(code),
      insert: (code) => inserted.push(code),
    });
  }

  function button(block: CodeBlock, name: string): HTMLButtonElement {
    const found = block.element.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`);
    assert.ok(found, name);
    return found;
  }

  const codeOf = (block: CodeBlock): string => block.element.querySelector('code')?.textContent ?? '';
  const scopesOf = (block: CodeBlock): string[] =>
    [...block.element.querySelectorAll('[class^="tok-"]')].map((each) => `${each.className}: ${each.textContent}`);

  it('can be copied and inserted without its last line break', () => {
    const block = create();
    block.update('let a = 1;\nlet b = 2;\n', 'ts', true);
    button(block, 'Copy').click();
    button(block, 'Insert at Cursor').click();
    assert.deepEqual(copied, ['let a = 1;\nlet b = 2;']);
    assert.deepEqual(inserted, ['let a = 1;\nlet b = 2;']);
  });

  it('names its language to eyes and ears', () => {
    const block = create();
    block.update('x', 'py', true);
    assert.equal(block.element.querySelector('.code-language')?.textContent, 'Python');
    assert.equal(block.element.getAttribute('aria-label'), 'Code, Python');
    block.update('x', 'made-up', true);
    assert.equal(block.element.getAttribute('aria-label'), 'Code, made-up');
    block.update('x', '', true);
    assert.equal(block.element.getAttribute('aria-label'), 'Code');
  });

  it('is highlighted line by line while it arrives, and knows in the end what a line alone cannot', () => {
    const block = create();
    block.update('/* one\nconst two\n', 'ts', false);
    assert.ok(scopesOf(block).includes('tok-keyword: const'));
    block.append('*/ const three');
    block.append(' = 3;\n');
    block.complete();
    assert.deepEqual(scopesOf(block), [
      'tok-comment: /* one',
      'tok-comment: const two',
      'tok-comment: */',
      'tok-keyword: const',
      'tok-number: 3',
    ]);
    assert.equal(codeOf(block), '/* one\nconst two\n*/ const three = 3;\n');
  });

  it('keeps the nodes of its lines when more lines come', () => {
    const block = create();
    block.update('let a = 1;\n', 'ts', false);
    const first = block.element.querySelector('.code-chunk')?.firstChild;
    block.append('let b = 2;\nlet c');
    block.append(' = 3;\n');
    block.complete();
    assert.equal(block.element.querySelector('.code-chunk')?.firstChild, first);
  });

  it('puts its lines into containers of their own, so that a new line lays out few of them again', () => {
    const block = create();
    block.update('line\n'.repeat(100), '', true);
    const chunks = [...block.element.querySelectorAll('.code-chunk')];
    assert.ok(chunks.length >= 4);
    assert.ok(chunks.every((chunk) => (chunk.textContent ?? '').split('\n').length <= 33));
    assert.equal(codeOf(block), 'line\n'.repeat(100));
  });

  it('is plain text in a language that nobody knows, and where a line is too long to look at', () => {
    const block = create();
    block.update('const a = 1;\n', 'klingon', true);
    assert.deepEqual(scopesOf(block), []);
    const long = create();
    long.update(`const a = "${'x'.repeat(5000)}";\n`, 'ts', true);
    assert.deepEqual(scopesOf(long), []);
  });

  it('loses no character in any of its languages', () => {
    const samples = [
      'class A<T> extends B { /* c */ x = `a ${b + 1} c`; }\n// end',
      '<a href="x">y</a><script>let x = 1</script><style>a { b: c }</style>',
      'def f(x: int) -> str:\n    """doc"""\n    return f"{x!r}"  # c\n@d',
      '{"a": [1, true, null, "\\u0000"]}',
      '@@ -1 +1 @@\n-a\n+b\n#!/bin/sh\necho "$HOME" | grep -E \'x\'',
      "SELECT * FROM t WHERE a = 'b' -- c\n[section]\nkey = value\n\"unclosed",
      '\u0000\uFFFF 🎉 ئ',
    ];
    for (const language of Object.keys(languages)) {
      for (const sample of samples) {
        const lines = highlightLines(sample, language).map((line) => line.map(({ text }) => text).join(''));
        assert.equal(lines.join('\n'), sample, language);
      }
    }
  });

  it('knows languages by the names that models use', () => {
    for (const name of ['ts', 'tsx', 'js', 'jsx', 'py', 'sh', 'html', 'cs', 'rs', 'yml', 'c++', 'golang', 'rb', 'md']) {
      assert.ok(canHighlight(name), name);
    }
    assert.equal(languageName('ts'), 'TypeScript');
    assert.equal(canHighlight('constructor'), false);
    assert.equal(canHighlight(''), false);
  });
});
