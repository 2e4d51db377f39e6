import type { Message } from '../model/message.ts';
import type { CodeReference } from '../model/codeReference.ts';
import type { RunEvent } from '../model/runEvent.ts';
import type { Agent, Run, Thread } from '../model/thread.ts';

/** What presence of a method cannot say. */
export interface Capabilities {
  readonly threadPageSize: number;
  readonly messagePageSize: number;
  /** Longest title that the service takes, in characters; undefined if it has none of its own. */
  readonly titleMaxLength?: number;
  /** What Stop does here, in one sentence for people. */
  readonly stopDescription: string;
}

/** `cursor` is opaque and comes from the previous page; leave it out for the first. */
export interface PageRequest {
  readonly cursor?: string;
  readonly limit?: number;
}

/** `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface NewThread {
  readonly title?: string;
  readonly agentId?: string;
  /** Travels in the thread's metadata where the service has it, so that an ambiguous creation can be settled. */
  readonly nonce: string;
}

export interface NewMessage {
  readonly role: string;
  /** Exactly what the service gets as content. */
  readonly text: string;
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
  readonly nonce: string;
  /** Sent by the local backend only; every other backend ignores it. */
  readonly workspace?: WorkspaceScope;
}

/** The text behind a source. */
export interface SourceContent {
  readonly title: string;
  readonly text: string;
  readonly location?: CodeReference;
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
  createMessage(threadId: string, message: NewMessage, signal: AbortSignal): Promise<Message>;
  deleteMessage?(threadId: string, messageId: string, signal: AbortSignal): Promise<void>;
  /** Starts a run and streams it. At most one POST that may start a run is ever made per call. */
  startRun(threadId: string, run: RunRequest, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Streams a run that is going on (or has ended) from its start; the caller rebuilds the draft from empty. */
  attachRun?(threadId: string, runId: string, signal: AbortSignal): AsyncIterable<RunEvent>;
  getRun?(threadId: string, runId: string, signal: AbortSignal): Promise<Run>;
  /** Newest first. */
  listRuns?(threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Run>>;
  cancelRun?(run: Pick<Run, 'id' | 'threadId' | 'agentId'>, signal: AbortSignal): Promise<void>;
  /** The chunk or file behind a citation. */
  getSource?(
    source: { readonly chunkId: string; readonly databaseId?: string },
    signal: AbortSignal,
  ): Promise<SourceContent>;
}
