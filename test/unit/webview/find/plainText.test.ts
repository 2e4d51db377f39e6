import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { occurrences } from '../../../../src/webview/find/occurrences.ts';
import { blockBreak, plainText } from '../../../../src/webview/find/plainText.ts';
import { rangesIn } from '../../../../src/webview/find/shownText.ts';
import { createStreamedMarkdown } from '../../../../src/webview/markdown/streamedMarkdown.ts';
import { idleActions } from '../../../support/answerActions.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import {
  anyMarkdown,
  deepBlocks,
  longBlocks,
  longParagraphs,
  markdownDocuments,
} from '../../../support/markdownDocuments.ts';

describe('The text of an answer as it is looked through', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  function draw(markdown: string): HTMLElement {
    const root = dom.document.createElement('div');
    const streamed = createStreamedMarkdown(root, idleActions);
    streamed.append(markdown);
    streamed.render(false);
    return root;
  }

  /** The pieces that are read as one, without what only lays them out. */
  const pieces = (text: string): readonly string[] =>
    text
      .split(blockBreak)
      .map((piece) => piece.replace(/\n$/, ''))
      .filter((piece) => piece !== '');

  function shown(root: HTMLElement): string {
    let text = '';
    rangesIn(root, 1, (all) => {
      text = all;
      return [];
    });
    return text;
  }

  it('is what its nodes show, without drawing them', () => {
    for (const text of markdownDocuments) assert.deepEqual(pieces(plainText(text)), pieces(shown(draw(text))), text);
    fc.assert(
      fc.property(anyMarkdown, (text) => assert.deepEqual(pieces(plainText(text)), pieces(shown(draw(text))))),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.oneof(longBlocks, deepBlocks, longParagraphs), (text) =>
        assert.deepEqual(pieces(plainText(text)), pieces(shown(draw(text)))),
      ),
      { numRuns: 15 },
    );
  });

  it('holds the sources of formulas, and leads to all of a formula that is typeset', () => {
    const text = 'It is $x_1 + 1$ here.\n\n$$\n\\sum_{k} x_1\n$$\n\nAgain x_1.';
    const root = draw(text);
    assert.deepEqual(pieces(plainText(text)), ['It is ', 'x_1 + 1', ' here.', '\\sum_{k} x_1', 'Again x_1.']);
    const found = (): readonly string[] =>
      rangesIn(root, 3, (all) => occurrences(all, { text: 'x_1', isCaseSensitive: false, isWholeWord: false })).map(
        (range) => range.toString(),
      );
    assert.deepEqual(found(), ['x_1', 'x_1', 'x_1']);
    // As KaTeX leaves it: what is seen, and for ears a copy that knows the source.
    for (const formula of root.querySelectorAll('.math')) {
      const seen = dom.document.createElement('span');
      const heard = dom.document.createElement('span');
      const annotation = dom.document.createElement('annotation');
      annotation.textContent = formula.textContent;
      heard.className = 'katex-mathml';
      heard.append('unseen', annotation);
      seen.className = 'katex-html';
      seen.append('typeset');
      formula.replaceChildren(heard, seen);
    }
    assert.deepEqual(pieces(shown(root)), pieces(plainText(text)));
    assert.deepEqual(found(), ['typeset', 'typeset', 'x_1']);
  });

  it('leads to the words in the nodes, also where marks stand between them', () => {
    const root = draw('Some **bold `code`** and\nmore.\n\n- bold code\n\n```ts\nconst bold = code;\nbold code\n```');
    const found = (words: string): readonly string[] => {
      const query = { text: words, isCaseSensitive: false, isWholeWord: false };
      return rangesIn(root, words.length, (text) => occurrences(text, query)).map(String);
    };
    assert.deepEqual(found('BOLD CODE'), ['bold code', 'bold code', 'bold code']);
    assert.deepEqual(found('and more'), ['and\nmore']);
    assert.deepEqual(found('more. bold'), []);
    assert.deepEqual(found('Copy'), []);
  });
});
