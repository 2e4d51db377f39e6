// @ts-check
// How long the extension takes to activate, against an extension that does nothing and one that only registers what this
// one registers: all installed alike, activated in turns in the extension host of the same VS Code, a fresh one per turn.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { freshLog, mustRun } from '../harness/children.mjs';
import { temporaryFolder } from '../harness/cleanUp.mjs';
import { packageExtension } from '../harness/extension.mjs';
import { runExtensionTests } from '../harness/launchers.mjs';
import { extensionId, root } from '../harness/paths.mjs';

const pairs = 9;
const peerId = 'bench.empty';
const bareId = 'bench.bare';
const warmUpId = 'bench.warm';

/** Until `activate()` has resolved, VS Code's own share included: the median of the pairs' ratios. */
const ratioGate = 4;
/**
 * What the extension itself takes, loading its entry and the call of its `activate`, to what the registrations alone
 * take. Milliseconds would say more of the machine than of the extension.
 */
const ownRatioGate = 6;

/**
 * @typedef {{ readonly totalMs: number, readonly ownMs: number, readonly loadMs: number }} Sample in milliseconds
 * @typedef {Readonly<Record<string, Sample>> & { readonly coreMs: number }} Turn of each subject, and what is loaded when
 * the extension is used
 */

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const { folder, remove } = temporaryFolder('agent-threads-bench');
  try {
    await packageExtension();
    const subject = await packExtension(subjectFolder(path.join(folder, 'subject')));
    const peer = await packExtension(writeExtension(path.join(folder, 'empty'), 'empty'));
    const bare = await packExtension(writeExtension(path.join(folder, 'bare'), 'bare', bareSource()));
    const warmUp = await packExtension(writeExtension(path.join(folder, 'warm'), 'warm'));
    const samplesFile = path.join(folder, 'samples.jsonl');
    await runExtensionTests({
      workspace: folder,
      entry: path.join(root, 'test', 'bench', 'activationProbe.cjs'),
      development: [writeExtension(path.join(folder, 'probe'), 'probe')],
      extensions: [subject, peer, bare, warmUp],
      windows: pairs,
      env: {
        ACTIVATION_WARM_UP: warmUpId,
        ACTIVATION_SUBJECTS: `${extensionId} ${peerId} ${bareId}`,
        ACTIVATION_CORE: `${extensionId} dist/core.cjs`,
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
 * @param {readonly Turn[]} samples one per window
 * @returns {readonly import('./run.mjs').Row[]}
 */
function rowsOf(samples) {
  /** @type {(id: string, key: keyof Sample) => readonly number[]} */
  const all = (id, key) => samples.map((sample) => sample[id]?.[key] ?? Number.NaN);
  /** @type {(key: keyof Sample, id: string, gate: number) => Omit<import('./run.mjs').Row, 'name'>} */
  const compared = (key, id, gate) => {
    const [ours, theirs] = [all(extensionId, key), all(id, key)];
    const ratio = round(median(ours.map((ms, index) => ms / (theirs[index] ?? Number.NaN))));
    return { value: round(median(ours)), unit: 'ms', peer: round(median(theirs)), ratio, gate, ok: ratio <= gate };
  };
  const loadMs = round(median(all(extensionId, 'loadMs')));
  return [
    { name: 'activation', ...compared('totalMs', peerId, ratioGate) },
    { name: 'activation.own', ...compared('ownMs', bareId, ownRatioGate) },
    { name: 'activation.own.load', value: loadMs, unit: 'ms', gate: 10, aim: 2, ok: loadMs <= 10 },
    { name: 'activation.core.load', value: round(median(samples.map(({ coreMs }) => coreMs))), unit: 'ms' },
    { name: 'activation.own.empty', value: round(median(all(peerId, 'ownMs'))), unit: 'ms' },
  ];
}

/**
 * What is shipped, except that it waits to be activated here: the real one begins when VS Code has started, before
 * anything could be measured.
 * @param {string} folder
 * @returns {string} the folder
 */
function subjectFolder(folder) {
  for (const name of ['dist', 'media']) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { devDependencies: _, scripts: __, ...shipped } = manifest;
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ ...shipped, activationEvents: ['onCommand:bench.never'] }),
  );
  writeFileSync(path.join(folder, 'README.md'), 'Is measured.\n');
  return folder;
}

/**
 * @param {string} cwd the extension's folder
 * @returns {Promise<string>} the VSIX
 */
async function packExtension(cwd) {
  const vsix = `${cwd}.vsix`;
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await mustRun('Packaging an extension to measure', process.execPath, [vsce, 'package', ...options], {
    cwd,
    log: freshLog('bench'),
  });
  return vsix;
}

/**
 * An extension that registers what this one does, by kind and number, and nothing behind it.
 * @returns {string} its source
 */
function bareSource() {
  const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const commands = contributes.commands.map((/** @type {{ command: string }} */ { command }) => `bench.${command}`);
  return `
    const vscode = require('vscode');
    exports.activate = ({ subscriptions, globalState, secrets }) => {
      const nothing = () => undefined;
      const { window, workspace } = vscode;
      const files = { onDidChangeFile: new vscode.EventEmitter().event };
      for (const name of ['watch', 'stat', 'readFile', 'writeFile', 'readDirectory', 'createDirectory', 'delete', 'rename'])
        files[name] = nothing;
      subscriptions.push(
        window.createOutputChannel('Bare', { log: true }),
        secrets.onDidChange(nothing),
        workspace.onDidChangeConfiguration(nothing),
        workspace.onWillSaveTextDocument(nothing),
        workspace.onDidSaveTextDocument(nothing),
        window.onDidChangeActiveTextEditor(nothing),
        window.onDidChangeWindowState(nothing),
        ...${JSON.stringify(commands)}.map((command) => vscode.commands.registerCommand(command, nothing)),
        ...['a', 'b', 'c'].map((type) =>
          window.registerWebviewPanelSerializer('bench.' + type, { deserializeWebviewPanel: nothing })),
        ...['bench-a', 'bench-b'].map((scheme) =>
          workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: nothing })),
        workspace.registerFileSystemProvider('bench-c', files),
        window.createTreeView('bench.view', { treeDataProvider: { getChildren: nothing, getTreeItem: nothing } }),
      );
      workspace.getConfiguration('bench').inspect('connections');
      globalState.get('bench');
    };`;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} [source] of its entry
 * @returns {string} the folder
 */
function writeExtension(folder, name, source = 'exports.activate = () => {};\n') {
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
  writeFileSync(path.join(folder, 'extension.cjs'), source);
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
