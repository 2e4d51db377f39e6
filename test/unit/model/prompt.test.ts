import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeReference } from '../../../src/model/codeReference.ts';
import { parsePrompt, promptMetadata, promptText, readPromptMetadata, titleFrom } from '../../../src/model/prompt.ts';

const reference = { path: 'src/a.ts', startLine: 3, endLine: 9, language: 'typescript' };

describe('a prompt', () => {
  it('names file, lines and language of the code it carries', () => {
    assert.equal(
      promptText('What is this?', [{ reference, code: 'const a = 1;' }]),
      'What is this?\n\nsrc/a.ts, lines 3 to 9:\n```typescript\nconst a = 1;\n```',
    );
  });

  it('keeps several snippets in the order in which they were selected', () => {
    const text = promptText('Compare.', [
      { reference, code: 'one\n' },
      { reference: { path: 'b.py', startLine: 4, endLine: 4, language: 'python', folder: 'lib' }, code: 'two' },
    ]);
    assert.match(text, /src\/a\.ts, lines 3 to 9:[\s\S]*one[\s\S]*lib\/b\.py, line 4:[\s\S]*two/);
  });

  it("cannot be broken out of by the code's own backticks", () => {
    const code = 'before\n```\n`````js\nafter';
    const text = promptText('Why?', [{ reference, code }]);
    assert.ok(text.includes(`\n\`\`\`\`\`\`typescript\n${code}\n\`\`\`\`\`\``));
    assert.deepEqual(parsePrompt(text).snippets[0]?.code, `${code}\n`);
  });

  it('cannot smuggle anything through the language id', () => {
    const text = promptText('', [{ reference: { ...reference, language: 'ts\n```\nevil' }, code: 'x' }]);
    assert.equal(text, 'src/a.ts, lines 3 to 9:\n```tsevil\nx\n```');
  });

  it('comes apart again into its question and its code, whatever the code is', () => {
    const question = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('`'));
    const code = fc
      .array(fc.oneof(fc.string(), fc.constantFrom('```', '````', '```js', '', '    `x`')), { minLength: 1 })
      .map((lines) => lines.join('\n').replaceAll('\r', ''));
    fc.assert(
      fc.property(question, fc.array(code, { maxLength: 3 }), (asked, codes) => {
        const snippets = codes.map((each) => ({ reference, code: each }));
        const parsed = parsePrompt(promptText(asked, snippets));
        assert.equal(parsed.question, asked.trim());
        assert.deepEqual(
          parsed.snippets.map((snippet) => snippet.code),
          codes.map((each) => (each.endsWith('\n') ? each : `${each}\n`)),
        );
        assert.ok(parsed.snippets.every((snippet) => snippet.reference.path === 'src/a.ts'));
      }),
    );
  });

  it('that a person typed by hand gives its fences as snippets without a file', () => {
    const parsed = parsePrompt('What does this do?\n```python\nprint(1)\n```\nThanks');
    assert.equal(parsed.question, 'What does this do?\nThanks');
    assert.deepEqual(parsed.snippets, [{ reference: { path: '', language: 'python' }, code: 'print(1)\n' }]);
  });

  it('says which cell of a notebook or which version of a file its code is from', () => {
    const cell = { path: 'b.ipynb', cell: 2, startLine: 1, endLine: 4 };
    const old = { path: 'src/a.ts', revision: 'HEAD', startLine: 3, endLine: 3 };
    const text = promptText('Why?', [
      { reference: cell, code: 'x = 1' },
      { reference: old, code: 'y' },
    ]);
    assert.match(text, /^b\.ipynb, cell 2, lines 1 to 4:$/m);
    assert.match(text, /^src\/a\.ts, as of HEAD, line 3:$/m);
    assert.deepEqual(
      parsePrompt(text).snippets.map((snippet) => snippet.reference),
      [cell, old],
    );
    assert.equal(describeReference(cell), 'b.ipynb (cell 2):1-4');
    assert.equal(describeReference(old), 'src/a.ts:3 (HEAD)');
  });

  it('with an open fence stays text', () => {
    assert.deepEqual(parsePrompt('Look:\n```js\nno end').snippets, []);
  });
});

describe("a prompt's metadata", () => {
  it('survives a round trip through a service', () => {
    const metadata = { nonce: 'n1', question: 'Why?', attachments: [reference] };
    assert.deepEqual(readPromptMetadata(JSON.parse(JSON.stringify(promptMetadata(metadata)))), metadata);
  });

  it('that somebody else wrote is read as far as it makes sense', () => {
    assert.equal(readPromptMetadata({ other: 1 }), undefined);
    assert.equal(readPromptMetadata(null), undefined);
    assert.deepEqual(
      readPromptMetadata({
        agent_threads: { nonce: 3, attachments: [{ path: '' }, null, { path: 'x', startLine: -1 }] },
      }),
      {
        attachments: [{ path: 'x' }],
      },
    );
  });
});

describe("a thread's first title", () => {
  it("is the question's first line", () => assert.equal(titleFrom('  Why so slow?\nDetails'), 'Why so slow?'));
  it('is shortened at a word', () => {
    const title = titleFrom('word '.repeat(40));
    assert.ok(title.length <= 80);
    assert.ok(title.endsWith('word…'));
  });
  it('is cut where there is no word to cut at', () => assert.equal(titleFrom('x'.repeat(100)).length, 80));
  it('is empty for an empty question', () => assert.equal(titleFrom(' \n'), ''));
});
