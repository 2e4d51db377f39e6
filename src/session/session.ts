import path from 'node:path';
import type {
  AttributionRequest,
  Backend,
  Page,
  PageRequest,
  StoredFile,
  WorkspaceScope,
} from '../backends/backend.ts';
import type { Attribution } from '../model/attribution.ts';
import type { Connection } from '../model/connection.ts';
import { AgentError, isAgentError } from '../model/errors.ts';
import type { Problem } from '../model/explain.ts';
import type { Message } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { Agent, Run, Thread } from '../model/thread.ts';
import type { StateUpdate, ThreadState } from '../model/threadState.ts';
import type { Span } from '../model/trace.ts';
import type { Clock } from '../net/clock.ts';
import { type Choice, createChoices } from './choices.ts';
import { type HeldItems, answersKey, composerKey, itemsKey, stateDraftKey } from './composer.ts';
import type { Conversation, ConversationKey, Prompt } from './conversation.ts';
import { createDrafts } from './drafts.ts';
import { type Subscribe, createEmitter } from './emitter.ts';
import { createJournals } from './journal.ts';
import { type LiveConversation, createConversation } from './liveConversation.ts';
import { type LiveThreadList, createThreadList } from './liveThreadList.ts';
import { createOutbox } from './outbox.ts';
import { outboxFolderIn } from './outboxFolder.ts';
import { createPromptHistory } from './promptHistory.ts';
import { type Service, createService } from './service.ts';
import {
  type Offer,
  attribute,
  cancel,
  offerOf,
  readFileContent,
  readFiles,
  readRunById,
  readRuns,
  readSpans,
} from './serviceQueries.ts';
import { createSharedJson } from './sharedJson.ts';
import { type StateWrite, addToState, fork, readCheckpoints, readState } from './stateQueries.ts';
import type { SubmissionEntry } from './submissionEntry.ts';
import type { ThreadList } from './threadList.ts';
import type { Time } from './time.ts';
import { createThreadChoices } from './threadChoices.ts';
import { type TitleOverlay, createTitles } from './titles.ts';
import { createWindowClaims, isProcessAlive } from './windowClaims.ts';

/** How often the outbox is looked through while another window is at work on something in it. */
const rescanAfterMs = 20_000;

export interface SessionOptions {
  /** The extension's global storage folder, shared by all windows; made if missing. */
  readonly storageDir: string;
  /** As the settings say now; the local connection is always the first. */
  readonly connections: () => readonly Connection[];
  /**
   * Called on the first use of a connection and again after `connectionsChanged`. For the local connection it makes
   * sure that the local host runs. Rejects with an `AgentError`; it is then called again for the next use.
   */
  readonly openBackend: (connection: Connection) => Promise<Backend>;
  readonly clock: Clock;
  /** Milliseconds since 1970. Left out: the system's. */
  readonly epochNow?: () => number;
  /** One line without keys, prompts or answers. */
  readonly log: (line: string) => void;
  /** A new unique id. */
  readonly createId: () => string;
  /** The folders of this window, for runs of the local connection. */
  readonly workspace: () => WorkspaceScope;
  /** Who this window is among the processes that share `storageDir`. Left out: this process. */
  readonly process?: { readonly id: number; readonly isAlive: (processId: number) => boolean };
}

