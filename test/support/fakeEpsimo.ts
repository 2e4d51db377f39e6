import type http from 'node:http';
import { bodyOf, startHttpServer } from './httpServer.ts';

export interface EpsimoRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface EpsimoThread {
  readonly thread_id: string;
  name: string;
  assistant_id: string | null;
  updated_at: string;
  readonly project: string;
  /** Any of the shapes that a state's values have. */
  values: unknown;
  next: string[];
  /** What the state was before, newest first. */
  readonly earlier: { readonly values: unknown; readonly next: readonly string[] }[];
}

/** One run, as whoever scripts it sees it. */
export interface EpsimoRun {
  readonly body: { readonly thread_id: string; readonly input: unknown; readonly assistant_id?: string };
  readonly thread: EpsimoThread;
  /** Writes one event; `data` is JSON, or nothing at all. */
  readonly event: (name: string | undefined, data?: unknown) => void;
  readonly raw: (text: string) => void;
  /** Puts messages into the thread's state. */
  readonly store: (...messages: readonly unknown[]) => void;
  readonly end: () => void;
  readonly closed: Promise<void>;
}

type Answer = { readonly status?: number; readonly json?: unknown; readonly text?: string; readonly location?: string };

/**
 * EpsimoAI in memory, as its documents and its own clients have it, on a real port. What the sources disagree about can
 * be switched; every answer can be replaced.
 */
export interface FakeEpsimo {
  readonly url: string;
  readonly requests: EpsimoRequest[];
  readonly threads: EpsimoThread[];
  readonly assistants: { assistant_id: string; name: string; config: unknown }[];
  readonly projects: { project_id: string; name: string }[];
  account: Record<string, unknown>;
  readonly password: string;
  /** How long tokens live; the project's and the person's. */
  tokenLivesMs: number;
  tokenName: 'jwt_token' | 'access_token' | 'token';
  list: 'bare' | 'envelope';
  /** Whether collections want a slash at their end; where it is wrong, `wrongSlash` is answered. */
  slash: 'always' | 'never' | 'post-never';
  wrongSlash: 405 | 307;
  /** Whether the states of a history say who they are, as those of the service's ancestor do. */
  areStatesNamed: boolean;
  run: (run: EpsimoRun) => void | Promise<void>;
  on(method: string, path: string, answer: Answer | undefined): void;
  /** `METHOD /path` of every request so far. */
  log(): readonly string[];
  /** A token as the service makes them. */
  token(claims?: { readonly project?: string; readonly livesMs?: number }): string;
  addThread(fields?: Partial<EpsimoThread>): EpsimoThread;
  close(): Promise<void>;
}

