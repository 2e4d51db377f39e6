// @ts-check
// The whole way in the real product: the installed extension in VS Code's browser edition, a service on a socket, the
// panel's own document.
//
// - From a token's write to the socket to the frame that shows it, at 50 and at 1,000 tokens a second, beside a bare
//   page in another window of the same browser that appends the same events to a text node once per frame. The same of
//   an answer's first token, which a person waits for.
// - How often the host posts, and the longest task of the panel's document meanwhile.
// - What answers of every shape, 100 KB in 1,000 deltas a second, cost the main thread, and the longest task meanwhile.
// - What the panel's memory has more after an answer of 1 MB; where its process is the workbench's, of both.
// - How long a thread of 2,000 messages takes from the click to its last message, beside one of 20.
// - How long the tree takes from the extension's activation to its first rows.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { launchChromium } from '../harness/chromium.mjs';
import { atEnd } from '../harness/cleanUp.mjs';
import { filesBelow } from '../harness/files.mjs';
import { startProduct } from '../harness/launchers.mjs';
import { dataOf, openEventStream, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { openWorkbench } from '../ui/support/workbench.ts';
import { answer, shapeNames } from './support/answers.mjs';
import { openHostedPanel } from './support/hostedPanel.mjs';
import { median, percentile, round } from './support/numbers.mjs';
import { clockEdge, drawStream, longestTaskMs, peerHtml, watchStream, watchTasks } from './support/streamPages.mjs';

/** @typedef {import('./run.mjs').Row} Row */

const connectionName = 'Bench';
const rates = [
  { perSecond: 50, count: 250, gates: { 50: 10, 95: 25 }, aims: { 50: 6, 95: 17 } },
  { perSecond: 1000, count: 4000, gates: { 99: 40 }, aims: { 99: 32 } },
];
/**
 * Runs of one token each, in turns. While one waits for it something turns in the panel, so that it is drawn on the beat
 * of the frames; where the median is more than two frames, it has begun to wait for something else.
 */
const firstTokens = { turns: 12, gateMs: 34 };
/** A post that the host makes on its timer may come a little early for a frame; more than one per frame is a fault. */
const postsPerFrame = { gate: 1.05 };
/**
 * After an answer of 1 MB. Of what scripts hold, the text is there several times: in its parts, its stored message and
 * its nodes; what is beyond 40 times its length is kept for no reason. The browser's own share (nodes, style, layout) is
 * compared with what it takes for the same HTML in a bare page, which has no style sheet.
 */
const memory = { length: 1_000_000, pieceLength: 2_000, perSecond: 200, gateMb: 40, documentRatio: 2 };
/** Answers of each shape; twenty characters a delta. */
const shape = { length: 100_000, pieceLength: 20, perSecond: 1000 };
const frameMs = 1000 / 60;
/** Where the bare page takes longer for one of a hundred tokens, the machine is busy with other work. */
const maxBareMs = 28;
/** A run that takes longer hangs. */
const limitMs = 60_000;

/** @returns {AsyncGenerator<Row>} */
export async function* measure() {
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
    const panel = await openHostedPanel(workbench, connectionName);
    const peer = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await peer.goto(`${service.url}/peer`);
    const panelEdgeMs = await panel.frame.evaluate(clockEdge);
    const peerEdgeMs = await peer.evaluate(clockEdge);
    /** @param {{ perSecond: number, count: number }} rate */
    const runOurs = (rate) =>
      service.run(rate, panelEdgeMs, {
        watch: (tokens) => panel.frame.evaluate(watchStream, tokens),
        start: () => panel.send('Say something'),
        ended: panel.ended,
      });
    /** @param {{ perSecond: number, count: number }} rate */
    const runTheirs = (rate) =>
      service.run(rate, peerEdgeMs, {
        watch: (tokens) => peer.evaluate(watchStream, tokens),
        start: () => peer.evaluate(drawStream, '/peer/stream'),
        ended: async () => {},
      });
    yield* firstTokenRows(runOurs, runTheirs);
    let isCalm = true;
    for (const rate of rates) {
      const ours = await runOurs(rate);
      const theirs = await runTheirs(rate);
      isCalm = percentile(theirs.latenciesMs, 99) <= maxBareMs;
      yield* latencyRows(rate, ours, theirs);
    }
    yield* shapeRows(workbench, panel, service, isCalm);
    yield* memoryRows(workbench, panel, service, peer);
    yield* openingRows(workbench);
    yield await activationRow(workbench, product);
  } finally {
    await closeBrowser();
    await product.stop();
    await stopService();
    await removeFolder();
  }
}

/**
 * @typedef {object} Reader one of the two that show a stream
 * @property {(tokens: { first: number, count: number }) => Promise<import('./support/streamPages.mjs').Watched>} watch
 * @property {() => Promise<void>} start asks for the stream
 * @property {() => Promise<void>} ended resolves when it is ready for the next one
 */

