import type { Message, Part } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import { type RunIdentity, placeOfRun } from './coverage.ts';
import type { RunClues } from './runReading.ts';

const idPrefix = 'unsaved:';
/** Message ids come back from the panel, and journals are files. */
const idPattern = /^unsaved:([\da-f]{32}\.[\da-f]{32})$/;

/** The journal of a message that its service did not keep; undefined for every other message. */
export function journalIdOf(messageId: string): string | undefined {
  return idPattern.exec(messageId)?.[1];
}

interface Unsaved {
  readonly journalId: string;
  readonly identity: RunIdentity;
  readonly message: Message;
}

/** What was received of a thread's runs and is not stored there, as messages; each is what one journal says. */
export interface UnsavedMessages {
  has(journalId: string): boolean;
  /** Nothing is added for a run of which nothing is missing. Returns whether there is something to show. */
  put(journalId: string, clues: RunClues, parts: readonly Part[], createdAt: string): boolean;
  /** What was kept of a run is shown otherwise. */
  dropRun(isRun: (identity: RunIdentity) => boolean): void;
  drop(journalId: string): void;
  /** The messages, with each of these where it belongs. */
  among(messages: readonly Message[]): readonly Message[];
  /** The same for the end of a thread: without those of runs that are not among these messages. */
  amongEnd(messages: readonly Message[]): readonly Message[];
}

/** Nothing yet. */
export function createUnsavedMessages(): UnsavedMessages {
  let all: readonly Unsaved[] = [];

  function place(messages: readonly Message[], which: readonly Unsaved[]): readonly Message[] {
    if (which.length === 0) return messages;
    const placed = [...messages];
    for (const { identity, message } of which) placed.splice(placeOfRun(placed, identity), 0, message);
    return placed;
  }

  return {
    has: (journalId) => all.some((each) => each.journalId === journalId),
    put(journalId, { runId, nonce, promptId, agentId, threadId }, parts, createdAt) {
      if (parts.length === 0) return false;
      const id = `${idPrefix}${journalId}`;
      const known = optional({ runId, agentId });
      const message: Message = {
        id,
        threadId,
        role: 'assistant',
        parts,
        state: 'unsaved',
        createdAt,
        attachments: [],
        ...known,
      };
      const identity = optional({ runId, nonce, promptId });
      all = [...all.filter((each) => each.journalId !== journalId), { journalId, identity, message }];
      return true;
    },
    dropRun(isRun) {
      all = all.filter((each) => !isRun(each.identity));
    },
    drop(journalId) {
      all = all.filter((each) => each.journalId !== journalId);
    },
    among: (messages) => place(messages, all),
    amongEnd(messages) {
      const isThere = ({ runId, nonce, promptId }: RunIdentity): boolean =>
        messages.some(
          (message) =>
            (runId !== undefined && message.runId === runId) ||
            (nonce !== undefined && message.nonce === nonce) ||
            message.id === promptId,
        );
      return place(
        messages,
        all.filter((each) => isThere(each.identity)),
      );
    },
  };
}
