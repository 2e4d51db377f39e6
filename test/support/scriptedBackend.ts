import type {
  Backend,
  BusyChoice,
  Capabilities,
  MessageItem,
  Page,
  PageRequest,
  RunRequest,
  SourceContent,
  StoredFile,
} from '../../src/backends/backend.ts';
import { AgentError } from '../../src/model/errors.ts';
import type { InputAnswer } from '../../src/model/inputRequest.ts';
import type { Message, Part } from '../../src/model/message.ts';
import { optional } from '../../src/model/parse.ts';
import type { RunSettings } from '../../src/model/runSettings.ts';
import type { RunEvent, RunOutcome } from '../../src/model/runEvent.ts';
import type { Agent, Run, RunStatus, Thread } from '../../src/model/thread.ts';
import type { ThreadState } from '../../src/model/threadState.ts';

/** Methods of a backend that answer once. */
export type CallName = Exclude<keyof Backend, 'capabilities' | StreamName>;

/** Methods that stream. */
export type StreamName = 'startRun' | 'resumeRun' | 'attachRun';

/**
 * What goes wrong with a call.
 *
 * - `before`  the service never acts on it
 * - `after`   the service acts on it, its answer does not arrive
 * - `never`   the service acts on it and the answer never comes, until the caller gives up
 */
export interface Fault {
  readonly when: 'before' | 'after' | 'never';
  readonly error?: AgentError;
}

/** A run as the service knows it. Tests push its events. */
export interface ScriptedRun {
  readonly id: string;
  readonly threadId: string;
  readonly agentId: string;
  readonly nonce: string | undefined;
  /** As they were sent; undefined if there were none. */
  readonly settings: RunSettings | undefined;
  /** What a person said to the agent that waited; undefined for a run that was started anew. */
  readonly answers?: readonly InputAnswer[] | undefined;
  readonly checkpointId?: string | undefined;
  readonly whenBusy?: BusyChoice | undefined;
  readonly events: readonly RunEvent[];
  readonly status: RunStatus;
  readonly startedAt: string;
  /** Whoever streams the run now. */
  readonly listeners: number;
  push(...events: readonly RunEvent[]): void;
  /** Text in one block, `t`. */
  say(...deltas: readonly string[]): void;
  /** Ends the run: its answer is stored (unless `parts` is empty), then the streams are told. */
  end(outcome?: RunOutcome, parts?: readonly Part[]): void;
  /** What the service says of it from now on; its streams are told nothing. */
  become(status: RunStatus, rawStatus?: string): void;
  /** Cuts every stream of the run. The run goes on. */
  cut(error?: AgentError): void;
  /** Ends every stream without the run's end. The run goes on. */
  close(): void;
  /** Every stream stays open and says nothing any more, as when a connection is half dead. */
  hang(): void;
}

export interface ScriptedServiceOptions {
  /** What this service cannot do. */
  readonly without?: readonly (keyof Backend)[];
  readonly pageSize?: number;
  readonly capabilities?: Partial<Capabilities>;
  /** Keep no nonces. */
  readonly isForgetful?: boolean;
  /** Runs are dated in whole seconds. */
  readonly hasCoarseDates?: boolean;
  /** Messages have no dates. */
  readonly isUndated?: boolean;
  /** How long it takes until a list of runs, and the thread, know of a new run. */
  readonly runsShowAfterMs?: number;
  /**
   * It keeps a state per thread, as agents on graphs do: messages come with a run, a run can wait for a person, and
   * `createMessage` is missing. Without this everything of that kind is missing instead.
   */
  readonly isStateful?: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called for every new run; it may push events at once or later. */
  readonly onRun?: (run: ScriptedRun) => void;
  readonly onCancel?: (run: ScriptedRun) => void;
}

/** A service in memory that does what a real one does and goes wrong as it is told. */
export interface ScriptedService {
  readonly backend: Backend;
  readonly threads: readonly Thread[];
  readonly runs: readonly ScriptedRun[];
  readonly lastRun: ScriptedRun;
  /** Every call, in order; streams as `startRun` and `attachRun`. */
  readonly calls: readonly string[];
  count(name: string): number;
  messagesOf(threadId: string): readonly Message[];
  /** The next calls of this name go wrong, one fault each. */
  fail(name: CallName | StreamName, ...faults: readonly Fault[]): void;
  /** Every call fails like this until it is taken back with `undefined`. */
  failAll(error: AgentError | undefined): void;
  /** As someone else would do it. */
  addThread(thread?: Partial<Thread>): Thread;
  addMessage(threadId: string, message: Partial<Message>): Message;
  addRun(threadId: string, run?: { readonly nonce?: string }): ScriptedRun;
  removeThread(threadId: string): void;
  /** Whether the messages that come with runs are stored; true unless it is set. */
  keepsPrompts: boolean;
  agents: readonly Agent[];
  files: readonly StoredFile[];
}

