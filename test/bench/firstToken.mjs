// @ts-check
// How long a piece of text takes from a service's socket to the screen, in the real product: the installed extension in
// VS Code's browser edition, a hosted connection over TCP, the panel's own document. The peer is the least that a
// browser can do with the same bytes: a bare page in another window of the same browser that reads them with an
// EventSource and appends them to one text node, once per frame. Both take turns. Most of either is waiting for the
// next frame (16.7 ms); what the product adds are three processes (extension host, VS Code's server, window) and its work.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { launchChromium } from '../harness/chromium.mjs';
import { atEnd } from '../harness/cleanUp.mjs';
import { startProduct } from '../harness/launchers.mjs';
import { dataOf, openEventStream, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { openWorkbench } from '../ui/support/workbench.ts';
import { clockEdge, drawStream, peerHtml, watchTokens } from './support/firstTokenPages.mjs';
import { openHostedPanel } from './support/hostedPanel.mjs';
import { percentile, round } from './support/numbers.mjs';

const connectionName = 'Bench';
const turns = 3;
/** Of one run; the first is what the person waits for. */
const tokensPerRun = 6;
/** Long enough that no token shares a frame with another, or the first one with the run's start. */
const paceMs = 50;
/**
 * For the medians. The peer waits for one frame. The product may wait for two, the host's and the panel's, and passes
 * three processes; where it takes three times as long, it has begun to wait for something else.
 */
const gate = 3;
/** A run that takes longer hangs. */
const limitMs = 60_000;

/** @typedef {{ readonly first: readonly number[], readonly later: readonly number[] }} Latencies in milliseconds */

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-threads-bench-'));
  const removeFolder = atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const service = await startService();
  const stopService = atEnd(() => service.close());
  const connection = { id: 'bench', name: connectionName, kind: 'seekrflow', url: service.url, transport: 'vercel' };
  const product = await startProduct({ workspace: folder, settings: { 'agentThreads.connections': [connection] } });
  const browser = await launchChromium();
  const closeBrowser = atEnd(() => browser.close());
  try {
    const workbench = await openWorkbench(browser, product);
    const panel = await openPanel(workbench).catch(async (error) => {
      console.error(`The window when it failed: ${await workbench.screenshot('failed-bench')}`);
      throw error;
    });
    const peer = await openPeer(browser, service.url);
    /** @type {Latencies[]} */
    const ours = [];
    /** @type {Latencies[]} */
    const theirs = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const measurePanel = async () => ours.push(await service.latencies(panel));
      const measurePeer = async () => theirs.push(await service.latencies(peer));
      for (const each of turn % 2 === 0 ? [measurePanel, measurePeer] : [measurePeer, measurePanel]) await each();
    }
    return [
      ...rows('firstToken', ours, theirs, ({ first }) => first),
      ...rows('nextToken', ours, theirs, ({ later }) => later),
    ];
  } finally {
    await closeBrowser();
    await product.stop();
    await stopService();
    await removeFolder();
  }
}

/**
 * @typedef {object} Reader one of the two that show a stream
 * @property {(tokens: { first: number, count: number }) => Promise<readonly number[]>} watch times of painting
 * @property {() => Promise<void>} start asks for the stream
 * @property {() => Promise<void>} ended resolves when it is ready for the next one
 * @property {number} clockEdgeMs
 */

/** A hosted service that answers every question with a few words, and the peer's page. */
async function startService() {
  const fake = await startFakeSeekrFlow();
  const ownEdgeMs = clockEdge();
  /** @type {number[]} by token, counted over all runs */
  const sentAtMs = [];

  /** @param {import('node:http').ServerResponse} response */
  async function writeRun(response, runId = 'peer') {
    openEventStream(response);
    response.write(dataOf({ type: 'start', messageMetadata: { run_id: runId } }));
    response.write(dataOf({ type: 'text-start', id: '0' }));
    let text = '';
    for (let count = 0; count < tokensPerRun; count += 1) {
      // Not in step with the frames.
      await delay(paceMs + ((sentAtMs.length * 7) % 17));
      const delta = `t${sentAtMs.length}. `;
      const data = dataOf({ type: 'text-delta', id: '0', delta });
      sentAtMs.push(performance.timeOrigin + performance.now() + ownEdgeMs);
      response.write(data);
      text += delta;
    }
    await delay(paceMs);
    response.write(dataOf({ type: 'text-end', id: '0' }) + dataOf({ type: 'finish', finishReason: 'stop' }));
    return text;
  }

  fake.on('POST', /\/runs\/stream\/vercel$/, async ({ path: route }, response) => {
    const threadId = route.split('/')[3] ?? '';
    const run = fake.addRun({ thread_id: threadId, status: 'running', is_active: true });
    const text = await writeRun(response, run.id);
    fake.addMessage({ thread_id: threadId, role: 'assistant', content: text, run_id: run.id });
    fake.runs[fake.runs.indexOf(run)] = { ...run, status: 'completed', is_active: false };
    response.end(dataOf('[DONE]'));
  });
  fake.on('GET', '/peer', { headers: { 'content-type': 'text/html' }, text: peerHtml });
  fake.on('GET', '/peer/stream', async (_, response) => {
    await writeRun(response);
    response.end(dataOf('[DONE]'));
  });

  return {
    url: fake.url,
    close: () => fake.close(),
    /**
     * @param {Reader} reader
     * @returns {Promise<Latencies>}
     */
    async latencies(reader) {
      const first = sentAtMs.length;
      const painted = reader.watch({ first, count: tokensPerRun });
      await reader.start();
      const all = (await within(painted)).map(
        (paintedAtMs, index) => paintedAtMs + reader.clockEdgeMs - (sentAtMs[first + index] ?? Number.NaN),
      );
      await reader.ended();
      return { first: all.slice(0, 1), later: all.slice(1) };
    },
  };
}

/**
 * @param {import('../ui/support/workbench.ts').Workbench} workbench
 * @returns {Promise<Reader>}
 */
async function openPanel(workbench) {
  const panel = await openHostedPanel(workbench, connectionName);
  return {
    clockEdgeMs: await panel.frame.evaluate(clockEdge),
    watch: (tokens) => panel.frame.evaluate(watchTokens, tokens),
    start: () => panel.send('Say something'),
    ended: panel.ended,
  };
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @returns {Promise<Reader>}
 */
async function openPeer(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${url}/peer`);
  return {
    clockEdgeMs: await page.evaluate(clockEdge),
    watch: (tokens) => page.evaluate(watchTokens, tokens),
    start: () => page.evaluate(drawStream, '/peer/stream'),
    ended: async () => {},
  };
}

/**
 * @param {string} name
 * @param {readonly Latencies[]} ours
 * @param {readonly Latencies[]} theirs
 * @param {(latencies: Latencies) => readonly number[]} select
 * @returns {readonly import('./run.mjs').Row[]}
 */
function rows(name, ours, theirs, select) {
  return [50, 95].map((percent) => {
    const value = percentile(ours.flatMap(select), percent);
    const peer = percentile(theirs.flatMap(select), percent);
    const ratio = round(value / peer);
    const row = { name: `${name}.p${percent}`, value: round(value), unit: 'ms', peer: round(peer), ratio };
    return percent === 50 ? { ...row, gate, ok: ratio <= gate } : row;
  });
}

/**
 * @template T
 * @param {Promise<T>} painted
 * @returns {Promise<T>}
 */
async function within(painted) {
  const ended = new AbortController();
  const late = delay(limitMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`A run was not on the screen after ${limitMs / 1000} s.`);
  });
  try {
    return await Promise.race([painted, late]);
  } finally {
    ended.abort();
  }
}
