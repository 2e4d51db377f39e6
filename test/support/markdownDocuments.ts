import fc from 'fast-check';

/** Markdown of every kind, written for these tests: each construct by itself, at its edges and inside others. */
export const markdownDocuments: readonly string[] = [
  '',
  '\n\n',
  'One line',
  "[ref]: /url 'title\n===\nword\nline'\n",
  "[ref]: /url 'title\n===\nword\n---\nline' [ref]\n\n[ref]: /other",
  '[ref]: is a heading\n===\nword\n\nmore',
  'Two\nlines',
  'Two  \nlines with a hard break',
  'Two\\\nlines with another',
  'A paragraph.\n\nAnother.\n',
  '   three spaces\n    and four are one paragraph',
  '# Title\ntext right after\n## Second ##\n####### seven are none\n#none either',
  '### Deep first\n\n# Then higher\n\n## Below\n\n###### Far below\n',
  'Setext\n===\n\nSecond\n---\n\nMore than\none line\n---',
  '> # In a quote\n> ## Deeper\n\n# Outside\n',
  '***\n---\n___\n - - -\n_____ _\n',
  'text\n***\ntext',
  '    indented code\n\n    with a gap\n  ends here',
  'para\n    no code here',
  '```\nplain\n```',
  '```ts\nconst a = `x ${1}\n  y`;\n/* over\nlines */\n```\nafter',
  '~~~py title=a.py\ndef f():\n  return "```"\n~~~',
  '````md\n```\ninner\n```\n````\n\nafter',
  '```\nnever closed\n\n# not a heading',
  '```js\n',
  '```js',
  '``` no`fence\ntext',
  '   ```\n   indented fence\n  two\n   ```',
  '```\na\n ``` \nb',
  '```\na\n``` not the end\n```',
  '- one\n- two\n- three',
  '- one\n\n- two\n\n- three\n',
  '- one\n- two\n\n- three',
  '- one\n  - two\n    - three\n  - four\n- five',
  '1. one\n2. two\n10. ten\n',
  '3) three\n4) four\n\ntext\n',
  '- one\n+ other list\n* third list',
  '- a\n\n  second paragraph\n\n      code in an item\n- b',
  '- a\nlazy line\n- b\n    lazy too',
  '1. ```sh\n   npm test\n   ```\n2. then\n',
  '- [ ] to do\n- [x] done\n- [X] done too\n- [y] no box\n- [ ]\n',
  'text\n- interrupts\n\ntext\n2. does not',
  '-\n- two\n-\n',
  '-\n\n  not in the item',
  '- # heading in an item\n- > quote in an item\n  > goes on\n',
  '> quote\n> goes on\nlazily\n\n> another',
  '> > nested\n> back\n',
  '> ```\n> code\nnot code any more',
  '> - list\n> - in quote\n\nafter',
  '| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 |\n',
  'a | b\n--|--:\n1 | 2 | 3\n\nafter',
  'text before\n| a | b |\n|---|---|\n| 1 | 2 |',
  '| a \\| b | `c|d` |\n|---|---|\n| x | y |\n> quote ends it',
  '| no table |\n\n|---|\n',
  '| head |\n|---|',
  '| a |\n| - |\n| b |\n- list ends it',
  'a | b\n- | -',
  '1. a | b\n--|--\n2. c',
  '*em* **strong** ***both*** _em_ __strong__ ~~gone~~ ~one~',
  '*open **and** closed* and **never',
  'snake_case_name and 2*3*4 and a * b * c',
  '**bold *nested** wrong*',
  '`code` ``with ` inside`` `unclosed',
  '`` ` `` and ` ` and ``',
  '[text](src/a.ts) [b](<a b.ts> "title") [c](https://example.org/x_(y)) [d]()',
  '[half](src/a.ts',
  '[brackets [inside] text](a.ts) ![image](b.png "t") [![linked](c.png)](d.ts)',
  '[ref] [Text][ref] [collapsed][] ![img][ref]\n\n[ref]: src/a.ts "Title"\n[collapsed]: <https://example.org>\n',
  '[late] is used first\n\nand much later\n\n- [late]\n\n> [late][]\n\n[late]: src/late.ts',
  '[a]: /one\n[a]: /two\n\n[a] [A]',
  "[multi]: src/a.ts\n'title over\ntwo lines'\n\n[multi]",
  "[multi]: src/a.ts\n'title never closed\n\n[multi]",
  '[label\nover lines]: src/b.ts\n\n[label over\nlines]',
  '[x]:\n\n[x]: src/c.ts "t" trailing\n\n[x]',
  '- [in]: src/item.ts\n- [in]\n\n[in]',
  '> [q]: src/quote.ts\n\n[q] and [Q][]',
  '[constructor] [__proto__] [toString]\n\n[__proto__]: src/p.ts',
  '<https://example.org/a?b=c&d> <mail@example.org> <not a link>',
  'https://example.org/path, http://example.org. and ftp://example.org and //example.org',
  'src/a.ts:12 and src/b.ts:3-9, `lib/c.py` in docs/README.md; a.ts:5 but not Node.js or e.g. this',
  '&amp; &lt; &copy; &#35; &#x1F600; &nope; &',
  '\\*not em\\* \\[not link\\] \\\\ \\',
  '<div onclick="x">html</div>\n\n<script>alert(1)</script>\n\n<!-- c -->',
  'a\r\nb\r\n\r\n- c\r\n- d\r',
  'nul \0 and bell \u0007',
  'Euler: $e^{i\\pi} + 1 = 0$, and $x$, the $n$th, $`a_b`$; costs $5 or $10, US$3 and 4$',
  '\\(a+b\\) and \\[c = d\\] in text, \\(see below\\), \\[1\\], \\[TODO\\]',
  'unclosed $x + 1 and\nmore *em* $y_1\n\nnext $',
  '$$\n\\frac{a}{b}\n- c\n= d\n\n+ e\n$$\nafter',
  'before\n$$\nx\n$$.\nbetween\n\\[\ny\n\\]\n',
  '$$x^2$$\n\n\\[x^2\\],\n\n$$x$$ where $x$ is\n$$\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}$$\n',
  'text\n$$a cheap one\n- of them\n\n**after**',
  'text\n$$a\nb$$ and so on\n- item\n',
  '$$\nnever closed\n\n# no heading\n',
  '\\[ a\nb \\]\n\n\\[1\\] note\n\n\\[',
  '- item $x$\n  $$\n  y\n  $$\n- $$z$$\n- $$\n  open\n- next\n',
  '> $$\n> q\n> $$\n> text $r$\n\n> $$\n> open\nlazy',
  '| $a$ | $b|c$ |\n|---|---|\n| \\(x\\) | $$y$$ |\n$$\nends it\n$$',
  '```math\n\\sqrt{2}\n```\n\n```math\nopen',
  '**bold $x_1$ and *$y$***, [link $z$](a.ts), `$code$`, $a`b$`c',
  '$$$\n\n$$ $$\n\n$ $ \\$x\\$ $\\$5$ $',
  '# Title $x$\n\nSetext $y\n===\n$$\n---\n$$\n',
  '![dot](data:image/png;base64,iVBORw0KGgo=) ![chart](docs/chart.png) ![](https://host.example/a.png "t")',
  '[![linked](docs/a.svg)](src/a.ts) ![page](data:text/html,x) | ![t](a.gif) |\n\n![ref]\n\n[ref]: docs/late.webp',
  '\ttab\n\n-\ttab item\n\n\t\tcode',
  'emoji 👩‍👩‍👧 and ئەلف and 漢字 with **強調**text',
  `${'deep '.repeat(3)}\n${'> '.repeat(12)}quote`,
  `${Array.from({ length: 10 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n')}\n`,
  `- ${'a long item '.repeat(20)}\n`.repeat(12),
  `${'1. numbered item with some words\n'.repeat(60)}\n1. loose at the end\n`,
  `| h | k |\n|---|---|\n${'| cell with words | [ref] |\n'.repeat(60)}\n[ref]: src/r.ts\n`,
  `${'A sentence of an ordinary paragraph. '.repeat(40)}\n\n`.repeat(8),
];

