// @ts-check
// Sizes of what is shipped. VS Code reads the entry before anything of ours can be used, the panel its script at every
// opening.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { root, vsixFile } from '../harness/paths.mjs';

const entryLimitKb = 200;
const panelLimitKb = 70;

/** @returns {readonly import('./run.mjs').Row[]} */
export function measure() {
  const entry = kilobytes(statSync(bundle('extension.cjs')).size);
  const scripts = withStaticImports('panel.js').map((name) => readFileSync(bundle(name)));
  const panel = kilobytes(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0));
  return [
    { name: 'bundle.extension', value: entry, unit: 'KB', gate: entryLimitKb, aim: 60, ok: entry <= entryLimitKb },
    { name: 'bundle.panel.gzip', value: panel, unit: 'KB', gate: panelLimitKb, aim: 60, ok: panel <= panelLimitKb },
    { name: 'bundle.panel', value: kilobytes(scripts.reduce((sum, { length }) => sum + length, 0)), unit: 'KB' },
    { name: 'bundle.core', value: kilobytes(statSync(bundle('core.cjs')).size), unit: 'KB' },
    { name: 'bundle.backends', value: kilobytes(statSync(bundle('backends.cjs')).size), unit: 'KB' },
    { name: 'bundle.localHost', value: kilobytes(statSync(bundle('local-host.cjs')).size), unit: 'KB' },
    { name: 'bundle.vsix', value: kilobytes(statSync(vsixFile).size), unit: 'KB' },
  ];
}

/**
 * A script of dist/ and everything that a browser loads before it runs, which is not what the script imports later.
 * @param {string} name
 * @param {Set<string>} [known]
 * @returns {readonly string[]}
 */
function withStaticImports(name, known = new Set()) {
  if (known.has(name)) return [...known];
  known.add(name);
  const source = readFileSync(bundle(name), 'utf8');
  for (const [, target = ''] of source.matchAll(/\b(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
    withStaticImports(path.posix.join(path.posix.dirname(name), target), known);
  }
  return [...known];
}

/** @param {string} name */
function bundle(name) {
  return path.join(root, 'dist', name);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return Math.round(bytes / 102.4) / 10;
}
