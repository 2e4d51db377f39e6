// @ts-check
// Mocha inside the extension host of VS Code in the browser.
import { cleanEnvironment, freshLog, mustRun, startServer, tail } from './children.mjs';
import { launchChromium } from './chromium.mjs';
import { atEnd, tellGuard } from './cleanUp.mjs';
import { installCodeServer, vscodeServerEntry } from './codeServer.mjs';
import { freePort, waitForAnswer } from './net.mjs';
import { projectNode } from './paths.mjs';

/** After so long without a word from VS Code the run is given up: nothing else would ever end it. */
const silenceLimitMs = 5 * 60_000;

/**
 * The VS Code server itself is started, because only it knows the switch that lets a page name an extension in
 * development and its tests. The page hands both to the extension host and reports what that prints.
 * @param {import('./launchers.mjs').ExtensionRun} run
 * @returns {Promise<string>} how it ended
 */
export async function runInBrowser(run) {
  await installCodeServer();
  const log = freshLog('vscode-tests');
  const folders = ['--server-data-dir', run.profile.folder, '--extensions-dir', run.profile.extensionsDir];
  for (const file of run.extensions) {
    const args = [
      vscodeServerEntry,
      ...folders,
      '--accept-server-license-terms',
      '--force',
      '--install-extension',
      file,
    ];
    await mustRun(`Installing ${file}`, projectNode, args, { log, env: cleanEnvironment() });
  }
  const port = await freePort();
  const server = startServer(
    projectNode,
    [
      [vscodeServerEntry, ...folders, '--host', '127.0.0.1', '--port', String(port)],
      ['--without-connection-token', '--accept-server-license-terms', '--enable-smoke-test-driver'],
      ['--disable-telemetry', '--disable-workspace-trust'],
    ].flat(),
    { log, env: run.env },
  );
  tellGuard({ watch: server.pid });
  const stopServer = atEnd(async () => {
    await server.stop();
    tellGuard({ forget: server.pid });
  });
  const browser = await launchChromium();
  const closeBrowser = atEnd(() => browser.close());
  try {
    const origin = `http://127.0.0.1:${port}`;
    let hasExited = false;
    void server.exited.then(() => (hasExited = true));
    const isUp = await waitForAnswer(`${origin}/version`, { giveUp: () => hasExited });
    if (!isUp) return `VS Code did not start: ${tail(log)}`;
    let ending = 'no window was opened';
    for (let window = 0; window < run.windows; window += 1) {
      ending = await Promise.race([
        runInWindow(browser, origin, run),
        server.exited.then((code) => `the server ended with code ${code}: ${tail(log)}`),
      ]);
    }
    return ending;
  } finally {
    await closeBrowser();
    await stopServer();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @param {import('./launchers.mjs').ExtensionRun} run
 * @returns {Promise<string>} how it ended
 */
async function runInWindow(browser, origin, run) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  /** @type {(ending: string) => void} */
  let resolve = () => {};
  /** @type {Promise<string>} */
  const ended = new Promise((take) => (resolve = take));
  const giveUp = () => resolve(`VS Code was silent for ${silenceLimitMs / 60_000} minutes`);
  const silence = setTimeout(giveUp, silenceLimitMs);
  try {
    page.once('crash', () => resolve('the page crashed'));
    await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(`exit code ${code}`));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
      silence.refresh();
      run.print(args.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' '));
    });
    const payload = [
      ...run.development.map((each) => ['extensionDevelopmentPath', `vscode-remote://remote${each}`]),
      ['extensionTestsPath', `vscode-remote://remote${run.entry}`],
      ['skipWelcome', 'true'],
    ];
    const query = new URLSearchParams({ folder: run.workspace, payload: JSON.stringify(payload) });
    await page.goto(`${origin}/?${query}`);
    return await ended;
  } finally {
    clearTimeout(silence);
    await context.close();
  }
}
