// @ts-check
// What it costs to show 50 KB of TypeScript in colours while it arrives, in a real Chromium: the panel's own renderer,
// which colours the lines that are new, against the usual way, which highlights the whole text with the same library
// and puts it into the page again in every frame. Measured is the processor time of the page's main thread, layout and
// painting included, which other work on the machine changes least. The first code also loads and compiles what it
// needs; the usual way has to do that, too, before it is measured.
import * as esbuild from 'esbuild';
import { launchChromium } from '../harness/chromium.mjs';
import { atEnd } from '../harness/cleanUp.mjs';
import { root } from '../harness/paths.mjs';

const length = 50_000;
const charactersPerFrame = 200;
/** How much less time than the usual way. */
const gate = 20;
/** A task that takes longer is felt. */
const taskLimitMs = 50;

const origin = 'http://bench.test';
const viewport = { width: 700, height: 800 };

/** @typedef {{ readonly totalMs: number, readonly longestMs: number }} Cost */

/** Both stand in their pages as `begin()`, `show(more)` and `isShown()`. */
const oursSource = `
  import { createCodeColours } from './src/webview/highlight/codeColours.ts';
  import { createStreamedMarkdown } from './src/webview/markdown/streamedMarkdown.ts';
  const nowMs = () => performance.now();
  const codeColours = createCodeColours({
    document,
    async load() {
      const { createHighlighter } = await import('./src/webview/highlight/highlighter.ts');
      const { loadGrammar } = await import('./src/webview/highlight/grammars.ts');
      return createHighlighter(document, nowMs, loadGrammar);
    },
    askForTheme: (id) => codeColours.receive({ type: 'colorTheme', id, customRules: [] }),
    nowMs,
    runSoon: (task) => setTimeout(task),
  });
  let markdown;
  globalThis.begin = () => {
    document.body.replaceChildren(document.createElement('div'));
    markdown = createStreamedMarkdown(document.body.firstChild, { codeColours });
    markdown.append('\\n\`\`\`ts\\n');
  };
  globalThis.show = (more) => {
    markdown.append(more);
    markdown.render(true);
  };
  globalThis.isShown = () =>
    [...document.querySelectorAll('.code-chunk')].every((chunk) =>
      [...chunk.childNodes].every((line) => line.nodeType === 1 || !/\\w/.test(line.textContent)));
`;

const peerSource = `
  import { createHighlighterCoreSync } from 'shiki/core';
  import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
  import typescript from 'shiki/langs/typescript.mjs';
  import { paletteRules } from './src/webview/highlight/palettes.ts';
  const settings = paletteRules('dark').map(({ scope, ...settings }) => ({ scope, settings }));
  const highlighter = createHighlighterCoreSync({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    langs: [typescript],
    themes: [{ name: 'bench', type: 'dark', settings }],
  });
  let code = '';
  globalThis.begin = () => { code = ''; };
  globalThis.show = (more) => {
    code += more;
    document.body.innerHTML = highlighter.codeToHtml(code, { lang: 'typescript', theme: 'bench' });
  };
  globalThis.isShown = () => true;
`;

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const browser = await launchChromium();
  const closeBrowser = atEnd(() => browser.close());
  try {
    const oursPage = await openPage(browser, oursSource);
    const first = await costOf(browser, oursPage, pieces());
    const next = await costOf(browser, oursPage, pieces());
    const peerPage = await openPage(browser, peerSource);
    await costOf(browser, peerPage, pieces().slice(0, 10));
    const peer = await costOf(browser, peerPage, pieces());
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

/**
 * A page with the panel's style and the script, and the pieces of it that are loaded later.
 * @param {import('playwright-core').Browser} browser
 * @param {string} source
 */
async function openPage(browser, source) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: source, resolveDir: root, sourcefile: 'page.ts', loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    outdir: '/',
    minify: true,
    format: 'esm',
    target: 'chrome138',
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const page = await browser.newPage({ viewport });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/panel.css') return route.fulfill({ path: `${root}/media/panel.css`, contentType: 'text/css' });
    const body = files.get(pathname);
    if (body !== undefined) return route.fulfill({ body, contentType: 'text/javascript' });
    return route.fulfill({
      contentType: 'text/html',
      body:
        '<!DOCTYPE html><html lang="en"><title>Bench</title><link rel="stylesheet" href="/panel.css">' +
        '<body class="vscode-dark"></body><script type="module" src="/stdin.js"></script></html>',
    });
  });
  await page.goto(`${origin}/`);
  return page;
}

/**
 * The time of the page's main thread until all pieces are shown, one in each frame, and that of its longest task.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} deltas
 * @returns {Promise<Cost>}
 */
async function costOf(browser, page, deltas) {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await page.evaluate(stream, deltas);
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
 * Runs in the page.
 * @param {readonly string[]} deltas
 */
async function stream(deltas) {
  const { begin, show, isShown } = /** @type {any} */ (globalThis);
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  begin();
  for (const delta of deltas) {
    show(delta);
    await nextFrame();
  }
  while (!isShown()) await nextFrame();
}
