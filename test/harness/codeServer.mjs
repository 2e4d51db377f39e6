// @ts-check
// code-server: VS Code's workbench in the browser and its Node extension host, from one npm package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync, renameSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { cleanEnvironment, freshLog, mustRun, npmCommand, runToLog } from './children.mjs';
import { cacheFolder, projectNode } from './paths.mjs';
import { Problem } from './problem.mjs';

/** code-server 4.139.1 carries VS Code 1.139.1. */
const version = '4.139.1';
const home = path.join(cacheFolder, `code-server-${version}`);
const packageFolder = path.join(home, 'node_modules', 'code-server');
const complete = path.join(home, 'complete.txt');

/** What code-server is started with: its own entry, and that of the VS Code server inside. */
export const codeServerEntry = path.join(packageFolder, 'out', 'node', 'entry.js');
export const vscodeServerEntry = path.join(packageFolder, 'lib', 'vscode', 'out', 'server-main.js');

/**
 * Installs code-server into `.cache` unless it is there. An interrupted installation leaves nothing that looks complete.
 * @returns {Promise<void>}
 */
export async function installCodeServer() {
  if (existsSync(complete)) return;
  if (process.platform === 'win32') {
    throw new Problem(
      'No desktop VS Code was found, and VS Code in the browser (code-server) does not run on Windows. ' +
        'Install VS Code (https://code.visualstudio.com) or set VSCODE_EXECUTABLE to its Code.exe, then try again.',
    );
  }
  console.log(
    `Installing VS Code as code-server ${version} from npm into .cache (about 620 MB on disk, a minute or less), ` +
      'because no desktop VS Code is used …',
  );
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(home, { recursive: true, force: true });
  const folder = mkdtempSync(path.join(cacheFolder, 'installing-code-server-'));
  const log = freshLog('code-server-install');
  try {
    await installInto(folder, log);
    renameSync(folder, home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Install scripts stay off: they would compile native modules that nothing here needs.
 * @param {string} folder
 * @param {string} log
 */
async function installInto(folder, log) {
  const env = cleanEnvironment();
  const npm = npmCommand();
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  /** @type {(what: string, cwd: string, args: readonly string[]) => Promise<void>} */
  const install = (what, cwd, args) =>
    mustRun(what, npm.command, [...npm.args, 'install', ...options, ...args], { cwd, env, log });

  // Without a package.json of its own npm would install into the checkout above.
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const inner = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await install(`Installing code-server ${version}`, folder, [`code-server@${version}`]);
  await install('Installing what VS Code needs', inner, ['--omit=dev']);
  await install("Installing what VS Code's own extensions need", path.join(inner, 'extensions'), ['--omit=dev']);
  await compileLogWriter(inner, log, env);
  writeFileSync(path.join(folder, 'complete.txt'), `code-server ${version}\n`);
}

/**
 * The one native module without a ready-made binary writes the log files. VS Code runs without it.
 * @param {string} inner
 * @param {string} log
 * @param {NodeJS.ProcessEnv} env
 */
async function compileLogWriter(inner, log, env) {
  const npm = npmCommand();
  const load = ['-e', "require('@vscode/spdlog')"];
  const isCompiled =
    (await runToLog('g++', ['--version'], { log })) === 0 &&
    (await runToLog(npm.command, [...npm.args, 'rebuild', '@vscode/spdlog', '--loglevel=error'], {
      cwd: inner,
      env,
      log,
    })) === 0 &&
    (await runToLog(projectNode, load, { cwd: inner, env, log })) === 0;
  if (!isCompiled) {
    console.log("Note: without a C++ compiler VS Code's log files stay empty here. Nothing else depends on it.");
  }
}

/**
 * @param {{ port: number, userDataDir: string, extensionsDir: string }} options
 * @returns {readonly string[]} the arguments of Node that start the product as a user gets it
 */
export function codeServerArguments({ port, userDataDir, extensionsDir }) {
  return [
    codeServerEntry,
    folderArguments({ userDataDir, extensionsDir }),
    ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--session-socket', sessionSocket(userDataDir)],
    ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
  ].flat();
}

/**
 * A Unix socket's path has at most 103 characters, and code-server would put its own into the profile, wherever that is.
 * @param {string} userDataDir
 * @returns {string}
 */
export function sessionSocket(userDataDir) {
  const name = createHash('sha256').update(userDataDir).digest('hex').slice(0, 12);
  return path.join(tmpdir(), `agent-threads-${name}.sock`);
}

/**
 * A configuration file of its own, so that neither the user's is read nor a default one is written to the home folder.
 * @param {{ userDataDir: string, extensionsDir: string }} folders
 * @returns {readonly string[]}
 */
export function folderArguments({ userDataDir, extensionsDir }) {
  const config = path.join(userDataDir, 'code-server.yaml');
  mkdirSync(userDataDir, { recursive: true });
  if (!existsSync(config)) writeFileSync(config, 'auth: none\n');
  return ['--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
}
