// @ts-check
// Sizes of what is shipped. VS Code reads the entry before anything of ours can be used, the panel its script at every
// opening.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { root, vsixFile } from '../harness/paths.mjs';

const entryLimitKb = 200;
const panelLimitKb = 110;

/** @returns {readonly import('./run.mjs').Row[]} */
export function measure() {
  const entry = kilobytes(statSync(bundle('extension.cjs')).size);
  const panel = kilobytes(gzipSync(readFileSync(bundle('panel.js'))).length);
  return [
    { name: 'bundle.extension', value: entry, unit: 'KB', gate: entryLimitKb, ok: entry <= entryLimitKb },
    { name: 'bundle.panel.gzip', value: panel, unit: 'KB', gate: panelLimitKb, ok: panel <= panelLimitKb },
    { name: 'bundle.panel', value: kilobytes(statSync(bundle('panel.js')).size), unit: 'KB' },
    { name: 'bundle.backends', value: kilobytes(statSync(bundle('backends.cjs')).size), unit: 'KB' },
    { name: 'bundle.localHost', value: kilobytes(statSync(bundle('local-host.cjs')).size), unit: 'KB' },
    { name: 'bundle.vsix', value: kilobytes(statSync(vsixFile).size), unit: 'KB' },
  ];
}

/** @param {string} name */
function bundle(name) {
  return path.join(root, 'dist', name);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return Math.round(bytes / 102.4) / 10;
}
