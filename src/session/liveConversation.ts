import type { WorkspaceScope } from '../backends/backend.ts';
import type { Message } from '../model/message.ts';
import type { PanelState, RunView } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { promptText } from '../model/prompt.ts';
import { type Thread, isActive } from '../model/thread.ts';
import { createKeptAnswers } from './answerDrafts.ts';
import type { Choices } from './choices.ts';
import { type HeldItems, answersKey, composerKey, createComposer } from './composer.ts';
import { type ComposerContent, composerItemOf } from './composerContent.ts';
import type { Conversation, ConversationChange, ConversationKey, Prompt } from './conversation.ts';
import { type ConversationRuns, createConversationRuns } from './conversationRuns.ts';
import { createConversationSources } from './conversationSources.ts';
import { fallbackTitle, waitingMessages, whyCannotSend } from './conversationView.ts';
import type { Drafts } from './drafts.ts';
import { createEmitter } from './emitter.ts';
import type { Journals } from './journal.ts';
import type { LiveThreadList } from './liveThreadList.ts';
import { type MessageChanges, createMessageChanges } from './messageChanges.ts';
import type { OwnedMessageList } from './messageList.ts';
import type { Outbox } from './outbox.ts';
import { panelOffers } from './panelOffers.ts';
import type { PromptHistory } from './promptHistory.ts';
import { createReruns } from './reruns.ts';
import { createSendQueue } from './sendQueue.ts';
import type { Service } from './service.ts';
import { callOffered } from './serviceQueries.ts';
import { type SubmissionEntry, canBeOvertaken, queuedOf } from './submissionEntry.ts';
import { type SubmissionWorker, createSubmissionWorker } from './submissionWorker.ts';
import type { ThreadChoices } from './threadChoices.ts';
import { createThreadLoading } from './threadLoading.ts';
import { createThreadPreferences } from './threadPreferences.ts';
import type { Time } from './time.ts';
import { contentOf } from './withdrawnContent.ts';

/** A queue that a crash left behind goes on by itself only while its author may still be waiting for it. */
const queuedUnaskedMs = 2 * 60_000;

export interface LiveConversationOptions {
  readonly key: ConversationKey;
  readonly service: Service;
  readonly threads: LiveThreadList;
  readonly outbox: Outbox;
  readonly journals: Journals;
  readonly drafts: Drafts;
  readonly held: HeldItems;
  readonly history: PromptHistory;
  readonly choices: Choices;
  readonly threadChoices: ThreadChoices;
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
  /** Someone asked the service to end the run: reads what became of it. */
  checkNow(): void;
  readonly isIdle: boolean;
  dispose(): void;
}

