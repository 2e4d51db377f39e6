// @ts-check
// What this process started is registered here and ended in every case: by its owner, on a signal, or, when this
// process is killed, by a guard.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';

/** @type {Set<() => Promise<void>>} */
const pending = new Set();
/** @type {import('node:child_process').ChildProcess | undefined} */
let guard;

/**
 * Runs a clean-up at the latest when this process is asked to end.
 * @param {() => Promise<void>} cleanUp
 * @returns {() => Promise<void>} runs it now, once
 */
export function atEnd(cleanUp) {
  endOnSignals();
  /** @type {Promise<void> | undefined} */
  let running;
  const runOnce = () => {
    pending.delete(runOnce);
    return (running ??= cleanUp());
  };
  pending.add(runOnce);
  return runOnce;
}

/**
 * A new folder in the system's folder for temporary files, with a short path because sockets are put into it.
 * @param {string} name
 * @returns {{ folder: string, remove: () => Promise<void> }} removed at the latest when this process is asked to end
 */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `${name}-`));
  const remove = atEnd(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return { folder, remove };
}

/** @returns {Promise<void>} */
export async function cleanUpAll() {
  for (const cleanUp of [...pending].reverse()) await cleanUp();
}

/**
 * @param {{ watch?: number | string, forget?: number | string }} order what to end when this process dies, or no longer:
 * a number is the leader of a process group, a string a profile folder whose local agent hosts are meant
 */
export function tellGuard(order) {
  if (process.platform === 'win32') return;
  if (!guard) {
    guard = spawn(process.execPath, [path.join(root, 'test', 'harness', 'guard.mjs')], {
      detached: true,
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // The guard lives as long as this process and must not keep it alive.
    guard.unref();
    /** @type {import('node:net').Socket} */ (guard.stdin).unref();
  }
  guard.stdin?.write(`${JSON.stringify(order)}\n`);
}

let listens = false;

function endOnSignals() {
  if (listens) return;
  listens = true;
  for (const [name, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(name, () => {
      void cleanUpAll().finally(() => process.exit(code));
    });
  }
}
