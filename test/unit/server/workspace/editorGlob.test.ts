import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editorGlob } from '../../../../src/server/workspace/editorGlob.ts';

describe("a glob of the editor's settings", () => {
  const cases: readonly (readonly [glob: string, matching: readonly string[], other: readonly string[]])[] = [
    ['**/node_modules', ['node_modules', 'a/node_modules', 'a/b/node_modules'], ['node_modules2', 'a/my_node_modules']],
    ['node_modules', ['node_modules'], ['a/node_modules']],
    ['*.js', ['a.js'], ['b/a.js', 'a.jsx']],
    ['**/*.js', ['a.js', 'b/a.js'], ['a.ts']],
    ['**/*.{js,map}', ['a.js', 'b/c.map'], ['a.json']],
    ['{out,dist}/**', ['out', 'out/a', 'dist/b/c'], ['src/out']],
    ['src/**/test', ['src/test', 'src/a/b/test'], ['test', 'src/test/a']],
    ['**/.git', ['.git', 'a/.git'], ['a.git']],
    ['file?.txt', ['file1.txt'], ['file.txt', 'file/.txt']],
    ['[a-c].txt', ['a.txt'], ['d.txt']],
    ['[!a-c].txt', ['d.txt'], ['a.txt', '/.txt']],
    ['**', ['a', 'a/b'], []],
    ['./build/', ['build'], ['a/build']],
    ['a+(b).txt', ['a+(b).txt'], ['ab.txt']],
    ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'c']],
  ];
  for (const [glob, matching, other] of cases) {
    it(`${glob} matches what the editor would leave out, and nothing else`, () => {
      const pattern = editorGlob(glob);
      assert.deepEqual(
        matching.filter((path) => !pattern.test(path)),
        [],
      );
      assert.deepEqual(
        other.filter((path) => pattern.test(path)),
        [],
      );
    });
  }

  it('never breaks, whatever somebody wrote into the settings', () => {
    const odd = fc.array(
      fc.constantFrom('{', '}', '[', ']', '!', '*', '**', '/', ',', '\\', '(', '-', 'a', '^', '?', '$'),
    );
    fc.assert(fc.property(odd, (pieces) => editorGlob(pieces.join('')) instanceof RegExp));
  });
});
