import assert from 'node:assert/strict';
import { pathFrom, withoutPathComment } from '../../../../src/model/pathComment.ts';
import { fileHint } from '../../../../src/webview/markdown/fileHint.ts';

describe('The file that a block of code is for', () => {
  it('is read from the fence', () => {
    for (const [info, path] of [
      ['ts title=src/a.ts', 'src/a.ts'],
      ['ts title="src/a.ts" {1,3}', 'src/a.ts'],
      ["js filename='a.js'", 'a.js'],
      ['python file: pkg/x.py', 'pkg/x.py'],
      ['ts src/a.ts', 'src/a.ts'],
      ['ts {1,3} ./src/a.ts', 'src/a.ts'],
      ['ts:src/a.ts', 'src/a.ts'],
      ['ts:src\\win\\a.ts', 'src/win/a.ts'],
      ['src/a.ts', 'src/a.ts'],
      ['ts src/a.ts:12-20', 'src/a.ts'],
      ['dockerfile Dockerfile', 'Dockerfile'],
      ['ts app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ] as const) {
      assert.equal(fileHint(info, ''), path, info);
    }
  });

  it('is read from a first comment that is nothing else', () => {
    for (const [line, path] of [
      ['// src/a.ts', 'src/a.ts'],
      ['# path/x.py', 'path/x.py'],
      ['<!-- x.html -->', 'x.html'],
      ['/* css/a.css */', 'css/a.css'],
      ['-- db/a.sql', 'db/a.sql'],
      ['// File: src/a.ts', 'src/a.ts'],
      ['# filename: Makefile', 'Makefile'],
      ['{/* src/App.jsx */}', 'src/App.jsx'],
    ] as const) {
      assert.equal(fileHint('ts', line), path, line);
    }
  });

  it('is not made up', () => {
    for (const info of [
      'ts',
      '',
      'ts {1,3}',
      'js title="My example"',
      'text v1.2',
      'ts /etc/passwd.txt',
      'ts ../a.ts',
    ]) {
      assert.equal(fileHint(info, ''), undefined, info);
    }
    for (const line of [
      '#!/bin/sh',
      '// See src/a.ts for more',
      'import "src/a.ts";',
      '# Title',
      '// ../../etc/passwd.txt',
      '// /etc/passwd.txt',
      '// https://example.org/a.ts',
      '--- a/src/a.ts',
    ]) {
      assert.equal(fileHint('ts', line), undefined, line);
    }
    assert.equal(pathFrom('C:\\x\\a.ts'), undefined);
    assert.equal(pathFrom('a/../../b.ts'), undefined);
  });

  it('is no part of the code that is written to it', () => {
    assert.equal(withoutPathComment('// src/a.ts\n\nlet a;\n'), 'let a;\n');
    assert.equal(withoutPathComment('# x.py\nimport y'), 'import y');
    assert.equal(withoutPathComment('let a;\n// src/a.ts'), 'let a;\n// src/a.ts');
  });

  it('costs little to look for in noise', () => {
    for (const noise of [
      'a/'.repeat(5_000),
      `// ${'a.'.repeat(190)}`,
      `ts ${'-a'.repeat(180)}`,
      `# ${'(['.repeat(180)}`,
    ]) {
      assert.equal(fileHint(noise, noise), undefined);
    }
  });
});
