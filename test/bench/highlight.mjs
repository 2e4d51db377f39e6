// @ts-check
// What it costs to show 50 KB of TypeScript in colours while it arrives, in a real Chromium: the panel with its own
// script, which colours the lines that are new, against the usual way, which highlights the whole text with the same
// library and puts it into the page again in every frame. Measured is the processor time of the page's main thread,
// which other work on the machine changes least. The first code in a panel also has to load and compile what it needs;
// the usual way has to do that, too, before it is measured.
import * as esbuild from 'esbuild';
import { launchChromium } from '../harness/chromium.mjs';
import { atEnd } from '../harness/cleanUp.mjs';
import { root } from '../harness/paths.mjs';
import { buildPanel, openPanel, readThemes, say } from '../support/panelPreview.mjs';
import { panelState, runView } from '../support/panelScenes.ts';
import { emptyRun } from '../../src/model/runState.ts';

const length = 50_000;
const charactersPerFrame = 200;
/** How much less time than the usual way. */
const gate = 20;
/** A task that takes longer is felt. */
const taskLimitMs = 50;

/** @typedef {{ readonly totalMs: number, readonly longestMs: number }} Cost */

const viewport = { width: 700, height: 800 };

/** The usual way. Stands in the page as `highlightAll(code)`. */
const peerSource = `
  import { createHighlighterCoreSync } from 'shiki/core';
  import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
  import typescript from 'shiki/langs/typescript.mjs';
  import { paletteRules } from './src/webview/highlight/palettes.ts';
  const settings = paletteRules('dark').map(({ scope, ...settings }) => ({ scope, settings }));
  let highlighter;
  globalThis.highlightAll = (code) => {
    highlighter ??= createHighlighterCoreSync({
      engine: createJavaScriptRegexEngine({ forgiving: true }),
      langs: [typescript],
      themes: [{ name: 'bench', type: 'dark', settings }],
    });
    document.querySelector('#code').innerHTML = highlighter.codeToHtml(code, { lang: 'typescript', theme: 'bench' });
  };
`;

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const browser = await launchChromium();
  const closeBrowser = atEnd(() => browser.close());
  try {
    const { first, next } = await measurePanel(browser);
    const peer = await measurePeer(browser);
    return [
      { name: 'highlight.fence50k', ...compare(next, peer), gate, ok: peer.totalMs / next.totalMs >= gate },
      { name: 'highlight.firstFence50k', ...compare(first, peer) },
      {
        name: 'highlight.longestTask',
        value: Math.max(first.longestMs, next.longestMs),
        unit: 'ms',
        peer: peer.longestMs,
        gate: taskLimitMs,
        ok: Math.max(first.longestMs, next.longestMs) <= taskLimitMs,
      },
    ];
  } finally {
    await closeBrowser();
  }
}

/**
 * @param {Cost} ours
 * @param {Cost} peer
 */
function compare(ours, peer) {
  const ratio = Math.round((peer.totalMs / ours.totalMs) * 10) / 10;
  return { value: ours.totalMs, unit: 'ms', peer: peer.totalMs, ratio };
}

/** @param {import('playwright-core').Browser} browser */
async function measurePanel(browser) {
  const themes = await readThemes();
  const page = await openPanel(browser, await buildPanel(), themes['Dark Modern'], viewport);
  /** @type {import('../../src/model/runState.ts').RunState} */
  const state = {
    ...emptyRun,
    runId: 'run-1',
    status: 'running',
    parts: [{ type: 'text', id: 't', isOpen: true, text: 'Here it is:\n\n' }],
  };
  await say(page, { type: 'snapshot', seq: 0, state: panelState({ run: runView({ activity: 'streaming', state }) }) });
  const deltas = ['\n```ts\n', ...pieces(), '```\n\nThat was it.\n'];
  /** @param {number} firstSeq */
  const measureFence = (firstSeq) =>
    costOf(browser, page, async () => {
      await page.evaluate(streamToPanel, { deltas, firstSeq });
      await page.waitForFunction(isColoured);
    });
  return { first: await measureFence(1), next: await measureFence(1 + deltas.length) };
}

