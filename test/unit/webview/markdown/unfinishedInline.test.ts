import assert from 'node:assert/strict';
import { completeInline } from '../../../../src/webview/markdown/unfinishedInline.ts';
import { visibleLength } from '../../../../src/webview/markdown/unfinishedLine.ts';

describe('A paragraph that is still being written', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain text', 'plain text'],
    ['**bold wor', '**bold wor**'],
    ['**bold ', '**bold**'],
    ['*em', '*em*'],
    ['**bold *and em', '**bold *and em***'],
    ['done **bold** and', 'done **bold** and'],
    ['**bold*', '**bold**'],
    ['text **', 'text'],
    ['text *', 'text'],
    ['snake_case and 2 * 3', 'snake_case and 2 * 3'],
    ['`co', '`co`'],
    ['`', ''],
    ['``a ` b', '``a ` b``'],
    ['[link te', 'link te'],
    ['[link](htt', 'link'],
    ['[link](src/a.ts "Tit', 'link'],
    ['[link](src/a.ts) and', '[link](src/a.ts) and'],
    ['![alt](pic', 'alt'],
    ['as in [1]', 'as in [1]'],
    ['a[0', 'a[0'],
    ['f(x)[i](y and then more', 'f(x)[i](y and then more'],
    ['ends in \\', 'ends in'],
    ['~~gone', '~~gone~~'],
    ['**[link](a.ts', '**link**'],
  ];

  it('is shown as what its half-written marks will most likely be', () => {
    for (const [text, completed] of cases) assert.equal(completeInline(text).text, completed, text);
  });

  it('shows the source of a formula whose end has not come, and hides a lone delimiter', () => {
    const halfOf = (text: string): string | undefined => {
      const { text: shown, halfFormula } = completeInline(text);
      return halfFormula && `${shown.slice(0, halfFormula.start)}{${shown.slice(halfFormula.start, halfFormula.end)}}`;
    };
    assert.equal(halfOf('Let $x + '), 'Let {$x +}');
    assert.equal(halfOf('**Let \\(x_1'), '**Let {\\(x_1}');
    assert.equal(completeInline('**Let \\(x_1').text, '**Let \\(x_1**');
    assert.equal(halfOf('So $$\\frac{a}{b'), 'So {$$\\frac{a}{b}');
    assert.equal(halfOf('done $x$ and'), undefined);
    assert.equal(halfOf('it costs $5 and'), undefined);
    assert.equal(halfOf('where $HOME is the'), undefined);
    assert.equal(halfOf('as \\(see below'), undefined);
    assert.equal(completeInline('Let $').text, 'Let');
    assert.equal(completeInline('Let \\(').text, 'Let');
    assert.equal(completeInline('Let $$').text, 'Let');
    assert.equal(completeInline('all 5$').text, 'all 5$');
  });

  it('hides a picture in the text itself until it is whole, however long it is', () => {
    const half = `![dot](data:image/png;base64,${'A'.repeat(5_000)}`;
    assert.equal(completeInline(half).text, 'dot');
    assert.equal(completeInline(`${half})`).text, `${half})`);
  });

  it('is not searched again and again for marks that never close', () => {
    for (const text of [
      '['.repeat(5_000),
      '[a]('.repeat(2_000),
      '*a'.repeat(5_000),
      '`a``'.repeat(3_000),
      '$a '.repeat(5_000),
      '\\(a'.repeat(5_000),
      '$$ '.repeat(5_000),
    ]) {
      assert.equal(typeof completeInline(text).text, 'string');
    }
  });
});

describe('A last line that may still become something else', () => {
  const shownOf = (text: string): string => text.slice(0, visibleLength(text));

  it('waits for its next characters', () => {
    for (const line of [
      '-',
      '- ',
      '1',
      '1.',
      '#',
      '##',
      '```',
      '```ts',
      '~~~',
      '=',
      '---',
      '> ',
      '|',
      '| a',
      '* ',
      '- `',
      '$',
      '$$',
      '\\[',
      '- $$',
    ]) {
      assert.equal(shownOf(`text\n${line}`), 'text\n', line);
    }
  });

  it('is shown as soon as it says something', () => {
    for (const line of ['- a', '1. a', '# T', 'word', '> q', '--x', '`code', '2 words']) {
      assert.equal(shownOf(`text\n${line}`), `text\n${line}`, line);
    }
  });

  it('waits with the row above it until that is known to be a table', () => {
    assert.equal(shownOf('text\n| a | b |\n'), 'text\n');
    assert.equal(shownOf('text\n| a | b |\n|--'), 'text\n');
    assert.equal(shownOf('text\n| a | b |\n|--|--|\n'), 'text\n| a | b |\n|--|--|\n');
    assert.equal(shownOf('| a | b |\n|--|--|\n| 1'), '| a | b |\n|--|--|\n| 1');
    assert.equal(shownOf('| a | b |\nno table'), '| a | b |\nno table');
  });
});
