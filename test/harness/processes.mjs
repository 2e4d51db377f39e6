// @ts-check
// Looking at and ending processes. On Linux /proc is read, because a bare Debian has no `ps`.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @param {number} pid
 * @returns {boolean} whether the process exists and has not merely left its exit code behind
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  return process.platform !== 'linux' || statOf(pid)?.state !== 'Z';
}

/**
 * @param {number} pid
 * @returns {string} the command line, its arguments separated by spaces; empty when it cannot be told
 */
export function commandLineOf(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    if (process.platform === 'win32') {
      const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
      return execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' }).trim();
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // Gone, or not ours to look at.
    return '';
  }
}

/**
 * @typedef {{ readonly pid: number, readonly startedAt: string }} KnownProcess
 * A process and what tells it from a later one with the same number.
 */

/**
 * All children, grandchildren and so on that exist now.
 * @param {number} pid
 * @returns {readonly KnownProcess[]}
 */
export function descendantsOf(pid) {
  const all = listProcesses();
  /** @type {KnownProcess[]} */
  const found = [];
  const parents = [pid];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    for (const each of all) {
      if (each.parent !== parent) continue;
      found.push({ pid: each.pid, startedAt: each.startedAt });
      parents.push(each.pid);
    }
  }
  return found;
}

/**
 * Ends a process group and every descendant of its leader: politely first, and by force what is left after the grace time.
 * @param {number} leader pid of the group's leader (started with `detached: true`)
 * @param {number} graceMs
 * @returns {Promise<void>}
 */
export async function endGroup(leader, graceMs = 4000) {
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', ['/pid', String(leader), '/T', '/F'], { stdio: 'ignore' });
    } catch {
      // Already gone.
    }
    return;
  }
  const members = descendantsOf(leader);
  signal(-leader, 'SIGTERM');
  for (const member of members) if (isSame(member)) signal(member.pid, 'SIGTERM');
  const isLeft = () => isAlive(leader) || members.some((member) => isSame(member));
  await waitWhile(isLeft, graceMs);
  signal(-leader, 'SIGKILL');
  for (const member of members) if (isSame(member)) signal(member.pid, 'SIGKILL');
  await waitWhile(isLeft, 2000);
}

/**
 * Ends one process: politely first, by force after the grace time.
 * @param {number} pid
 * @param {number} graceMs
 * @returns {Promise<void>}
 */
export async function endProcess(pid, graceMs = 3000) {
  signal(pid, 'SIGTERM');
  await waitWhile(() => isAlive(pid), graceMs);
  if (isAlive(pid)) signal(pid, 'SIGKILL');
  await waitWhile(() => isAlive(pid), 2000);
}

/**
 * @param {() => boolean} condition
 * @param {number} limitMs
 * @returns {Promise<boolean>} whether the condition ended within the limit
 */
export async function waitWhile(condition, limitMs) {
  const end = Date.now() + limitMs;
  while (condition()) {
    if (Date.now() >= end) return false;
    await delay(50);
  }
  return true;
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone already is what was wanted; anything else would hide a process that stays.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {KnownProcess} known */
function isSame(known) {
  if (!isAlive(known.pid)) return false;
  if (process.platform === 'linux') return statOf(known.pid)?.startedAt === known.startedAt;
  return listProcesses().some((each) => each.pid === known.pid && each.startedAt === known.startedAt);
}

/** @returns {readonly (KnownProcess & { readonly parent: number })[]} */
function listProcesses() {
  if (process.platform === 'win32') return [];
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = statOf(Number(name));
        return stat ? [{ pid: Number(name), parent: stat.parent, startedAt: stat.startedAt }] : [];
      });
  }
  return execFileSync('ps', ['-axo', 'pid=,ppid=,lstart='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.+)$/.exec(line);
      return match ? [{ pid: Number(match[1]), parent: Number(match[2]), startedAt: match[3] ?? '' }] : [];
    });
}

/**
 * Field positions: proc_pid_stat(5). The command name in parentheses may hold spaces, so counting starts after it.
 * @param {number} pid
 * @returns {{ state: string, parent: number, startedAt: string } | undefined}
 */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), startedAt: fields[19] ?? '' };
  } catch {
    // It ended between being listed and being read.
    return undefined;
  }
}
