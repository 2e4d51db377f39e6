import assert from 'node:assert/strict';
import { locateAsked } from '../../../../src/host/panel/codeActions/locateAsked.ts';
import { hasElision, looksWhole, partEdits, wholeEdits } from '../../../../src/host/panel/codeActions/proposedEdits.ts';

const file =
  'import a;\n\nfunction one() {\n  return 1;\n}\n\nfunction two() {\n  return 2;\n}\n\nfunction three() {\n  return 3;\n}\n';

describe('A block of code that is to be applied', () => {
  it('is all of a file if it has most of its lines, or begins and ends like it', () => {
    assert.ok(looksWhole(file, file.replace('return 2', 'return 22')));
    assert.ok(looksWhole(file, 'import a;\n\nexport const x = 1;\n}'));
    assert.ok(looksWhole('', 'anything'));
    assert.equal(looksWhole(file, 'function two() {\n  return 22;\n}'), false);
  });

  it('is a part of the file if it has little of what stands around the part that was asked about', () => {
    const start = file.indexOf('function one');
    const part = { start, end: file.indexOf('\n\nfunction three') };
    const block = file.slice(part.start, part.end).replace('return 1', 'return 11');
    assert.equal(looksWhole(file, block, part), false);
    assert.ok(looksWhole(file, file.replace('return 1', 'return 11'), part));
    assert.deepEqual(partEdits(file, part, block), [{ startLine: 3, endLine: 4, lines: ['  return 11;'] }]);
  });

  it('keeps the last line break of the file as it is', () => {
    assert.deepEqual(wholeEdits('a\nb\n', 'a\nc'), [{ startLine: 1, endLine: 2, lines: ['c'] }]);
    assert.deepEqual(wholeEdits('a\nb', 'a\nc'), [{ startLine: 1, endLine: 2, lines: ['c'] }]);
  });

  it('changes what a part of a line is, in the middle of that line', () => {
    const start = file.indexOf('return 2');
    assert.deepEqual(partEdits(file, { start, end: start + 'return 2'.length }, 'return 22'), [
      { startLine: 7, endLine: 8, lines: ['  return 22;'] },
    ]);
  });

  it('says that it leaves lines out in many ways', () => {
    for (const line of [
      '// ...',
      '  // … rest of the file',
      '# ... existing code ...',
      '/* remaining methods unchanged */',
      '<!-- other imports -->',
      '...',
      '// existing code',
    ]) {
      assert.ok(hasElision(`a();\n${line}\nb();`, '', 'ts'), line);
    }
    for (const line of ['const [a, ...rest] = b;', '// Waits for the rest.', 'f(...args);', '# Remaining time in ms']) {
      assert.equal(hasElision(`a();\n${line}`, '', 'ts'), false, line);
    }
    assert.equal(hasElision('def f():\n    ...', '', 'python'), false);
    assert.equal(hasElision('// ...\na', '// ...\nb', 'ts'), false, 'the file has that line itself');
  });
});

describe('The code that was asked about', () => {
  const asked = (code: string, startLine?: number) => ({
    code,
    reference: { path: 'a.ts', ...(startLine === undefined ? {} : { startLine }) },
  });

  it('is where it was, even if it is elsewhere, too', () => {
    assert.deepEqual(locateAsked('x\ny\nx\n', asked('x', 3)), { start: 4, end: 5 });
    assert.deepEqual(locateAsked('x\ny\nx\n', asked('x', 1)), { start: 0, end: 1 });
  });

  it('is found where it has moved to', () => {
    assert.deepEqual(locateAsked('new\nx\ny\n', asked('x\ny', 1)), { start: 4, end: 7 });
  });

  it('is not guessed', () => {
    assert.equal(locateAsked('a\nx\nb\nx\n', asked('x', 1)), 'ambiguous');
    assert.equal(locateAsked('a\n', asked('x', 1)), 'changed');
    assert.equal(locateAsked('a\n', asked(' \n', 1)), 'changed');
  });
});
