import assert from 'node:assert/strict';
import { describeReference, readCodeReference } from '../../../src/model/codeReference.ts';
import { summaryOf, textOf } from '../../../src/model/message.ts';
import { arrayOf, numberOf, objectOf, optional, parseJson, property, stringOf } from '../../../src/model/parse.ts';

describe('the one line that stands for a message', () => {
  it('is the question, not the code that travelled with it', () => {
    const parts = [{ type: 'text', text: 'Why?\n\na.ts, line 1:\n```ts\nx\n```' } as const];
    assert.equal(summaryOf({ parts, question: 'Why?' }), 'Why?');
  });
  it('is the first line with words where nobody typed a question', () => {
    assert.equal(summaryOf({ parts: [{ type: 'text', text: '\n```js\n## Heading\nmore' }] }), 'Heading');
  });
  it('names what there is where there is no text', () => {
    const tool = { type: 'tool', toolCallId: 'c', toolName: 'read_file', state: 'done' } as const;
    assert.equal(summaryOf({ parts: [tool] }), 'Tool read_file');
    assert.equal(summaryOf({ parts: [{ type: 'reasoning', text: '' }] }), 'Reasoning');
    assert.equal(summaryOf({ parts: [{ type: 'file', url: 'data:' }] }), 'File');
    assert.equal(summaryOf({ parts: [{ type: 'error', errorText: 'broke' }] }), 'broke');
    assert.equal(summaryOf({ parts: [] }), '');
  });
  it('comes from the whole text of all text parts', () => {
    const parts = [
      { type: 'text', text: 'a' } as const,
      { type: 'reasoning', text: 'x' } as const,
      { type: 'text', text: 'b' } as const,
    ];
    assert.equal(textOf({ parts }), 'ab');
  });
});

describe('a code reference', () => {
  it('is written as people write places', () => {
    assert.equal(describeReference({ path: 'src/a.ts' }), 'src/a.ts');
    assert.equal(describeReference({ path: 'src/a.ts', startLine: 3 }), 'src/a.ts:3');
    assert.equal(describeReference({ path: 'src/a.ts', startLine: 3, endLine: 3 }), 'src/a.ts:3');
    assert.equal(describeReference({ path: 'src/a.ts', startLine: 3, endLine: 9, folder: 'app' }), 'app/src/a.ts:3-9');
  });
  it('from outside never has lines that are none, or an end before its start', () => {
    assert.deepEqual(readCodeReference({ path: 'a', startLine: 5, endLine: 2 }), {
      path: 'a',
      startLine: 5,
      endLine: 5,
    });
    assert.deepEqual(readCodeReference({ path: 'a', startLine: 1.5, endLine: 2 }), { path: 'a' });
    assert.deepEqual(readCodeReference({ path: 'a', startLine: '1' }), { path: 'a' });
    assert.equal(readCodeReference({ startLine: 1 }), undefined);
    assert.equal(readCodeReference('a.ts'), undefined);
  });
});

describe('lenient readers', () => {
  it('see own properties only', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"x": "polluted"}, "a": 1}');
    assert.equal(stringOf(hostile, 'x'), undefined);
    assert.equal(property({}, 'constructor'), undefined);
    assert.equal(property(Object.create({ a: 1 }), 'a'), undefined);
  });
  it('take nothing for what it is not', () => {
    assert.equal(numberOf({ a: Number.NaN }, 'a'), undefined);
    assert.equal(numberOf({ a: '1' }, 'a'), undefined);
    assert.equal(objectOf({ a: [] }, 'a'), undefined);
    assert.deepEqual(arrayOf({ a: {} }, 'a'), []);
    assert.equal(parseJson('{'), undefined);
  });
  it('leave out what is undefined but keep what is false, zero or empty', () => {
    assert.deepEqual(optional({ a: undefined, b: 0, c: '', d: false, e: null }), { b: 0, c: '', d: false, e: null });
  });
});
