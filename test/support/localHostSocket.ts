import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { type ApiClient, apiClient, spawnHost } from './localHost.ts';

/** A host behind a socket, found through its data folder as the extension finds it. */
export interface SocketHost extends ApiClient {
  readonly pid: number;
  readonly socket: string;
  readonly version: string;
}

export function hostFileOf(dataFolder: string): string {
  return path.join(dataFolder, 'host.json');
}

/** Starts a host behind `DATA/s/host.sock`; does not wait for it. */
export function spawnSocketHost(dataFolder: string, args: readonly string[] = []): ChildProcess {
  return spawnHost(['--socket', path.join(dataFolder, 's', 'host.sock'), '--data', dataFolder, ...args]);
}

/** Resolves when the data folder names a host. */
export async function socketHostOf(dataFolder: string): Promise<SocketHost> {
  await until(dataFolder, () => existsSync(hostFileOf(dataFolder)));
  const known = JSON.parse(readFileSync(hostFileOf(dataFolder), 'utf8')) as {
    pid: number;
    socket: string;
    version: string;
  };
  const token = readFileSync(path.join(dataFolder, 'token'), 'utf8');
  return { ...known, ...apiClient({ socketPath: known.socket }, token) };
}

/** Resolves when something in a folder makes `isSo` true. */
export async function until(folder: string, isSo: () => boolean): Promise<void> {
  const watcher = watch(folder);
  try {
    while (!isSo()) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** Resolves with the exit code, also if the child has ended already. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