const words = [
  'word',
  '**bold**',
  '*em*',
  '`code`',
  '[link](src/a.ts)',
  '[ref]',
  '[a][ref]',
  '![i](x.png)',
  'src/a.ts:12',
  'https://example.org/a',
  'a|b',
  '|',
  '\\',
  '&amp;',
  '<b>',
  '**',
  '*',
  '_',
  '~~x~~',
  '`',
  '[',
  '](',
  '"t"',
  '(t)',
  '[x]',
  '  ',
  '\t',
  'snake_case',
  '$x$',
  '$',
  '$$',
  '\\(y',
  '\\)',
  '\\[',
  '\\]',
  '$z_1',
  '$5',
  '🎉',
];

const beginnings = [
  '',
  '',
  '',
  '- ',
  '* ',
  '1. ',
  '2) ',
  '> ',
  '# ',
  '### ',
  '    ',
  '  ',
  '\t',
  '- [ ] ',
  '| ',
  '> - ',
  '- > ',
  '  - ',
  '> > ',
  '1. - ',
];

const wholeLines = [
  '',
  '',
  '---',
  '===',
  '```',
  '```ts',
  '~~~',
  '| a | b |',
  '|---|---|',
  '--|--',
  '| x | y |',
  '[ref]: /url',
  "[ref]: /url 'title",
  '[ref]:',
  "'multi",
  "line'",
  '-',
  '1.',
  '#',
  '$$',
  '$$',
  '$$a',
  'b$$',
  '\\[',
  '\\]',
  '> $$',
  '- $$',
  '```math',
  '> ```',
  '- ```js',
  '  ```',
  'a | b',
  '[foo]: <x y> "t"',
];

