// @ts-check
// What an answer costs the panel's main thread while it arrives, in real Chromium with the panel's own style sheet, and
// what the same text costs other renderers. Costs are processor time of the main thread (style, layout and painting
// included), which the load of the machine changes least; ratios are medians of pairs that were measured in turns.
//
// - Comparisons: 100 KB of mixed Markdown, shown after every 20 characters with layout, each time in a task of its own.
//   What is linear runs through. What renders everything anew every time is measured at several lengths, a few flushes
//   each, and summed up between them (the cost of a flush depends on the length alone, so the sum is that of a run).
// - Growth: 10 KB, 100 KB and 1 MB of every shape, shown after every 333 characters: one frame's worth at 1,000 pieces of
//   20 characters a second.
// - In real time: 20,000 characters a second, shown once per animation frame, with the browser's own count of long tasks.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { leanMarkdown } from '../../leanMarkdown.mjs';
import { launchChromium } from '../harness/chromium.mjs';
import { atEnd } from '../harness/cleanUp.mjs';
import { root } from '../harness/paths.mjs';
import { answer, shapeNames } from './support/answers.mjs';
import { median, round } from './support/numbers.mjs';

/** @typedef {import('./support/renderers.ts').RendererName} RendererName */
/** @typedef {import('./support/answers.mjs').Shape} Shape */
/** @typedef {import('./run.mjs').Row} Row */

const pairs = 3;
const deltaLength = 20;
const frameLength = 333;
const perSecond = 20_000;

/** How many times less main-thread time than each of them: the gate, then what we aim at. */
/** @type {readonly { readonly name: RendererName, readonly gate: number, readonly aim?: number, readonly isWhole: boolean }[]} */
const peers = [
  { name: 'marked', gate: 30, aim: 100, isWhole: true },
  { name: 'markdownIt', gate: 30, isWhole: true },
  { name: 'streamdown', gate: 4, aim: 10, isWhole: true },
  { name: 'streamingMarkdown', gate: 1 / 1.5, aim: 1, isWhole: false },
];
const sampledLengths = [2_000, 10_000, 30_000, 60_000, 98_000];
const flushesPerSample = 12;

const growth = { gate: 1.15, aim: 1.05 };
const worstFlush = { gate: 16, aim: 8 };

/** Rows in milliseconds count only on a machine that is calm: doing nothing takes the same before and after … */
const maxDriftPercent = 20;
/** … and no step of it is held up by other work. */
const maxIdleMs = 5;

/** @returns {AsyncGenerator<Row>} */
export async function* measure() {
  const browser = await launchChromium();
  const close = atEnd(() => browser.close());
  try {
    const stage = await openStage(browser);
    const before = await stage.idle();
    yield* comparisons(stage);
    yield* growthRows(stage);
    const realTime = await realTimeRows(stage);
    const after = await stage.idle();
    const drift = Math.abs(after.elapsedMs / before.elapsedMs - 1) * 100;
    const isCalm = drift <= maxDriftPercent && Math.max(after.worstMs, before.worstMs) <= maxIdleMs;
    yield { name: 'rendering.baseline.drift', value: round(drift), unit: '%' };
    yield { name: 'rendering.baseline.worst', value: round(Math.max(before.worstMs, after.worstMs)), unit: 'ms' };
    for (const row of realTime) {
      const { ok: _, ...unsure } = row;
      yield isCalm ? row : { ...unsure, isUnsure: true };
    }
    yield { name: 'rendering.memory.1MB', value: await stage.memoryMb(), unit: 'MB' };
  } finally {
    await close();
  }
}

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

/** @param {import('playwright-core').Browser} browser */
async function openStage(browser) {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/bench/support/renderers.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'bench',
    target: 'chrome138',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
    plugins: [leanMarkdown],
  });
  const page = await browser.newPage({ viewport: { width: 800, height: 700 } });
  await page.setContent('<!DOCTYPE html><html lang="en"><body></body></html>');
  await page.addStyleTag({ content: readFileSync(path.join(root, 'media', 'panel.css'), 'utf8') });
  await page.addStyleTag({
    content: `body { --vscode-font-family: sans-serif; --vscode-editor-background: #1f1f1f; --vscode-foreground: #ccc; --vscode-panel-border: #444 }
      .stage { height: 100%; overflow-y: auto }`,
  });
  await page.addScriptTag({ content: built.outputFiles[0]?.text ?? '' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });

  async function taskMs() {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  }

  /**
   * @param {RendererName} name
   * @param {string} soFar
   */
  const begin = (name, soFar) => page.evaluate(`bench.begin(${JSON.stringify(name)}, ${JSON.stringify(soFar)})`);

  const stage = {
    /**
     * Main-thread time for `text`, in pieces, after `soFar` is there.
     * @param {RendererName} name
     * @param {string} soFar
     * @param {string} text
     * @param {number} pieceLength
     * @returns {Promise<number>} milliseconds
     */
    async cost(name, soFar, text, pieceLength) {
      await begin(name, soFar);
      await session.send('HeapProfiler.collectGarbage');
      const before = await taskMs();
      await page.evaluate(`bench.write(${JSON.stringify(text)}, ${pieceLength})`);
      return (await taskMs()) - before;
    },
    /** The same loop without anything to do, in time that passes. */
    async idle() {
      const times = [];
      let worstMs = 0;
      for (let time = 0; time < 3; time += 1) {
        await begin('nothing', '');
        /** @type {{ elapsedMs: number, longestMs: number }} */
        const { elapsedMs, longestMs } = await page.evaluate('bench.idle(2000)');
        times.push(elapsedMs);
        worstMs = Math.max(worstMs, longestMs);
      }
      return { elapsedMs: median(times), worstMs };
    },
    /**
     * @param {string} text
     * @returns {Promise<import('./support/renderers.ts').RealTime>}
     */
    async inRealTime(text) {
      await begin('ours', '');
      await session.send('HeapProfiler.collectGarbage');
      return await page.evaluate(`bench.writeInRealTime(${JSON.stringify(text)}, ${perSecond})`);
    },
    /** What the heap has more when 1 MB is shown than when nothing is. */
    async memoryMb() {
      const used = async () => {
        await session.send('HeapProfiler.collectGarbage');
        return (await session.send('Runtime.getHeapUsage')).usedSize;
      };
      await begin('nothing', '');
      const before = await used();
      await stage.cost('ours', '', answer('mixed', 1_000_000), 20_000);
      return round(((await used()) - before) / 1e6);
    },
  };
  return stage;
}

