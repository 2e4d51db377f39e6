import assert from 'node:assert/strict';
import { mentionInCode, splitMentions } from '../../../../src/webview/markdown/fileMention.ts';

describe('A file that is mentioned in an answer', () => {
  const linksIn = (text: string): string[] =>
    splitMentions(text).flatMap((piece) => (piece.target ? [piece.text] : []));

  it('becomes a link if it has a folder or a line', () => {
    assert.deepEqual(linksIn('See src/a.ts, test/b.test.ts:3-9 and (main.py:12).'), [
      'src/a.ts',
      'test/b.test.ts:3-9',
      'main.py:12',
    ]);
    assert.deepEqual(linksIn('at src/deep/er/x.component.tsx:10:5 and ./run.sh'), ['src/deep/er/x.component.tsx:10:5']);
    assert.deepEqual(linksIn('docs/a.md#L3-L5'), ['docs/a.md#L3-L5']);
  });

  it('stays text if it only looks like one', () => {
    const texts = [
      'Node.js and Next.js, e.g. this, i.e. that',
      'and/or, 1.5/2.0, a/b',
      'version 2.0.1:5',
      'at 10:41 or 3:2',
      '../up/a.ts and /home/../a.ts',
      'x@example.org',
      'https://example.org/src/a.ts:3',
    ];
    for (const text of texts) assert.deepEqual(linksIn(text), [], text);
  });

  it('is found in what compilers print and in stack traces, with its line', () => {
    const places = (text: string): unknown[] =>
      splitMentions(text).flatMap(({ target }) => (target ? [[target.path, target.startLine]] : []));
    for (const [text, path, line] of [
      ['    at fn (src/a.ts:12:5)', 'src/a.ts', 12],
      ['    at /home/me/project/src/a.ts:12:5', '/home/me/project/src/a.ts', 12],
      ['    at f (C:\\project\\src\\a.ts:12:5)', 'C:/project/src/a.ts', 12],
      ['  File "src/a.py", line 12, in main', 'src/a.py', 12],
      ['  --> src/main.rs:4:9', 'src/main.rs', 4],
      ['src/a.ts(12,5): error TS2322', 'src/a.ts', 12],
      ['main.go:7: undefined: x', 'main.go', 7],
      ['see a.ts#L5-L9', 'a.ts', 5],
    ] as const) {
      assert.deepEqual(places(text), [[path, line]], text);
    }
  });

  it('loses no character of the text around it', () => {
    const text = 'a src/a.ts:1 b lib/c.py, d';
    assert.equal(
      splitMentions(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
  });

  it('in a code span is a link if the span is nothing else', () => {
    assert.deepEqual(mentionInCode('src/a.ts:3'), { kind: 'file', path: 'src/a.ts', startLine: 3 });
    assert.deepEqual(mentionInCode('panel.ts'), { kind: 'file', path: 'panel.ts' });
    assert.equal(mentionInCode('import "src/a.ts"'), undefined);
    assert.equal(mentionInCode('a.b.c'), undefined);
    assert.equal(mentionInCode('console.log'), undefined);
  });

  it('costs little in a text that is nothing but letters and dots', () => {
    for (const noise of [
      'a'.repeat(19_000),
      'a.'.repeat(9_000),
      'a/'.repeat(9_000),
      '+a'.repeat(9_000),
      'a-.'.repeat(6_000),
    ]) {
      assert.deepEqual(linksIn(`x.ts ${noise}`), []);
    }
  });
});
