import assert from 'node:assert/strict';
import { findImports } from '../../../../../src/server/workspace/languages/imports.ts';
import { languageById, languageOfPath } from '../../../../../src/server/workspace/languages/languages.ts';
import { FileNames, resolveImport } from '../../../../../src/server/workspace/languages/resolveImport.ts';
import { scanText } from '../../../../../src/server/workspace/languages/scanText.ts';

function imported(id: string, text: string): readonly string[] {
  const language = languageById(id);
  return findImports(scanText(text, language), language).map(
    ({ from, line, names, isReexport }) =>
      `${line} ${isReexport ? 'on ' : ''}${from}${names.map(({ local, original }) => ` ${original === local ? local : `${original}=${local}`}`).join('')}`,
  );
}

describe('the imports of a file', () => {
  it('are found in TypeScript and JavaScript in all their forms', () => {
    const text = `import fs, { type A, b as c } from 'node:fs';
import * as path from "node:path";
import type {
  D,
} from './d.ts';
import './side.css';
export { e as f } from './e.ts';
export * from './g.ts';
const { h, i: j } = require('./h');
const k = await import('./k.js');
// import no from './no';
const text = "import no from './no'";
`;
    assert.deepEqual(imported('typescript', text), [
      '1 node:fs fs A b=c',
      '2 node:path *=path',
      '3 ./d.ts D',
      '6 ./side.css',
      '7 on ./e.ts e=f',
      '8 on ./g.ts',
      '9 ./h h i=j',
      '10 ./k.js k',
    ]);
  });

  it('are found in other languages', () => {
    assert.deepEqual(imported('python', 'import os.path\nfrom ..a import b as c, d\nfrom . import (\n  e,\n)\n'), [
      '1 os.path',
      '2 ..a b=c d',
      '3 . e',
    ]);
    assert.deepEqual(imported('go', 'import "fmt"\nimport (\n\t"net/http"\n\tx "a/b"\n)\n'), [
      '1 fmt',
      '3 net/http',
      '4 a/b',
    ]);
    assert.deepEqual(imported('rust', 'mod a;\npub use crate::b::{C, D as E};\n'), ['1 a', '2 crate::b:: C D=E']);
    assert.deepEqual(imported('java', 'import a.b.C;\nimport static a.D.*;\n'), ['1 a.b.C', '2 a.D']);
    assert.deepEqual(imported('c', '#include <stdio.h>\n#include "a/b.h"\n'), ['1 stdio.h', '2 a/b.h']);
    assert.deepEqual(imported('ruby', "require 'json'\nrequire_relative 'a/b'\n"), ['1 json', '2 a/b']);
    assert.deepEqual(imported('shellscript', 'source ./lib.sh\n. "$DIR/other.sh"\n'), ['1 ./lib.sh', '2 other.sh']);
  });
});

describe('a hostile file', () => {
  it('does not hold up the search for its imports', () => {
    const pieces = {
      typescript: 'import a\n',
      javascript: 'var a ',
      python: 'from a import (',
      rust: 'use a\n',
      go: '\t"a\n',
      c: '#include "',
      php: 'require (',
    };
    for (const [id, piece] of Object.entries(pieces)) {
      const language = languageById(id);
      const text = piece.repeat(Math.floor(200_000 / piece.length));
      assert.deepEqual(
        findImports(scanText(text, language), language).filter(({ from }) => from === 'never'),
        [],
        id,
      );
    }
  });
});

describe('an import', () => {
  const names = new FileNames([
    'src/a.ts',
    'src/b.tsx',
    'src/c/index.ts',
    'src/d.json',
    'lib/util.js',
    'packages/core/src/index.ts',
    'packages/core/src/deep.ts',
    'app/models/user.py',
    'app/__init__.py',
    'app/main.py',
    'rs/src/main.rs',
    'rs/src/net.rs',
    'rs/src/store/mod.rs',
    'rs/src/store/file.rs',
    'include/a/b.h',
    'src/java/a/b/C.java',
    'lib/x/y.rb',
    'scripts/run.sh',
    'scripts/lib.sh',
  ]);
  const packages = new Map([['@team/core', 'packages/core']]);

  function target(file: string, line: string): string | undefined {
    const language = languageOfPath(file);
    const [first] = findImports(scanText(line, language), language);
    return first && resolveImport(first, file, names, packages);
  }

  const cases: readonly (readonly [file: string, line: string, target: string | undefined])[] = [
    ['src/x.ts', "import './a.ts'", 'src/a.ts'],
    ['src/x.ts', "import './a'", 'src/a.ts'],
    ['src/x.ts', "import './b.js'", 'src/b.tsx'],
    ['src/x.ts', "import './c'", 'src/c/index.ts'],
    ['src/c/x.ts', "import '..//../lib/util'", 'lib/util.js'],
    ['src/x.ts', "import './missing'", undefined],
    ['src/x.ts', "import '../../../../etc/passwd'", undefined],
    ['src/x.ts', "import 'preact'", undefined],
    ['lib/x.ts', "import '@team/core'", 'packages/core/src/index.ts'],
    ['lib/x.ts', "import '@team/core/deep'", 'packages/core/src/deep.ts'],
    ['lib/x.ts', "import '@/a'", 'src/a.ts'],
    ['app/main.py', 'from .models.user import User', 'app/models/user.py'],
    ['app/models/x.py', 'from .. import thing', 'app/__init__.py'],
    ['x.py', 'import app.models.user', 'app/models/user.py'],
    ['x.py', 'import os', undefined],
    ['rs/src/main.rs', 'mod net;', 'rs/src/net.rs'],
    ['rs/src/main.rs', 'mod store;', 'rs/src/store/mod.rs'],
    ['rs/src/net.rs', 'use crate::store::file::Open;', 'rs/src/store/file.rs'],
    ['rs/src/net.rs', 'use std::io;', undefined],
    ['src/x.c', '#include "a/b.h"', 'include/a/b.h'],
    ['src/java/a/X.java', 'import a.b.C;', 'src/java/a/b/C.java'],
    ['lib/z.rb', "require 'x/y'", 'lib/x/y.rb'],
    ['scripts/run.sh', 'source ./lib.sh', 'scripts/lib.sh'],
  ];
  for (const [file, line, expected] of cases) {
    it(`in ${file} of the form ${line} is ${expected ?? 'no file of the workspace'}`, () => {
      assert.equal(target(file, line), expected);
    });
  }
});
