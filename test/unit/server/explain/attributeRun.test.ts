import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attributeRun } from '../../../../src/server/explain/attributeRun.ts';
import { indexOverlap, wordsOf } from '../../../../src/server/explain/overlap.ts';
import { chunksOf, inCharacters, markdownPassages, sentencesOf } from '../../../../src/server/explain/passages.ts';
import { toolContext } from '../../../../src/server/explain/toolContext.ts';
import type { WirePart } from '../../../../src/wire/seekrflow.ts';

const texts = (passages: readonly { readonly text: string }[]): readonly string[] =>
  passages.map((passage) => passage.text);

describe('passages of an answer', () => {
  it('are its sentences, line by line, and a block of code is one', () => {
    const answer = [
      '## What it does',
      '',
      'It reads **files**. Version 1.2 does not! “Why?” *Because.*',
      '- `a.b()` is called',
      '| name | line |',
      '|---|---|',
      '```ts',
      'let a = 1;',
      '',
      'let b = 2. Or 3.',
      '```',
      'Done.',
    ].join('\n');
    assert.deepEqual(texts(markdownPassages(answer)), [
      '## What it does',
      'It reads **files**.',
      'Version 1.2 does not!',
      '“Why?”',
      '*Because.*',
      '- `a.b()` is called',
      '| name | line |',
      'let a = 1;\n\nlet b = 2. Or 3.',
      'Done.',
    ]);
  });

  it('of an answer that stops inside of a block of code are whole, too', () => {
    assert.deepEqual(texts(markdownPassages('See:\n~~~\n```\ncode')), ['See:', '```\ncode']);
    assert.deepEqual(texts(markdownPassages('```')), []);
  });

  it('stand where they say, in order, and leave out no letter and no digit', () => {
    const line = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('```', '~~~~', 'A. B', '.', '- x', '', '\r'),
    );
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, size) => {
        for (const [passages, hasAll] of [
          [sentencesOf(whole), true],
          [chunksOf(whole, size), true],
          // The words after the marks of a fence belong to nothing.
          [markdownPassages(whole), false],
        ] as const) {
          let end = 0;
          let between = '';
          for (const { text: passage, offset } of passages) {
            assert.ok(offset >= end);
            assert.equal(whole.slice(offset, offset + passage.length), passage);
            assert.match(passage, /[\p{L}\p{N}]/u);
            between += whole.slice(end, offset);
            end = offset + passage.length;
          }
          if (hasAll) assert.doesNotMatch(between + whole.slice(end), /[\p{L}\p{N}]/u);
        }
      }),
    );
  });

  it('are counted in whole characters', () => {
    const text = '😀 Ä.\n𝒳 b. C 😀😀 d';
    const characters = Array.from(text);
    const passages = inCharacters(text, sentencesOf(text));
    assert.deepEqual(texts(passages), ['😀 Ä.', '𝒳 b.', 'C 😀😀 d']);
    for (const { text: passage, offset } of passages) {
      assert.equal(characters.slice(offset, offset + Array.from(passage).length).join(''), passage);
    }
  });

  it('of a large answer are found as well', () => {
    const answer = `${'"'.repeat(100_000)} ${'a. B '.repeat(50_000)}.${' '.repeat(100_000)}`;
    assert.equal(markdownPassages(answer).length, 50_001);
  });
});

