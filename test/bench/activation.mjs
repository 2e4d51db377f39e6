// @ts-check
// How long the extension takes to activate, against an extension that does nothing: both installed alike, activated in
// turns in the extension host of the same VS Code, a fresh one per pair.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { freshLog, mustRun } from '../harness/children.mjs';
import { temporaryFolder } from '../harness/cleanUp.mjs';
import { packageExtension } from '../harness/extension.mjs';
import { runExtensionTests } from '../harness/launchers.mjs';
import { extensionId, root } from '../harness/paths.mjs';

const pairs = 9;
const peerId = 'bench.empty';
const warmUpId = 'bench.warm';

/** Until `activate()` has resolved, VS Code's own share included: the median of the pairs' ratios. */
const ratioGate = 4;
/** What the extension itself takes: loading its entry and the call of its `activate`. */
const ownGateMs = 10;

/** @typedef {{ readonly totalMs: number, readonly ownMs: number }} Sample */

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const { folder, remove } = temporaryFolder('agent-threads-bench');
  try {
    const { vsix } = await packageExtension();
    const peer = await packEmptyExtension(folder, 'empty');
    const warmUp = await packEmptyExtension(folder, 'warm');
    const samplesFile = path.join(folder, 'samples.jsonl');
    await runExtensionTests({
      workspace: folder,
      entry: path.join(root, 'test', 'bench', 'activationProbe.cjs'),
      development: [writeExtension(path.join(folder, 'probe'), 'probe')],
      extensions: [vsix, peer, warmUp],
      windows: pairs,
      env: {
        ACTIVATION_WARM_UP: warmUpId,
        ACTIVATION_SUBJECTS: `${extensionId} ${peerId}`,
        ACTIVATION_SAMPLES: samplesFile,
      },
    });
    const samples = readFileSync(samplesFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return rowsOf(samples);
  } finally {
    await remove();
  }
}

/**
 * @param {readonly Record<string, Sample>[]} samples one of each subject per window
 * @returns {readonly import('./run.mjs').Row[]}
 */
function rowsOf(samples) {
  /** @type {(id: string, key: keyof Sample) => readonly number[]} */
  const all = (id, key) => samples.map((sample) => sample[id]?.[key] ?? Number.NaN);
  const theirs = all(peerId, 'totalMs');
  const ratio = round(median(all(extensionId, 'totalMs').map((ms, index) => ms / (theirs[index] ?? Number.NaN))));
  const total = { value: round(median(all(extensionId, 'totalMs'))), unit: 'ms', peer: round(median(theirs)) };
  const ownMs = round(median(all(extensionId, 'ownMs')));
  return [
    { name: 'activation', ...total, ratio, gate: ratioGate, ok: ratio <= ratioGate },
    { name: 'activation.own', value: ownMs, unit: 'ms', gate: ownGateMs, ok: ownMs <= ownGateMs },
    { name: 'activation.own.empty', value: round(median(all(peerId, 'ownMs'))), unit: 'ms' },
  ];
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<string>} the VSIX
 */
async function packEmptyExtension(folder, name) {
  const vsix = path.join(folder, `${name}.vsix`);
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const cwd = writeExtension(path.join(folder, name), name);
  await mustRun('Packaging the empty extension', process.execPath, [vsce, 'package', ...options], {
    cwd,
    log: freshLog('bench'),
  });
  return vsix;
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {string} the folder
 */
function writeExtension(folder, name) {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name,
    publisher: 'bench',
    version: '1.0.0',
    engines: { vscode: '^1.106.0' },
    main: './extension.cjs',
    activationEvents: ['onCommand:bench.never'],
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'README.md'), 'Does nothing.\n');
  writeFileSync(path.join(folder, 'extension.cjs'), 'exports.activate = () => {};\n');
  return folder;
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}
