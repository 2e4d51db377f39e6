import assert from 'node:assert/strict';
import fc from 'fast-check';
import { promptMetadata, promptText } from '../../../../src/model/prompt.ts';
import { readRequest } from '../../../../src/server/codeLookup/readRequest.ts';

const code = 'const a = 1;\n';

describe('a message to Code Lookup', () => {
  it('of this extension comes apart into the question and its code, with or without metadata', () => {
    const reference = { path: 'src/a b.ts', folder: 'main', startLine: 3, endLine: 4, language: 'typescript' };
    const text = promptText('What is this?', [{ reference, code }]);
    const metadata = promptMetadata({ nonce: 'n', question: 'What is this?', attachments: [reference] });
    assert.deepEqual(readRequest(text, metadata), { question: 'What is this?', attachments: [{ ...reference, code }] });
    assert.deepEqual(readRequest(text), {
      question: 'What is this?',
      attachments: [{ path: 'main/src/a b.ts', startLine: 3, endLine: 4, language: 'typescript', code }],
    });
  });

  it('keeps which cell or version the code is from', () => {
    const reference = { path: 'b.ipynb', cell: 2, startLine: 1, endLine: 1, language: 'python' };
    assert.deepEqual(readRequest(promptText('?', [{ reference, code }])).attachments, [{ ...reference, code }]);
    const older = { path: 'a.ts', revision: 'HEAD', startLine: 1, endLine: 1, language: 'typescript' };
    assert.deepEqual(readRequest(promptText('?', [{ reference: older, code }])).attachments, [{ ...older, code }]);
  });

  const forms: readonly (readonly [text: string, path: string | undefined, lines: readonly (number | undefined)[]])[] =
    [
      ['src/a.ts:3-9\n```ts\nx\n```', 'src/a.ts', [3, 9]],
      ['`src/a.ts:3`\n\n```ts\nx\n```', 'src/a.ts', [3, 3]],
      ['In `src/a.ts` (lines 3 to 9):\n```\nx\n```', 'src/a.ts', [3, 9]],
      ['File: ./src/a.ts\n```ts\nx\n```', 'src/a.ts', [undefined, undefined]],
      ['**src/a.ts** lines 3–9\n```ts\nx\n```', 'src/a.ts', [3, 9]],
      ['### src\\a.ts#L3-L9\n```ts\nx\n```', 'src/a.ts', [3, 9]],
      ['```ts src/a.ts:3-9\nx\n```', 'src/a.ts', [3, 9]],
      ['```ts title="a.ts"\nx\n```', 'a.ts', [undefined, undefined]],
      ['What does this mean?\n```ts\nx\n```', undefined, [undefined, undefined]],
      ['See the end.\n```\nx\n```', undefined, [undefined, undefined]],
    ];
  for (const [text, path, [startLine, endLine]] of forms) {
    it(`written by hand is understood: ${JSON.stringify(text)}`, () => {
      const [attachment, ...others] = readRequest(`Why?\n\n${text}`).attachments;
      assert.deepEqual(
        [attachment?.path, attachment?.startLine, attachment?.endLine, attachment?.code, others.length],
        [path, startLine, endLine, 'x\n', 0],
      );
    });
  }

  it('keeps question and fences apart, and leaves out empty ones', () => {
    assert.deepEqual(readRequest('One\n```js\na\n```\ntwo\n```\n\n```\nthree'), {
      question: 'One\ntwo\nthree',
      attachments: [{ language: 'js', code: 'a\n' }],
    });
  });

  it('may have an open fence or other line ends', () => {
    assert.deepEqual(readRequest('Why?\r\n```ts\r\na\r\n```\r\n').attachments, [{ language: 'ts', code: 'a\n' }]);
    assert.deepEqual(readRequest('Why?\n```ts\na').attachments, []);
  });

  it('never breaks it, whatever the text is', () => {
    const line = fc.constantFrom(
      '```',
      '````ts',
      '```ts a.ts',
      'src/a.ts:1-2',
      'a.ts',
      'text',
      '',
      '`',
      '1',
      '/',
      'x:',
      '- [a](b.ts):',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { question, attachments } = readRequest(lines.join('\n'));
        assert.equal(typeof question, 'string');
        for (const attachment of attachments) assert.notEqual(attachment.code.trim(), '');
      }),
    );
  });
});
