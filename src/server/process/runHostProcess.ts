import { setTimeout as wait } from 'node:timers/promises';
import { isAgentError } from '../../model/errors.ts';
import type { Agent } from '../agent.ts';
import { loadSqlite, sqliteCode } from '../store/sqlite.ts';
import { describeDefect } from './defect.ts';
import { writeFailure } from './failureFile.ts';
import { openHostLog } from './hostLog.ts';
import { type HostOptions, UsageError, readHostOptions, usage } from './hostOptions.ts';
import { type InstanceLock, takeInstanceLock } from './instanceLock.ts';
import { inUse, startLocalHost } from './localHost.ts';
import { otherInstanceAnswers } from './otherInstance.ts';
import { makePrivateFolder } from './privateFolder.ts';

export const exitCodes = { fine: 0, defect: 1, usage: 2, noSqlite: 3, storage: 4, unavailable: 5 };

/** How long a second instance waits for the first one to answer, or to be gone. */
const takeoverTimeoutMs = 10_000;
const takeoverPollMs = 50;

/** The whole life of the process, from its command line to its exit code. */
export async function runHostProcess(args: readonly string[], agents: readonly Agent[]): Promise<number> {
  let options: HostOptions | undefined;
  try {
    options = readHostOptions(args);
    if (!loadSqlite()) {
      return fail(
        options,
        exitCodes.noSqlite,
        `Node ${process.versions.node} has no node:sqlite; 22.13 or newer is needed.`,
      );
    }
    return await serve(options, agents);
  } catch (error) {
    if (error instanceof UsageError) return fail(options, exitCodes.usage, `${error.message}\n${usage}`);
    return fail(options, exitCodeOf(error), error instanceof Error ? error.message : String(error));
  }
}

function exitCodeOf(error: unknown): number {
  if (isAgentError(error)) return error.kind === 'storage' ? exitCodes.storage : exitCodes.unavailable;
  const { code = '' } = error as NodeJS.ErrnoException;
  const isDisk = sqliteCode(error) !== undefined || /^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT|EIO)$/.test(code);
  return isDisk ? exitCodes.storage : exitCodes.defect;
}

function fail(options: HostOptions | undefined, exitCode: number, message: string): number {
  process.stderr.write(`${message}\n`);
  if (options?.listen.kind === 'socket') {
    try {
      makePrivateFolder(options.dataFolder);
      writeFailure(options.dataFolder, exitCode, message);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return exitCode;
}

async function serve(options: HostOptions, agents: readonly Agent[]): Promise<number> {
  process.umask(0o077);
  makePrivateFolder(options.dataFolder);
  const lock = await takeLock(options);
  if (!lock) return exitCodes.fine;
  const host = await startLocalHost(options, agents, lock);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      host.leave().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    });
  }
  // The process ends as it would anyway; the next start settles what was going on.
  process.on('uncaughtExceptionMonitor', (error) => openHostLog(options.dataFolder)(describeDefect(error)));
  if (host.url !== undefined) process.stdout.write(`${JSON.stringify({ url: host.url, token: host.token })}\n`);
  await host.left;
  return exitCodes.fine;
}

/**
 * Undefined: another instance answers, so this one is not needed. An instance that holds the lock without answering is
 * starting or leaving; it is waited for.
 */
async function takeLock(options: HostOptions): Promise<InstanceLock | undefined> {
  const { dataFolder, listen } = options;
  for (let waitedMs = 0; waitedMs <= takeoverTimeoutMs; waitedMs += takeoverPollMs) {
    const lock = takeInstanceLock(dataFolder);
    if (lock) return lock;
    if (listen.kind === 'tcp') break;
    if (await otherInstanceAnswers(dataFolder)) return undefined;
    await wait(takeoverPollMs);
  }
  throw inUse(dataFolder);
}
