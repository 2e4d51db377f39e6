import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type JsonObject, isObject, parseJson } from '../model/parse.ts';
import type { Clock } from '../net/clock.ts';
import { codeOf, readIfThere, storageError, writeAtomically } from './disk.ts';

const lockPatienceMs = 3000;
const lockPauseMs = 20;

export interface SharedJsonOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/** One JSON object in one file that several windows read and change. */
export interface SharedJson {
  /** What was read last; empty before the first `refresh`. */
  current(): JsonObject;
  /** Reads the file if it has changed. Resolves with whether it had. A file that cannot be read is logged. */
  refresh(): Promise<boolean>;
  /** Reads, changes and writes while no other window can. Rejects with an `AgentError` of kind `storage`. */
  update(change: (current: JsonObject) => JsonObject): Promise<void>;
}

/** The file at `options.file`, which need not exist. One that is not JSON is set aside under another name. */
export function createSharedJson({ file, clock, log, createId }: SharedJsonOptions): SharedJson {
  let current: JsonObject = {};
  let version: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function read(): Promise<boolean> {
    const found = await versionOf(file);
    if (found === version) return false;
    const text = await readIfThere(file);
    const parsed = text === undefined ? {} : parseJson(text);
    if (isObject(parsed)) {
      current = parsed;
    } else {
      log(`${path.basename(file)} is not JSON; it was set aside`);
      await rename(file, `${file}.${createId()}.bad`);
      current = {};
    }
    version = found;
    return true;
  }

  async function write(change: (current: JsonObject) => JsonObject): Promise<void> {
    const unlock = await lock(`${file}.lock`, clock);
    try {
      await read();
      const next = change(current);
      if (next === current) return;
      await writeAtomically(file, JSON.stringify(next), createId());
      current = next;
      version = await versionOf(file);
    } finally {
      await unlock();
    }
  }

  /** One after the other, whether or not the one before went well. */
  function enqueue<T>(action: () => Promise<T>): Promise<T> {
    const result = queue.then(action);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    current: () => current,
    refresh: () =>
      enqueue(read).catch((error: unknown) => {
        log(storageError(error, `read ${path.basename(file)}`).message);
        return false;
      }),
    update: (change) =>
      enqueue(() => write(change)).catch((error: unknown) => {
        throw storageError(error, `write ${path.basename(file)}`);
      }),
  };
}

/** Changes whenever the file does: a replaced file has another inode. */
async function versionOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'none';
    throw error;
  }
}

/**
 * Holds the lock file until the result is called. A lock that stays the same for some seconds was left behind by a
 * crash (nobody holds it for longer than one small write) and is taken away.
 */
async function lock(file: string, clock: Clock): Promise<() => Promise<void>> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  let seen = '';
  let seenAt = clock.now();
  for (;;) {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = await versionOf(file);
    if (holder !== seen) {
      seen = holder;
      seenAt = clock.now();
    } else if (clock.now() - seenAt > lockPatienceMs) {
      await rm(file, { force: true });
    }
    await clock.delay(lockPauseMs);
  }
}
