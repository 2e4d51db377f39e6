import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isObject, optional, parseJson, property, stringOf } from '../model/parse.ts';
import type { RunEvent } from '../model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../model/runState.ts';
import type { Clock } from '../net/clock.ts';
import { codeOf, fileNameOf, namesIn, readIfThere, storageError } from './disk.ts';
import { hasAtLeast } from './runExtent.ts';
import type { WindowClaims } from './windowClaims.ts';

/** How long received events may be in memory only. Design allows 250 ms; writing itself takes a little. */
const writeAfterMs = 200;

/** Which run the events of a journal belong to. */
export interface JournalHeader {
  readonly connectionId: string;
  readonly threadId: string;
  /** Of the prompt that the run answers; absent for a run that was started elsewhere. */
  readonly nonce?: string;
  /** Of the last message before a run that was asked for without a new one. */
  readonly promptId?: string;
  readonly agentId?: string;
  /** ISO 8601, by this machine's clock. */
  readonly startedAt: string;
  /** The window that writes it. */
  readonly windowId: string;
}

/** A journal that was read back: what its events say. */
export interface RecordedRun {
  readonly journalId: string;
  readonly header: JournalHeader;
  readonly state: RunState;
}

/** Writes one run's events to disk, some 200 ms after they came. */
export interface JournalWriter {
  readonly journalId: string;
  append(event: RunEvent): void;
  /** What follows tells the run from its start again. What was written before stays until it is surpassed. */
  restart(): void;
  /** Writes what waits. Never rejects: a failure is told through `onProblem` and tried again with the next events. */
  flush(): Promise<void>;
  /** Writes what waits and lets go: the journal stays for the next who reads. */
  close(): Promise<void>;
  /** Takes the journal away: the service has what it says. */
  remove(): Promise<void>;
}

export interface JournalsOptions {
  readonly folder: string;
  readonly claims: WindowClaims;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/** Received events on disk, for as long as the service is not known to have their text. */
export interface Journals {
  /**
   * Begins a journal, or goes on with one that was left behind (`resumed`, an id). Its file is made with the first
   * event.
   *
   * @param onProblem told when the disk refused (`true`) and when it works again (`false`)
   */
  open(
    header: Omit<JournalHeader, 'windowId'>,
    onProblem: (isFailing: boolean) => void,
    resumed?: string,
  ): Promise<JournalWriter>;
  /** The journals of a thread that no living window writes. Lines that cannot be read are left out. */
  read(connectionId: string, threadId: string): Promise<readonly RecordedRun[]>;
  remove(journalId: string): Promise<void>;
  /** Removes all journals of a thread, for when the thread itself is deleted. */
  removeThread(connectionId: string, threadId: string): Promise<void>;
  flush(): Promise<void>;
}

const restartLine = { restart: true };

/** The journals in `options.folder`, one file of JSON lines per run and window. */
export function createJournals({ folder, claims, clock, log, createId }: JournalsOptions): Journals {
  const writers = new Map<string, JournalWriter>();
  const fileOf = (journalId: string): string => path.join(folder, `${journalId}.jsonl`);

  async function open(...[header, onProblem, resumed]: Parameters<Journals['open']>): Promise<JournalWriter> {
    const journalId = `${fileNameOf(header.connectionId, header.threadId)}.${fileNameOf(createId())}`;
    const file = fileOf(journalId);
    let waiting: unknown[] = [{ header: { ...header, windowId: claims.windowId } }];
    let cancelTimer: (() => void) | undefined;
    let writing: Promise<void> = Promise.resolve();
    let isFailing = false;
    let isRemoved = false;

    function add(line: unknown): void {
      waiting.push(line);
      cancelTimer ??= clock.setTimer(writeAfterMs, () => void flush());
    }

    async function write(): Promise<void> {
      if (isRemoved || waiting.length === 0) return;
      const lines = waiting;
      waiting = [];
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // A line break in front: after a torn line the next one must stand alone.
        await appendFile(file, lines.map((line) => `\n${JSON.stringify(line)}`).join(''), { mode: 0o600 });
        if (isFailing) onProblem((isFailing = false));
      } catch (error) {
        waiting = [...lines, ...waiting];
        log(storageError(error, 'keep received text').message);
        if (!isFailing) onProblem((isFailing = true));
      }
    }

    function flush(): Promise<void> {
      cancelTimer?.();
      cancelTimer = undefined;
      writing = writing.then(write);
      return writing;
    }

    const writer: JournalWriter = {
      journalId,
      append(event) {
        // Services that send whole messages again and again need only the last of each on disk.
        const last = waiting.at(-1);
        const isSameMessage =
          event.type === 'message-upsert' &&
          stringOf(property(last, 'message'), 'id') === event.message.id &&
          stringOf(last, 'type') === event.type;
        if (isSameMessage) waiting[waiting.length - 1] = event;
        else add(event);
      },
      restart: () => add(restartLine),
      flush,
      async close() {
        await flush();
        writers.delete(journalId);
      },
      async remove() {
        isRemoved = true;
        cancelTimer?.();
        await writing;
        writers.delete(journalId);
        await remove(journalId);
      },
    };
    writers.set(journalId, writer);
    try {
      await claims.announce();
      if (resumed !== undefined) {
        await takeOver(resumed, journalId);
        await flush();
      }
    } catch (error) {
      log(storageError(error, 'go on with received text').message);
    }
    return writer;
  }

