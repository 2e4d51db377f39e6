import type { Account } from '../model/account.ts';
import type { Attribution } from '../model/attribution.ts';
import type { InputAnswer } from '../model/inputRequest.ts';
import type { Message } from '../model/message.ts';
import type { CodeReference } from '../model/codeReference.ts';
import type { RunEvent } from '../model/runEvent.ts';
import type { RunSettings } from '../model/runSettings.ts';
import type { Agent, Run, Thread } from '../model/thread.ts';
import type { StateUpdate, ThreadState } from '../model/threadState.ts';
import type { Span } from '../model/trace.ts';

/** What presence of a method cannot say. */
export interface Capabilities {
  readonly threadPageSize: number;
  readonly messagePageSize: number;
  /** Longest title that the service takes, in characters; undefined if it has none of its own. */
  readonly titleMaxLength?: number;
  /** What Stop does here, in one sentence for people. */
  readonly stopDescription: string;
  /** Roles with which a message can be added by hand; absent: `user` only. */
  readonly messageRoles?: readonly string[];
  /** Which settings a run takes; absent: none. */
  readonly runSettings?: readonly (keyof RunSettings)[];
  /** What may go into a message besides text; absent: nothing. */
  readonly messageItems?: readonly MessageItem['type'][];
  /** What a run on a busy thread can do besides being refused; absent: nothing. */
  readonly whenBusy?: readonly BusyChoice[];
  /**
   * Whether a thread, message or run that was asked for can be found again by its nonce, or told from others, where the
   * answer was lost: only then it may be asked for once more without a person. Absent: yes.
   */
  readonly canFindAgain?: boolean;
  /** Why there may be fewer agents than a person expects, as a sentence; absent: nothing is known. */
  readonly agentsAdvice?: string;
  /** Whether `RunRequest.checkpointId` is understood; absent: no. */
  readonly canRunFromCheckpoint?: boolean;
}

/**
 * What becomes of a run on a thread that another run holds.
 *
 * - `enqueue`    it waits at the service until the other one has ended
 * - `interrupt`  the other one is ended
 */
export const busyChoices = ['enqueue', 'interrupt'] as const;
export type BusyChoice = (typeof busyChoices)[number];

/** `cursor` is opaque and comes from the previous page; leave it out for the first. */
export interface PageRequest {
  readonly cursor?: string;
  readonly limit?: number;
}

/** `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
  /** Whether there are more that the service has no known way to ask for. */
  readonly isCut?: boolean;
}

export interface NewThread {
  readonly title?: string;
  readonly agentId?: string;
  /** Travels in the thread's metadata where the service has it, so that an ambiguous creation can be settled. */
  readonly nonce: string;
}

/**
 * - `image`  an image inside the message, as a data URL
 * - `file`   a file that the service has already
 */
export type MessageItem =
  | { readonly type: 'image'; readonly dataUrl: string; readonly name: string }
  | { readonly type: 'file'; readonly fileId: string; readonly name: string };

export interface NewMessage {
  readonly role: string;
  /** Exactly what the service gets as text. */
  readonly text: string;
  /** After the text, in order. Left out or empty: the content is the text alone. */
  readonly items?: readonly MessageItem[];
  readonly nonce: string;
  readonly question: string;
  readonly attachments: readonly CodeReference[];
}

/** The folders of a window, for the local agent host only. */
export interface WorkspaceScope {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Globs of `files.exclude` and `search.exclude` that are on. */
  readonly exclude: readonly string[];
}

export interface RunRequest {
  readonly agentId: string;
  /** Travels in the run's metadata where the service has it. */
  readonly nonce: string;
  /**
   * The prompt, on services without `createMessage` only: there a message comes with a run or not at all. Its `nonce`
   * becomes the id of the stored message. Without it the run goes on where the thread stopped.
   */
  readonly message?: NewMessage;
  /** Where to begin instead of the thread's end; what came later stays in the history. */
  readonly checkpointId?: string;
  /** Left out: a busy thread refuses the run with kind `busy`. */
  readonly whenBusy?: BusyChoice;
  /** What the person changed; nothing else is sent. */
  readonly settings?: RunSettings;
  /** Sent by the local backend only; every other backend ignores it. */
  readonly workspace?: WorkspaceScope;
}

/** The text behind a source, with where it comes from. */
export interface SourceContent {
  readonly title: string;
  readonly text: string;
  readonly location?: CodeReference;
  readonly databaseId?: string;
  readonly databaseName?: string;
  /** For `getFile` and `getFileContent`; absent where the source has no file of its own. */
  readonly fileId?: string;
  readonly page?: number;
  /** Lines of what the service ingested, not of the original file. */
  readonly lines?: { readonly start: number; readonly end: number };
  /** From the outermost heading inwards. */
  readonly section?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A file that the service keeps. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes?: number;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  readonly type?: string;
  /** Of the upload that this file was made from. */
  readonly originalFileId?: string;
}

/**
 * What is to change in a message. Metadata that others keep there survives: the message is read, merged and written
 * back, which is not atomic.
 */
