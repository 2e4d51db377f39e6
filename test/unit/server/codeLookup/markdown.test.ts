import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import {
  code,
  fenced,
  fileLink,
  firstSentence,
  listing,
  prose,
  row,
  shorten,
  tableHead,
} from '../../../../src/server/codeLookup/markdown.ts';

const markdown = new MarkdownIt();
const hostile = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '`',
        '``',
        '*',
        '_',
        '[a](b)',
        '![',
        '](',
        '<b>',
        '|',
        '\\',
        '~~',
        '\n',
        '# ',
        '- ',
        '&amp;',
        'a',
        ' ',
      ),
    ),
  )
  .map((pieces) => pieces.join(''));

function inlineTokens(text: string): ReturnType<typeof markdown.parseInline> {
  return markdown.parseInline(text, {})[0]?.children ?? [];
}

describe('text from files in an answer', () => {
  it('as prose has no links, images, emphasis or markup, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const types = new Set(inlineTokens(`x ${prose(text)} x`).map((token) => token.type));
        for (const type of types)
          assert.ok(['text', 'text_special', 'code_inline'].includes(type), `${type} in ${prose(text)}`);
      }),
    );
  });

  it('as code stays exactly what it is, but for its line breaks', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
        fc.pre(clean !== '');
        assert.deepEqual(
          inlineTokens(code(text)).map((token) => [token.type, token.content]),
          [['code_inline', clean]],
        );
      }),
    );
  });

  it('stays in its cell of a table', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const tokens = markdown.parse(`${tableHead(['A', 'B'])}${row([prose(one), code(other)])}`, {});
        assert.equal(tokens.filter((token) => token.type === 'td_open').length, 2);
      }),
    );
  });

  it('cannot end its fence', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [token, ...others] = markdown.parse(fenced(`a${text}`, 'ts'), {});
        assert.deepEqual([token?.type, others.length], ['fence', 0]);
      }),
    );
  });
});

describe('a link to a file', () => {
  it('leads to the file and its lines, whatever the file is called', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b c', '(', ')', 'é', '#', '%', ':', '?', '&', "'", '*', '[', ']', '.ts'), {
        minLength: 1,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 999 }), (parts, line) => {
        const path = parts.join('/');
        const [open] = inlineTokens(fileLink(path, line));
        assert.equal(open?.type, 'link_open');
        const href = String(open.attrs?.[0]?.[1] ?? '');
        assert.equal(decodeURIComponent(href.replace(/^\.\//, '').replace(/#L\d+$/, '')), path);
        assert.ok(href.endsWith(`#L${line}`));
      }),
    );
  });

  it('shows its lines the way editors write them', () => {
    assert.equal(fileLink('src/a.ts', 3), '[src/a.ts:3](src/a.ts#L3)');
    assert.equal(fileLink('src/a.ts', 3, 9), '[src/a.ts:3-9](src/a.ts#L3-L9)');
    assert.equal(fileLink('src/a.ts'), '[src/a.ts](src/a.ts)');
    assert.equal(fileLink('c:x.ts', 1, 1, 'x'), '[x](./c%3Ax.ts#L1)');
  });
});

describe('a shortened text', () => {
  it('ends after its first sentence or at a word, never inside code', () => {
    assert.equal(firstSentence('One `a.b` two. Three.', 99), 'One `a.b` two.');
    assert.equal(firstSentence('Uses e.g. this way. Then.', 99), 'Uses e.g. this way.');
    assert.equal(shorten('one two three', 9), 'one two…');
    assert.equal(shorten('one two `three four`', 16), 'one two…');
  });

  it('of a list says how much is left out', () => {
    assert.equal(listing([]), '');
    assert.equal(listing(['a', 'b', 'c']), 'a, b and c');
    assert.equal(listing(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
