// @ts-check
// Two ways to start VS Code, each the same whether it is the desktop edition or VS Code in the browser:
//   startProduct         the installed VSIX, as a user gets it (browser edition only: tests drive its page)
//   runExtensionTests    mocha inside the extension host (desktop edition where there is one)
import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment, freshLog, mustRun, startServer, tail } from './children.mjs';
import { runInBrowser } from './browserRun.mjs';
import { atEnd, tellGuard, temporaryFolder } from './cleanUp.mjs';
import {
  codeServerArguments,
  codeServerEntry,
  folderArguments,
  installCodeServer,
  sessionSocket,
} from './codeServer.mjs';
import { findDesktop } from './desktop.mjs';
import { runInDesktop } from './desktopRun.mjs';
import { packageExtension } from './extension.mjs';
import { readJson } from './files.mjs';
import { freePort, waitForAnswer } from './net.mjs';
import { projectNode, root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { endLocalHosts, markInstalled, openProfile, wasInstalled } from './profile.mjs';
import { testLineMark } from './runMocha.mjs';

/**
 * @typedef {object} Product
 * @property {string} url opens the workbench with the workspace
 * @property {import('./profile.mjs').Profile} profile
 * @property {string} workspace
 * @property {Promise<number>} exited the exit code of the server, whoever ended it
 * @property {() => Promise<void>} stop ends VS Code, its extension hosts and the profile's local agent host; a profile
 * that was made for this run is removed
 */

/**
 * Installs the packaged extension in a profile and starts VS Code in the browser edition. Ready when this resolves.
 * @param {object} options
 * @param {string} options.workspace folder to open
 * @param {string} [options.profile] folder; a fresh one is made when left out
 * @param {Readonly<Record<string, unknown>>} [options.settings] first settings of a fresh profile, on top of the quiet ones
 * @param {boolean} [options.isRestricted] whether VS Code asks if the workspace is trusted
 * @param {number} [options.port] any free one when left out
 * @param {string} [options.logName]
 * @param {readonly string[]} [options.extensions] VSIX files to install besides
 * @param {NodeJS.ProcessEnv} [options.env] variables the extension host sees besides
 * @returns {Promise<Product>}
 */
export async function startProduct(options) {
  await installCodeServer();
  const packaged = await packageExtension();
  const temporary = options.profile === undefined ? temporaryFolder('agent-threads') : undefined;
  const profile = openProfile(options.profile ?? temporary?.folder ?? '', options.settings);
  const log = freshLog(options.logName ?? 'code-server');
  const env = cleanEnvironment(options.env);
  const install = (/** @type {string} */ file) => {
    const args = [codeServerEntry, ...folderArguments(profile), '--force', '--install-extension', file];
    return mustRun(`Installing ${file}`, projectNode, args, { log, env });
  };
  if (!wasInstalled(profile, packaged.hash)) await install(packaged.vsix);
  markInstalled(profile, packaged.hash);
  for (const file of options.extensions ?? []) await install(file);
  const port = await freePort(options.port);
  if (port === undefined)
    throw new Problem(`Port ${options.port} is in use. Choose another one: npm start -- --port N`);

  const trust = options.isRestricted ? [] : ['--disable-workspace-trust'];
  const server = startServer(projectNode, [...codeServerArguments({ port, ...profile }), ...trust], { log, env });
  tellGuard({ watch: server.pid });
  tellGuard({ watch: profile.folder });
  const stop = atEnd(async () => {
    await server.stop();
    await endLocalHosts(profile.folder);
    tellGuard({ forget: server.pid });
    tellGuard({ forget: profile.folder });
    rmSync(sessionSocket(profile.userDataDir), { force: true });
    await temporary?.remove();
  });

  const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(options.workspace).replaceAll('%2F', '/')}`;
  if (!(await isUp(server, `http://127.0.0.1:${port}/healthz`, url))) {
    await stop();
    throw new Problem(`VS Code did not start. The end of ${log}:\n${tail(log)}`);
  }
  return { url, profile, workspace: options.workspace, exited: server.exited, stop };
}

/**
 * @param {import('./children.mjs').Server} server
 * @param {string} health
 * @param {string} page
 */
async function isUp(server, health, page) {
  let hasExited = false;
  void server.exited.then(() => (hasExited = true));
  const giveUp = () => hasExited;
  return (
    (await waitForAnswer(health, { giveUp })) &&
    (await waitForAnswer(page, { giveUp, accept: (body) => body.includes('vscode-workbench-web-configuration') }))
  );
}

/** @typedef {import('./runMocha.mjs').Results} Results */

/**
 * Runs `out/vscode/**\/*.test.cjs` inside the extension host of the extension built in `dist/`.
 * @param {object} options
 * @param {string} options.workspace folder to open
 * @param {string} [options.entry] bundle whose `run()` is called in the extension host
 * @param {Readonly<Record<string, unknown>>} [options.settings]
 * @param {readonly string[]} [options.development] folders of extensions in development; the checkout when left out
 * @param {NodeJS.ProcessEnv} [options.env] variables the extension host sees besides
 * @param {readonly string[]} [options.extensions] VSIX files to install besides
 * @param {number} [options.windows] how many windows run the entry, one after the other; 1 when left out
 * @param {(line: string) => void} [options.print] takes what the tests print
 * @returns {Promise<Results>}
 */
export async function runExtensionTests(options) {
  const { folder, remove } = temporaryFolder('agent-threads');
  const resultsFile = path.join(folder, 'results.json');
  const removeFolder = atEnd(async () => {
    await endLocalHosts(folder);
    tellGuard({ forget: folder });
    await remove();
  });
  tellGuard({ watch: folder });
  try {
    const run = {
      workspace: options.workspace,
      entry: options.entry ?? path.join(root, 'out', 'vscode', 'runner.cjs'),
      development: options.development ?? [root],
      extensions: options.extensions ?? [],
      windows: options.windows ?? 1,
      print: printTestLines(freshLog('vscode-console'), options.print ?? console.log),
      profile: openProfile(folder, options.settings),
      env: cleanEnvironment({ ...options.env, AGENT_THREADS_RESULTS: resultsFile }),
    };
    const desktop = findDesktop();
    const ending = desktop ? await runInDesktop(desktop, run) : await runInBrowser(run);
    const results = readJson(resultsFile);
    if (!results) throw new Problem(`The tests inside VS Code ended without results: ${ending}`);
    return results;
  } finally {
    await removeFolder();
  }
}

/**
 * @param {string} log takes everything VS Code prints
 * @param {(line: string) => void} print takes what the tests print
 * @returns {(text: string) => void}
 */
function printTestLines(log, print) {
  return (text) => {
    appendFileSync(log, `${text}\n`);
    for (const line of text.split('\n')) if (line.startsWith(testLineMark)) print(line.slice(testLineMark.length));
  };
}

/**
 * @typedef {object} ExtensionRun
 * @property {string} workspace
 * @property {string} entry
 * @property {readonly string[]} development
 * @property {readonly string[]} extensions
 * @property {number} windows
 * @property {(line: string) => void} print
 * @property {import('./profile.mjs').Profile} profile
 * @property {NodeJS.ProcessEnv} env
 */