/** A prompt together with where it goes. Without `threadId` a thread is made for it. */
export interface Submission extends Prompt {
  readonly connectionId: string;
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
   * - `queued`   it waits for the run before it
   * - `unsent`   it waits for a person: `Conversation.retry('retry')` sends it
   */
  readonly state: 'sending' | 'running' | 'queued' | 'unsent';
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
  /** What was chosen last, in any window. Never rejects. */
  lastChoice(): Promise<Choice>;
  /** Kept on this machine; fields left out keep their last value. */
  rememberChoice(choice: Choice): void;
  /** At the service where it can rename, else in this machine's overlay. An empty title takes the overlay away. */
  renameThread(connectionId: string, threadId: string, title: string): Promise<void>;
  /** A title of the overlay was given or taken away in this window. */
  readonly onDidChangeTitles: Subscribe<void>;
  /** Changes the overlay of titles; threads in sight take their new ones. Rejects with kind `storage`. */
  changeTitles(change: (current: TitleOverlay) => TitleOverlay): Promise<void>;
  /** Deletes the thread at the service and then what this machine keeps of it. */
  deleteThread(connectionId: string, threadId: string): Promise<void>;
  /** What a service can do: which optional methods it has, and its capabilities. Opens the connection. */
  capabilities(connectionId: string): Promise<Offer>;
  /** The same for what must be said without waiting; undefined as long as the connection was not opened. */
  offered(connectionId: string): Offer | undefined;
  /**
   * The runs of a thread, newest first: all pages, up to a bound. This and what follows rejects with kind `unsupported`
   * where the service has no such thing.
   */
  runs(connectionId: string, threadId: string, signal: AbortSignal): Promise<readonly Run[]>;
  run(connectionId: string, threadId: string, runId: string, signal: AbortSignal): Promise<Run>;
  /** Asks the service to end a run. A conversation that shows the run reads what became of it. */
  cancelRun(connectionId: string, run: Pick<Run, 'id' | 'threadId' | 'agentId'>): Promise<void>;
  spans(connectionId: string, run: Run, signal: AbortSignal): Promise<readonly Span[]>;
  /** Slow: 5 to 15 seconds are usual. */
  attribute(connectionId: string, request: AttributionRequest, signal: AbortSignal): Promise<Attribution>;
  /** The newest state of a thread; with `checkpointId` an older one. */
  state(
    connectionId: string,
    threadId: string,
    checkpointId: string | undefined,
    signal: AbortSignal,
  ): Promise<ThreadState>;
  /** The states that the thread went through, newest first. */
  checkpoints(
    connectionId: string,
    threadId: string,
    page: PageRequest,
    signal: AbortSignal,
  ): Promise<Page<ThreadState>>;
  /** Adds to the newest state with one request and reads the state afterwards; see {@link StateWrite}. */
  updateState(connectionId: string, threadId: string, update: StateUpdate): Promise<StateWrite>;
  /** What was written to be added to the state of a thread, and not added yet; empty if there is nothing. */
  stateDraft(connectionId: string, threadId: string): Promise<string>;
  /** Keeps that on disk; an empty text takes it away. */
  keepStateDraft(connectionId: string, threadId: string, text: string): Promise<void>;
  /** Makes a thread that has everything of this one up to a checkpoint; it is in the list of threads then. */
  forkThread(connectionId: string, threadId: string, checkpointId: string, title: string): Promise<Thread>;
  /**
   * A page of the threads, newest first, with the titles of this machine's overlay; nothing that is shown changes. For
   * whoever looks through all of them and may lose interest.
   */
  threadPage(connectionId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Thread>>;
  /** The same of the messages of a thread. */
  messagePage(connectionId: string, threadId: string, page: PageRequest, signal: AbortSignal): Promise<Page<Message>>;
  /** Files that the service keeps, newest first. */
  files(connectionId: string, page: PageRequest, signal: AbortSignal): Promise<Page<StoredFile>>;
  /** The bytes of a file; rejects with kind `too-large` above 50 MB. */
  fileContent(connectionId: string, fileId: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Read from disk, oldest first: also those that a crash left behind and those of other windows. */
  pendingSubmissions(): Promise<readonly PendingSubmission[]>;
  /** Writes what is still in memory and gives up this window's claims. Runs go on at their services. */
  dispose(): Promise<void>;
}

/** Opens the live state over `options.storageDir`. Sends nothing except what a crash or a reload left behind. */
export function createSession(options: SessionOptions): Session {
  const { log, createId, storageDir, clock } = options;
  const time: Time = { clock, epochNow: options.epochNow ?? Date.now };
  const ending = new AbortController();
  const { signal } = ending;
  const folder = (...names: readonly string[]): string => path.join(storageDir, ...names);
  const { id: processId, isAlive } = options.process ?? { id: process.pid, isAlive: isProcessAlive };

  const claims = createWindowClaims({ folder: folder('windows'), clock, processId, isAlive, log, createId });
  const outbox = createOutbox({ folder: outboxFolderIn(storageDir), claims, log, createId });
  const journals = createJournals({ folder: folder('journal'), claims, clock, log, createId });
  const drafts = createDrafts({ folder: folder('drafts'), clock, log, createId });
  const titles = createTitles(createSharedJson({ file: folder('titles.json'), clock, log, createId }));
  const choices = createChoices(createSharedJson({ file: folder('choices.json'), clock, log, createId }), log);
  const threadChoices = createThreadChoices(
    createSharedJson({ file: folder('threadChoices.json'), clock, log, createId }),
    log,
  );
  const held: HeldItems = new Map();
  const history = createPromptHistory(
    createSharedJson({ file: folder('prompts.json'), clock, log, createId }),
    () => options.workspace().folders.map((each) => each.path),
    log,
  );

  const services = new Map<string, Service>();
  const lists = new Map<string, LiveThreadList>();
  const conversations = new Set<LiveConversation>();
  const titlesEmitter = createEmitter<void>((error) => log(`a listener of the titles failed: ${String(error)}`));
  const connectionsEmitter = createEmitter<void>((error) =>
    log(`a listener of the connections failed: ${String(error)}`),
  );
  let cancelRescan: (() => void) | undefined;

  const isKnown = (connectionId: string): boolean => options.connections().some((each) => each.id === connectionId);

  function serviceOf(connectionId: string): Service {
    const known = services.get(connectionId);
    if (known) return known;
    const { connections, openBackend } = options;
    const service = createService({ connectionId, connections, openBackend });
    services.set(connectionId, service);
    return service;
  }

  function listOf(connectionId: string): LiveThreadList {
    const known = lists.get(connectionId);
    if (known) return known;
    const onThreadChange = (threadId: string): void => find(connectionId, { threadId })?.refreshView();
    const list = createThreadList({ service: serviceOf(connectionId), titles, time, signal, log, onThreadChange });
    lists.set(connectionId, list);
    return list;
  }

  /** Whoever asks may lose interest, and so may everybody when the session ends. */
  function either(wanted: AbortSignal): AbortSignal {
    return AbortSignal.any([wanted, signal]);
  }

  function find(connectionId: string, key: Omit<ConversationKey, 'connectionId'>): LiveConversation | undefined {
    const all = [...conversations].filter((each) => each.key.connectionId === connectionId);
    const byThread = key.threadId === undefined ? undefined : all.find((each) => each.key.threadId === key.threadId);
    return byThread ?? (key.nonce === undefined ? undefined : all.find((each) => each.nonce === key.nonce));
  }

  function open(key: ConversationKey): LiveConversation {
    const known = find(key.connectionId, key);
    if (known) return known;
    const conversation: LiveConversation = createConversation({
      key,
      service: serviceOf(key.connectionId),
      threads: listOf(key.connectionId),
      outbox,
      journals,
      drafts,
      held,
      history,
      choices,
      threadChoices,
      time,
      signal,
      log,
      createId,
      workspace: options.workspace,
      scan,
      onIdle() {
        if (conversations.delete(conversation)) conversation.dispose();
      },
    });
    conversations.add(conversation);
    return conversation;
  }

  /** Gives every entry of the outbox to its conversation; what a window left behind goes on here. */
  async function scan(): Promise<void> {
    const found = await outbox.scan();
    if (signal.aborted) return;
    for (const { entry, isOwn } of found) {
      if (!isOwn || !isKnown(entry.connectionId)) continue;
      const conversation = open(keyOf(entry));
      conversation.acquire();
      conversation.adopt(entry, false);
      conversation.release();
    }
    const foreign = found.filter((each) => !each.isOwn).map((each) => each.entry);
    for (const conversation of conversations) {
      conversation.setForeign(foreign.filter((entry) => isOf(entry, conversation)));
    }
    cancelRescan?.();
    // Another window may end without a word.
    if (foreign.length > 0) cancelRescan = clock.setTimer(rescanAfterMs, () => void rescan());
  }

  async function rescan(): Promise<void> {
    try {
      await scan();
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
    }
  }

  async function forgetThread(connectionId: string, threadId: string): Promise<void> {
    await titles.set(connectionId, threadId, undefined);
    await threadChoices.forget(connectionId, threadId);
    held.delete(composerKey(connectionId, threadId));
    drafts.set(itemsKey(connectionId, threadId), undefined);
    await history.forget(composerKey(connectionId, threadId));
    drafts.set(composerKey(connectionId, threadId), undefined);
    drafts.set(answersKey(connectionId, threadId), undefined);
    drafts.set(stateDraftKey(connectionId, threadId), undefined);
    await journals.removeThread(connectionId, threadId);
    for (const { entry, isOwn } of await outbox.scan()) {
      if (isOwn && entry.connectionId === connectionId && entry.threadId === threadId) await outbox.remove(entry.nonce);
    }
  }

  const choicesRead = choices.refresh();
  const session: Session = {
    onDidChangeConnections: connectionsEmitter.subscribe,
    onDidChangeTitles: titlesEmitter.subscribe,
    async changeTitles(change) {
      await titles.change(change);
      for (const list of lists.values()) list.retitle();
      for (const conversation of conversations) conversation.refreshView();
    },
    connections: () => options.connections(),
    connectionsChanged() {
      for (const service of services.values()) service.reset();
      connectionsEmitter.emit();
      for (const conversation of conversations) conversation.refreshView();
      void rescan();
    },
    threads(connectionId) {
      if (!isKnown(connectionId)) {
        throw new AgentError('not-found', `There is no connection ${connectionId}`, { mayHaveArrived: false });
      }
      return listOf(connectionId);
    },
    conversation(key) {
      const conversation = open(key);
      conversation.acquire();
      return conversation;
    },
    async ask(submission) {
      const { connectionId, threadId, nonce } = submission;
      const conversation = open({ connectionId, ...(threadId === undefined ? { nonce } : { threadId }) });
      conversation.acquire();
      try {
        // What waits in a panel of this thread goes with the message that is written there.
        await conversation.send({ ...submission, items: submission.items ?? [] });
      } catch (error) {
        conversation.release();
        throw error;
      }
      return conversation;
    },
    agents: (connectionId) => serviceOf(connectionId).loadAgents(signal),
    async lastChoice() {
      await choicesRead;
      return choices.last();
    },
    rememberChoice(choice) {
      void choices.remember(choice);
    },
    async renameThread(connectionId, threadId, title) {
      const service = serviceOf(connectionId);
      const list = listOf(connectionId);
      const wanted = title.trim();
      if (wanted !== '' && (await renameAtService(service, threadId, wanted, signal))) {
        await titles.set(connectionId, threadId, undefined);
        const thread = list.find(threadId);
        if (thread) list.upsert({ ...thread, title: wanted });
      } else {
        await titles.set(connectionId, threadId, wanted || undefined);
      }
      list.retitle(threadId);
      find(connectionId, { threadId })?.refreshView();
      titlesEmitter.emit();
    },
    async deleteThread(connectionId, threadId) {
      await deleteAtService(serviceOf(connectionId), threadId, signal);
      const conversation = find(connectionId, { threadId });
      if (conversation && conversations.delete(conversation)) conversation.dispose();
      listOf(connectionId).remove(threadId);
      await forgetThread(connectionId, threadId);
    },
    capabilities: async (connectionId) => offerOf(await serviceOf(connectionId).open()),
    offered(connectionId) {
      const backend = serviceOf(connectionId).opened();
      return backend && offerOf(backend);
    },
    runs: (connectionId, threadId, wanted) => readRuns(serviceOf(connectionId), threadId, either(wanted)),
    run: (connectionId, threadId, runId, wanted) =>
      readRunById(serviceOf(connectionId), threadId, runId, either(wanted)),
    async cancelRun(connectionId, run) {
      await cancel(serviceOf(connectionId), run, signal);
      find(connectionId, { threadId: run.threadId })?.checkNow();
    },
    spans: (connectionId, run, wanted) => readSpans(serviceOf(connectionId), run, either(wanted)),
    attribute: (connectionId, request, wanted) => attribute(serviceOf(connectionId), request, either(wanted)),
    state: (connectionId, threadId, checkpointId, wanted) =>
      readState(serviceOf(connectionId), threadId, checkpointId, either(wanted)),
    checkpoints: (connectionId, threadId, page, wanted) =>
      readCheckpoints(serviceOf(connectionId), threadId, page, either(wanted)),
    async updateState(connectionId, threadId, update) {
      const write = await addToState(serviceOf(connectionId), threadId, update, signal);
      // What was added may be messages.
      void find(connectionId, { threadId })?.load();
      return write;
    },
    stateDraft: async (connectionId, threadId) => (await drafts.read(stateDraftKey(connectionId, threadId))).text,
    async keepStateDraft(connectionId, threadId, text) {
      drafts.set(stateDraftKey(connectionId, threadId), text === '' ? undefined : { text, atMs: 0 });
      await drafts.flush();
    },
    async forkThread(connectionId, threadId, checkpointId, title) {
      const list = listOf(connectionId);
      const agentId = list.find(threadId)?.agentId;
      const named = { nonce: createId(), title, ...optional({ agentId }) };
      const forked = await fork(serviceOf(connectionId), threadId, checkpointId, named, signal);
      if (forked.title !== title) await titles.set(connectionId, forked.id, title);
      list.upsert(forked);
      return forked;
    },
    async threadPage(connectionId, page, wanted) {
      const list = listOf(connectionId);
      await list.titles.refresh();
      const read = await serviceOf(connectionId).call((backend) => backend.listThreads(page, either(wanted)));
      const items = read.items.map((thread) => ({ ...thread, ...optional({ title: list.titleOf(thread) }) }));
      return { ...read, items };
    },
    messagePage: (connectionId, threadId, page, wanted) =>
      serviceOf(connectionId).call((backend) => backend.listMessages(threadId, page, either(wanted))),
    files: (connectionId, page, wanted) => readFiles(serviceOf(connectionId), page, either(wanted)),
    fileContent: (connectionId, fileId, wanted) => readFileContent(serviceOf(connectionId), fileId, either(wanted)),
    async pendingSubmissions() {
      return (await outbox.scan()).map(({ entry }) => pendingOf(entry));
    },
    async dispose() {
      ending.abort();
      cancelRescan?.();
      for (const conversation of conversations) conversation.dispose();
      conversations.clear();
      for (const list of lists.values()) list.dispose();
      connectionsEmitter.dispose();
      titlesEmitter.dispose();
      await Promise.all([drafts.flush(), journals.flush(), outbox.flush()]);
      await claims.dispose();
    },
  };
  void threadChoices.refresh();
  void rescan();
  return session;
}

function keyOf({ connectionId, threadId, threadNonce }: SubmissionEntry): ConversationKey {
  return { connectionId, nonce: threadNonce, ...optional({ threadId }) };
}

function isOf(entry: SubmissionEntry, { key, nonce }: LiveConversation): boolean {
  if (entry.connectionId !== key.connectionId) return false;
  return entry.threadId === undefined ? entry.threadNonce === nonce : entry.threadId === key.threadId;
}

function pendingOf(entry: SubmissionEntry): PendingSubmission {
  const { nonce, connectionId, question, createdAt, threadId, problem } = entry;
  const running = entry.step === 'run-started' ? 'running' : 'sending';
  const waiting = entry.isHeld ? 'unsent' : entry.isQueued && 'queued';
  const state = waiting || running;
  return { nonce, connectionId, question, createdAt, state, ...optional({ threadId, problem }) };
}

/** One that somebody else has deleted is gone as well. */
async function deleteAtService(service: Service, threadId: string, signal: AbortSignal): Promise<void> {
  try {
    await service.call((backend) => backend.deleteThread(threadId, signal));
  } catch (error) {
    if (!isAgentError(error) || error.kind !== 'not-found') throw error;
  }
}

/** False where the service cannot rename threads, which some turn out to be unable to only when they are asked. */
async function renameAtService(
  service: Service,
  threadId: string,
  title: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await service.open()).renameThread) return false;
  try {
    await service.call(async (backend) => backend.renameThread?.(threadId, title, signal));
    return true;
  } catch (error) {
    if (isAgentError(error) && error.kind === 'unsupported') return false;
    throw error;
  }
}
