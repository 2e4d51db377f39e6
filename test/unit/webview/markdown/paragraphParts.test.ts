import assert from 'node:assert/strict';
import fc from 'fast-check';
import commonMark from '../../../fixtures/markdown/commonmark-0.31.2.json';
import gfm from '../../../fixtures/markdown/gfm-0.29.json';
import { inlineTree } from '../../../../src/webview/markdown/inlineTree.ts';
import { cutParagraph } from '../../../../src/webview/markdown/paragraphParts.ts';
import { noReferences, parseInline, type References } from '../../../../src/webview/markdown/parser.ts';
import type { TreeNode } from '../../../../src/webview/markdown/treeNode.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';

describe('A long paragraph that is taken apart', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  const references: References = { ...noReferences(), REF: { href: 'src/r.ts', title: '' } };

  function nodesOf(parts: readonly string[]): readonly TreeNode[] {
    const nodes: TreeNode[] = [];
    for (const node of parts.flatMap((part) => inlineTree(parseInline(part, references)))) {
      const last = nodes.at(-1);
      if (typeof node === 'string' && typeof last === 'string') nodes[nodes.length - 1] = last + node;
      else nodes.push(node);
    }
    return nodes;
  }

  function partsOf(text: string, cuts: readonly number[]): readonly string[] {
    return [0, ...cuts].map((start, index) => text.slice(start, cuts[index]));
  }

  /** Lines of the specifications' examples, which are full of marks that are half, nested or in the wrong place. */
  const oneLiners = [...commonMark, ...gfm].flatMap((text) => text.trim().split('\n')).filter((line) => line !== '');
  const prose = [
    'some words',
    'and more of them.',
    'It ends. Then',
    '*em*',
    '**strong _em_**',
    '`code`',
    '[ref]',
    '[a](b)',
  ];
  const anyProse = fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...prose) },
        { weight: 1, arbitrary: fc.constantFrom(...oneLiners) },
      ),
      {
        minLength: 4,
        maxLength: 24,
      },
    )
    .map((pieces) => pieces.join(' '));

  it('says in its parts what it says as a whole', () => {
    fc.assert(
      fc.property(anyProse, (text) => {
        assert.deepEqual(nodesOf(partsOf(text, cutParagraph(text, references, 8))), nodesOf([text]), text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is cut in the same places however much of it is there', () => {
    fc.assert(
      fc.property(anyProse, (text) => {
        const cuts = cutParagraph(text, references, 8);
        for (let length = 1; length < text.length; length += 1) {
          const soFar = cutParagraph(text.slice(0, length), references, 8);
          assert.deepEqual(soFar, cuts.slice(0, soFar.length), `${text.slice(0, length)}|`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is cut behind sentences', () => {
    const sentence = 'A sentence with **bold** words, `code` and [a link](src/a.ts) that goes on for a while. ';
    const text = sentence.repeat(200);
    const parts = partsOf(text, cutParagraph(text, references));
    assert.ok(parts.length >= 4);
    for (const part of parts) {
      assert.ok(part.length <= 6_000, `${part.length}`);
      assert.match(part, /^A sentence[^]*while\. $/);
    }
  });

  it('is cut again and again where the rest of it is long', () => {
    const text = 'words without any end to it and '.repeat(4_000);
    const cuts = cutParagraph(text, references);
    assert.ok(cuts.length > 20, `${cuts.length}`);
  });
});
