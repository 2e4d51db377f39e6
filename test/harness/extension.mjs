// @ts-check
// Builds the extension and packs it as a VSIX, unless nothing has changed since the last time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { cleanEnvironment, freshLog, mustRun } from './children.mjs';
import { hashOf, readJson } from './files.mjs';
import { cacheFolder, root, vsixFile } from './paths.mjs';
import { Problem } from './problem.mjs';

/** Everything that what is packed depends on. */
const inputs = [
  'src',
  'media',
  'docs/marketplace.md',
  'esbuild.mjs',
  'leanMarkdown.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.vscodeignore',
  'CHANGELOG.md',
  'LICENSE',
  'test/harness/extension.mjs',
];
const outputs = ['dist', path.basename(vsixFile)];
const stampFile = path.join(cacheFolder, 'packaged.json');

/**
 * Builds `dist/` for production and packs `agent-threads.vsix`.
 * @returns {Promise<{ vsix: string, hash: string, isNew: boolean }>} the hash tells one VSIX from another
 * @throws {Problem} when the build or the packaging fails, or the packaging tool has a warning
 */
export async function packageExtension() {
  const inputHash = hashOf(root, inputs);
  const stamp = readJson(stampFile);
  if (existsSync(vsixFile) && stamp?.inputs === inputHash && stamp.outputs === hashOf(root, outputs)) {
    return { vsix: vsixFile, hash: stamp.outputs, isNew: false };
  }
  console.log('Building and packaging the extension …');
  const log = freshLog('package');
  // Builds it, too, by the manifest's `vscode:prepublish`.
  await mustRun('Building and packaging the extension', process.execPath, packagingArguments(), {
    log,
    env: cleanEnvironment(),
  });
  const warnings = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /\bwarn/i.test(line));
  if (warnings.length > 0) throw new Problem(`The packaging tool has a warning:\n${warnings.join('\n')}`);
  const hash = hashOf(root, outputs);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ inputs: inputHash, outputs: hash })}\n`);
  return { vsix: vsixFile, hash, isNew: true };
}

/** @returns {readonly string[]} */
function packagingArguments() {
  return [
    path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
    'package',
    ['--no-dependencies', '--allow-missing-repository'],
    ['--readme-path', 'docs/marketplace.md'],
    ['--out', vsixFile],
  ].flat();
}

/**
 * Bundles tests into `out/`.
 * @param {'unit' | 'vscode' | 'ui'} kind
 * @returns {Promise<void>}
 */
export async function buildTests(kind) {
  await mustRun(`Bundling the tests (${kind})`, process.execPath, ['esbuild.mjs', `--tests=${kind}`], {
    log: freshLog(`build-${kind}`),
  });
}
