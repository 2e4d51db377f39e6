import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines } from '../../../../src/host/panel/codeActions/lineDiff.ts';
import { type LineEdit, linesOf, rangeEdit } from '../../../../src/host/panel/codeActions/lineEdits.ts';

function applied(lines: readonly string[], edits: readonly LineEdit[]): readonly string[] {
  return edits.reduceRight<readonly string[]>(
    (all, edit) => all.toSpliced(edit.startLine, edit.endLine - edit.startLine, ...edit.lines),
    lines,
  );
}

/** Changes a text as an editor would, from the last edit to the first. */
function edited(text: string, edits: readonly LineEdit[]): string {
  const lines = linesOf(text);
  const offsetOf = (line: number, character: number): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return edits
    .map((edit) => rangeEdit(edit, lines, '\n'))
    .reduceRight(
      (all, { startLine, startCharacter, endLine, endCharacter, text: own }) =>
        all.slice(0, offsetOf(startLine, startCharacter)) + own + all.slice(offsetOf(endLine, endCharacter)),
      text,
    );
}

const anyLines = fc.array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 14 });

describe('The difference of two texts', () => {
  it('turns the one into the other, with edits that are in order and apart from each other', () => {
    fc.assert(
      fc.property(anyLines, anyLines, (before, after) => {
        const edits = diffLines(before, after);
        assert.deepEqual(applied(before, edits), after);
        edits.forEach((edit, index) => {
          const previous = edits[index - 1];
          assert.ok(!previous || edit.startLine > previous.endLine, JSON.stringify(edits));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('is as an editor needs it, at the first and the last line, too', () => {
    fc.assert(
      fc.property(anyLines, anyLines, (before, after) => {
        const text = before.join('\n');
        assert.equal(edited(text, diffLines(linesOf(text), linesOf(after.join('\n')))), after.join('\n'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no more than what differs', () => {
    const before = linesOf('one\ntwo\nthree\nfour\nfive\n');
    assert.deepEqual(diffLines(before, linesOf('one\n2\nthree\nfour\n4.5\nfive\n')), [
      { startLine: 1, endLine: 2, lines: ['2'] },
      { startLine: 4, endLine: 4, lines: ['4.5'] },
    ]);
    assert.deepEqual(diffLines(before, before), []);
  });

  it('is one edit where nearly everything differs', () => {
    const numbers = (start: number): string[] => Array.from({ length: 3_000 }, (_, index) => String(start + index));
    const edits = diffLines(['same', ...numbers(0), 'end'], ['same', ...numbers(5_000), 'end']);
    assert.deepEqual(
      edits.map(({ startLine, endLine }) => [startLine, endLine]),
      [[1, 3_001]],
    );
  });
});
