// @ts-check
// Sets up what is missing: dependencies, the project's own Node, VS Code, and a browser for the tests. Everything up to
// `useProjectNode` runs on a bare Node 20, so nothing here may import a package.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { freshLog, npmCommand, runToLog, tail } from './children.mjs';
import { readJson } from './files.mjs';
import { projectNode, root } from './paths.mjs';
import { Problem } from './problem.mjs';

/** Tells the second run of a script, by the project's Node, from the first. */
const secondRun = 'AGENT_THREADS_PROJECT_NODE';

/**
 * The first thing a script does: installs the dependencies if they are missing or not those of the lock file, then
 * goes on in the project's own Node. In a first run by another Node this never returns: the script is run again and
 * the process ends with its exit code.
 * @returns {Promise<void>}
 */
export async function prepare() {
  await installDependencies();
  if (realpathSync(process.execPath) !== realpathSync(projectNode)) await runAgainWithProjectNode();
}

/**
 * Runs `npm ci` unless what the lock file asks for is there.
 * @returns {Promise<void>}
 */
export async function installDependencies() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new Problem(`Node ${process.versions.node} is too old: install Node 20 or newer, then try again.`);
  if (dependenciesAreCurrent()) return;
  const isFirst = !existsSync(path.join(root, 'node_modules'));
  console.log(
    `${isFirst ? 'Installing' : 'Updating'} the project's dependencies with npm ci into node_modules: build tools, ` +
      'test tools and Node 24 (about 500 MB on disk, a minute or less) …',
  );
  const log = freshLog('npm-ci');
  const npm = npmCommand();
  const code = await runToLog(npm.command, [...npm.args, 'ci', '--no-audit', '--no-fund'], { log });
  if (code !== 0) {
    throw new Problem(
      `npm ci failed (exit code ${code}). The end of ${log}:\n${tail(log)}\n\n` +
        'The dependencies come from the npm registry. Check that `npm ping` works here, then try again.',
    );
  }
  if (!existsSync(projectNode)) {
    throw new Problem(
      `npm ci ran, but ${projectNode} is missing: the install script of the package "node" did not run. ` +
        'Allow install scripts (npm config delete ignore-scripts), remove node_modules and try again.',
    );
  }
}

/**
 * npm writes `node_modules/.package-lock.json` when an installation is complete: what it says is installed is compared
 * with what the lock file asks for.
 * @returns {boolean}
 */
function dependenciesAreCurrent() {
  if (!existsSync(projectNode)) return false;
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || entry.optional === true || installed[name]?.version === entry.version,
  );
}

/**
 * Signals go on to the second run, and so does the end of this process: the second run watches its parent.
 * @returns {Promise<never>}
 */
async function runAgainWithProjectNode() {
  const bin = path.join(root, 'node_modules', '.bin');
  const child = spawn(projectNode, process.argv.slice(1), {
    stdio: 'inherit',
    env: {
      ...process.env,
      [secondRun]: '1',
      PATH: `${path.dirname(projectNode)}${path.delimiter}${bin}${path.delimiter}${process.env['PATH']}`,
    },
  });
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, () => child.kill(name));
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  process.exit(code);
}

/**
 * Calls back when the process that started this one has gone, where that can be seen: npm or the first run being killed
 * must end what was started. A script started straight from a shell stays, as `nohup` and `&` users expect.
 * @param {() => void} onGone
 */
export function watchParent(onGone) {
  if (!process.env[secondRun] && !process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}
