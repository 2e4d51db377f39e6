import type { Backend, WorkspaceScope } from '../backends/backend.ts';
import type { Connection } from '../model/connection.ts';
import type { Problem } from '../model/explain.ts';
import type { Agent } from '../model/thread.ts';
import type { Clock } from '../net/clock.ts';
import type { Conversation, ConversationKey, Prompt } from './conversation.ts';
import type { Subscribe } from './emitter.ts';
import type { ThreadList } from './threadList.ts';

export interface SessionOptions {
  /** The extension's global storage folder, shared by all windows; made if missing. */
  readonly storageDir: string;
  /** As the settings say now; the local connection is always the first. */
  connections(): readonly Connection[];
  /**
   * Called on the first use of a connection and again after `connectionsChanged`. For the local connection it makes
   * sure that the local host runs. Rejects with an `AgentError`; it is then called again for the next use.
   */
  openBackend(connection: Connection): Promise<Backend>;
  readonly clock: Clock;
  /** One line without keys, prompts or answers. */
  log(line: string): void;
  /** A new unique id. */
  createId(): string;
  /** The folders of this window, for runs of the local connection. */
  workspace(): WorkspaceScope;
  /** Who this window is among the processes that share `storageDir`. Left out: this process. */
  readonly process?: { readonly id: number; isAlive(processId: number): boolean };
}

/** A prompt together with where it goes. Without `threadId` a thread is made for it. */
export interface Submission extends Prompt {
  readonly connectionId: string;
  readonly threadId?: string;
}

/** What a person chose last, to be preselected. */
export interface Choice {
  readonly connectionId?: string;
  readonly agentId?: string;
  readonly threadId?: string;
}

/** A prompt that is on disk and of which the service is not known to have made a finished run. */
export interface PendingSubmission {
  readonly nonce: string;
  readonly connectionId: string;
  readonly threadId?: string;
  readonly question: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /**
   * - `sending`  this window, or another one, is at work on it
   * - `running`  its run was started
   * - `unsent`   it waits for a person: `Conversation.retry('retry')` sends it
   */
  readonly state: 'sending' | 'running' | 'unsent';
  readonly problem?: Problem;
}

/**
 * The live state between the services and the editor: one per window. Everything here that is shown has a named state;
 * methods that act on a service reject with an `AgentError` unless they say otherwise.
 */
export interface Session {
  /** The connections themselves: added, removed or changed. */
  readonly onDidChangeConnections: Subscribe<void>;
  connections(): readonly Connection[];
  /**
   * To be called when settings or keys change: backends are opened anew on their next use. What runs on a connection
   * that is still there goes on.
   */
  connectionsChanged(): void;
  /** The same list for every call. Throws an `AgentError` of kind `not-found` for an unknown connection. */
  threads(connectionId: string): ThreadList;
  /** Takes a reference; see {@link Conversation}. A new nonce without a thread makes an empty conversation. */
  conversation(key: ConversationKey): Conversation;
  /**
   * Hands a prompt over for sending. Resolves, with a reference to its conversation, once the prompt is on disk and
   * before anything was sent; rejects with kind `storage` if the disk refused it.
   */
  ask(submission: Submission): Promise<Conversation>;
  agents(connectionId: string): Promise<readonly Agent[]>;
  lastChoice(): Choice;
  /** Kept on this machine; fields left out keep their last value. */
  rememberChoice(choice: Choice): void;
  /** At the service where it can rename, else in this machine's overlay. An empty title takes the overlay away. */
  renameThread(connectionId: string, threadId: string, title: string): Promise<void>;
  /** Deletes the thread at the service and then what this machine keeps of it. */
  deleteThread(connectionId: string, threadId: string): Promise<void>;
  /** Read from disk, oldest first: also those that a crash left behind and those of other windows. */
  pendingSubmissions(): Promise<readonly PendingSubmission[]>;
  /** Writes what is still in memory and gives up this window's claims. Runs go on at their services. */
  dispose(): Promise<void>;
}

/** Opens the live state over `options.storageDir`. Reads nothing from services until it is asked to. */
export declare function createSession(options: SessionOptions): Session;