  /** One window can win. The others begin a journal of their own. */
  async function takeOver(from: string, to: string): Promise<void> {
    try {
      await rename(fileOf(from), fileOf(to));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  async function remove(journalId: string): Promise<void> {
    try {
      await rm(fileOf(journalId), { force: true });
    } catch (error) {
      log(storageError(error, 'remove received text').message);
    }
  }

  async function isWritten({ header }: RecordedRun): Promise<boolean> {
    return header.windowId !== claims.windowId && (await claims.isAlive(header.windowId));
  }

  async function idsOf(connectionId: string, threadId: string): Promise<readonly string[]> {
    const prefix = `${fileNameOf(connectionId, threadId)}.`;
    return (await namesIn(folder))
      .filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));
  }

  return {
    open,
    async read(connectionId, threadId) {
      const found: RecordedRun[] = [];
      for (const journalId of await idsOf(connectionId, threadId)) {
        if (writers.has(journalId)) continue;
        const recorded = parseJournal(journalId, (await readIfThere(fileOf(journalId))) ?? '');
        if (recorded && !(await isWritten(recorded))) found.push(recorded);
      }
      return found.toSorted((a, b) => a.header.startedAt.localeCompare(b.header.startedAt));
    },
    remove,
    async removeThread(connectionId, threadId) {
      for (const journalId of await idsOf(connectionId, threadId)) {
        await (writers.get(journalId)?.remove() ?? remove(journalId));
      }
    },
    async flush() {
      await Promise.all([...writers.values()].map((writer) => writer.flush()));
    },
  };
}

/** What a journal's text says: of several tellings of the run the last, unless an earlier one got further. */
function parseJournal(journalId: string, text: string): RecordedRun | undefined {
  let header: JournalHeader | undefined;
  let best = emptyRun;
  let state = emptyRun;
  for (const line of text.split('\n')) {
    const value = parseJson(line);
    if (!isObject(value)) continue;
    const foundHeader = readHeader(property(value, 'header'));
    if (foundHeader) {
      header = foundHeader;
    } else if (property(value, 'restart') === true) {
      if (hasAtLeast(state, best)) best = state;
      state = emptyRun;
    } else if (stringOf(value, 'type') !== undefined) {
      // Written by `append` and by nobody else; the fallback is for a type that only a newer version knows.
      const next: RunState | undefined = reduceRun(state, value as RunEvent);
      state = next ?? state;
    }
  }
  if (!header) return undefined;
  return { journalId, header, state: hasAtLeast(state, best) ? state : best };
}

function readHeader(value: unknown): JournalHeader | undefined {
  const connectionId = stringOf(value, 'connectionId');
  const threadId = stringOf(value, 'threadId');
  const startedAt = stringOf(value, 'startedAt');
  const windowId = stringOf(value, 'windowId');
  if (!connectionId || !threadId || !startedAt || !windowId) return undefined;
  const rest = optional({
    nonce: stringOf(value, 'nonce'),
    promptId: stringOf(value, 'promptId'),
    agentId: stringOf(value, 'agentId'),
  });
  return { connectionId, threadId, startedAt, windowId, ...rest };
}
