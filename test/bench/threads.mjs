// @ts-check
// What it costs the extension host when one of 100,000 threads changes: the real session, the real tree, and a tree view
// that asks for items as VS Code does. Once with as many of them loaded as somebody who goes on and on with "Load more…"
// has, once with all of them. The peer is a tree that tells VS Code no more than that something has changed.
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { temporaryFolder } from '../harness/cleanUp.mjs';
import { root } from '../harness/paths.mjs';
import { median, round } from './support/numbers.mjs';

const count = 100_000;
const pageSize = 500;
const repeats = 7;
/** Of the extension host's only thread, also with all of them in the tree. */
const gateMs = 40;

/** @returns {AsyncGenerator<import('./run.mjs').Row>} */
export async function* measure() {
  const { folder, remove } = temporaryFolder('agent-threads-bench');
  try {
    const { openThreadScene } = await load(folder);
    for (const loaded of [1_000, count]) {
      const scene = await openThreadScene({ folder, count, loaded, pageSize });
      try {
        yield* rowsOf(scene, loaded);
      } finally {
        await scene.dispose();
      }
    }
  } finally {
    await remove();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<typeof import('./support/threadScene.ts')>}
 */
async function load(folder) {
  const outfile = path.join(folder, 'scene.cjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/bench/support/threadScene.ts'],
    alias: { vscode: './test/bench/support/vscodeTree.ts' },
    bundle: true,
    outfile,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(outfile);
}

/**
 * @param {import('./support/threadScene.ts').ThreadScene} scene
 * @param {number} loaded
 * @returns {AsyncGenerator<import('./run.mjs').Row>}
 */
async function* rowsOf(scene, loaded) {
  const ours = [];
  // The first ones warm up.
  for (let time = -2; time < repeats; time += 1) {
    const change = await scene.changeOne();
    if (time >= 0) ours.push(change);
  }
  // Once: to draw 100,000 rows takes seconds, beside which nothing counts.
  const naive = await scene.changeOneNaively();
  const spentMs = median(ours.map((change) => change.spentMs));
  yield {
    name: `threads.changed.${loaded}`,
    value: round(spentMs),
    unit: 'ms',
    peer: round(naive.spentMs),
    ratio: Number((spentMs / naive.spentMs).toPrecision(2)),
    gate: gateMs,
    isValue: true,
    ok: spentMs <= gateMs,
  };
  const items = Math.max(...ours.map((change) => change.items));
  yield {
    name: `threads.items.${loaded}`,
    value: items,
    unit: 'items',
    peer: naive.items,
    gate: 1,
    isValue: true,
    ok: items === 1,
  };
}
