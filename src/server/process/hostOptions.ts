import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

export type ListenTarget =
  | { readonly kind: 'socket'; readonly path: string }
  /** `host` is a loopback address; port 0 takes a free one. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export interface HostOptions {
  readonly listen: ListenTarget;
  readonly dataFolder: string;
  /** The only folders that runs may read over TCP; over the socket each run brings its own. */
  readonly workspaceFolders: readonly string[];
  readonly paceMs: number;
  /** Undefined: never leaves by itself. */
  readonly idleMs: number | undefined;
  readonly version: string;
}

/** What is wrong with a command line, for the person who wrote it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage:
  local-host.cjs --socket PATH --data DIR [--idle-minutes N] [--version-id X]
  local-host.cjs --listen 127.0.0.1:PORT --data DIR --workspace DIR [--pace-ms N]`;

/** Bytes of a socket's path that every system can hold, its end included: 104 on macOS, 108 on Linux. */
const maxSocketPathBytes = 103;

/** Reads the command line. Throws a {@link UsageError}. */
export function readHostOptions(args: readonly string[]): HostOptions {
  const values = parse(args);
  const { socket, listen, data } = values;
  if (data === undefined) throw new UsageError('--data is missing: the folder that keeps threads.');
  if ((socket === undefined) === (listen === undefined)) throw new UsageError('Give either --socket or --listen.');
  const workspaceFolders = (values.workspace ?? []).map(existingFolder);
  if (listen !== undefined && workspaceFolders.length === 0) {
    throw new UsageError('--listen needs --workspace: the folder that agents may read.');
  }
  const idleMinutes = numberIn(values['idle-minutes'], '--idle-minutes') ?? (socket === undefined ? undefined : 10);
  return {
    listen: socket === undefined ? tcpTarget(listen ?? '') : { kind: 'socket', path: checkedSocketPath(socket) },
    dataFolder: path.resolve(data),
    workspaceFolders,
    paceMs: numberIn(values['pace-ms'], '--pace-ms') ?? 0,
    idleMs: idleMinutes === undefined ? undefined : idleMinutes * 60_000,
    version: values['version-id'] ?? '0',
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        socket: text,
        listen: text,
        data: text,
        workspace: { type: 'string', multiple: true },
        'pace-ms': text,
        'idle-minutes': text,
        'version-id': text,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberIn(written: string | undefined, name: string): number | undefined {
  if (written === undefined) return undefined;
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new UsageError(`${name} must be a number that is not negative.`);
  }
  return value;
}

function existingFolder(written: string): string {
  const folder = path.resolve(written);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${folder} is not a folder.`);
  return folder;
}

function checkedSocketPath(written: string): string {
  if (process.platform === 'win32') return written;
  const socket = path.resolve(written);
  const bytes = Buffer.byteLength(socket);
  if (bytes > maxSocketPathBytes) {
    throw new UsageError(`The socket's path has ${bytes} bytes; at most ${maxSocketPathBytes} are possible: ${socket}`);
  }
  return socket;
}

/** Anything but loopback would show a person's threads to the network. */
function tcpTarget(written: string): ListenTarget {
  const match = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(written);
  const port = Number(match?.[2]);
  if (!match?.[1] || port > 65_535) {
    throw new UsageError('--listen must be 127.0.0.1:PORT, localhost:PORT or [::1]:PORT; port 0 takes a free one.');
  }
  const host = match[1] === '[::1]' ? '::1' : '127.0.0.1';
  return { kind: 'tcp', host, port };
}