/** @param {import('playwright-core').Browser} browser */
async function measurePeer(browser) {
  const built = await esbuild.build({
    stdin: { contents: peerSource, resolveDir: root, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'chrome138',
    write: false,
  });
  const page = await browser.newPage({ viewport });
  await page.setContent('<!DOCTYPE html><html lang="en"><title>Peer</title><body><div id="code"></div></body></html>');
  await page.addScriptTag({ content: built.outputFiles[0]?.text ?? '' });
  await page.evaluate(streamToPeer, pieces().slice(0, 10));
  return await costOf(browser, page, () => page.evaluate(streamToPeer, pieces()));
}

/**
 * The time of the page's main thread from now until `work` is done, and that of its longest task.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Cost>}
 */
async function costOf(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  /** @type {{ traceEvents: readonly { name: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid}:${tid}`);
  // The browser has a main thread for each page; the one that did the work is the busiest.
  const costs = threads.map((thread) => {
    const tasks = traceEvents
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && `${pid}:${tid}` === thread)
      .map(({ tdur = 0 }) => tdur / 1000);
    return { totalMs: tasks.reduce((sum, task) => sum + task, 0), longestMs: Math.max(0, ...tasks) };
  });
  const busiest = costs.reduce((one, other) => (other.totalMs > one.totalMs ? other : one), {
    totalMs: 0,
    longestMs: 0,
  });
  return { totalMs: Math.round(busiest.totalMs), longestMs: Math.round(busiest.longestMs * 10) / 10 };
}

/** TypeScript as people write it, in pieces of one frame each. */
function pieces() {
  let code = '';
  for (let index = 0; code.length < length; index += 1) {
    code += `/**
 * Reads entry ${index} of the list; what is empty is skipped.
 */
export async function readEntry${index}(reader: Reader, options: Options = {}): Promise<Entry | undefined> {
  const { limit = ${index * 10}, isStrict = false } = options;
  for (const line of await reader.lines(\`entry-\${limit}-${index}\`)) {
    if (line.startsWith('#') || line.trim() === '') continue; // a comment
    const [key, ...values] = line.split(/\\s*[:=]\\s*/u).map((part) => part.toLowerCase());
    if (key === undefined && isStrict) throw new RangeError(\`Entry ${index} has no key: \${line}\`);
    return { key: key ?? 'none', values: values.filter((value) => value.length > ${index}), line: 0x${index.toString(16)} };
  }
  return undefined;
}

`;
  }
  const all = code.slice(0, code.lastIndexOf('\n', length) + 1);
  return Array.from({ length: Math.ceil(all.length / charactersPerFrame) }, (_, index) =>
    all.slice(index * charactersPerFrame, (index + 1) * charactersPerFrame),
  );
}

/**
 * Runs in the panel.
 * @param {{ deltas: readonly string[], firstSeq: number }} stream
 */
async function streamToPanel({ deltas, firstSeq }) {
  for (const [index, delta] of deltas.entries()) {
    const events = [{ type: 'text-delta', id: 't', delta }];
    window.postMessage({ type: 'events', seq: firstSeq + index, events }, '*');
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
}

/** Runs in the panel: whether the last lines have their colours. */
function isColoured() {
  const lines = [...document.querySelectorAll('.code-chunk')].at(-1)?.childNodes ?? [];
  return [...lines].every((line) => line.nodeType === 1 || !/\w/.test(line.textContent ?? ''));
}

/**
 * Runs in the peer's page.
 * @param {readonly string[]} deltas
 */
async function streamToPeer(deltas) {
  let code = '';
  for (const delta of deltas) {
    code += delta;
    // @ts-expect-error -- made by the script in the page
    globalThis.highlightAll(code);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
}
