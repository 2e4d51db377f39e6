// @ts-check
// A real LangGraph server for the tests and for `npm start -- --with langgraph`: installed into .cache from a lock file
// of its own, offline once it is there, in memory, without a key. Never part of the extension.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { cleanEnvironment, freshLog, mustRun, npmCommand } from './children.mjs';
import { cacheFolder, projectNode, root } from './paths.mjs';

const source = path.join(root, 'test', 'fixtures', 'langGraphServer');
const asked = ['package.json', 'package-lock.json', '.npmrc'];
const scripts = ['graph.mjs', 'server.mjs'];

/** What is asked for decides where it is, so that a change of the lock file installs anew. */
function home() {
  const hash = createHash('sha256');
  for (const name of asked) hash.update(readFileSync(path.join(source, name)));
  return path.join(cacheFolder, `langgraph-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Installs the server into `.cache` unless it is there. An interrupted installation leaves nothing that looks complete.
 * @returns {Promise<void>}
 */
export async function installLangGraph() {
  const folder = home();
  if (existsSync(folder)) return;
  console.log(
    'Installing a LangGraph server with npm ci into .cache, for tests and demo (about 115 MB, half a minute) …',
  );
  mkdirSync(cacheFolder, { recursive: true });
  const fresh = mkdtempSync(path.join(cacheFolder, 'installing-langgraph-'));
  const log = freshLog('langgraph-install');
  const npm = npmCommand();
  const options = ['--ignore-scripts', '--omit=optional', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  try {
    for (const name of asked) copyFileSync(path.join(source, name), path.join(fresh, name));
    await mustRun('Installing the LangGraph server', npm.command, [...npm.args, 'ci', ...options, '--loglevel=error'], {
      cwd: fresh,
      env: cleanEnvironment(),
      log,
    });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * @typedef {object} LangGraphServer
 * @property {string} url
 * @property {() => Promise<void>} stop ends it as a crash does; what it keeps on disk stays
 */

/**
 * Starts the installed server with the graph of `graph.mjs` and resolves when it listens.
 * @param {{ port: number, data: string, paceMs?: number, slowPaceMs?: number }} options `data` is where it keeps threads
 * @returns {Promise<LangGraphServer>}
 */
export async function startLangGraph({ port, data, paceMs, slowPaceMs }) {
  const folder = home();
  for (const name of scripts) copyFileSync(path.join(source, name), path.join(folder, name));
  const args = [path.join(folder, 'server.mjs'), '--port', String(port), '--data', data];
  const pace = paceMs === undefined ? {} : { AGENT_THREADS_PACE_MS: String(paceMs) };
  const slowPace = slowPaceMs === undefined ? {} : { AGENT_THREADS_SLOW_PACE_MS: String(slowPaceMs) };
  const env = cleanEnvironment({ LANGSMITH_TRACING: 'false', ...pace, ...slowPace });
  // It ends when its standard input does: with this process, however that ends.
  const child = spawn(projectNode, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  /** @type {string[]} */
  const said = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const ready = new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"url"')) resolve(JSON.parse(line).url);
      else said.push(line);
    });
    child.once('exit', (code) =>
      reject(new Error(`The LangGraph server ended (${code}):\n${said.slice(-20).join('\n')}`)),
    );
  });
  return {
    url: await ready,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
