import type http from 'node:http';
import type {
  WireAgent,
  WireMessage,
  WireMessageRequest,
  WireMessageUpdateRequest,
  WireRun,
  WireRunRequest,
  WireThread,
  WireThreadRequest,
} from '../../src/wire/seekrflow.ts';
import { type FakeKnowledge, createKnowledge } from './fakeSeekrFlowKnowledge.ts';
import { bodyOf, startHttpServer } from './httpServer.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
}

/** A ready answer, or code that writes one. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: http.OutgoingHttpHeaders;
      readonly json?: unknown;
      readonly text?: string;
    }
  | ((request: RecordedRequest, response: http.ServerResponse) => void | Promise<void>);

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  readonly reply: Reply;
  times: number;
}

/**
 * SeekrFlow's Threads, Messages and Runs API in memory, in the shapes that its published description has, on a real
 * port. Every answer can be replaced by rules: other shapes, faults, streams written by hand.
 */
export interface FakeSeekrFlow extends Omit<FakeKnowledge, 'reply'> {
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** Oldest first. */
  readonly threads: WireThread[];
  readonly messages: WireMessage[];
  readonly runs: WireRun[];
  readonly agents: WireAgent[];
  /** What a PATCH does with `meta_data`, which is not published; `replace` unless said. */
  metadataOnUpdate: 'replace' | 'merge';
  /** Answers a route in place of the usual; the newest rule counts. A string stands for the whole path. */
  on(method: string, path: string | RegExp, reply: Reply, times?: number): void;
  /** Resolves when requests for a route have been received `count` times, counted from the start. */
  received(method: string, path: string | RegExp, count?: number): Promise<RecordedRequest>;
  /** `METHOD /path` of every request so far. */
  log(): readonly string[];
  addThread(fields?: Partial<WireThread>): WireThread;
  addRun(fields?: Partial<WireRun>): WireRun;
  addMessage(fields?: Partial<WireMessage>): WireMessage;
  close(): Promise<void>;
}

const startTime = Date.UTC(2026, 0, 1);