export interface MessageChange {
  /** The new text; items that are not text stay as they are. */
  readonly text?: string;
  /** The question as it was typed, where `text` also holds attached code. */
  readonly question?: string;
}

export interface AttributionRequest {
  readonly threadId: string;
  readonly runId: string;
  /** A passage of the answer; left out: sentence by sentence. */
  readonly highlight?: string;
}

/**
 * One service. The presence of a method is the capability: what a service cannot do is absent and is not offered.
 * Every method rejects with an `AgentError`; an abort rejects with the signal's reason (promises) or ends the
 * iteration by returning (streams). The streams never throw for what the server did *within* the stream: that is in
 * the events. They throw an `AgentError` if the stream could not be opened or was cut before `run-end`; the caller
 * then finds out with `getRun`, `attachRun` and `listMessages` what became of the run.
 */
export interface Backend {
  readonly capabilities: Capabilities;
  listAgents(signal: AbortSignal): Promise<readonly Agent[]>;
  /** Newest first. */
  listThreads(page: PageRequest, signal: AbortSignal): Promise<Page<Thread>>;
  createThread(thread: NewThread, signal: AbortSignal): Promise<Thread>;
  getThread(threadId: string, signal: AbortSignal): Promise<Thread>;
  renameThread?(threadId: string, title: string, signal: AbortSignal): Promise<void>;
  deleteThread(threadId: string, signal: AbortSignal): Promise<void>;
  /** Newest first; callers sort for display. */
  listMessages(threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Message>>;
  /** The same from the oldest on, where what is added meanwhile moves no page: for whoever wants the whole thread. */
  listMessagesFromStart?(threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Message>>;
  /** Absent where a message comes with a run only; see {@link RunRequest.message}. */
  createMessage?(threadId: string, message: NewMessage, signal: AbortSignal): Promise<Message>;
  /** One message; `isExpanded` asks for large values that are kept apart, too. */
  getMessage?(
    threadId: string,
    messageId: string,
    options: { readonly isExpanded: boolean },
    signal: AbortSignal,
  ): Promise<Message>;
  /** The message as the service has it, for whoever wants all of it. */
  getRawMessage?(threadId: string, messageId: string, signal: AbortSignal): Promise<unknown>;
  updateMessage?(threadId: string, messageId: string, change: MessageChange, signal: AbortSignal): Promise<Message>;
  deleteMessage?(threadId: string, messageId: string, signal: AbortSignal): Promise<void>;
  /** Starts a run and streams it. At most one POST that may start a run is ever made per call. */
  startRun(threadId: string, run: RunRequest, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** The same for a run that goes on with what a person said to an agent that waits (`needs-input`). */
  resumeRun?(
    threadId: string,
    run: RunRequest,
    answers: readonly InputAnswer[],
    signal: AbortSignal,
  ): AsyncIterable<RunEvent>;
  /** Streams a run that is going on (or has ended) from its start; the caller rebuilds the draft from empty. */
  attachRun?(threadId: string, runId: string, signal: AbortSignal): AsyncIterable<RunEvent>;
  getRun?(threadId: string, runId: string, signal: AbortSignal): Promise<Run>;
  /** Newest first. */
  listRuns?(threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Run>>;
  cancelRun?(run: Pick<Run, 'id' | 'threadId' | 'agentId'>, signal: AbortSignal): Promise<void>;
  /**
   * The chunk or file behind a citation. Where no database is named, those of the agent are asked first, then all.
   * Rejects with kind `not-found` and says which were asked.
   */
  getSource?(
    source: { readonly chunkId: string; readonly databaseId?: string; readonly agentId?: string },
    signal: AbortSignal,
  ): Promise<SourceContent>;
  /** Newest first. */
  listFiles?(page: PageRequest, signal: AbortSignal): Promise<Page<StoredFile>>;
  getFile?(fileId: string, signal: AbortSignal): Promise<StoredFile>;
  /** The bytes of a file; rejects with kind `too-large` above `maxBytes`. */
  getFileContent?(fileId: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  /** The newest state; with `checkpointId` an older one. */
  getState?(threadId: string, checkpointId: string | undefined, signal: AbortSignal): Promise<ThreadState>;
  /** Adds to the newest state. Never repeated blindly by callers. */
  updateState?(threadId: string, update: StateUpdate, signal: AbortSignal): Promise<void>;
  /** Newest first. */
  listCheckpoints?(threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<ThreadState>>;
  /** A new thread that has everything of this one up to a checkpoint. This one stays as it is. */
  forkThread?(threadId: string, checkpointId: string, thread: NewThread, signal: AbortSignal): Promise<Thread>;
  /** Whose connection this is, and what is left of it. */
  getAccount?(signal: AbortSignal): Promise<Account>;
  /** Every span of a run that the service has, in no particular order. Empty where it records none. */
  listSpans?(run: Run, signal: AbortSignal): Promise<readonly Span[]>;
  /** What the answer of a run rests on. Slow: 5 to 15 seconds are usual. */
  attribute?(request: AttributionRequest, signal: AbortSignal): Promise<Attribution>;
}
