import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../net/clock.ts';
import { numberOf, parseJson, stringOf } from '../model/parse.ts';
import { fileNameOf, readIfThere, writeAtomically } from './disk.ts';

const writeAfterMs = 300;

export interface DraftsOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/**
 * What was typed, and when: a panel keeps its own copy, which may come back older than what the host has, or newer.
 */
export interface Draft {
  readonly text: string;
  /** Milliseconds since 1970 by the clock of whoever typed it; 0: nobody knows. */
  readonly atMs: number;
}

const nothingTyped: Draft = { text: '', atMs: 0 };

/** What was typed and not sent, one file per conversation. */
export interface Drafts {
  /** An empty text, typed at no time, if there is none. */
  read(key: string): Promise<Draft>;
  /**
   * Written a little later, however often it changes until then. An empty text is kept too, so that an older one does not
   * come back; `undefined` removes the draft.
   */
  set(key: string, draft: Draft | undefined): void;
  /** Writes what waits. A failure is logged and the text stays in memory for the next attempt. */
  flush(): Promise<void>;
}

/** The drafts in `options.folder`. */
export function createDrafts({ folder, clock, log, createId }: DraftsOptions): Drafts {
  const waiting = new Map<string, Draft | undefined>();
  let cancelTimer: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  const fileOf = (key: string): string => path.join(folder, `${fileNameOf(key)}.json`);

  async function write(): Promise<void> {
    for (const [key, draft] of waiting) {
      waiting.delete(key);
      try {
        if (draft) await writeAtomically(fileOf(key), JSON.stringify(draft), createId());
        else await rm(fileOf(key), { force: true });
      } catch (error) {
        if (!waiting.has(key)) waiting.set(key, draft);
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
      if (waiting.has(key)) return waiting.get(key) ?? nothingTyped;
      await writing;
      try {
        return readDraft(await readIfThere(fileOf(key)));
      } catch (error) {
        log(`a draft was not read: ${error instanceof Error ? error.message : String(error)}`);
        return nothingTyped;
      }
    },
    set(key, draft) {
      waiting.set(key, draft);
      cancelTimer ??= clock.setTimer(writeAfterMs, () => void flush());
    },
    flush,
  };
}

function readDraft(content: string | undefined): Draft {
  const stored = content === undefined ? undefined : parseJson(content);
  return { text: stringOf(stored, 'text') ?? '', atMs: numberOf(stored, 'atMs') ?? 0 };
}