export const scriptedAgents: readonly Agent[] = [
  { id: 'lookup', name: 'Code Lookup', canRun: true, tools: [] },
  { id: 'broken', name: 'Broken', canRun: false, status: 'Failed', tools: [] },
];

/** An error as the network makes it. */
export function networkError(mayHaveArrived = true): AgentError {
  return new AgentError('network', 'connection lost', { mayHaveArrived });
}

/** An error as an answer makes it. */
export function answer(kind: ConstructorParameters<typeof AgentError>[0], status: number): AgentError {
  return new AgentError(kind, `status ${status}`, { status });
}

const statefulMethods = [
  'resumeRun',
  'getState',
  'updateState',
  'listCheckpoints',
  'forkThread',
  'getAccount',
] as const satisfies readonly (keyof Backend)[];

/** A service with no threads. */
export function createScriptedService(options: ScriptedServiceOptions): ScriptedService {
  const pageSize = options.pageSize ?? 20;
  const threads: Thread[] = [];
  const messages = new Map<string, Message[]>();
  const runs: LiveRun[] = [];
  const calls: string[] = [];
  const faults = new Map<string, Fault[]>();
  let total: AgentError | undefined;
  let ids = 0;

  const id = (kind: string): string => `${kind}-${++ids}`;
  const now = (): string => new Date(options.now()).toISOString();
  const kept = (nonce: string): { nonce?: string } => (options.isForgetful ? {} : { nonce });

  async function call<T>(name: CallName, signal: AbortSignal, act: () => T): Promise<T> {
    calls.push(name);
    await Promise.resolve();
    signal.throwIfAborted();
    const fault = faults.get(name)?.shift();
    if (total) throw total;
    if (fault?.when === 'before') throw fault.error ?? networkError();
    const result = act();
    if (fault?.when === 'after') throw fault.error ?? networkError();
    if (fault?.when === 'never') await aborted(signal);
    return result;
  }

  function threadOf(threadId: string): Thread {
    const found = threads.find((each) => each.id === threadId);
    if (!found) throw answer('not-found', 404);
    const active = runs.find((run) => run.threadId === threadId && isGoing(run) && shows(run));
    return active ? { ...found, status: 'running', activeRunId: active.id } : found;
  }

  function shows(run: ScriptedRun): boolean {
    const ageMs = options.now() - Date.parse(run.startedAt);
    return ageMs >= (options.runsShowAfterMs ?? 0);
  }

  function addThread(thread: Partial<Thread> = {}): Thread {
    const added: Thread = { id: id('thread'), status: 'idle', createdAt: now(), ...thread };
    threads.unshift(added);
    messages.set(added.id, []);
    return added;
  }

  function addMessage(threadId: string, message: Partial<Message>): Message {
    const added: Message = {
      id: id('message'),
      threadId,
      role: 'user',
      parts: [],
      state: 'stored',
      ...(options.isUndated ? {} : { createdAt: now() }),
      attachments: [],
      ...message,
    };
    messages.get(threadId)?.push(added);
    return added;
  }

  function addRun(threadId: string, request: Partial<RunRequest>, answers?: readonly InputAnswer[]): LiveRun {
    const { agentId = 'lookup', nonce, settings, checkpointId, whenBusy } = request;
    const known = { id: id('run'), threadId, agentId, nonce, settings, checkpointId, whenBusy, answers };
    const run = createRun({ ...known, startedAt: now() }, now, (parts) => {
      const named = options.isStateful ? {} : { runId: run.id, agentId };
      if (parts.length > 0) addMessage(threadId, { role: 'assistant', parts, ...named });
    });
    runs.unshift(run);
    return run;
  }

  function beginRun(threadId: string, request: RunRequest, answers?: readonly InputAnswer[]): LiveRun {
    const active = runs.find((run) => run.threadId === threadId && isGoing(run));
    if (active && request.whenBusy === undefined) throw answer('busy', 409);
    if (active && request.whenBusy === 'interrupt') active.end('cancelled');
    if (request.message && service.keepsPrompts) {
      const { role, text, nonce, question, attachments, items = [] } = request.message;
      const own = options.isForgetful ? {} : { nonce, question, attachments };
      addMessage(threadId, { id: nonce, role, parts: [{ type: 'text', text }, ...items.map(partOf)], ...own });
    }
    const { nonce: asked, ...wanted } = request;
    const run = addRun(threadId, { ...wanted, ...kept(asked) }, answers);
    options.onRun?.(run);
    return run;
  }

  /** A state for each message that the thread has, the newest first. */
  function statesOf(threadId: string): readonly ThreadState[] {
    const all = messages.get(threadId) ?? [];
    return all
      .map((_, index): ThreadState => {
        const values = { messages: all.slice(0, index + 1).map((message) => message.id) };
        return { values, next: [], inputRequests: [], checkpointId: `checkpoint-${index}`, raw: values };
      })
      .toReversed();
  }

  function factsOf(run: LiveRun): Run {
    return {
      id: run.id,
      threadId: run.threadId,
      agentId: run.agentId,
      status: run.status,
      createdAt: options.hasCoarseDates ? run.startedAt.replace(/\.\d+/, '') : run.startedAt,
      startedAt: run.startedAt,
      usage: { totalTokens: run.events.length },
      ...optional({ endedAt: run.endedAt, nonce: run.nonce, rawStatus: run.rawStatus }),
    };
  }

  function messageOf(threadId: string, messageId: string): Message {
    const found = messages.get(threadId)?.find((message) => message.id === messageId);
    if (!found) throw answer('not-found', 404);
    return found;
  }

  function fileOf(fileId: string): StoredFile {
    const found = service.files.find((file) => file.id === fileId);
    if (!found) throw answer('not-found', 404);
    return found;
  }

  function runOf(runId: string): LiveRun {
    const found = runs.find((run) => run.id === runId);
    if (!found) throw answer('not-found', 404);
    return found;
  }

  async function* stream(name: StreamName, signal: AbortSignal, begin: () => LiveRun): AsyncGenerator<RunEvent> {
    calls.push(name);
    await Promise.resolve();
    if (signal.aborted) return;
    const fault = faults.get(name)?.shift();
    if (total) throw total;
    if (fault?.when === 'before') throw fault.error ?? networkError();
    const run = begin();
    if (fault?.when === 'after') throw fault.error ?? networkError();
    if (fault?.when === 'never') await aborted(signal).catch(() => undefined);
    yield* run.read(signal);
  }

  const complete: Required<Backend> = {
    capabilities: {
      threadPageSize: pageSize,
      messagePageSize: pageSize,
      stopDescription: 'Stop ends the run on the service.',
      messageRoles: ['user', 'system'],
      runSettings: ['temperature', 'maxTokens', 'responseSchema'],
      messageItems: ['image', 'file'],
      ...options.capabilities,
    },
    listAgents: (signal) => call('listAgents', signal, () => service.agents),
    listThreads: (page, signal) =>
      call('listThreads', signal, () =>
        pageOf(
          threads.map((thread) => threadOf(thread.id)),
          page,
          pageSize,
        ),
      ),
    createThread: ({ title, agentId, nonce }, signal) =>
      call('createThread', signal, () => addThread({ ...kept(nonce), ...optional({ title, agentId }) })),
    getThread: (threadId, signal) => call('getThread', signal, () => threadOf(threadId)),
    renameThread: (threadId, title, signal) =>
      call('renameThread', signal, () => {
        const index = threads.findIndex((thread) => thread.id === threadId);
        threads[index] = { ...threadOf(threadId), title };
      }),
    deleteThread: (threadId, signal) => call('deleteThread', signal, () => service.removeThread(threadId)),
    listMessages: (threadId, page, signal) =>
      call('listMessages', signal, () => {
        threadOf(threadId);
        return pageOf((messages.get(threadId) ?? []).toReversed(), page, pageSize);
      }),
    listMessagesFromStart: (threadId, page, signal) =>
      call('listMessagesFromStart', signal, () => pageOf(messages.get(threadId) ?? [], page, pageSize)),
    createMessage: (threadId, message, signal) =>
      call('createMessage', signal, () => {
        if (threadOf(threadId).activeRunId !== undefined) throw answer('busy', 409);
        const { role, text, nonce, question, attachments, items = [] } = message;
        const own = options.isForgetful ? {} : { nonce, question, attachments };
        return addMessage(threadId, { role, parts: [{ type: 'text', text }, ...items.map(partOf)], ...own });
      }),
    getMessage: (threadId, messageId, { isExpanded }, signal) =>
      call('getMessage', signal, () => {
        const message = messageOf(threadId, messageId);
        return isExpanded ? { ...message, parts: message.parts.map(expanded) } : message;
      }),
    getRawMessage: (threadId, messageId, signal) =>
      call('getRawMessage', signal, () => ({ raw: messageOf(threadId, messageId).id })),
    updateMessage: (threadId, messageId, { text, question }, signal) =>
      call('updateMessage', signal, () => {
        if (threadOf(threadId).activeRunId !== undefined) throw answer('busy', 409);
        const message = messageOf(threadId, messageId);
        const others = message.parts.filter((part) => part.type !== 'text');
        const parts: readonly Part[] = text === undefined ? message.parts : [{ type: 'text', text }, ...others];
        const changed = { ...message, parts, ...optional({ question }) };
        messages.set(
          threadId,
          (messages.get(threadId) ?? []).map((each) => (each.id === messageId ? changed : each)),
        );
        return changed;
      }),
    deleteMessage: (threadId, messageId, signal) =>
      call('deleteMessage', signal, () => {
        if (threadOf(threadId).activeRunId !== undefined) throw answer('busy', 409);
        messageOf(threadId, messageId);
        messages.set(
          threadId,
          (messages.get(threadId) ?? []).filter((message) => message.id !== messageId),
        );
      }),
    startRun: (threadId, request, signal) => stream('startRun', signal, () => beginRun(threadId, request)),
    resumeRun: (threadId, request, answers, signal) =>
      stream('resumeRun', signal, () => {
        const index = threads.findIndex((thread) => thread.id === threadId);
        threads[index] = { id: threadId, status: 'idle' };
        return beginRun(threadId, request, answers);
      }),
    getState: (threadId, checkpointId, signal) =>
      call('getState', signal, () => {
        const states = statesOf(threadId);
        const found =
          checkpointId === undefined ? states[0] : states.find((each) => each.checkpointId === checkpointId);
        if (!found) throw answer('not-found', 404);
        return found;
      }),
    updateState: (_threadId, _update, signal) => call('updateState', signal, () => undefined),
    listCheckpoints: (threadId, page, signal) =>
      call('listCheckpoints', signal, () => pageOf(statesOf(threadId), page, pageSize)),
    forkThread: (threadId, _checkpointId, { title, agentId, nonce }, signal) =>
      call('forkThread', signal, () => {
        const fork = addThread({ ...kept(nonce), ...optional({ title, agentId }) });
        for (const message of messages.get(threadId) ?? []) addMessage(fork.id, { ...message, threadId: fork.id });
        return fork;
      }),
    getAccount: (signal) => call('getAccount', signal, () => ({ name: 'ada@example.com', used: 1, allowed: 5 })),
    attachRun: (_threadId, runId, signal) => stream('attachRun', signal, () => runOf(runId)),
    getRun: (_threadId, runId, signal) => call('getRun', signal, () => factsOf(runOf(runId))),
    listRuns: (threadId, page, signal) =>
      call('listRuns', signal, () =>
        pageOf(
          runs.filter((run) => run.threadId === threadId && shows(run)).map((run) => factsOf(run)),
          page,
          pageSize,
        ),
      ),
    cancelRun: ({ id: runId }, signal) =>
      call('cancelRun', signal, () => {
        const run = runOf(runId);
        if (options.onCancel) options.onCancel(run);
        else if (isGoing(run)) run.end('cancelled');
      }),
    getSource: ({ chunkId, databaseId, agentId }, signal) =>
      call('getSource', signal, (): SourceContent => {
        const asked = { ...optional({ databaseId, agentId }) };
        return { title: chunkId, text: `text of ${chunkId}`, metadata: asked };
      }),
    listFiles: (page, signal) => call('listFiles', signal, () => pageOf(service.files, page, pageSize)),
    getFile: (fileId, signal) => call('getFile', signal, () => fileOf(fileId)),
    getFileContent: (fileId, maxBytes, signal) =>
      call('getFileContent', signal, () => {
        if ((fileOf(fileId).sizeBytes ?? 0) > maxBytes) throw answer('too-large', 200);
        return new TextEncoder().encode(`bytes of ${fileId}`);
      }),
    listSpans: (run, signal) =>
      call('listSpans', signal, () => [{ id: `span of ${run.id}`, name: 'agent', raw: { run: run.id } }]),
    attribute: ({ runId, highlight }, signal) =>
      call('attribute', signal, () => ({
        responseText: `answer of ${runId}`,
        passages: [{ text: highlight ?? 'all', sources: [] }],
      })),
  };
  const missing = options.isStateful ? (['createMessage'] as const) : statefulMethods;
  for (const name of [...missing, ...(options.without ?? [])]) delete (complete as Partial<Backend>)[name];

  const service: ScriptedService = {
    backend: complete,
    threads,
    runs,
    get lastRun() {
      const run = runs[0];
      if (!run) throw new Error('No run was started.');
      return run;
    },
    calls,
    count: (name) => calls.filter((each) => each === name).length,
    messagesOf: (threadId) => messages.get(threadId) ?? [],
    fail(name, ...wanted) {
      faults.set(name, [...(faults.get(name) ?? []), ...wanted]);
    },
    failAll(error) {
      total = error;
    },
    addThread,
    addMessage,
    addRun: (threadId, run) => addRun(threadId, run ?? {}),
    removeThread(threadId) {
      threads.splice(0, threads.length, ...threads.filter((thread) => thread.id !== threadId));
      messages.delete(threadId);
    },
    keepsPrompts: true,
    agents: scriptedAgents,
    files: [],
  };
  return service;
}

