import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { measure as measureBundles } from '../bench/bundle.mjs';
import { packageExtension } from '../harness/extension.mjs';
import { root } from '../harness/paths.mjs';
import { zipNames } from '../support/zipNames.ts';

/** How formulas look: the style sheet and its fonts, each once. */
const katexFiles = [
  ...[
    'AMS-Regular',
    'Caligraphic-Bold',
    'Caligraphic-Regular',
    'Fraktur-Bold',
    'Fraktur-Regular',
    'Main-Bold',
    'Main-BoldItalic',
    'Main-Italic',
    'Main-Regular',
    'Math-BoldItalic',
    'Math-Italic',
    'SansSerif-Bold',
    'SansSerif-Italic',
    'SansSerif-Regular',
    'Script-Regular',
    'Size1-Regular',
    'Size2-Regular',
    'Size3-Regular',
    'Size4-Regular',
    'Typewriter-Regular',
  ].map((font) => `extension/dist/katex/KaTeX_${font}.woff2`),
  'extension/dist/katex/katex.css',
];

/** Grammars that are large enough for a file of their own. */
const largeGrammars = [
  ...readFileSync(path.join(root, 'src/webview/highlight/grammars.ts'), 'utf8').matchAll(
    /import\('shiki\/langs\/([\w-]+)\.mjs'\)/g,
  ),
].map(([, name]) => `extension/dist/panel/${name}.js`);

/** Everything that is shipped; a file that is not named here has to be argued for here. */
const shipped = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/backends.cjs',
  'extension/dist/commands.cjs',
  'extension/dist/conversation.cjs',
  'extension/dist/core.cjs',
  'extension/dist/extension.cjs',
  ...katexFiles,
  'extension/dist/later.cjs',
  'extension/dist/local-host.cjs',
  'extension/dist/panel.js',
  'extension/dist/panel/chunk.js',
  'extension/dist/panel/drawDiagram.js',
  'extension/dist/panel/formulas.js',
  'extension/dist/panel/grammars.js',
  'extension/dist/panel/highlighter.js',
  'extension/dist/panel/later.js',
  'extension/dist/panel/smallGrammars.js',
  ...largeGrammars,
  'extension/dist/run-panel.cjs',
  'extension/dist/run.js',
  'extension/dist/state-panel.cjs',
  'extension/dist/state.js',
  'extension/dist/thread-panel.cjs',
  'extension/media/icon.png',
  'extension/media/inspector.css',
  'extension/media/panel.css',
  'extension/media/run.css',
  'extension/media/state.css',
  'extension/media/thread-dark.svg',
  'extension/media/thread-light.svg',
  'extension/media/threads.svg',
  'extension/package.json',
  'extension/readme.md',
].toSorted();

describe('the packaged extension', () => {
  let vsix = '';

  before(async () => {
    ({ vsix } = await packageExtension());
  });

  it('holds what runs and nothing else', () => {
    const names = zipNames(readFileSync(vsix)).map(withoutHash);
    assert.deepEqual([...new Set(names)].toSorted(), shipped);
  });

  it('keeps the sizes within which it starts and opens quickly', () => {
    assert.deepEqual(
      measureBundles().filter(({ ok }) => ok === false),
      [],
    );
  });

  it('needs no package at run time: bundles load Node, VS Code and each other', () => {
    const names = new Set(shipped.map((name) => path.posix.basename(name)));
    for (const bundle of [
      'extension.cjs',
      'backends.cjs',
      'commands.cjs',
      'conversation.cjs',
      'core.cjs',
      'later.cjs',
      'run-panel.cjs',
      'state-panel.cjs',
      'thread-panel.cjs',
      'local-host.cjs',
      'panel.js',
      'run.js',
      'state.js',
    ]) {
      const source = readFileSync(path.join(root, 'dist', bundle), 'utf8');
      const foreign = loadedModules(source)
        .map(withoutHash)
        .filter((module) => !isBuiltin(module) && module !== 'vscode');
      assert.deepEqual(
        foreign.filter((module) => !(module.startsWith('./') && names.has(path.posix.basename(module)))),
        [],
        bundle,
      );
    }
  });

  it('shows no Node module to the panel and no VS Code module to the local agent host', () => {
    for (const bundle of ['panel.js', 'run.js', 'state.js']) {
      const foreign = loadedModules(readFileSync(path.join(root, 'dist', bundle), 'utf8'));
      assert.deepEqual(
        foreign.filter((module) => !module.startsWith('./panel/')),
        [],
        bundle,
      );
    }
    assert.equal(
      loadedModules(readFileSync(path.join(root, 'dist', 'local-host.cjs'), 'utf8')).includes('vscode'),
      false,
    );
  });
});

/** Chunks of the panel are named after what they hold, too. */
function withoutHash(name: string): string {
  return name.replace(/-[A-Z0-9]{8}\.js$/, '.js');
}

/** What a minified bundle loads: esbuild writes every load as a call or import with one literal string. */
function loadedModules(source: string): readonly string[] {
  const calls = source.matchAll(/\b(?:require|import)\(\s*["']([^"']+)["']\s*\)/g);
  const imports = source.matchAll(/(?:^|[;}\n])\s*import\b[^"'()]*["']([^"']+)["']/g);
  return [...calls, ...imports].map((match) => match[1] ?? '');
}