/** @param socketPath listen there in place of a free port */
export async function startFakeSeekrFlow(socketPath?: string): Promise<FakeSeekrFlow> {
  const requests: RecordedRequest[] = [];
  const rules: Rule[] = [];
  const watchers = new Set<() => void>();
  const threads: WireThread[] = [];
  const messages: WireMessage[] = [];
  const runs: WireRun[] = [];
  const agents: WireAgent[] = [fakeAgent({ id: 'agent-1', name: 'Helper' })];
  const knowledge = createKnowledge();
  let count = 0;
  const nextDate = (): string => new Date(startTime + ++count * 1000).toISOString();

  function addThread(fields: Partial<WireThread> = {}): WireThread {
    const thread: WireThread = {
      id: `thread-${threads.length + 1}`,
      created_at: nextDate(),
      object: 'thread',
      status: 'available',
      active_run_id: null,
      meta_data: {},
      ...fields,
    };
    threads.push(thread);
    return thread;
  }

  function addMessage(fields: Partial<WireMessage> = {}): WireMessage {
    const message: WireMessage = {
      id: `message-${messages.length + 1}`,
      thread_id: 'thread-1',
      role: 'user',
      content: 'Hello',
      object: 'thread.message',
      created_at: nextDate(),
      parts: null,
      agent_id: null,
      run_id: null,
      meta_data: {},
      ...fields,
    };
    messages.push(message);
    return message;
  }

  function addRun(fields: Partial<WireRun> = {}): WireRun {
    const run = fakeRun({ id: `run-${runs.length + 1}`, created_at: nextDate(), ...fields });
    runs.push(run);
    return run;
  }

  /** The documented behaviour; undefined where there is no such route. */
  function usual({ method, path, query, body }: RecordedRequest): Reply | undefined {
    const route = `${method} ${path.replace(/\/$/, '')}`;
    const [, , threadId = '', , id = '', action = ''] = path.replace(/\/$/, '').split('/').slice(1);
    const thread = threads.find((each) => each.id === threadId);
    if (route === 'GET /v1/threads') return { json: pageOf(threads, query) };
    if (route === 'POST /v1/threads') {
      return { json: addThread({ meta_data: (body as WireThreadRequest).meta_data ?? {} }) };
    }
    if (route === 'GET /v2/flow/agents') return { json: { data: agents } };
    if (route.startsWith('GET /v2/flow/agents/')) {
      const agent = agents.find((each) => route.endsWith(`/${encodeURIComponent(each.id)}`));
      return agent ? { json: agent } : { status: 404, json: { detail: 'Agent not found' } };
    }
    const known = knowledge.reply({ method, path, query, headers: {}, body });
    if (known !== undefined) return known;
    if (!path.startsWith('/v1/threads/')) return undefined;
    if (thread === undefined) return missing('thread_id', 'Thread');
    const own = messages.filter((each) => each.thread_id === threadId);
    const ownRuns = runs.filter((each) => each.thread_id === threadId);
    const run = ownRuns.find((each) => each.id === id);
    switch (`${method} ${path.replace(/\/$/, '').split('/').slice(4).join('/')}`.replace(id, id && '*')) {
      case 'GET ':
        return { json: thread };
      case 'DELETE ':
        threads.splice(threads.indexOf(thread), 1);
        return { json: { deleted: true } };
      case 'GET messages':
        return {
          json: pageOf(own, query).map((each) => (query['include_parts'] === 'true' ? each : { ...each, parts: null })),
        };
      case 'POST messages': {
        const { role, content, meta_data = {} } = body as WireMessageRequest;
        return { json: addMessage({ thread_id: threadId, role, content, meta_data }) };
      }
      case 'GET messages/*': {
        const message = own.find((each) => each.id === id);
        if (message === undefined) return missing('message_id', 'Message');
        return { json: query['include_parts'] === 'true' ? message : { ...message, parts: null } };
      }
      case 'PATCH messages/*': {
        const index = messages.findIndex((each) => each.id === id);
        const message = messages[index];
        if (message === undefined) return missing('message_id', 'Message');
        const { content, meta_data } = body as WireMessageUpdateRequest;
        const isMerged = fake.metadataOnUpdate === 'merge';
        const changed: WireMessage = {
          ...message,
          content: content ?? message.content,
          meta_data: { ...(isMerged || !meta_data ? message.meta_data : {}), ...meta_data },
        };
        messages[index] = changed;
        return { json: query['include_parts'] === 'true' ? changed : { ...changed, parts: null } };
      }
      case 'DELETE messages/*': {
        const index = messages.findIndex((each) => each.id === id);
        if (index < 0) return missing('message_id', 'Message');
        messages.splice(index, 1);
        return { json: { deleted: true } };
      }
      case 'GET runs':
        return { json: pageOf(ownRuns, query) };
      case 'GET runs/*':
        return run ? { json: run } : missing('run_id', 'Run');
      case 'POST runs/*': {
        // `runs/stream`: there is no `runs/{id}` to post to.
        return id === 'stream' ? streamOf(threadId, body as WireRunRequest) : undefined;
      }
      case 'POST runs': {
        const { agent_id = 'default_agent', metadata } = body as WireRunRequest;
        const started = addRun({ thread_id: threadId, agent_id, status: 'completed', meta_data: metadata ?? {} });
        return { json: { run_id: started.id, thread_id: threadId, status: 'queued', group: '' } };
      }
      default:
        if (action === 'cancel' && run) {
          runs[runs.indexOf(run)] = { ...run, status: 'canceled', cancelled_at: nextDate() };
          return { json: { status: 'canceled', run_id: id } };
        }
        return method === 'POST' && path.endsWith('/runs/stream/vercel')
          ? streamOf(threadId, body as WireRunRequest)
          : undefined;
    }
  }

  function streamOf(threadId: string, { agent_id = 'default_agent', metadata }: WireRunRequest): Reply {
    const run = addRun({ thread_id: threadId, agent_id, status: 'completed', meta_data: metadata ?? {} });
    return eventStream(
      { type: 'start', messageMetadata: { run_id: run.id } },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hello.' },
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
      '[DONE]',
    );
  }

  const server = await startHttpServer(
    async (message, response) => {
      const url = new URL(message.url ?? '/', 'http://fake');
      const text = await bodyOf(message);
      const request: RecordedRequest = {
        method: message.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: message.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
      requests.push(request);
      for (const watcher of watchers) watcher();
      const rule = rules.findLast(
        (each) => each.method === request.method && each.path.test(request.path) && each.times > 0,
      );
      if (rule) rule.times -= 1;
      const reply = rule?.reply ?? usual(request) ?? { status: 404, json: { detail: 'Not Found' } };
      if (typeof reply === 'function') {
        await reply(request, response);
        return;
      }
      const { status = 200, headers = {}, json, text: plain } = reply;
      const type = json === undefined ? 'text/plain' : 'application/json';
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(json === undefined ? plain : JSON.stringify(json));
    },
    socketPath === undefined ? {} : { socketPath },
  );

  const fake: FakeSeekrFlow = {
    databases: knowledge.databases,
    files: knowledge.files,
    spans: knowledge.spans,
    attributions: knowledge.attributions,
    url: server.url,
    metadataOnUpdate: 'replace',
    requests,
    threads,
    messages,
    runs,
    agents,
    on(method, path, reply, times = Infinity) {
      rules.push({ method, path: patternOf(path), reply, times });
    },
    received(method, path, count = 1) {
      const pattern = patternOf(path);
      const find = (): RecordedRequest | undefined =>
        requests.filter((request) => request.method === method && pattern.test(request.path))[count - 1];
      return new Promise((resolve) => {
        const watcher = (): void => {
          const found = find();
          if (found === undefined) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      });
    },
    log: () => requests.map((request) => `${request.method} ${request.path}`),
    addThread,
    addRun,
    addMessage,
    close: server.close,
  };
  return fake;
}

function patternOf(path: string | RegExp): RegExp {
  return typeof path === 'string' ? new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : path;
}

/** Server-sent events without names: objects as JSON, strings as they are. Ends after the last. */
export function eventStream(...events: readonly unknown[]): Reply {
  return (_, response) => {
    openEventStream(response);
    for (const event of events) response.write(dataOf(event));
    response.end();
  };
}

export function openEventStream(response: http.ServerResponse, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  response.flushHeaders();
}

export function dataOf(event: unknown): string {
  return `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;
}

/** 422 as the service describes it for things that are not there. */
export function missing(parameter: string, noun: string): Reply {
  return {
    status: 422,
    json: { detail: [{ loc: ['path', parameter], msg: `${noun} not found`, type: 'value_error' }] },
  };
}

export function fakeRun(fields: Partial<WireRun>): WireRun {
  return {
    id: 'run-1',
    object: 'thread.run',
    created_at: new Date(startTime).toISOString(),
    agent_id: 'agent-1',
    thread_id: 'thread-1',
    status: 'running',
    is_active: false,
    model: 'a-model',
    temperature: 1,
    top_p: 1,
    parallel_tool_calls: true,
    started_at: null,
    expires_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    instructions: null,
    tools: [],
    meta_data: {},
    usage: null,
    max_completion_tokens: null,
    truncation_strategy: {},
    response_format: 'auto',
    tool_choice: 'auto',
    ...fields,
  };
}

export function fakeAgent(fields: Partial<WireAgent>): WireAgent {
  return {
    id: 'agent-1',
    name: 'Helper',
    instructions: 'secret instructions',
    status: 'Active',
    model_id: 'a-model',
    user_id: 'user-1',
    team_id: null,
    tools: [],
    created_at: new Date(startTime).toISOString(),
    updated_at: new Date(startTime).toISOString(),
    last_deployed_at: null,
    active_duration: 0,
    ...fields,
  };
}

/** Newest first unless asked otherwise, as the service sorts. */
function pageOf<T>(items: readonly T[], query: Readonly<Record<string, string>>): readonly T[] {
  const { limit = '20', offset = '0', order = 'desc' } = query;
  const sorted = order === 'asc' ? items : items.toReversed();
  return sorted.slice(Number(offset), Number(offset) + Number(limit));
}