/** @typedef {import('./support/streamPages.mjs').Watched & { readonly latenciesMs: readonly number[] }} Measured */

/** A hosted service that streams as many tokens as it is told to, and the peer's page. */
async function startService() {
  const fake = await startFakeSeekrFlow();
  const ownEdgeMs = clockEdge();
  /** @type {number[]} by token, counted over all runs */
  const sentAtMs = [];
  let rate = { perSecond: 50, count: 0 };
  /** What the next answer says instead of tokens, and how fast. */
  let longText = '';
  let pace = { pieceLength: 1, perSecond: 1 };
  addThreads(fake);

  /** @param {import('node:http').ServerResponse} response */
  async function writeRun(response, runId = 'peer') {
    openEventStream(response);
    response.write(dataOf({ type: 'start', messageMetadata: { run_id: runId } }));
    response.write(dataOf({ type: 'text-start', id: '0' }));
    await delay(300);
    let text = '';
    // As it is now: the next run may be wanted before this one is over.
    const { perSecond, count: total } = rate;
    const startedAtMs = performance.now();
    for (let count = 0; count < total;) {
      // As many as are due by now, each in a write of its own. Not in step with the frames.
      const due = Math.min(total, Math.ceil(((performance.now() - startedAtMs) / 1000) * perSecond));
      for (; count < due; count += 1) {
        const delta = `t${sentAtMs.length}.${count % 40 === 39 ? '\n\n' : ' '}`;
        sentAtMs.push(performance.timeOrigin + performance.now() + ownEdgeMs);
        response.write(dataOf({ type: 'text-delta', id: '0', delta }));
        text += delta;
      }
      await delay(perSecond > 100 ? 1 : 1000 / perSecond + ((count * 7) % 5) - 2);
    }
    await delay(100);
    response.write(dataOf({ type: 'text-end', id: '0' }) + dataOf({ type: 'finish', finishReason: 'stop' }));
    return text;
  }

  /** @param {import('node:http').ServerResponse} response */
  async function writeLongText(response, runId = '') {
    openEventStream(response);
    response.write(dataOf({ type: 'start', messageMetadata: { run_id: runId } }));
    response.write(dataOf({ type: 'text-start', id: '0' }));
    const { pieceLength, perSecond } = pace;
    const startedAtMs = performance.now();
    for (let start = 0; start < longText.length; await delay(1)) {
      const due = Math.ceil(((performance.now() - startedAtMs) / 1000) * perSecond) * pieceLength;
      for (; start < Math.min(due, longText.length); start += pieceLength) {
        response.write(dataOf({ type: 'text-delta', id: '0', delta: longText.slice(start, start + pieceLength) }));
      }
    }
    response.write(dataOf({ type: 'text-end', id: '0' }) + dataOf({ type: 'finish', finishReason: 'stop' }));
    return longText;
  }

  fake.on('POST', /\/runs\/stream\/vercel$/, async ({ path: route }, response) => {
    const threadId = route.split('/')[3] ?? '';
    const run = fake.addRun({ thread_id: threadId, status: 'running', is_active: true });
    const text = await (longText === '' ? writeRun : writeLongText)(response, run.id);
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
     * @param {string} text what the answers say from now on
     * @param {{ pieceLength: number, perSecond: number }} wanted
     */
    answerWith(text, wanted) {
      longText = text;
      pace = wanted;
    },
    /**
     * @param {{ perSecond: number, count: number }} wanted
     * @param {number} edgeMs the reader's {@link clockEdge}
     * @param {Reader} reader
     * @returns {Promise<Measured>}
     */
    async run(wanted, edgeMs, reader) {
      rate = wanted;
      const first = sentAtMs.length;
      const watched = reader.watch({ first, count: wanted.count });
      await reader.start();
      const seen = await within(watched);
      await reader.ended();
      const latenciesMs = seen.paintedAtMs.map((ms, index) => ms + edgeMs - (sentAtMs[first + index] ?? Number.NaN));
      return { ...seen, latenciesMs };
    },
  };
}

/** @param {import('../support/fakeSeekrFlow.ts').FakeSeekrFlow} fake */
function addThreads(fake) {
  for (const [title, count] of /** @type {const} */ ([
    ['Twenty messages', 20],
    ['Two thousand messages', 2000],
  ])) {
    const { id } = fake.addThread({ meta_data: { title, name: title } });
    for (let index = 0; index < count; index += 1) {
      const role = index % 2 === 0 ? 'user' : 'assistant';
      const content =
        index % 2 === 0 ? `Question ${index}?` : `## Answer ${index}\n\nSome **words** and \`code\`.\n\n- one\n- two\n`;
      fake.addMessage({ thread_id: id, role, content });
    }
  }
}

/**
 * @param {typeof rates[number]} rate
 * @param {Measured} ours
 * @param {Measured} theirs
 * @returns {Generator<Row>}
 */
function* latencyRows({ perSecond, gates, aims }, ours, theirs) {
  const isUnsure = percentile(theirs.latenciesMs, 99) > maxBareMs;
  const judged = (/** @type {boolean} */ ok) => (isUnsure ? { isUnsure } : { ok });
  for (const percent of [50, 95, 99]) {
    const value = percentile(ours.latenciesMs, percent);
    const peer = percentile(theirs.latenciesMs, percent);
    const gate = /** @type {Readonly<Record<number, number>>} */ (gates)[percent];
    const aim = /** @type {Readonly<Record<number, number>>} */ (aims)[percent];
    yield {
      name: `stream.${perSecond}.p${percent}`,
      value: round(value),
      unit: 'ms',
      peer: round(peer),
      ratio: round(value / peer),
      ...(gate === undefined || aim === undefined ? {} : { gate, aim, isValue: true, ...judged(value <= gate) }),
    };
  }
  const perFrame = ours.posts / (ours.durationMs / frameMs);
  yield {
    name: `stream.${perSecond}.postsPerFrame`,
    value: round(perFrame),
    unit: 'posts',
    ...postsPerFrame,
    ok: perFrame <= postsPerFrame.gate,
  };
  yield {
    name: `stream.${perSecond}.longestTask`,
    value: round(ours.longestTaskMs),
    unit: 'ms',
    gate: 50,
    ...judged(ours.longestTaskMs <= 50),
  };
}

/**
 * @param {(rate: { perSecond: number, count: number }) => Promise<Measured>} runOurs
 * @param {(rate: { perSecond: number, count: number }) => Promise<Measured>} runTheirs
 * @returns {AsyncGenerator<Row>}
 */
async function* firstTokenRows(runOurs, runTheirs) {
  const one = { perSecond: 50, count: 1 };
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const theirs = [];
  for (let turn = 0; turn < firstTokens.turns; turn += 1) {
    const { latenciesMs } = await runOurs(one);
    ours.push(...latenciesMs);
    theirs.push(...(await runTheirs(one)).latenciesMs);
  }
  for (const percent of [50, 95]) {
    const [value, peer] = [percentile(ours, percent), percentile(theirs, percent)];
    const ratio = round(value / peer);
    const { gateMs } = firstTokens;
    const judged = percent === 50 ? { gate: gateMs, isValue: true, ok: value <= gateMs } : {};
    yield { name: `firstToken.p${percent}`, value: round(value), unit: 'ms', peer: round(peer), ratio, ...judged };
  }
}

/**
 * Where the panel's process is the workbench's, the main thread's time is of both.
 * @param {import('../ui/support/workbench.ts').Workbench} workbench
 * @param {Awaited<ReturnType<typeof openHostedPanel>>} panel
 * @param {Awaited<ReturnType<typeof startService>>} service
 * @param {boolean} isCalm
 * @returns {AsyncGenerator<Row>}
 */
async function* shapeRows(workbench, panel, service, isCalm) {
  const session = await processOf(workbench.page, panel.frame);
  await session.send('Performance.enable');
  const busyMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  for (const name of shapeNames) {
    // A line by itself ends every shape: a fence is closed by it, a table and a list are not continued.
    const last = `The end of the ${name}`;
    const text = `${answer(name, shape.length)}\n${name === 'fence' ? '```' : ''}\n\n${last}\n`;
    service.answerWith(text, shape);
    await panel.frame.evaluate(watchTasks);
    const before = await busyMs();
    await panel.send('Say much');
    await workbench.panel().getByText(last).last().waitFor({ state: 'attached', timeout: limitMs });
    await panel.ended();
    const value = (await busyMs()) - before;
    const longestMs = await panel.frame.evaluate(longestTaskMs);
    yield { name: `stream.${name}.100KB`, value: round(value), unit: 'ms' };
    yield {
      name: `stream.${name}.100KB.longestTask`,
      value: round(longestMs),
      unit: 'ms',
      gate: 50,
      ...(isCalm ? { ok: longestMs <= 50 } : { isUnsure: true }),
    };
  }
  await session.detach();
}

/**
 * @param {import('../ui/support/workbench.ts').Workbench} workbench
 * @param {Awaited<ReturnType<typeof openHostedPanel>>} panel
 * @param {Awaited<ReturnType<typeof startService>>} service
 * @param {import('playwright-core').Page} peer
 * @returns {AsyncGenerator<Row>}
 */
async function* memoryRows(workbench, panel, service, peer) {
  const session = await processOf(workbench.page, panel.frame);
  const last = 'The end of a long answer';
  const before = await usedMb(session, panel.frame);
  service.answerWith(`${answer('mixed', memory.length)}\n\n${last}\n`, memory);
  await panel.send('Say much');
  await workbench.panel().getByText(last).last().waitFor({ state: 'attached', timeout: limitMs });
  await panel.ended();
  const after = await usedMb(session, panel.frame);
  await session.detach();
  const scripts = round(after.scripts - before.scripts);
  yield { name: 'stream.panelMemory', value: scripts, unit: 'MB', gate: memory.gateMb, ok: scripts <= memory.gateMb };

  const html = await workbench
    .panel()
    .getByLabel('Conversation')
    .first()
    .evaluate((conversation) => conversation.outerHTML);
  const peerSession = await peer.context().newCDPSession(peer);
  await peer.setContent('');
  const bare = await usedMb(peerSession, peer.mainFrame());
  await peer.setContent(html);
  const filled = await usedMb(peerSession, peer.mainFrame());
  await peerSession.detach();
  const [value, plain] = [after.document - before.document, filled.document - bare.document];
  const ratio = round(value / plain);
  yield {
    name: 'stream.panelMemory.document',
    value: round(value),
    unit: 'MB',
    peer: round(plain),
    ratio,
    gate: memory.documentRatio,
    ok: ratio <= memory.documentRatio,
  };
}

/**
 * @param {import('playwright-core').CDPSession} session
 * @param {import('playwright-core').Frame} frame
 */
async function usedMb(session, frame) {
  // What was shown last is let go in the frame after it.
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return { scripts: (usedSize + backingStorageSize) / 1e6, document: embedderHeapUsedSize / 1e6 };
}

/**
 * The panel's document has a process of its own, or one with a frame around it, where the browser gives it one.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Frame} panel
 * @returns {Promise<import('playwright-core').CDPSession>}
 */
async function processOf(page, panel) {
  for (let frame = /** @type {import('playwright-core').Frame | null} */ (panel); frame; frame = frame.parentFrame()) {
    try {
      return await page.context().newCDPSession(frame);
    } catch (error) {
      if (!String(error).includes('separate CDP session')) throw error;
    }
  }
  return await page.context().newCDPSession(page);
}

/**
 * @param {import('../ui/support/workbench.ts').Workbench} workbench
 * @returns {AsyncGenerator<Row>}
 */
async function* openingRows(workbench) {
  /** @type {Record<string, number[]>} */
  const times = { few: [], many: [] };
  const open = async (/** @type {string} */ title, /** @type {number} */ count) => {
    await workbench.closeEditors();
    const row = workbench.treeRow(title);
    await row.waitFor();
    const startedAtMs = performance.now();
    await row.click();
    await workbench
      .panel()
      .getByRole('heading', { name: `Answer ${count - 1}` })
      .waitFor();
    return performance.now() - startedAtMs;
  };
  await workbench.command('Agent Threads: Refresh');
  for (let turn = 0; turn < 3; turn += 1) {
    times['few']?.push(await open('Twenty messages', 20));
    times['many']?.push(await open('Two thousand messages', 2000));
  }
  const [few, many] = [median(times['few'] ?? []), median(times['many'] ?? [])];
  yield { name: 'stream.open.2000', value: round(many), unit: 'ms', peer: round(few), ratio: round(many / few) };
}

/**
 * @param {import('../ui/support/workbench.ts').Workbench} workbench
 * @param {import('../harness/launchers.mjs').Product} product
 * @returns {Promise<Row>}
 */
async function activationRow(workbench, product) {
  await workbench.closeEditors();
  const startedAtMs = Date.now();
  await workbench.reload();
  await workbench.showThreads();
  await workbench.treeRow('Two thousand messages').waitFor();
  const rowsAtMs = Date.now();
  const activatedAtMs = activationTimes(product.profile.userDataDir).findLast((ms) => ms >= startedAtMs);
  return {
    name: 'stream.activationToRows',
    value: activatedAtMs === undefined ? Number.NaN : rowsAtMs - activatedAtMs,
    unit: 'ms',
  };
}

/**
 * When extension hosts of this profile activated the extension, as their logs tell.
 * @param {string} folder
 * @returns {readonly number[]} milliseconds since 1970
 */
function activationTimes(folder) {
  const logs = filesBelow(folder, (file) => path.basename(file) === 'remoteexthost.log');
  const lines = logs.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines
    .filter((line) => line.includes('_doActivateExtension agent-threads.agent-threads'))
    .map((line) => Date.parse(line.slice(0, 23).replace(' ', 'T')))
    .toSorted((a, b) => a - b);
}

/**
 * @template T
 * @param {Promise<T>} watched
 * @returns {Promise<T>}
 */
async function within(watched) {
  const ended = new AbortController();
  const late = delay(limitMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`A run was not on the screen after ${limitMs / 1000} s.`);
  });
  try {
    return await Promise.race([watched, late]);
  } finally {
    ended.abort();
  }
}
