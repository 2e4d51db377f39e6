import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, fileNameOf, namesIn, readIfThere, storageError, writeAtomically } from './disk.ts';
import { type SubmissionEntry, parseEntry, printEntry } from './submissionEntry.ts';
import type { WindowClaims } from './windowClaims.ts';

export interface OutboxOptions {
  readonly folder: string;
  readonly claims: WindowClaims;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/** What is found on disk: an entry and whether this window is the one to work on it. */
export interface FoundEntry {
  readonly entry: SubmissionEntry;
  readonly isOwn: boolean;
}

/**
 * Submitted prompts on disk, one file each. The file's name says which window works on it, so that taking over is one
 * rename, which only one window can win.
 */
export interface Outbox {
  /** Puts a new entry on disk, owned by this window. Rejects with an `AgentError` of kind `storage`. */
  create(entry: SubmissionEntry): Promise<void>;
  /**
   * Replaces an own entry. Resolves with false, having written nothing, if another window took it over meanwhile or it
   * was removed: then this window must leave it alone. Rejects with an `AgentError` of kind `storage`.
   */
  save(entry: SubmissionEntry): Promise<boolean>;
  remove(nonce: string): Promise<void>;
  /** Every entry, oldest first. Takes over those whose window is gone. */
  scan(): Promise<readonly FoundEntry[]>;
  /** Resolves when everything that was asked for so far is done. */
  flush(): Promise<void>;
}

/** The outbox in `options.folder`. */
export function createOutbox({ folder, claims, log, createId }: OutboxOptions): Outbox {
  const own = claims.windowId;
  let queue: Promise<unknown> = Promise.resolve();
  const fileOf = (nonceName: string, windowId: string): string => path.join(folder, `${nonceName}.${windowId}.json`);
  const ownFile = (nonce: string): string => fileOf(fileNameOf(nonce), own);

  async function isThere(file: string): Promise<boolean> {
    try {
      await access(file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async function takeOver(nonceName: string, windowId: string): Promise<boolean> {
    if (await claims.isAlive(windowId)) return false;
    await claims.announce();
    try {
      await rename(fileOf(nonceName, windowId), fileOf(nonceName, own));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async function read(name: string): Promise<FoundEntry | undefined> {
    const [nonceName = '', windowId = '', ...rest] = name.split('.');
    if (rest.join('.') !== 'json') return undefined;
    const isOwn = windowId === own || (await takeOver(nonceName, windowId));
    const file = fileOf(nonceName, isOwn ? own : windowId);
    const text = await readIfThere(file);
    if (text === undefined) return undefined;
    const entry = parseEntry(text);
    if (entry) return { entry, isOwn };
    log(`an outbox entry cannot be read and was set aside: ${path.basename(file)}.bad`);
    if (isOwn) await rename(file, `${file}.bad`);
    return undefined;
  }

  async function readAll(): Promise<readonly FoundEntry[]> {
    const found: FoundEntry[] = [];
    for (const name of await namesIn(folder)) {
      const each = await read(name);
      if (each) found.push(each);
    }
    return found.toSorted((a, b) => a.entry.createdAt.localeCompare(b.entry.createdAt));
  }

  /** One after the other: a state that is written late must not bring back an entry that was removed. */
  function enqueue<T>(attempted: string, action: () => Promise<T>): Promise<T> {
    const result = queue.then(action).catch((error: unknown) => {
      throw storageError(error, attempted);
    });
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    create: (entry) =>
      enqueue('keep the prompt', async () => {
        await claims.announce();
        await writeAtomically(ownFile(entry.nonce), printEntry(entry), createId());
      }),
    save: (entry) =>
      enqueue('keep the state of the prompt', () => {
        const file = ownFile(entry.nonce);
        return writeAtomically(file, printEntry(entry), createId(), () => isThere(file));
      }),
    remove: (nonce) => enqueue('remove a sent prompt', () => rm(ownFile(nonce), { force: true })),
    scan: () => enqueue('read the outbox', readAll),
    flush: async () => {
      await queue;
    },
  };
}