const textLine = fc
  .tuple(fc.constantFrom(...beginnings), fc.array(fc.constantFrom(...words), { maxLength: 5 }), fc.boolean())
  .map(([beginning, parts, isSpaced]) => beginning + parts.join(isSpaced ? ' ' : ''));

/** Lines that mean something to a Markdown parser, in any order. */
export const anyMarkdown: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...wholeLines), textLine), { minLength: 1, maxLength: 10 }),
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.constantFrom('', '\n'),
  )
  .map(([lines, separator, end]) => lines.join(separator) + end);

const item = fc.tuple(
  fc.array(fc.constantFrom(...words), { maxLength: 8 }),
  fc.constantFrom(
    '',
    '',
    '',
    '\n  more text',
    '\n  - nested\n  - too',
    '\n',
    '\n\n  paragraph',
    '\nlazy',
    '\n  [ref]: /u',
  ),
);

/** Lists and tables that are long enough to be taken apart. */
export const longBlocks: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('- ', '* ', '1. ', '7) ', ' - '),
    fc.array(item, { minLength: 30, maxLength: 60 }),
    fc.array(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }), { minLength: 30, maxLength: 60 }),
    fc.constantFrom('', '\n\n[ref]: /url\n', '\n> quote', '\n\n# heading'),
  )
  .map(([marker, items, rows, end]) => {
    const list = items.map(([parts, more]) => `${marker}${parts.join(' ')}${more}`).join('\n');
    const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    return `${list}\n\n| h | k |\n|---|---|\n${table}${end}`;
  });

const containers = fc.constantFrom('- ', '  - ', '1. ', '> ', '* ', '-   ', '10. ', '   > ');

/** What stands in a container: the following lines are indented or quoted as the first one's containers ask for. */
const nestedBlock = fc.tuple(
  fc.constantFrom(0, 0, 1, 1, 2, 3),
  fc.array(containers, { maxLength: 3 }),
  fc.oneof(
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.constantFrom(
      ...wholeLines,
      '| a | b |',
      '| - | - |',
      '| c | d |',
      'text\nlazy',
      '[ref]: /u',
      "'title'",
      '- [x] done',
    ),
  ),
  fc.constantFrom('\n', '\n', '\n', '\n\n'),
);

/**
 * One block of several thousand characters with others inside of it: lists in items in quotes, which are taken apart
 * while they arrive.
 */
export const deepBlocks: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('- ', '> ', '1. ', '> - ', '- > ', '* - ', '2) > '),
    fc.array(nestedBlock, { minLength: 60, maxLength: 140 }),
    fc.constantFrom('', '\n[ref]: /url\n', 'The end.', '\n\n# heading'),
  )
  .map(([root, blocks, end]) => {
    const following = root.replaceAll(/[^>\s]/g, ' ');
    let around: readonly string[] = [];
    const lines = blocks.map(([kept, inner, content, separator]) => {
      around = around.slice(0, kept);
      const outer = around.map((each) => each.replaceAll(/[^>\s]/g, ' ')).join('');
      around = [...around, ...inner];
      return `${following}${outer}${inner.join('')}${content}${separator}`;
    });
    return `${root}root\n${lines.join('')}${end}`;
  });

const phrase = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('words that say nothing', 'and a sentence ends. Then', 'some *emphasis* here'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('**strong *and em***', '`code *x`', '[link *a*](src/a.ts "b c")', '![an image](x.png)'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('over\nlines', 'hard  \nbreak', '2 * 3 * 4', 'snake_case_name', 'a \\* b', '[ref] and'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...words) },
);

/** Paragraphs of several thousand characters, which are taken apart; sometimes they turn out to be something else. */
export const longParagraphs: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '- ', '> ', '- [ ] ', '1. text\n   - ', '> - '),
    fc.array(phrase, { minLength: 300, maxLength: 700 }),
    fc.constantFrom(
      '',
      '',
      '\n',
      '\n\nThe end.',
      '\n===\n',
      '\n---\nmore',
      ' | b\n--|--\n1 | 2\n',
      '\n\n[ref]: /url\n',
      '**',
    ),
  )
  .map(([start, phrases, end]) => {
    const following =
      start
        .split('\n')
        .at(-1)
        ?.replaceAll(/[^>\s]/g, ' ') ?? '';
    return start + phrases.join(' ').replaceAll('\n', `\n${following.replaceAll(/>/g, '>')}`) + end;
  });