/** One conversation; nothing is read before `load`. */
export function createConversation(options: LiveConversationOptions): LiveConversation {
  const { service, threads, time, log, createId } = options;
  const { connectionId } = service;
  const nonce = options.key.nonce ?? options.createId();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const emitter = createEmitter<ConversationChange>((error) => log(`a listener failed: ${String(error)}`));

  let { threadId } = options.key;
  let thread: Thread | undefined;
  let messages: OwnedMessageList | undefined = threadId === undefined ? undefined : threads.messages(threadId);
  let references = 0;
  let foreign: readonly SubmissionEntry[] = [];

  const changed = (): void => {
    if (signal.aborted) return;
    if (threadId !== undefined) threads.setRunning(threadId, runs.isActive || worker.view()?.activity === 'sending');
    queue.advance();
    emitter.emit({ kind: 'state' });
    if (isIdle()) options.onIdle();
  };
  const runs: ConversationRuns = createConversationRuns({
    service,
    journals: options.journals,
    time,
    signal,
    messages: () => messages,
    onEvents: (events, timeline) => emitter.emit({ kind: 'events', events, ...optional({ timeline }) }),
    onChange: () => changed(),
    onSettled: () => loading.readThreadAgain(),
  });
  const worker: SubmissionWorker = createSubmissionWorker({
    service,
    outbox: options.outbox,
    runs,
    time,
    signal,
    log,
    workspace: options.workspace,
    chooseAgent: () => preferences.findAgentId(),
    threadId: () => threadId,
    settled: () => changes.settled(),
    onThread: adoptThread,
    messages: (id) => threads.messages(id),
    onChange: () => changed(),
  });

  const queue = createSendQueue({
    runs,
    worker,
    log,
    foreign: () => foreign,
    scan: options.scan,
    onChange: () => changed(),
  });
  const draftKey = (): string => composerKey(connectionId, threadId ?? nonce);
  const composer = createComposer({ drafts: options.drafts, held: options.held, key: draftKey, createId });
  const answers = createKeptAnswers(options.drafts, () =>
    threadId === undefined ? undefined : answersKey(connectionId, threadId),
  );
  const shared = { service, runs, worker, time, signal, createId, threadNonce: nonce };
  const preferences = createThreadPreferences({
    service,
    choices: options.choices,
    threadChoices: options.threadChoices,
    signal: options.signal,
    threadId: () => threadId,
    messages: () => messages?.state().items ?? [],
    threadAgentId: () => thread?.agentId,
    lastRunAgentId: () => runs.view()?.agentId,
    readThread,
  });
  const changes: MessageChanges = createMessageChanges({
    ...shared,
    threadId: () => threadId,
    messages: () => messages,
    agentId: () => preferences.agentId(),
    onThread: adoptThread,
  });
  const reruns = createReruns({
    ...shared,
    outbox: options.outbox,
    changes,
    agentId: () => preferences.chosenAgentId(),
    settings: () => preferences.settingsToSend(),
    isUnfinished: () => (thread?.pendingSteps?.length ?? 0) > 0,
  });
  const sources = createConversationSources({
    ...shared,
    messages: shownMessages,
    agentId: () => preferences.agentId(),
  });
  const loading = createThreadLoading({
    ...shared,
    threads,
    log,
    sessionSignal: options.signal,
    threadId: () => threadId,
    messages: () => messages,
    threadNonce: options.key.nonce,
    foreign: () => foreign,
    readLocal: () =>
      Promise.all([
        composer.read(),
        answers.read(),
        options.choices.refresh(),
        options.threadChoices.refresh(),
        options.scan().catch((error: unknown) => log(String(error))),
      ]),
    onFound: adoptThread,
    onRead(found) {
      thread = found;
      if (threads.find(found.id)) threads.upsert(found);
    },
    onChange: () => changed(),
  });

  const isIdle = (): boolean =>
    references === 0 && !worker.isWorking && !runs.isActive && !loading.isLoading && !queue.isAdvancing;

  function adoptThread(found: Thread): void {
    thread = found;
    if (threadId === undefined) setThreadId(found.id);
    threads.upsert(found);
    changed();
  }

  /** For a conversation that nobody has loaded. */
  async function readThread(): Promise<void> {
    if (threadId === undefined || thread) return;
    const id = threadId;
    const list = threads.messages(id);
    const [found] = await Promise.all([
      service.call((backend) => backend.getThread(id, signal)),
      list.state().loadedAt === undefined ? list.refresh() : undefined,
      options.threadChoices.refresh(),
    ]);
    thread ??= found;
  }

  /** What was chosen before there was a thread is its own from now on. */
  function setThreadId(id: string): void {
    const from = draftKey();
    threadId = id;
    messages = threads.messages(id);
    void composer.moved(from).then(() => changed());
    void options.history.moved(from, draftKey());
    worker
      .requeue((entry) => (entry.threadId === undefined ? { threadId: id, step: 'thread-created' } : undefined))
      .catch((error: unknown) => log(`queued messages do not know their thread: ${String(error)}`));
    preferences.keep(id);
  }

  function shownMessages(): readonly Message[] {
    const stored = messages?.state().items ?? [];
    return [...runs.besideDraft(stored), ...waitingMessages([...worker.entries(), ...foreign], stored)];
  }

  function runView(): RunView | undefined {
    const sending = worker.view();
    const run = sending ? { ...sending, isStored: sending.activity === 'ended' } : runs.view();
    if (!run) return undefined;
    const { agentId: id, ...view } = 'agentId' in run ? run : { ...run, agentId: preferences.agentId() };
    const agent = service.agents().find((each) => each.id === id);
    return { ...view, ...optional({ agentName: agent?.name }) };
  }

  /** What the thread waits for, as it was read last; nothing while a run is under way that may change it. */
  function waits(): Pick<PanelState, 'inputRequests' | 'answerDrafts' | 'answersAtMs' | 'pendingSteps'> {
    const opened = service.opened();
    if (runs.isActive || worker.isSending || !thread || !opened) return {};
    const { inputRequests = [], pendingSteps = [] } = thread;
    if (inputRequests.length > 0) {
      return opened.resumeRun
        ? { inputRequests, ...optional({ answerDrafts: answers.value }), answersAtMs: answers.typedAtMs }
        : {};
    }
    return pendingSteps.length > 0 && !opened.createMessage ? { pendingSteps } : {};
  }

  function title(shown: readonly Message[]): string {
    const known = threadId === undefined ? undefined : (threads.find(threadId) ?? thread ?? { id: threadId });
    const given = known && threads.titleOf(known);
    return given ?? fallbackTitle(shown, messages?.state().hasMore ?? false, threadId !== undefined);
  }

  async function loadMessages(read: (list: OwnedMessageList) => Promise<void>): Promise<void> {
    if (messages) await read(messages);
    if (!signal.aborted) await runs.readJournals((clues) => loading.isPending(clues.nonce));
    changed();
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
      const agentId = preferences.agentId();
      const problem = worker.problem ?? runs.problem ?? listed?.problem ?? loading.problem;
      return {
        connectionName: service.connection().name,
        title: title(shown),
        load: loading.load,
        messages: shown,
        hasOlder: listed?.hasMore ?? false,
        agents: service.agents().map(({ id, name, canRun, status }) => ({ id, name, canRun, ...optional({ status }) })),
        stopDescription: service.opened()?.capabilities.stopDescription ?? '',
        draft: composer.text,
        draftAtMs: composer.typedAtMs,
        ...panelOffers(service.opened(), preferences.settings()),
        ...waits(),
        ...queue.view(),
        ...optional({
          agentId,
          run: runView(),
          problem,
          items: composer.items.length > 0 ? composer.items.map(composerItemOf) : undefined,
          cannotSend: whyCannotSend(service.connection(), service.isThere, service.agents(), agentId),
        }),
      };
    },
    load: () => loading.start(),
    loadOlder: () => loadMessages(async (list) => list.loadMore()),
    loadAll: (cancel) => loadMessages(async (list) => list.loadAll(cancel)),
    async send(prompt) {
      if (worker.entries().some((entry) => entry.nonce === prompt.nonce)) return;
      if (messages?.state().items.some((message) => message.nonce === prompt.nonce)) return;
      const taken = prompt.items === undefined ? composer.items : [];
      const entry = entryOf(prompt, prompt.items ?? taken.map(({ item }) => item));
      await options.outbox.create(entry);
      composer.clear({ question: prompt.question, items: taken });
      void options.history.add(prompt.question, draftKey());
      queue.trust();
      conversation.adopt(entry, true);
      // After this prompt it would take away what nobody was shown.
      await worker.supersede(canBeOvertaken);
    },
    // Asynchronous by contract; what Stop comes to is told by the state.
    // oxlint-disable-next-line typescript/require-await
    async stop() {
      queue.stop();
      worker.hold();
      runs.stop();
      changed();
    },
    selectAgent(id) {
      preferences.selectAgent(id);
      changed();
    },
    setDraft(text, atMs) {
      composer.set(text, atMs);
      // The panel that typed it knows it already: no snapshot for every key.
    },
    setAnswerDrafts: (drafts, atMs) => answers.set(drafts, atMs),
    async retry(action) {
      switch (action) {
        case 'retry':
          worker.resume('all');
          if (loading.load === 'failed' || loading.problem || messages?.state().problem) await conversation.load();
          return true;
        case 'refresh':
          await conversation.load();
          return true;
        case 'checkRun':
          await checkRun();
          return true;
        case 'queueRun':
          await worker.chooseWhenBusy('enqueue');
          return true;
        case 'interruptRun':
          await worker.chooseWhenBusy('interrupt');
          return true;
        case 'setApiKey':
        case 'signIn':
        case 'showLog':
        case 'openSettings':
          return false;
      }
    },
    async withdraw(promptNonce) {
      const entry = await worker.withdraw(promptNonce);
      for (const item of entry ? contentOf(entry) : []) composer.add(item);
      return entry?.question;
    },
    async changeQueue(action, promptNonce) {
      queue.trust();
      const entry = queuedOf(worker.entries()).find((each) => each.nonce === promptNonce);
      if (action === 'sendNext') queue.sendNext();
      else if (action === 'sendNow') {
        if (queue.sendNow(promptNonce)) runs.stop();
      } else if (action === 'moveUp') await queue.moveUp(promptNonce);
      else if (entry) {
        await worker.withdraw(promptNonce, async () => {
          if (action === 'remove') return;
          composer.set(entry.question, Math.max(time.epochNow(), composer.typedAtMs));
          for (const item of contentOf(entry)) composer.add(item);
          await composer.flush();
        });
      }
      changed();
    },
    history: () => options.history.read(draftKey()),
    source: (sourceId) => sources.source(sourceId),
    getSource: (sourceId) => sources.getSource(sourceId),
    addMessage: (role, text) => changes.add(role, text),
    editMessage: (messageId, text) => changes.edit(messageId, text),
    deleteMessage: (messageId) => changes.remove(messageId),
    messagesAfter: (messageId) => reruns.messagesAfter(messageId),
    runFrom: (messageId, text) => reruns.runFrom(messageId, text),
    rerun: () => reruns.rerun(),
    rerunFrom: (checkpointId) => reruns.rerunFrom(checkpointId),
    answer: (answers) => reruns.answer(answers),
    attach,
    expandMessage: (messageId) => changes.expand(messageId),
    rawMessage: (messageId) => changes.raw(messageId),
    runSettings: () => preferences.settings(),
    setRunSettings(wanted) {
      preferences.setSettings(wanted);
      changed();
    },
    async items() {
      await composer.read();
      return composer.items;
    },
    addItem(item, id) {
      composer.add(item, id);
      changed();
    },
    changeItem(id, item) {
      composer.change(id, item);
      changed();
    },
    removeItem(id) {
      composer.remove(id);
      changed();
    },
    acquire() {
      references += 1;
      // A draft is part of the first picture.
      void composer.read().then(() => changed());
    },
    release() {
      references = Math.max(0, references - 1);
      if (isIdle()) options.onIdle();
    },
    adopt(entry, isNew) {
      preferences.recall(entry.settings);
      if (entry.threadId !== undefined && threadId === undefined) setThreadId(entry.threadId);
      if (!isNew && worker.entries().some(({ nonce: known }) => known === entry.nonce)) return;
      const ageMs = time.epochNow() - Date.parse(entry.createdAt);
      if (entry.isQueued && !isNew && ageMs > queuedUnaskedMs) queue.distrust();
      worker.add(entry, isNew);
    },
    setForeign(entries) {
      if (entries.length === 0 && foreign.length === 0) return;
      foreign = entries;
      changed();
    },
    refreshView: () => changed(),
    checkNow() {
      runs.checkNow();
      worker.checkNow();
    },
    dispose() {
      ending.abort();
      emitter.dispose();
    },
  };
  return conversation;

  /** Whether the agent is at work on something that a person could stop. */
  function isBusy(): boolean {
    const activity = runView()?.activity ?? 'ended';
    const isBeforeRun = worker.isSending || (worker.isWorking && !runs.isActive);
    return isBeforeRun || queue.isAdvancing || (activity !== 'ended' && activity !== 'settling');
  }

  /** After those that are queued already, however fast one types. */
  function placeInQueue(): number {
    const last = queuedOf(worker.entries()).at(-1);
    return Math.max(time.epochNow(), last ? Date.parse(last.createdAt) + 1 : 0);
  }

  function entryOf(prompt: Prompt, contents: readonly ComposerContent[]): SubmissionEntry {
    const snippets = [...prompt.snippets, ...contents.filter((each) => each.type === 'snippet')];
    return {
      nonce: prompt.nonce,
      connectionId,
      threadNonce: nonce,
      question: prompt.question,
      text: promptText(prompt.question, snippets),
      attachments: snippets.map((snippet) => snippet.reference),
      items: contents.filter((each) => each.type !== 'snippet'),
      createdAt: new Date(placeInQueue()).toISOString(),
      step: threadId === undefined ? 'created' : 'thread-created',
      isHeld: false,
      ...optional({
        threadId,
        isQueued: isBusy() || undefined,
        agentId: prompt.agentId ?? preferences.chosenAgentId(),
        settings: preferences.settingsToSend(),
      }),
    };
  }

  async function attach(runId: string): Promise<void> {
    const id = changes.threadId();
    const isFollowed = [runs.last?.clues.runId, runs.last?.state.runId].includes(runId);
    if (runs.isActive && isFollowed) return;
    const run = await callOffered(service, 'show a run', (backend) => backend.getRun?.(id, runId, signal));
    if (!isActive(run.status)) return conversation.load();
    void runs.run({ threadId: id, runId, ...optional({ agentId: run.agentId }) }, { kind: 'follow' });
  }

  async function checkRun(): Promise<void> {
    conversation.checkNow();
    const { last } = runs;
    if (runs.isActive && last?.state.status !== 'ended') return;
    if (last?.state.outcome === 'unknown') {
      if (worker.entries().some((entry) => entry.nonce === last.clues.nonce)) worker.resume('parked');
      else void runs.run(last.clues, { kind: 'follow' });
    }
    await conversation.load();
  }
}