/**
 * @param {Stage} stage
 * @returns {AsyncGenerator<Row>}
 */
async function* comparisons(stage) {
  const text = answer('mixed', 100_000);
  // The first run of anything pays for compiling it.
  for (const name of /** @type {const} */ (['ours', 'streamingMarkdown'])) {
    await stage.cost(name, '', text.slice(0, 10_000), deltaLength);
  }
  /** @type {number[]} */
  const ours = [];
  /** @type {Map<RendererName, number[]>} */
  const theirs = new Map(peers.map(({ name }) => [name, []]));
  for (let pair = 0; pair < pairs; pair += 1) {
    ours.push(await stage.cost('ours', '', text, deltaLength));
    for (const { name, isWhole } of peers) {
      const costMs = isWhole ? await sampled(stage, name, text) : await stage.cost(name, '', text, deltaLength);
      theirs.get(name)?.push(costMs);
    }
  }
  for (const { name, gate, aim } of peers) {
    const costs = theirs.get(name) ?? [];
    const ratio = median(costs.map((costMs, pair) => costMs / (ours[pair] ?? Number.NaN)));
    yield {
      name: `rendering.mixed.100KB.${name}`,
      value: round(median(ours)),
      unit: 'ms',
      peer: round(median(costs)),
      ratio: round(ratio),
      gate: round(gate),
      ...(aim === undefined ? {} : { aim }),
      isMore: true,
      ok: ratio >= gate,
    };
  }
}

/**
 * The cost of a whole run, from the cost of single flushes at some lengths.
 * @param {Stage} stage
 * @param {RendererName} name
 * @param {string} text
 */
async function sampled(stage, name, text) {
  const samples = [{ length: 0, costMs: 0 }];
  for (const length of sampledLengths) {
    const more = text.slice(length, length + flushesPerSample * deltaLength);
    const costMs = await stage.cost(name, text.slice(0, length), more, deltaLength);
    samples.push({ length, costMs: costMs / flushesPerSample });
  }
  let sumMs = 0;
  samples.forEach(({ length, costMs }, index) => {
    const next = samples[index + 1] ?? { length: text.length, costMs };
    sumMs += ((costMs + next.costMs) / 2) * ((next.length - length) / deltaLength);
  });
  return sumMs;
}

/**
 * @param {Stage} stage
 * @returns {AsyncGenerator<Row>}
 */
async function* growthRows(stage) {
  for (const shape of shapeNames) {
    await stage.cost('ours', '', answer(shape, 20_000), frameLength);
    const small = [];
    for (let time = 0; time < 3; time += 1) {
      small.push(await stage.cost('ours', '', answer(shape, 10_000), frameLength));
    }
    const medium = await stage.cost('ours', '', answer(shape, 100_000), frameLength);
    const large = await stage.cost('ours', '', answer(shape, 1_000_000), frameLength);
    const exponent = Math.log10(large / median(small)) / 2;
    yield { name: `rendering.${shape}.10KB`, value: round(median(small)), unit: 'ms' };
    yield { name: `rendering.${shape}.100KB`, value: round(medium), unit: 'ms' };
    yield { name: `rendering.${shape}.1MB`, value: round(large), unit: 'ms' };
    yield {
      name: `rendering.${shape}.growth`,
      value: round(exponent),
      unit: 'exponent',
      ...growth,
      ok: exponent <= growth.gate,
    };
  }
}

/** @param {Stage} stage */
async function realTimeRows(stage) {
  /** @type {Row[]} */
  const rows = [];
  for (const shape of shapeNames) {
    const isMixed = shape === 'mixed';
    const { longTasksMs, longestFlushMs } = await stage.inRealTime(answer(shape, isMixed ? 1_000_000 : 100_000));
    const name = `rendering.${shape}.${isMixed ? '1MB' : '100KB'}.realTime`;
    // The browser counts only tasks of more than 50 ms.
    const longestMs = Math.max(0, ...longTasksMs);
    const count = longTasksMs.length;
    rows.push(
      { name: `${name}.longTasks`, value: count, unit: 'tasks', gate: 0, ok: count === 0 },
      { name: `${name}.longestTask`, value: round(longestMs), unit: 'ms', gate: 50, ok: count === 0 },
      {
        name: `${name}.worstFlush`,
        value: round(longestFlushMs),
        unit: 'ms',
        ...worstFlush,
        ok: longestFlushMs <= worstFlush.gate,
      },
    );
  }
  return rows;
}
