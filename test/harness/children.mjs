// @ts-check
// Child processes of the scripts: their output goes to .cache/logs, and nothing started here outlives its starter.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { atEnd } from './cleanUp.mjs';
import { logsFolder, root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { endGroup } from './processes.mjs';

/**
 * Variables that would make a child VS Code believe it runs inside another one, or inside npm.
 * @param {NodeJS.ProcessEnv} extra
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VSCODE_|CODE_SERVER_|ELECTRON_|INIT_CWD$|PORT$|PASSWORD$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * @param {string} name
 * @returns {string} the file `.cache/logs/<name>.log`, emptied
 */
export function freshLog(name) {
  mkdirSync(logsFolder, { recursive: true });
  const file = path.join(logsFolder, `${name}.log`);
  closeSync(openSync(file, 'w'));
  return file;
}

/**
 * The last lines of a log, for a message about a failure.
 * @param {string} file
 * @param {number} lines
 * @returns {string}
 */
export function tail(file, lines = 25) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/**
 * Runs a command to its end, its output appended to a log.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} the exit code; 127 when the command does not exist
 */
export async function runToLog(command, args, { log, cwd = root, env = process.env }) {
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
  const stop = atEnd(async () => {
    child.kill();
    await ended;
  });
  const code = await ended;
  closeSync(output);
  await stop();
  return code;
}

/**
 * @param {string} what for the message: "Packaging the extension"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 * @throws {Problem} with the end of the log when the command fails
 */
export async function mustRun(what, command, args, options) {
  const code = await runToLog(command, args, options);
  if (code !== 0)
    throw new Problem(`${what} failed (exit code ${code}). The end of ${options.log}:\n${tail(options.log)}`);
}

/**
 * npm by the same file that runs now where npm started us, so that it is found on every platform.
 * @returns {{ command: string, args: readonly string[] }}
 */
export function npmCommand() {
  const script = process.env['npm_execpath'];
  if (script && /\.c?js$/.test(script) && existsSync(script)) return { command: process.execPath, args: [script] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

/**
 * @typedef {object} Server
 * @property {number} pid leader of its own process group
 * @property {Promise<number>} exited the exit code
 * @property {() => Promise<void>} stop ends the whole group; calling it twice is harmless
 */

/**
 * Starts a long-running command in a process group of its own.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Server}
 */
export function startServer(command, args, { log, cwd = root, env = process.env }) {
  const output = openSync(log, 'a');
  const child = spawn(command, args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) throw new Problem(`${command} could not be started.`);
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
  /** @type {Promise<void> | undefined} */
  let stopping;
  return { pid, exited, stop: () => (stopping ??= endGroup(pid)) };
}
