// Shows the panel outside VS Code, for people who work on its looks: every scene of panelScenes.ts in VS Code's four
// standard themes, under the panel's own content security policy, as pictures.
//
//   node test/support/panelPreview.mjs --out DIR [--scene NAME] [--theme NAME] [--width 620] [--height 800] [--zoom 1]
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { scenes } from './panelScenes.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const origin = 'http://panel.test';
const contentTypes = { '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

/** The part of VS Code's own style sheet for webviews that matters here, in a few words of our own. */
const baseStyle = `@layer base {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) transparent; }
  body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground); background: transparent; }
  a:focus, textarea:focus, select:focus { outline: 1px solid -webkit-focus-ring-color; }
  code { color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); }
  blockquote { background: var(--vscode-textBlockQuote-background); }
}`;

/** The panel's files by name, built anew as they are shipped. */
export async function buildPanel() {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  const scripts = globSync(['dist/panel.js', 'dist/panel/*', 'dist/katex/*'], { cwd: root });
  const built = scripts.map((name) => [
    `/${path.relative('dist', name)}`,
    { path: path.join(root, name), contentType: contentTypes[path.extname(name)] },
  ]);
  return {
    ...Object.fromEntries(built),
    '/panel.css': { path: path.join(root, 'media/panel.css'), contentType: 'text/css' },
    '/base.css': { body: baseStyle, contentType: 'text/css' },
  };
}

/** @param {{ className: string, variables: Record<string, string> }} theme */
function page(theme) {
  const policy =
    `default-src 'none'; script-src 'nonce-preview'; style-src ${origin}; font-src ${origin}; ` +
    `img-src ${origin} data:; connect-src 'none'; form-action 'none'; base-uri 'none'`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Thread</title>
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="/base.css"><link rel="stylesheet" href="/theme.css">
    <link rel="stylesheet" href="/panel.css"></head>
    <body class="${theme.className}" data-panel='{"connectionId":"local","threadId":"thread-1"}'>
    <div id="root"></div><script type="module" nonce="preview" src="/panel.js"></script></body></html>`;
}

/** Stands in for VS Code in the page; what the panel says is in `window.posted`. */
function standIn() {
  let state;
  window.posted = [];
  window.acquireVsCodeApi = () => ({
    postMessage(message) {
      window.posted.push(message);
      // No theme can be read here; the panel has colours of its own for each kind.
      if (message.type === 'colorTheme') window.postMessage({ ...message, customRules: [] }, '*');
    },
    getState: () => state,
    setState: (next) => {
      state = next;
    },
  });
}

/** Opens the panel in a page of `browser`, with nothing but a theme. */
export async function openPanel(browser, files, theme, viewport) {
  const context = await browser.newContext({ viewport: { width: viewport.width, height: viewport.height } });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => console.error(`page: ${error.message}`));
  tab.on('console', (message) => message.type() === 'error' && console.error(`console: ${message.text()}`));
  await tab.addInitScript(standIn);
  const variables = Object.entries(theme.variables).map(([name, value]) => `${name}: ${value};`);
  await tab.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ body: page(theme), contentType: 'text/html' });
    if (pathname === '/theme.css')
      return route.fulfill({ body: `:root {${variables.join('')}}`, contentType: 'text/css' });
    const file = files[pathname];
    return file ? route.fulfill(file) : route.fulfill({ status: 404, body: '' });
  });
  await tab.goto(`${origin}/`);
  return tab;
}

/** Hands messages to the panel as the host would. */
export async function say(tab, ...messages) {
  await tab.evaluate((all) => all.forEach((message) => window.postMessage(message, '*')), messages);
  await tab.waitForTimeout(150);
}

export async function readThemes() {
  return JSON.parse(await readFile(path.join(root, 'test/support/panelPreview.themes.json'), 'utf8'));
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      scene: { type: 'string' },
      theme: { type: 'string' },
      width: { type: 'string', default: '620' },
      height: { type: 'string', default: '800' },
      zoom: { type: 'string', default: '1' },
    },
  });
  if (!values.out) throw new Error('--out DIR is missing');
  await mkdir(values.out, { recursive: true });
  const files = await buildPanel();
  const browser = await launch();
  for (const [themeName, theme] of Object.entries(await readThemes())) {
    if (values.theme && !themeName.includes(values.theme)) continue;
    for (const [sceneName, state] of Object.entries(scenes)) {
      if (values.scene && sceneName !== values.scene) continue;
      const zoom = Number(values.zoom);
      const size = { width: Math.round(Number(values.width) / zoom), height: Math.round(Number(values.height) / zoom) };
      const tab = await openPanel(browser, files, theme, size);
      await say(tab, { type: 'snapshot', seq: 0, state });
      await tab.waitForTimeout(500);
      const file = `${sceneName}-${themeName.replaceAll(' ', '')}.png`;
      await tab.screenshot({ path: path.join(values.out, file) });
      await tab.context().close();
    }
  }
  await browser.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