describe('overlap', () => {
  it('is measured in names, words and numbers, not in what stands everywhere', () => {
    assert.deepEqual(
      [...wordsOf('The `readFile` of a_b is called 42 or 7 times, READFILE.')],
      ['readfile', 'a_b', 'called', '42', 'times'],
    );
  });

  it('is the share of the words of a passage; the largest comes first, then what came first', () => {
    const overlapOf = indexOverlap(['growBeans in beans.ts', 'nothing', 'beans grow: growBeans', 'growBeans beans']);
    assert.deepEqual(overlapOf('growBeans grows beans here', 5), [
      { index: 0, score: 0.5 },
      { index: 2, score: 0.5 },
      { index: 3, score: 0.5 },
    ]);
    assert.deepEqual(overlapOf('growBeans grows beans here', 1), [{ index: 0, score: 0.5 }]);
    assert.deepEqual(overlapOf('`growBeans`', 1), [{ index: 0, score: 1 }]);
  });

  it('of one word of several is none, unless it is a name of code', () => {
    const overlapOf = indexOverlap(['const beans = fryBeans(bean_count, b2);']);
    assert.deepEqual(overlapOf('The beans taste well.', 5), []);
    for (const name of ['fryBeans', 'bean_count', 'b2']) {
      assert.deepEqual(overlapOf(`Where \`${name}\` matters`, 5), [{ index: 0, score: 0.5 }]);
    }
    assert.deepEqual(overlapOf('Frybeans taste well.', 5), []);
    assert.deepEqual(overlapOf('It is.', 5), []);
    assert.deepEqual(overlapOf('', 5), []);
  });

  it('is between 0 and 1, the same every time, and 1 with itself', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), fc.string(), (sources, passage) => {
        const overlapOf = indexOverlap([...sources, passage]);
        const found = overlapOf(passage, 100);
        assert.deepEqual(indexOverlap([...sources, passage])(passage, 100), found);
        assert.ok(found.every(({ score }) => score > 0 && score <= 1));
        const own = found.find(({ index }) => index === sources.length);
        assert.equal(own?.score, wordsOf(passage).size === 0 ? undefined : 1);
      }),
    );
  });
});

describe('what tools answered', () => {
  const call = (id: string, args: unknown): WirePart => ({
    type: 'tool-call',
    tool_name: 'look',
    tool_call_id: id,
    args,
  });
  const result = (id: string, output: unknown, error_text?: string): WirePart => ({
    type: 'tool-result',
    tool_name: 'look',
    tool_call_id: id,
    output,
    is_error: error_text !== undefined,
    ...(error_text === undefined ? {} : { error_text }),
  });

  it('is written out with the files it is about, one after another', () => {
    const parts = [
      call('c1', { queries: ['beans', 'peas'] }),
      result('c1', {
        matches: [
          { file: 'a.ts', line: 12, text: 'let beans;' },
          { file: 'b.ts', line: 3, text: 'peas()' },
        ],
        totals: { beans: 1 },
        isWhole: true,
        searchedFiles: 7,
      }),
      call('c2', { path: 'c.ts' }),
      result('c2', { lines: '1-2', text: 'one\ntwo' }),
      call('c3', {}),
      result('c3', null, 'There is no such file.'),
      result('c4', 'plain'),
      result('c5', [null, 7]),
    ];
    const found = toolContext(parts, 'sentence');
    assert.deepEqual(
      found.map(({ toolCallId, text, file, query }) => [toolCallId, text, file, query]),
      [
        ['c1', 'is whole true searched files 7', undefined, 'beans, peas'],
        ['c1', 'a.ts line 12 let beans;', 'a.ts', 'beans, peas'],
        ['c1', 'b.ts line 3 peas()', 'b.ts', 'beans, peas'],
        ['c1', 'beans 1', undefined, 'beans, peas'],
        ['c2', '1-2', 'c.ts', undefined],
        ['c2', 'one', 'c.ts', undefined],
        ['c2', 'two', 'c.ts', undefined],
        ['c3', 'There is no such file.', undefined, undefined],
        ['c4', 'plain', undefined, undefined],
        ['c5', '7', undefined, undefined],
      ],
    );
    for (const [index, piece] of found.entries()) {
      const before = found[index - 1];
      assert.ok(piece.offset >= (before ? before.offset + before.text.length : 0));
    }
    assert.deepEqual(texts(toolContext(parts.slice(2, 4), 'chunk')), ['1-2', 'one\ntwo']);
  });

  it('grounds a sentence or it does not', () => {
    const question = {
      response: 'The beans grow in a.ts. Nobody said this sentence.',
      parts: [call('c1', {}), result('c1', 'Beans grow in a.ts since May.')],
      highlight: undefined,
      granularity: 'sentence',
      topCount: 5,
      hasDiagnostics: true,
      fileIdOf: () => undefined,
    } as const;
    const { segments, diagnostics, highlight, sources } = attributeRun(question);
    assert.deepEqual(
      segments.map((segment) => segment.sources.map((source) => source.attribution)),
      [[1], []],
    );
    assert.deepEqual([highlight, sources], [null, null]);
    assert.deepEqual(diagnostics, { num_sources: 1, num_ablations: 0, lasso_alpha: 0, mask_probability: 0 });
    const marked = attributeRun({ ...question, highlight: 'said this sentence', hasDiagnostics: false });
    assert.deepEqual([marked.segments, marked.sources, marked.diagnostics], [[], [], null]);
  });
});
