import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../net/clock.ts';
import { fileNameOf, readIfThere, writeAtomically } from './disk.ts';

const writeAfterMs = 300;

export interface DraftsOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/** What was typed and not sent, one file per conversation. */
export interface Drafts {
  /** Empty if there is none. */
  read(key: string): Promise<string>;
  /** Written a little later, however often it changes until then; an empty text removes the draft. */
  set(key: string, text: string): void;
  /** Writes what waits. A failure is logged and the text stays in memory for the next attempt. */
  flush(): Promise<void>;
}

/** The drafts in `options.folder`. */
export function createDrafts({ folder, clock, log, createId }: DraftsOptions): Drafts {
  const waiting = new Map<string, string>();
  let cancelTimer: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  const fileOf = (key: string): string => path.join(folder, `${fileNameOf(key)}.txt`);

  async function write(): Promise<void> {
    for (const [key, text] of waiting) {
      waiting.delete(key);
      try {
        if (text === '') await rm(fileOf(key), { force: true });
        else await writeAtomically(fileOf(key), text, createId());
      } catch (error) {
        if (!waiting.has(key)) waiting.set(key, text);
        log(`a draft was not written: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
    }
  }

  function flush(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    writing = writing.then(write);
    return writing;
  }

  return {
    async read(key) {
      const unwritten = waiting.get(key);
      if (unwritten !== undefined) return unwritten;
      await writing;
      try {
        return (await readIfThere(fileOf(key))) ?? '';
      } catch (error) {
        log(`a draft was not read: ${error instanceof Error ? error.message : String(error)}`);
        return '';
      }
    },
    set(key, text) {
      waiting.set(key, text);
      cancelTimer ??= clock.setTimer(writeAfterMs, () => void flush());
    },
    flush,
  };
}