interface LiveRun extends ScriptedRun {
  readonly rawStatus: string | undefined;
  readonly endedAt: string | undefined;
  read(signal: AbortSignal): AsyncGenerator<RunEvent>;
}

interface OpenStream {
  wake: () => void;
  /** What was done to it from outside. */
  end?: { readonly kind: 'closed' | 'hanging' } | { readonly kind: 'cut'; readonly error: AgentError };
}

function createRun(
  known: Omit<
    ScriptedRun,
    'events' | 'status' | 'listeners' | 'push' | 'say' | 'end' | 'become' | 'cut' | 'close' | 'hang'
  >,
  now: () => string,
  store: (parts: readonly Part[]) => void,
): LiveRun {
  const events: RunEvent[] = [{ type: 'run-start', runId: known.id }];
  const streams = new Set<OpenStream>();
  let status: RunStatus = 'running';
  let rawStatus: string | undefined;
  let endedAt: string | undefined;
  let text = '';

  function wakeAll(): void {
    for (const stream of streams) stream.wake();
  }

  function endStreams(end: OpenStream['end'] & {}): void {
    for (const stream of streams) stream.end = end;
    wakeAll();
  }

  return {
    ...known,
    events,
    get status() {
      return status;
    },
    get rawStatus() {
      return rawStatus;
    },
    become(next, raw) {
      status = next;
      rawStatus = raw;
    },
    get endedAt() {
      return endedAt;
    },
    get listeners() {
      return streams.size;
    },
    push(...added) {
      for (const event of added) {
        if (event.type === 'text-delta') text += event.delta;
        events.push(event);
      }
      wakeAll();
    },
    say(...deltas) {
      this.push(...deltas.map((delta): RunEvent => ({ type: 'text-delta', id: 't', delta })));
    },
    end(outcome = 'completed', parts) {
      store(parts ?? (text === '' ? [] : [{ type: 'text', text }]));
      status = outcome === 'unknown' ? 'failed' : outcome;
      endedAt = now();
      this.push({ type: 'run-end', outcome });
    },
    cut: (error = networkError()) => endStreams({ kind: 'cut', error }),
    close: () => endStreams({ kind: 'closed' }),
    hang: () => endStreams({ kind: 'hanging' }),
    async *read(signal) {
      const stream: OpenStream = { wake: () => undefined };
      const onAbort = (): void => stream.wake();
      signal.addEventListener('abort', onAbort);
      streams.add(stream);
      try {
        for (let next = 0; ;) {
          if (signal.aborted) return;
          if (stream.end?.kind === 'closed') return;
          if (stream.end?.kind === 'cut') throw stream.end.error;
          const event = stream.end?.kind === 'hanging' ? undefined : events[next];
          if (event) {
            next += 1;
            yield event;
            if (event.type === 'run-end') return;
          } else {
            await new Promise<void>((resolve) => (stream.wake = resolve));
          }
        }
      } finally {
        streams.delete(stream);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

function partOf(item: MessageItem): Part {
  return item.type === 'file'
    ? { type: 'file', fileId: item.fileId, name: item.name }
    : { type: 'file', url: item.dataUrl, name: item.name };
}

/** What a list shows as a preview, whole. */
function expanded(part: Part): Part {
  if (part.type !== 'tool' || !part.outputStored) return part;
  const { outputStored, ...rest } = part;
  return { ...rest, output: `all of ${outputStored.objectId}` };
}

function isGoing(run: ScriptedRun): boolean {
  return run.status === 'queued' || run.status === 'running';
}

/** Cursors that count, as the hosted services have them: they shift when something is added. */
function pageOf<T>(items: readonly T[], { cursor, limit }: PageRequest, pageSize: number): Page<T> {
  const start = Number(cursor ?? 0);
  const end = start + (limit ?? pageSize);
  const page = items.slice(start, end);
  return end < items.length ? { items: page, next: String(end) } : { items: page };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
