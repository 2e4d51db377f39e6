import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { bareLinks } from '../../../../src/webview/markdown/bareLinks.ts';
import { decodeHTMLStrict } from '../../../../src/webview/markdown/characterReferences.ts';
import { encodeAddress, readableAddress } from '../../../../src/webview/markdown/linkAddress.ts';
import { linkTarget } from '../../../../src/webview/markdown/linkTarget.ts';
import { addMath } from '../../../../src/webview/markdown/mathRules.ts';
import { createParser } from '../../../../src/webview/markdown/parser.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { anyMarkdown, deepBlocks, longParagraphs, markdownDocuments } from '../../../support/markdownDocuments.ts';
import characterReferences from '../../../fixtures/markdown/character-references.json';
import commonMark from '../../../fixtures/markdown/commonmark-0.31.2.json';
import gfm from '../../../fixtures/markdown/gfm-0.29.json';

/** What the panel's parser stands for: markdown-it with its own packages, set up in the same way. */
function createWholeParser(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt({ html: false, linkify: true });
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  markdown.linkify.add('//', null);
  markdown.linkify.add('ftp:', null);
  markdown.validateLink = () => true;
  markdown.core.ruler.disable('strip_references');
  addMath(markdown);
  return markdown;
}

describe('The parser of answers', () => {
  const whole = createWholeParser();
  const lean = createParser();
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  function assertSameTokens(text: string): void {
    assert.deepEqual(plain(lean.parse(text, {})), plain(whole.parse(text, {})), JSON.stringify(text));
  }

  it('reads what markdown-it reads with all its parts, in the examples of the specifications', () => {
    for (const text of [...commonMark, ...gfm, ...markdownDocuments]) assertSameTokens(text);
  });

  it('reads what markdown-it reads with all its parts, in any text', () => {
    fc.assert(fc.property(anyMarkdown, assertSameTokens), { numRuns: 500 });
    fc.assert(fc.property(fc.oneof(deepBlocks, longParagraphs), assertSameTokens), { numRuns: 20 });
    const addresses = fc.array(fc.constantFrom(...piecesOfAddresses)).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(addresses, (text) => {
        // Where there is no host's name, markdown-it puts the port in front of what is there, or loses the `@`.
        fc.pre(!/<|\/\/@|\/\/[^/?#\s]*[^\w.:@[\]\s-][^/?#\s]*:\d/.test(text));
        assertSameTokens(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('knows every character that HTML has a name for', () => {
    const { unescapeAll } = whole.utils;
    for (const name of characterReferences) {
      const reference = `&${name};`;
      const decoded = unescapeAll(reference);
      assert.notEqual(decoded, reference);
      assert.equal(decodeHTMLStrict(reference), decoded, name);
      // The same names at the beginning of others, and others that are none.
      for (const other of [`&${name}x;`, `&${name.slice(0, -1)};`, `&${name.toUpperCase()};`, `&#${name};`]) {
        assert.equal(decodeHTMLStrict(other), unescapeAll(other), other);
      }
    }
  });

  it('gives nothing but a reference to the HTML parser', () => {
    for (const text of ['&<b>;', '&lt;<img src=x>;', '&amp', 'amp;', '&a b;', '&lt;\n', '']) {
      assert.equal(decodeHTMLStrict(text), text);
    }
  });

  it('finds the addresses in running text that markdown-it finds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...piecesOfAddresses, ...rarePieces), { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        assert.equal(bareLinks.test(text), whole.linkify.test(text));
        assert.deepEqual(bareLinks.match(text), linksOf(whole.linkify.match(text)), JSON.stringify(text));
        const [first] = linksOf(whole.linkify.matchAtStart(text)) ?? [];
        assert.deepEqual(bareLinks.matchAtStart(text), first ?? null, JSON.stringify(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes no time for text that only looks like addresses', () => {
    for (const piece of ['http:', 'http://', 'http://a', 'http://a/(', 'http://a/"', 'mailto:a', 'http://a.', '://']) {
      bareLinks.match(piece.repeat(20_000));
      bareLinks.match(piece + piece.slice(-1).repeat(100_000));
    }
  });

  it('writes addresses as markdown-it does', () => {
    fc.assert(
      fc.property(address, (text) => {
        // Brackets of an IPv6 address stand behind slashes only.
        fc.pre(!/^[^/]+\[/.test(text));
        assert.equal(encodeAddress(text), whole.normalizeLink(text));
        assert.equal(readableAddress(text), whole.normalizeLinkText(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('leads to the host that is meant, whatever letters its name has', () => {
    for (const text of ['https://bücher.example/ü?q=ä', 'http://BÜCHER.example:8080', 'https://me@аpple.com/']) {
      assert.deepEqual(linkTarget(encodeAddress(text)), linkTarget(text));
    }
    assert.deepEqual(linkTarget(encodeAddress('https://аpple.com/')), {
      kind: 'web',
      url: 'https://xn--pple-43d.com/',
    });
  });

  it('shows the name of a host as it is written, so that none looks like another', () => {
    assert.equal(readableAddress('https://xn--pple-43d.com/%C3%BC'), 'https://xn--pple-43d.com/ü');
    assert.equal(readableAddress('https://example.org/%ff'), 'https://example.org/%ff');
  });
});

const piecesOfAddresses: readonly string[] = [
  'http:',
  'https:',
  'HTTP:',
  'mailto:',
  'ftp:',
  '//',
  '://',
  'http://',
  'https://',
  'http://a.b',
  'mailto:me@',
  'a',
  'example',
  'com',
  'localhost',
  '127.0.0.1',
  '[::1]',
  '[1:2',
  ':80',
  ':65535',
  ':65536',
  ':1a',
  '%20',
  '/',
  '?',
  '#',
  '=',
  '&',
  '@',
  '~',
  '*',
  '-',
  '--',
  '_',
  '.',
  '..',
  '...',
  ',',
  ';',
  ':',
  '!',
  '!!',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '<',
  '>',
  '|',
  '\\',
  '^',
  '`',
  '$',
  '+',
  ' ',
  '\n',
  '\t',
];

/** What is found in the same places, but written in another way. */
const rarePieces: readonly string[] = ['ü', '𝒳', 'xn--', '%', '｜', '\u00a0', '“', '。'];

const address = fc
  .tuple(
    fc.constantFrom(
      '',
      '',
      'http://',
      'https://',
      'HTTPS://',
      'mailto:',
      '//',
      '/src',
      './',
      '#',
      'javascript:',
      'x-y:',
    ),
    fc.constantFrom('', '', 'example.org', 'me@example.org', 'a:b@c.de:80', '[::1]:8080', 'src/a.ts', 'localhost'),
    fc.array(
      fc.constantFrom(
        '/',
        '?',
        '#',
        'x',
        'ü',
        '𝒳',
        ' ',
        '%',
        '%2',
        '%20',
        '%25',
        '%2525',
        '%2F',
        '[',
        ']',
        '"',
        '<',
        '\\',
        '&',
        '`',
      ),
      { maxLength: 8 },
    ),
  )
  .map(([scheme, host, rest]) => scheme + host + (scheme + host === '' ? '' : '/a') + rest.join(''));

/** Tokens as data: what they are made by does not count. */
function plain(tokens: unknown): unknown {
  return JSON.parse(JSON.stringify(tokens));
}

function linksOf(links: unknown): ReturnType<typeof bareLinks.match> {
  if (links === null) return null;
  return [links].flat().map((link) => {
    const { schema, index, lastIndex, text, url } = link as NonNullable<ReturnType<typeof bareLinks.matchAtStart>>;
    return { schema, index, lastIndex, text, url };
  });
}
