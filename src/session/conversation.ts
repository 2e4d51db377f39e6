import type { SourceContent } from '../backends/backend.ts';
import type { ProblemAction } from '../model/explain.ts';
import type { AnswerDrafts, InputAnswer } from '../model/inputRequest.ts';
import type { Message, SourcePart } from '../model/message.ts';
import type { PanelState, QueueAction } from '../model/panel.ts';
import type { Snippet } from '../model/prompt.ts';
import type { RunEvent } from '../model/runEvent.ts';
import type { RunSettings } from '../model/runSettings.ts';
import type { RunTimeline } from '../model/runTimeline.ts';
import type { ComposerContent, HeldItem } from './composerContent.ts';
import type { Subscribe } from './emitter.ts';

/**
 * Names a conversation: by its thread, or, before the thread exists on the service, by a client-made nonce. Plain JSON,
 * for a panel's serializer: after a reload the nonce alone is enough to find the thread that was made of it.
 */
export interface ConversationKey {
  readonly connectionId: string;
  readonly threadId?: string;
  readonly nonce?: string;
}

export interface Prompt {
  /** Client-made and unique: the prompt is sent at most once per nonce. */
  readonly nonce: string;
  readonly question: string;
  readonly snippets: readonly Snippet[];
  /** What goes with it. Left out: what the composer holds. */
  readonly items?: readonly ComposerContent[];
  /** Left out: the conversation's chosen agent. */
  readonly agentId?: string;
}

/**
 * - `state`   something changed that only a new snapshot (`state()`) tells
 * - `events`  these events were added to the run; `state()` contains them already. With `timeline`, if they changed it
 */
export type ConversationChange =
  | { readonly kind: 'state' }
  | { readonly kind: 'events'; readonly events: readonly RunEvent[]; readonly timeline?: RunTimeline };

/**
 * One thread with its messages, its unsent prompts and its run: all that a panel shows. The same instance for all who
 * ask for the same thread. Each `Session.conversation` and `Session.ask` takes one reference; call `release` once for
 * each. A conversation that nobody holds lives on while it sends or a run is going on: closing a panel stops nothing.
 */
export interface Conversation {
  /** With the thread's id as soon as it is known. A change of it is a `state` change. */
  readonly key: ConversationKey;
  /** A snapshot. Cheap enough to be called once per change. */
  state(): PanelState;
  readonly onDidChange: Subscribe<ConversationChange>;
  /** Reads the newest messages and the agents and attaches to a run that is going on. Never rejects. */
  load(): Promise<void>;
  /** Reads the next older page of messages. Never rejects. */
  loadOlder(): Promise<void>;
  /** Reads all older messages. Never rejects; `hasOlder` is true afterwards if it was called off or has failed. */
  loadAll(cancel: AbortSignal): Promise<void>;
  /**
   * Resolves once the prompt is on disk; rejects with an `AgentError` of kind `storage` if it could not be put there.
   * A nonce that is known already resolves without doing anything. While the agent works, the prompt is queued: it goes
   * when the run before it has completed.
   */
  send(prompt: Prompt): Promise<void>;
  /** Stops the run, also one whose id is not known yet, and holds back prompts that wait for it. Never rejects. */
  stop(): Promise<void>;
  selectAgent(agentId: string): void;
  /** What is typed and not sent; on disk some 300 ms later, and when the session is disposed. */
  setDraft(text: string, atMs: number): void;
  /** The same for what is typed in answer to requests of the agent. */
  setAnswerDrafts(drafts: AnswerDrafts, atMs: number): void;
  /** Does what a problem offered. `false` for the actions that are the host's (keys, log, settings). Never rejects. */
  retry(action: ProblemAction): Promise<boolean>;
  /**
   * Takes back a prompt that is `unsent` or queued; what went with it is in the composer again. Resolves with its
   * question; undefined if there is no such prompt.
   */
  withdraw(nonce: string): Promise<string | undefined>;
  /**
   * Changes the queue. `edit` puts the message into the draft, in place of what is there. Nothing happens where the
   * message is on its way already. Rejects with kind `storage`.
   */
  changeQueue(action: QueueAction, nonce: string): Promise<void>;
  /** Earlier prompts of this thread and then of this workspace, newest first. Never rejects. */
  history(): Promise<readonly string[]>;
  /** The source part with this id, in a stored message or in what a run has produced so far. */
  source(sourceId: string): SourcePart | undefined;
  /** The text behind a source; undefined where the service offers none. Rejects with an `AgentError`. */
  getSource(sourceId: string): Promise<SourceContent | undefined>;
  /** Adds a message and runs nothing. The same care as for a prompt, without an outbox: an error is thrown. */
  addMessage(role: string, text: string): Promise<void>;
  /** Changes a stored message. A question with attached code keeps its code. Rejects with an `AgentError`. */
  editMessage(messageId: string, text: string): Promise<void>;
  /** Rejects with an `AgentError`. */
  deleteMessage(messageId: string): Promise<void>;
  /** Messages that came after this one, oldest first: what `runFrom` would take away. Reads them all. */
  messagesAfter(messageId: string): Promise<readonly Message[]>;
  /**
   * Changes the message if `text` is given, deletes what came after it, and starts a run. What is deleted is what
   * `messagesAfter` listed last for this message, and nothing that came later; without such a list it is read first.
   * Resolves once all that is wanted is on disk and the message is changed. Rejects with an `AgentError`, having done
   * nothing, if the message could not be changed (the person's text is the caller's to keep), and with kind `busy`
   * while a run goes on.
   */
  runFrom(messageId: string, text?: string): Promise<void>;
  /**
   * Follows a run that goes on and that this conversation does not follow yet. One that has ended is shown by what is
   * stored of it. Rejects with an `AgentError` if the run cannot be read.
   */
  attach(runId: string): Promise<void>;
  /**
   * Starts a run on the thread as it is. Resolves once that is on disk; rejects with an `AgentError`, of kind `busy`
   * while another run goes on.
   */
  rerun(): Promise<void>;
  /** The same from an earlier checkpoint: what came after it stays in the history only. */
  rerunFrom(checkpointId: string): Promise<void>;
  /** Lets an agent that waits for a person go on with what the person said. The same care as for `rerun`. */
  answer(answers: readonly InputAnswer[]): Promise<void>;
  /** Reads one message again with all of its large values, which then stay shown. Rejects with an `AgentError`. */
  expandMessage(messageId: string): Promise<void>;
  /** The message as the service has it. Rejects with an `AgentError`. */
  rawMessage(messageId: string): Promise<unknown>;
  /** What the person changed about the runs of this conversation; kept on this machine per thread. */
  runSettings(): RunSettings;
  setRunSettings(settings: RunSettings): void;
  /** What goes with the next message; kept on disk until it is sent. */
  items(): Promise<readonly HeldItem[]>;
  /** @param id left out: a new one */
  addItem(item: ComposerContent, id?: string): void;
  /** Puts something in the place of an item that is there. */
  changeItem(id: string, item: ComposerContent): void;
  removeItem(id: string): void;
  release(): void;
}
