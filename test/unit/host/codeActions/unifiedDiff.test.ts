import assert from 'node:assert/strict';
import { createdText, isDiff, matchHunks, parseDiff } from '../../../../src/host/panel/codeActions/unifiedDiff.ts';

const twoFiles = `diff --git a/src/a.ts b/src/a.ts
index 123..456 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@
 one
-two
+2
 three
@@ -10,2 +10,3 @@ function ten() {
 ten
+ten and a half
 eleven

--- /dev/null
+++ b/src/new.ts
@@ -0,0 +1,2 @@
+first
+second
\\ No newline at end of file
`;

describe('A diff in an answer', () => {
  const numbers = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
  const hunksOf = (diff: string) => parseDiff(diff)[0]?.hunks ?? [];
  const change = (lines: readonly string[], diff: string): unknown => {
    const result = matchHunks(lines, hunksOf(diff));
    return 'edits' in result ? result.edits : [result.hunk, result.why];
  };

  it('is told by its language or by how it begins', () => {
    assert.ok(isDiff(twoFiles, 'diff'));
    assert.ok(isDiff('--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b', ''));
    assert.equal(isDiff('- a list\n- of things', 'diff'), false);
    assert.equal(isDiff('@@ws = 3', 'ruby'), false);
    assert.equal(isDiff('const a = 1;', 'ts'), false);
  });

  it('says which files it changes and which it creates', () => {
    assert.deepEqual(
      parseDiff(twoFiles).map(({ path, kind, hunks }) => [path, kind, hunks.length]),
      [
        ['src/a.ts', 'change', 2],
        ['src/new.ts', 'create', 1],
      ],
    );
    assert.equal(createdText(parseDiff(twoFiles)[1]?.hunks ?? []), 'first\nsecond\n');
    assert.equal(parseDiff('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x')[0]?.kind, 'delete');
    assert.equal(parseDiff('diff --git a/x b/y\nrename from x\nrename to y\n')[0]?.kind, 'rename');
  });

  it('becomes one edit for each run of changed lines', () => {
    assert.deepEqual(change(numbers, twoFiles), [
      { startLine: 1, endLine: 2, lines: ['2'] },
      { startLine: 10, endLine: 10, lines: ['ten and a half'] },
    ]);
  });

  it('is found where its lines have moved to, whatever the numbers say', () => {
    const moved = ['zero', 'zero', 'zero', ...numbers];
    const edits = [{ startLine: 4, endLine: 5, lines: ['2'] }];
    for (const header of ['@@ -1,3 +1,3 @@', '@@ -90,7 +99 @@', '@@ ... @@', '@@']) {
      assert.deepEqual(change(moved, `--- a/x\n+++ b/x\n${header}\n one\n-two\n+2\n three`), edits, header);
    }
  });

  it('does not mind blanks that were lost at the end of lines', () => {
    const lines = ['a  ', '', 'b'];
    assert.deepEqual(change(lines, '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c'), [
      { startLine: 2, endLine: 3, lines: ['c'] },
    ]);
  });

  it('fits nowhere if its lines are not there, or are there twice and no number tells', () => {
    assert.deepEqual(change(numbers, '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-zwei\n+2'), [0, 'missing']);
    assert.deepEqual(change(['a', 'b', 'a', 'b'], '--- a/x\n+++ b/x\n@@ -9 +9 @@\n-a\n+c'), [0, 'ambiguous']);
    assert.deepEqual(change(['a', 'b', 'a', 'b'], '--- a/x\n+++ b/x\n@@ -3 +3 @@\n-a\n+c'), [
      { startLine: 2, endLine: 3, lines: ['c'] },
    ]);
    assert.deepEqual(change(numbers, '--- a/x\n+++ b/x\n@@ -1 +1 @@\n one'), [0, 'empty']);
    assert.deepEqual(change(numbers, '--- a/x\n+++ b/x\n@@ -1,0 +1 @@\n+new'), [0, 'ambiguous']);
  });

  it('keeps added lines that look like headers of a file', () => {
    const [file, ...others] = parseDiff('--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,3 @@\n one\n+---\n++++ b\n two');
    assert.deepEqual(others, []);
    assert.deepEqual(
      file?.hunks[0]?.lines.map((line) => line.text),
      ['one', '---', '+++ b', 'two'],
    );
  });
});