/** A JSON Web Token that nobody has signed. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.c2lnbmVk`;
}

const human = (content: string, id: string) => ({ type: 'human', role: 'user', id, content });

export async function startFakeEpsimo(): Promise<FakeEpsimo> {
  const requests: EpsimoRequest[] = [];
  const answers = new Map<string, Answer>();
  const responses = new Set<http.ServerResponse>();
  let count = 0;
  const date = (): string => new Date(Date.UTC(2026, 0, 1) + ++count * 1000).toISOString();

  function projectOf(token: string | undefined): string | undefined {
    try {
      const claims: unknown = JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
      const { exp, project = 'p1' } = claims as { exp?: number; project?: string };
      return exp !== undefined && exp * 1000 <= Date.now() ? undefined : project;
    } catch {
      return undefined;
    }
  }

  function listed(key: string, items: readonly unknown[]): unknown {
    return fake.list === 'bare' ? items : { [key]: items, total: items.length };
  }

  function shown({ values: _values, next: _next, earlier: _earlier, project, ...thread }: EpsimoThread): unknown {
    return { ...thread, project_id: project, metadata: null, created_at: thread.updated_at };
  }

  /** Lists are added to, as messages are; of an object the keys that are given are written. */
  function add(thread: EpsimoThread, values: unknown): void {
    const { values: before, next } = thread;
    thread.earlier.unshift({ values: before, next });
    thread.values = Array.isArray(values)
      ? [...((before as unknown[] | null) ?? []), ...(values as unknown[])]
      : { ...(before as object | null), ...(values as object) };
    thread.updated_at = date();
  }

  function historyOf({ values, next, earlier }: EpsimoThread): unknown {
    return [{ values, next }, ...earlier].map((state, place, { length }) =>
      fake.areStatesNamed ? { ...state, config: { configurable: { thread_ts: `c${length - place}` } } } : state,
    );
  }

  function usual({ method, path, token, body }: EpsimoRequest): Answer | undefined {
    const given = (body ?? {}) as Record<string, unknown>;
    if (method === 'POST' && path === '/auth/login') {
      if (given['password'] !== fake.password) return { status: 401, json: { detail: 'Invalid email or password' } };
      return { json: { [fake.tokenName]: fake.token(), main_agent_id: 'a1', main_thread_id: 't1' } };
    }
    const project = projectOf(token);
    if (project === undefined) return { status: 401, json: { detail: 'Signature has expired' } };
    const [, family = '', id, action] = path.split('/');
    const isCollection = id === undefined || id === '';
    if (isCollection && ['threads', 'assistants', 'projects'].includes(family)) {
      const hasSlash = path.endsWith('/');
      const wants = fake.slash === 'always' || (fake.slash === 'post-never' && method === 'GET');
      if (hasSlash !== wants) {
        const other = hasSlash ? path.slice(0, -1) : `${path}/`;
        if (fake.wrongSlash === 405) return { status: 405, json: { detail: 'Method Not Allowed' } };
        return { status: 307, text: '', location: `http://elsewhere.invalid${other}` };
      }
      if (family === 'projects') return { json: fake.projects };
      if (family === 'assistants') return { json: fake.assistants };
      const own = fake.threads.filter((each) => each.project === project);
      if (method === 'GET') return { json: listed('threads', own.map(shown)) };
      if (typeof given['name'] !== 'string')
        return { status: 422, json: { detail: [{ loc: ['body', 'name'], msg: 'Field required' }] } };
      const thread = fake.addThread({
        name: given['name'],
        assistant_id: (given['assistant_id'] as string | undefined) ?? null,
        project,
      });
      return { json: { ...(shown(thread) as object), metadata: given['metadata'] ?? null } };
    }
    if (method === 'GET' && path === '/auth/thread-info') return { json: fake.account };
    if (method === 'GET' && family === 'projects') {
      const found = fake.projects.find((each) => each.project_id === id);
      if (!found) return { status: 404, json: { detail: 'Project not found' } };
      return { json: { ...found, [fake.tokenName]: fake.token({ project: found.project_id }) } };
    }
    if (family !== 'threads') return undefined;
    const thread = fake.threads.find((each) => each.thread_id === id && each.project === project);
    if (!thread) return { status: 404, json: { detail: 'Thread not found' } };
    switch (`${method} ${action ?? ''}`) {
      case 'GET ':
        return { json: shown(thread) };
      case 'PUT ':
        thread.name = String(given['name']);
        thread.assistant_id = given['assistant_id'] as string | null;
        return { json: shown(thread) };
      case 'DELETE ':
        fake.threads.splice(fake.threads.indexOf(thread), 1);
        return { status: 204, text: '' };
      case 'GET state':
        return { json: { values: thread.values, next: thread.next } };
      case 'POST state':
        add(thread, given['values']);
        return { json: null };
      case 'GET history':
        return { json: historyOf(thread) };
      default:
        return undefined;
    }
  }

  async function stream(request: EpsimoRequest, response: http.ServerResponse): Promise<void> {
    const body = request.body as EpsimoRun['body'];
    const thread = fake.threads.find((each) => each.thread_id === body.thread_id);
    if (!thread) {
      reply(response, { status: 404, json: { detail: 'Thread not found' } });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.flushHeaders();
    const raw = (text: string): void => void response.write(text);
    await fake.run({
      body,
      thread,
      raw,
      event(name, data) {
        const lines = name === undefined ? [] : [`event: ${name}`];
        if (data !== undefined) lines.push(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}`);
        raw(`${lines.join('\r\n')}\r\n\r\n`);
      },
      store(...messages) {
        add(thread, messages);
      },
      end: () => void response.end(),
      closed: new Promise((resolve) => response.once('close', resolve)),
    });
  }

  function reply(response: http.ServerResponse, { status = 200, json, text, location }: Answer): void {
    const headers = { 'content-type': text === undefined ? 'application/json' : 'text/plain' };
    response.writeHead(status, location === undefined ? headers : { ...headers, location });
    response.end(text ?? JSON.stringify(json));
  }

  const server = await startHttpServer(async (message, response) => {
    responses.add(response);
    const text = await bodyOf(message);
    const request: EpsimoRequest = {
      method: message.method ?? '',
      path: message.url ?? '/',
      token: /^Bearer (.+)$/.exec(message.headers.authorization ?? '')?.[1],
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    requests.push(request);
    const replaced = answers.get(`${request.method} ${request.path}`);
    if (replaced) reply(response, replaced);
    else if (request.method === 'POST' && request.path === '/runs/stream' && projectOf(request.token) !== undefined) {
      await stream(request, response);
    } else reply(response, usual(request) ?? { status: 404, json: { detail: 'Not Found' } });
  });

  const fake: FakeEpsimo = {
    url: server.url,
    requests,
    threads: [],
    assistants: [
      { assistant_id: 'a1', name: 'Helper', config: { configurable: { 'type==agent/tools': [{ name: 'Search' }] } } },
      { assistant_id: 'a2', name: 'Writer', config: null },
    ],
    projects: [{ project_id: 'p1', name: 'Main' }],
    account: { email: 'ada@example.com', thread_counter: 12, thread_max: 50 },
    password: 'correct horse',
    tokenLivesMs: 30 * 24 * 3_600_000,
    tokenName: 'jwt_token',
    list: 'bare',
    slash: 'always',
    wrongSlash: 405,
    areStatesNamed: true,
    run: answerInArrays,
    on(method, path, answer) {
      if (answer) answers.set(`${method} ${path}`, answer);
      else answers.delete(`${method} ${path}`);
    },
    log: () => requests.map(({ method, path }) => `${method} ${path}`),
    token: ({ project, livesMs = fake.tokenLivesMs } = {}) =>
      jwt({ sub: 'u1', exp: Math.floor((Date.now() + livesMs) / 1000), n: ++count, ...(project && { project }) }),
    addThread(fields = {}) {
      const thread: EpsimoThread = {
        thread_id: `t${fake.threads.length + 1}`,
        name: 'A thread',
        assistant_id: 'a1',
        updated_at: date(),
        project: 'p1',
        values: null,
        next: [],
        earlier: [],
        ...fields,
      };
      fake.threads.push(thread);
      return thread;
    },
    async close() {
      for (const response of responses) response.destroy();
      await server.close();
    },
  };
  return fake;
}

/** What OpenGPTs does, and what Epsimo's own page is written for. */
export function answerInArrays({ body, event, store, end, thread }: EpsimoRun): void {
  const [question] = body.input as [{ id: string; content: string }];
  const asked = human(question.content, question.id);
  const answer = { type: 'ai', id: `${question.id}-answer`, content: `You asked: ${question.content}` };
  event('metadata', { run_id: 'r1' });
  event('data', [...((thread.values as unknown[] | null) ?? []), asked]);
  event('data', [{ ...answer, content: 'You asked' }]);
  event('data', [answer]);
  store(asked, answer);
  event('end');
  end();
}
