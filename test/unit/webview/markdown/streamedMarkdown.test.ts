import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFileLinks } from '../../../../src/webview/fileLinks.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { type Parse, parseBlocks } from '../../../../src/webview/markdown/parser.ts';
import { createStreamedMarkdown } from '../../../../src/webview/markdown/streamedMarkdown.ts';
import { answerActions } from '../../../support/answerActions.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import commonMark from '../../../fixtures/markdown/commonmark-0.31.2.json';
import gfm from '../../../fixtures/markdown/gfm-0.29.json';
import {
  anyMarkdown,
  deepBlocks,
  longBlocks,
  longParagraphs,
  markdownDocuments,
} from '../../../support/markdownDocuments.ts';

describe('Markdown that is shown while it arrives', () => {
  let dom: TestDom;
  before(async () => {
    dom = installDom();
    await loadLater();
  });
  after(() => dom.remove());

  // Some files are known to exist: what becomes a link must be the same however the text arrives.
  const files = createFileLinks({
    post: () => undefined,
    open: () => undefined,
    schedule: () => () => undefined,
  });
  files.receive({
    type: 'checkedFiles',
    files: ['src/a.ts', 'src/x.ts', 'a.ts'].map((path) => ({ asked: path, place: { path } })),
  });
  const actions = answerActions({ mention: (element, target) => files.mention(element, target) });

  function create(parse?: Parse) {
    const root = dom.document.createElement('div');
    return { root, markdown: createStreamedMarkdown(root, actions, parse) };
  }

  function atOnce(text: string): HTMLElement {
    const { root, markdown } = create();
    markdown.append(text);
    markdown.render(false);
    return root;
  }

  /** Streams `pieces`, drawing after each. */
  function streamed(pieces: readonly string[], afterEach?: (root: HTMLElement, text: string) => void): HTMLElement {
    const { root, markdown } = create();
    let text = '';
    for (const piece of pieces) {
      markdown.append(piece);
      text += piece;
      markdown.render(afterEach === undefined);
      afterEach?.(root, text);
    }
    markdown.render(false);
    return root;
  }

  function assertSame(actual: HTMLElement, expected: HTMLElement, text: string): void {
    if (actual.isEqualNode(expected)) return;
    assert.equal(actual.innerHTML, expected.innerHTML, JSON.stringify(text));
    assert.fail(`the same markup in other nodes: ${JSON.stringify(text)}`);
  }

  const letters = (text: string): string[] => text.split('');
  const cutAt = (text: string, places: readonly number[]): string[] => {
    const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
    return [...cuts, text.length].map((cut, index) => text.slice(index === 0 ? 0 : cuts[index - 1], cut));
  };

  it('turns lists, quotes and tables by the words in them, whatever language the panel has', () => {
    const root = atOnce('1. واحد\n2. اثنان\n\n> לא\n\n| א | ב |\n|---|---|\n| ג | ד |\n');

    for (const selector of ['ol', 'blockquote', '.table-box']) {
      const element = root.querySelector(selector) ?? assert.fail(selector);
      assert.equal(element.getAttribute('dir'), 'auto', selector);
      // What has a direction of its own says nothing about what is around it.
      assert.equal(element.querySelector('[dir]'), null, selector);
    }
  });

  it('ends as it would if it had been drawn at once, arriving letter by letter', () => {
    for (const text of markdownDocuments) assertSame(streamed(letters(text)), atOnce(text), text);
  });

  it('is what drawing at once gives at every letter where the text might have ended', () => {
    for (const text of markdownDocuments.filter((each) => each.length < 400)) {
      streamed(letters(text), (root, soFar) => assertSame(root, atOnce(soFar), soFar));
    }
  });

  it('ends the same for the examples of the CommonMark and GFM specifications, cut in two anywhere', () => {
    for (const text of [...commonMark, ...gfm]) {
      const expected = atOnce(text);
      assertSame(streamed(letters(text)), expected, text);
      for (let cut = 1; cut < text.length; cut += 1) {
        assertSame(streamed([text.slice(0, cut), text.slice(cut)]), expected, `${text.slice(0, cut)}|`);
      }
    }
  });

  it('is what drawing at once gives wherever an example of the specifications might have ended', () => {
    for (const text of [...commonMark, ...gfm]) {
      streamed(letters(text), (root, soFar) => assertSame(root, atOnce(soFar), soFar));
    }
  });

  it('ends the same for any text, cut anywhere', () => {
    fc.assert(
      fc.property(anyMarkdown, fc.array(fc.nat(1_000), { maxLength: 12 }), (text, places) => {
        assertSame(streamed(cutAt(text, places)), atOnce(text), text);
        assertSame(streamed(letters(text)), atOnce(text), text);
      }),
      { numRuns: 250 },
    );
  });

  it('ends the same for long lists and tables, which are taken apart on the way', () => {
    fc.assert(
      fc.property(longBlocks, fc.integer({ min: 3, max: 90 }), (text, size) => {
        const pieces = cutAt(
          text,
          Array.from({ length: Math.ceil(text.length / size) }, (_, index) => index * size),
        );
        assertSame(streamed(pieces), atOnce(text), text);
      }),
      { numRuns: 15 },
    );
  });

  /** One block that holds many of the specifications' examples. */
  const deepExamples = fc
    .tuple(
      fc.constantFrom('- ', '> ', '1. ', '> - ', '- > ', '- - '),
      fc.array(fc.constantFrom(...commonMark, ...gfm), { minLength: 40, maxLength: 80 }),
    )
    .map(([root, examples]) => {
      const following = root.replaceAll(/[^>\s]/g, ' ');
      const lines = examples.flatMap((example) => [
        ...example.split('\n').slice(0, -1),
        ...(example.length % 2 ? [''] : []),
      ]);
      return `${root}root\n${lines.map((line) => `${following}${line}\n`).join('')}`;
    });

  for (const [kind, documents] of Object.entries({
    'examples of the specifications inside of one block': deepExamples,
    'blocks inside each other': deepBlocks,
    'long paragraphs': longParagraphs,
  })) {
    it(`ends the same for ${kind}, which are taken apart on the way`, () => {
      fc.assert(
        fc.property(documents, fc.integer({ min: 3, max: 400 }), (text, size) => {
          const pieces = cutAt(
            text,
            Array.from({ length: Math.ceil(text.length / size) }, (_, index) => index * size),
          );
          assertSame(streamed(pieces), atOnce(text), text);
        }),
        { numRuns: 15 },
      );
    });
  }

  it('keeps no link whose definition turned out to be none, wherever it was cut', () => {
    const item = '- an item of a list that names [ref] and goes on for a while\n';
    for (const text of [
      "- [ ] \n[ref]: /url 'title\n### word\t[\n[ref]: /url 'title\n\n",
      `[ref]\n\n# Heading\n[ref]: /url 'title\n`,
      `${item.repeat(30)}\n[ref]: /url 'title\n\nThe end.`,
    ]) {
      for (let cut = 0; cut <= text.length; cut += 1) {
        assertSame(streamed([text.slice(0, cut), text.slice(cut)]), atOnce(text), `${text.slice(0, cut)}|`);
      }
    }
  });

  it('links the files of a stack trace the same, however it arrives', () => {
    for (const text of [
      '```\nat f (src/a.ts:1:2)\nat g (src/a.ts:3)\nsrc/x.ts',
      '```text\na.ts:3: no\n```\n\nsrc/a.ts',
    ]) {
      assertSame(streamed(letters(text)), atOnce(text), text);
      streamed(letters(text), (root, soFar) => assert.equal(root.textContent, atOnce(soFar).textContent, soFar));
      assert.ok(atOnce(text).querySelector('.code-block .file-link, p .file-link'), text);
    }
  });

  it('can be cleared and filled again', () => {
    const { root, markdown } = create();
    markdown.append('- a\n- b\n\n```ts\nopen');
    markdown.render(true);
    markdown.clear();
    markdown.append('[x]\n\n[x]: src/x.ts');
    markdown.render(false);
    assertSame(root, atOnce('[x]\n\n[x]: src/x.ts'), 'cleared');
  });

  describe('on the way', () => {
    /** Everything a reader sees while `text` arrives letter by letter. */
    function views(text: string): readonly string[] {
      const { root, markdown } = create();
      return letters(text).map((letter) => {
        markdown.append(letter);
        markdown.render(true);
        return root.textContent;
      });
    }

    it('never shows the marks of emphasis, code and links that are half there', () => {
      const seen = views('Some **bold words**, *em*, `code` and [a link](src/a.ts#L3) here. And ~~gone~~.');
      for (const text of seen) assert.doesNotMatch(text, /[*`[\]()~]/);
    });

    it('never shows a heading, a list or a rule that a lone mark only seemed to begin', () => {
      const { root, markdown } = create();
      for (const letter of 'Some text\n- item one\n- item two\n\n1. first\n\n# Heading\n') {
        markdown.append(letter);
        markdown.render(true);
        assert.equal(root.querySelector('hr'), null);
        assert.doesNotMatch(root.textContent, /^[-#]|1\.|-$/);
        assert.notEqual(root.querySelector('h3, h4')?.textContent, 'Some text');
      }
    });

    it('never shows the lines of a table as text', () => {
      for (const text of views('Before.\n\n| Name | Place |\n|------|-------|\n| a | src/a.ts |\n\nAfter.')) {
        assert.doesNotMatch(text, /\||--/);
      }
    });

    it('never shows the marks of a fence', () => {
      for (const text of views('Look:\n\n```typescript\nlet a = 1;\n```\n\nDone.')) assert.doesNotMatch(text, /`/);
    });

    it('shows half a formula as its source, without the marks around it', () => {
      const { root, markdown } = create();
      const text =
        'Let $x_1 + y$ and \\(a\\):\n\n$$\n\\frac{a}{b}\n- c\n$$\n\n\\[ z = 1 \\]\n\nIt costs $5, not $10.\n';
      for (const letter of letters(text)) {
        markdown.append(letter);
        markdown.render(true);
        const outside = root.cloneNode(true) as HTMLElement;
        for (const formula of outside.querySelectorAll('.math')) formula.remove();
        assert.doesNotMatch(outside.textContent, /[\\_{]|\$(?![51])|frac|z =/);
        assert.doesNotMatch(
          [...root.querySelectorAll('.math')].map((each) => each.textContent).join(''),
          /\$|\\[()[\]]/,
        );
        assert.equal(root.querySelector('li, h3, h4'), null);
      }
      assert.deepEqual(
        [...root.querySelectorAll('.math')].map((each) => each.textContent),
        ['x_1 + y', 'a', '\\frac{a}{b}\n- c', 'z = 1'],
      );
    });

    it('keeps every node of a finished block, and the text node that only gets longer', () => {
      const { root, markdown } = create();
      markdown.append('First paragraph.\n\nSecond ');
      markdown.render(true);
      const [first, second] = root.querySelectorAll('p');
      const text = second?.firstChild;
      markdown.append('paragraph goes on, and on\nand on');
      markdown.render(true);
      markdown.append('.\n\n- a list\n- with items\n\nThird.');
      markdown.render(false);
      assert.deepEqual([...root.querySelectorAll('p')].slice(0, 2), [first, second]);
      assert.equal(second?.firstChild, text);
      assert.equal(text?.textContent, 'Second paragraph goes on, and on\nand on.');
    });
  });

  describe('costs', () => {
    /** What it takes to stream `text` in pieces of 20 characters. */
    function costOf(text: string): { readonly parsed: number; readonly mutations: number } {
      let parsed = 0;
      const { root, markdown } = create((source, known) => {
        parsed += source.length;
        return parseBlocks(source, known);
      });
      const observer = new MutationObserver(() => undefined);
      observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
      let mutations = 0;
      for (let start = 0; start < text.length; start += 20) {
        markdown.append(text.slice(start, start + 20));
        markdown.render(true);
        mutations += observer.takeRecords().length;
      }
      markdown.render(false);
      return { parsed, mutations };
    }

    const mixed =
      'A paragraph with **bold** and `code` in it.\n\n- one item\n- another item\n\n```ts\nlet a = 1;\nlet b = 2;\n```\n\n' +
      '| a | b |\n|---|---|\n| 1 | 2 |\n\n## A heading\n\n';
    const kinds: Readonly<Record<string, (size: number) => string>> = {
      'a mixed answer': (size) => mixed.repeat(Math.ceil(size / mixed.length)),
      'one code block': (size) => `\`\`\`ts\n${'const value = compute(1, "two");\n'.repeat(size / 33)}`,
      'one list': (size) => '- an item of some words\n'.repeat(size / 24),
      'formulas in text and on lines of their own': (size) =>
        'Let $x_1$ be \\(y\\) at $5.\n\n$$\n\\frac{a}{b}\n- c\n$$\n\n'.repeat(size / 50),
      'one paragraph': (size) => 'It has **bold** and `code` in its [sentences](src/a.ts). '.repeat(size / 56),
      'one quote': (size) => '> A line of it with **bold** words.\n>\n> - an item\n>\n'.repeat(size / 51),
      'one item with items in it': (size) =>
        `- root\n${'  - one\n    - two of some words\n      1. three\n'.repeat(size / 47)}`,
      'one table': (size) => `| a | b |\n|---|---|\n${'| some | words in cells |\n'.repeat(size / 26)}`,
    };

    for (const [kind, make] of Object.entries(kinds)) {
      it(`grow with the length of ${kind} and no faster`, () => {
        const short = costOf(make(8_000));
        const long = costOf(make(32_000));
        assert.ok(long.parsed <= 4.4 * short.parsed, `${short.parsed} → ${long.parsed} characters parsed`);
        assert.ok(long.mutations <= 4.4 * short.mutations, `${short.mutations} → ${long.mutations} changes`);
        assert.ok(long.parsed <= 120 * 32_000, `${long.parsed} characters parsed for 32,000`);
      });
    }
  });
});
