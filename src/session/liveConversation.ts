import type { WorkspaceScope } from '../backends/backend.ts';
import { AgentError } from '../model/errors.ts';
import { type Problem, explain } from '../model/explain.ts';
import type { Message, SourcePart } from '../model/message.ts';
import type { PanelState, RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { promptText } from '../model/prompt.ts';
import type { Run, Thread } from '../model/thread.ts';
import type { Choices } from './choices.ts';
import type { Conversation, ConversationChange, ConversationKey, Prompt } from './conversation.ts';
import { type ConversationRuns, createConversationRuns } from './conversationRuns.ts';
import { fallbackTitle, preferredAgent, waitingMessages, whyCannotSend } from './conversationView.ts';
import { findThread } from './delivery.ts';
import type { Drafts } from './drafts.ts';
import { createEmitter } from './emitter.ts';
import type { Journals } from './journal.ts';
import type { LiveThreadList } from './liveThreadList.ts';
import type { OwnedMessageList } from './messageList.ts';
import type { Outbox } from './outbox.ts';
import type { Service } from './service.ts';
import type { SubmissionEntry } from './submissionEntry.ts';
import { noAgentError } from './submissionProblem.ts';
import { type SubmissionWorker, createSubmissionWorker } from './submissionWorker.ts';
import type { Time } from './time.ts';

export interface LiveConversationOptions {
  readonly key: ConversationKey;
  readonly service: Service;
  readonly threads: LiveThreadList;
  readonly outbox: Outbox;
  readonly journals: Journals;
  readonly drafts: Drafts;
  readonly choices: Choices;
  readonly time: Time;
  /** Aborted when the session is disposed. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly createId: () => string;
  readonly workspace: () => WorkspaceScope;
  /** Looks through the outbox for what other windows left behind or are at work on. */
  readonly scan: () => Promise<void>;
  /** Nobody holds it and nothing is going on. */
  readonly onIdle: () => void;
}

/** A conversation together with what the session does to it. */
export interface LiveConversation extends Conversation {
  readonly nonce: string;
  acquire(): void;
  /** Takes an entry of this window, from disk. */
  adopt(entry: SubmissionEntry, isNew: boolean): void;
  /** Entries of other windows that are at work on them. */
  setForeign(entries: readonly SubmissionEntry[]): void;
  /** What was read from disk or changed elsewhere: titles, messages, the connection. */
  refreshView(): void;
  readonly isIdle: boolean;
  dispose(): void;
}

/** One conversation; nothing is read before `load`. */
export function createConversation(options: LiveConversationOptions): LiveConversation {
  const { service, threads, time, log, drafts, choices } = options;
  const { connectionId } = service;
  const nonce = options.key.nonce ?? options.createId();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const emitter = createEmitter<ConversationChange>((error) => log(`a listener failed: ${String(error)}`));

  let { threadId } = options.key;
  let thread: Thread | undefined;
  let messages: OwnedMessageList | undefined = threadId === undefined ? undefined : threads.messages(threadId);
  let references = 0;
  let load: PanelState['load'] = threadId === undefined ? 'ready' : 'loading';
  let loading: Promise<void> | undefined;
  let loadProblem: Problem | undefined;
  /** How old the messages were when the last load failed. */
  let failed: { readonly loadedAt: number | undefined } | undefined;
  let chosenAgentId: string | undefined;
  let foreign: readonly SubmissionEntry[] = [];
  let draft: string | undefined;
  let isDraftRead = false;

  const changed = (): void => {
    if (signal.aborted) return;
    if (threadId !== undefined) threads.setRunning(threadId, runs.isActive || worker.view()?.activity === 'sending');
    emitter.emit({ kind: 'state' });
    if (isIdle()) options.onIdle();
  };
  const runs: ConversationRuns = createConversationRuns({
    service,
    journals: options.journals,
    time,
    signal,
    messages: () => messages,
    onEvents: (events) => emitter.emit({ kind: 'events', events }),
    onChange: () => changed(),
  });
  const worker: SubmissionWorker = createSubmissionWorker({
    service,
    outbox: options.outbox,
    runs,
    time,
    signal,
    log,
    workspace: options.workspace,
    chooseAgent,
    onThread: adoptThread,
    messages: (id) => threads.messages(id),
    onChange: () => changed(),
  });

  const isIdle = (): boolean => references === 0 && !worker.isWorking && !runs.isActive && loading === undefined;
  const draftKey = (): string => JSON.stringify([connectionId, threadId ?? nonce]);

  function adoptThread(found: Thread): void {
    thread = found;
    if (threadId === undefined) {
      const text = draft;
      if (text) drafts.set(draftKey(), '');
      threadId = found.id;
      messages = threads.messages(found.id);
      if (text) drafts.set(draftKey(), text);
    }
    threads.upsert(found);
    changed();
  }

  async function loadNow(): Promise<void> {
    if (load !== 'ready') load = 'loading';
    await Promise.all([readDraft(), choices.refresh(), options.scan().catch((error: unknown) => log(String(error)))]);
    const agents = service.loadAgents(options.signal).catch((error: unknown) => {
      log(`the agents could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return error;
    });
    try {
      if (threadId === undefined && options.key.nonce !== undefined) await findByNonce();
      if (threadId !== undefined) await readThread(threadId);
      if (signal.aborted) return;
      load = isEmptyHanded() ? 'failed' : 'ready';
      failed = isEmptyHanded() ? { loadedAt: undefined } : undefined;
      changed();
      const failure = await agents;
      loadProblem =
        failure instanceof Error ? explain(failure, 'load the agents', service.connection().name) : undefined;
    } catch (error) {
      await agents;
      if (signal.aborted) return;
      load = messages?.state().loadedAt === undefined ? 'failed' : 'ready';
      loadProblem = explain(error, 'load the thread', service.connection().name);
      failed = { loadedAt: messages?.state().loadedAt };
    }
  }

  /** The messages could be read after all, for a run perhaps. */
  function hasRecovered(): boolean {
    const listed = messages?.state();
    return failed !== undefined && listed?.load === 'idle' && listed.loadedAt !== failed.loadedAt;
  }

  /** The messages could not be read, now or before. */
  function isEmptyHanded(): boolean {
    const listed = messages?.state();
    return listed?.load === 'failed' && listed.loadedAt === undefined;
  }

  /** After a reload a panel may know no more than the nonce of a thread that was made meanwhile. */
  async function findByNonce(): Promise<void> {
    if (worker.entries().length > 0 || foreign.length > 0) return;
    const found = await findThread(nonce, { service, signal });
    if (found && threadId === undefined) adoptThread(found);
  }

  async function readThread(id: string): Promise<void> {
    const list = threads.messages(id);
    const [found] = await Promise.all([
      service.call((backend) => backend.getThread(id, signal)),
      list.refresh(),
      threads.titles.refresh(),
    ]);
    if (signal.aborted) return;
    thread = found;
    if (threads.find(id)) threads.upsert(found);
    const { load: listLoad } = list.state();
    if (listLoad !== 'failed') {
      const isActive = (runId?: string): boolean => runId !== undefined && runId === found.activeRunId;
      await runs.readJournals((clues) => isActive(clues.runId) || isPending(clues.nonce));
    }
    const isFollowed = runs.isActive || worker.isWorking;
    if (found.activeRunId !== undefined && !isFollowed && !signal.aborted) {
      void runs.run({ threadId: id, runId: found.activeRunId }, { kind: 'follow' });
    } else if (!isFollowed) void showLastRun(id);
  }

  /** What became of the last run is part of the picture. One that goes on, unknown to the thread, is followed. */
  async function showLastRun(id: string): Promise<void> {
    if (runs.last || !service.opened()?.listRuns) return;
    try {
      const page = await service.call(async (backend) => backend.listRuns?.(id, {}, signal));
      const run = newestOf(page?.items ?? []);
      if (!run || signal.aborted || runs.isActive || worker.isWorking) return;
      if (run.status === 'queued' || run.status === 'running') {
        void runs.run({ threadId: id, runId: run.id, ...optional({ agentId: run.agentId }) }, { kind: 'follow' });
      } else runs.showEnded(run);
    } catch (error) {
      if (!signal.aborted) log(`the last run was not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function isPending(promptNonce: string | undefined): boolean {
    return [...worker.entries(), ...foreign].some((entry) => entry.nonce === promptNonce && !entry.isHeld);
  }

  async function readDraft(): Promise<void> {
    if (isDraftRead) return;
    isDraftRead = true;
    const text = await drafts.read(draftKey());
    draft ??= text;
  }

  async function chooseAgent(): Promise<string> {
    const known = agentId();
    if (known !== undefined) return known;
    await service.loadAgents(options.signal);
    const found = agentId();
    if (found === undefined) throw noAgentError(service.connection().name);
    return found;
  }

  function agentId(): string | undefined {
    return preferredAgent({
      chosen: chosenAgentId,
      messages: messages?.state().items ?? [],
      threadAgent: thread?.agentId,
      connection: service.connection(),
      last: choices.last(),
      agents: service.agents(),
    });
  }

  function shownMessages(): readonly Message[] {
    const stored = messages?.state().items ?? [];
    return [...runs.besideDraft(stored), ...waitingMessages([...worker.entries(), ...foreign], stored)];
  }

  function runView(): RunView | undefined {
    const sending = worker.view();
    const run = sending ? { ...sending, isStored: sending.activity === 'ended' } : runs.view();
    if (!run) return undefined;
    const { agentId: id, ...view } = 'agentId' in run ? run : { ...run, agentId: agentId() };
    const agent = service.agents().find((each) => each.id === id);
    return { ...view, ...optional({ agentName: agent?.name }) };
  }

  function title(shown: readonly Message[]): string {
    const known = threadId === undefined ? undefined : (threads.find(threadId) ?? thread ?? { id: threadId });
    const given = known && threads.titleOf(known);
    return given ?? fallbackTitle(shown, messages?.state().hasMore ?? false, threadId !== undefined);
  }

  const conversation: LiveConversation = {
    nonce,
    get key() {
      return { connectionId, nonce, ...optional({ threadId }) };
    },
    get isIdle() {
      return isIdle();
    },
    onDidChange: emitter.subscribe,
    state(): PanelState {
      const shown = shownMessages();
      const listed = messages?.state();
      const problem = worker.problem ?? runs.problem ?? listed?.problem ?? (hasRecovered() ? undefined : loadProblem);
      return {
        connectionName: service.connection().name,
        title: title(shown),
        load: hasRecovered() ? 'ready' : load,
        messages: shown,
        hasOlder: listed?.hasMore ?? false,
        agents: service.agents().map(({ id, name, canRun, status }) => ({ id, name, canRun, ...optional({ status }) })),
        stopDescription: service.opened()?.capabilities.stopDescription ?? '',
        draft: draft ?? '',
        ...optional({
          agentId: agentId(),
          run: runView(),
          problem,
          cannotSend: whyCannotSend(service.connection(), service.isThere, service.agents()),
        }),
      };
    },
    load() {
      loading ??= loadNow().finally(() => {
        loading = undefined;
        changed();
      });
      changed();
      return loading;
    },
    async loadOlder() {
      await messages?.loadMore();
      if (!signal.aborted) await runs.readJournals((clues) => isPending(clues.nonce));
      changed();
    },
    async send(prompt) {
      if (worker.entries().some((entry) => entry.nonce === prompt.nonce)) return;
      if (messages?.state().items.some((message) => message.nonce === prompt.nonce)) return;
      const entry = entryOf(prompt, chosenAgentId);
      await options.outbox.create(entry);
      if (draft?.trim() === prompt.question.trim()) conversation.setDraft('');
      conversation.adopt(entry, true);
    },
    // Asynchronous by contract; what Stop comes to is told by the state.
    // oxlint-disable-next-line typescript/require-await
    async stop() {
      worker.hold();
      runs.stop();
      changed();
    },
    selectAgent(id) {
      chosenAgentId = id;
      void choices.remember({ connectionId, agentId: id });
      changed();
    },
    setDraft(text) {
      if (draft === text) return;
      draft = text;
      isDraftRead = true;
      drafts.set(draftKey(), text);
      // The panel that typed it knows it already: no snapshot for every key.
    },
    async retry(action) {
      switch (action) {
        case 'retry':
          worker.resume('all');
          if (load === 'failed' || loadProblem || messages?.state().problem) await conversation.load();
          return true;
        case 'refresh':
          await conversation.load();
          return true;
        case 'checkRun':
          await checkRun();
          return true;
        case 'setApiKey':
        case 'showLog':
        case 'openSettings':
          return false;
      }
    },
    withdraw: async (promptNonce) => (await worker.withdraw(promptNonce))?.question,
    source(sourceId) {
      const parts = [...(runs.last?.state.parts ?? []), ...shownMessages().flatMap((message) => message.parts)];
      return parts.find((part): part is SourcePart => part.type === 'source' && part.sourceId === sourceId);
    },
    async getSource(sourceId) {
      const part = conversation.source(sourceId);
      if (!part) throw new AgentError('not-found', 'The source is not in this thread', { mayHaveArrived: false });
      const { chunkId, databaseId } = part;
      if (chunkId === undefined || !(await service.open()).getSource) return undefined;
      return service.call(async (backend) => backend.getSource?.({ chunkId, ...optional({ databaseId }) }, signal));
    },
    acquire() {
      references += 1;
      // A draft is part of the first picture.
      void readDraft().then(() => changed());
    },
    release() {
      references = Math.max(0, references - 1);
      if (isIdle()) options.onIdle();
    },
    adopt(entry, isNew) {
      if (entry.threadId !== undefined && threadId === undefined) {
        threadId = entry.threadId;
        messages = threads.messages(entry.threadId);
      }
      worker.add(entry, isNew);
    },
    setForeign(entries) {
      if (entries.length === 0 && foreign.length === 0) return;
      foreign = entries;
      changed();
    },
    refreshView: () => changed(),
    dispose() {
      ending.abort();
      emitter.dispose();
    },
  };
  return conversation;

  function entryOf(prompt: Prompt, chosen: string | undefined): SubmissionEntry {
    return {
      nonce: prompt.nonce,
      connectionId,
      threadNonce: nonce,
      question: prompt.question,
      text: promptText(prompt.question, prompt.snippets),
      attachments: prompt.snippets.map((snippet) => snippet.reference),
      createdAt: new Date(time.epochNow()).toISOString(),
      step: threadId === undefined ? 'created' : 'thread-created',
      isHeld: false,
      ...optional({ threadId, agentId: prompt.agentId ?? chosen }),
    };
  }

  async function checkRun(): Promise<void> {
    runs.checkNow();
    worker.checkNow();
    const { last } = runs;
    if (runs.isActive && last?.state.status !== 'ended') return;
    if (last?.state.outcome === 'unknown') {
      if (worker.entries().some((entry) => entry.nonce === last.clues.nonce)) worker.resume('parked');
      else void runs.run(last.clues, { kind: 'follow' });
    }
    await conversation.load();
  }
}

/** By time; services that keep none are taken at their order, newest first. */
function newestOf(runs: readonly Run[]): Run | undefined {
  const [first] = runs.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  return first;
}
