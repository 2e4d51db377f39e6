import assert from 'node:assert/strict';
import type { Backend } from '../../../../src/backends/backend.ts';
import { langGraphBackend } from '../../../../src/backends/langgraph/langGraphBackend.ts';
import { systemClock } from '../../../../src/net/clock.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { type TestServer, startHttpServer } from '../../../support/httpServer.ts';

const signal = new AbortController().signal;

type Answer = readonly [status: number, body: unknown];

/** A server that answers GETs as a test says; what it does not know is not there. */
interface Scripted {
  readonly backend: Backend;
  /** Addresses without their host, in order. */
  readonly asked: () => readonly string[];
  readonly logged: readonly string[];
}

describe('a LangGraph server that is not as the one for development', () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(answer: (path: string, query: URLSearchParams) => Answer | undefined): Promise<Scripted> {
    const server = await startHttpServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
      const [status, body] = answer(pathname, searchParams) ?? [404, 'Not found'];
      response.statusCode = status;
      response.setHeader('content-type', typeof body === 'string' ? 'text/plain' : 'application/json');
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    servers.push(server);
    const logged: string[] = [];
    const services = {
      key: () => Promise.resolve(undefined),
      clock: systemClock,
      log: (line: string) => logged.push(line),
    };
    return {
      backend: langGraphBackend({ id: 'graph', name: 'Graph', kind: 'langgraph', url: server.url }, services),
      asked: () => server.requests.map(({ url }) => url ?? ''),
      logged,
    };
  }

  describe('with a thread of many runs', () => {
    const count = 250;
    const oldestFirst = Array.from({ length: count }, (_, index) => ({
      run_id: `run-${index}`,
      status: index === count - 1 ? 'running' : 'success',
      created_at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      metadata: { agent_threads_nonce: `nonce-${index}` },
    }));
    const newest = oldestFirst.at(-1);

    const serveRuns = (list: (limit: number, offset: number) => Answer): Promise<Scripted> =>
      serve((path, query) => {
        if (path === '/threads/t') return [200, { thread_id: 't', status: 'busy' }];
        if (path === '/threads/t/state') return [200, { values: {}, next: [], tasks: [] }];
        if (path !== '/threads/t/runs') return undefined;
        return list(Number(query.get('limit')), Number(query.get('offset')));
      });

    for (const [kind, list] of [
      ['takes the limit for an end', (limit, offset) => [200, oldestFirst.slice(offset, limit)]],
      ['takes the limit for a length', (limit, offset) => [200, oldestFirst.slice(offset, offset + limit)]],
      ['gives no more than 100', (limit, offset) => [200, oldestFirst.slice(offset, offset + Math.min(limit, 100))]],
      [
        'refuses to give much',
        (limit, offset) => (limit > 100 ? [422, 'too much'] : [200, oldestFirst.slice(offset, offset + limit)]),
      ],
      ['lists the newest first', (limit, offset) => [200, oldestFirst.toReversed().slice(offset, offset + limit)]],
    ] satisfies (readonly [string, (limit: number, offset: number) => Answer])[]) {
      it(`finds the newest one where the server ${kind}`, async () => {
        const { backend } = await serveRuns(list);
        const { items } = (await backend.listRuns?.('t', {}, signal)) ?? { items: [] };
        assert.deepEqual([items[0]?.id, items[0]?.nonce], [newest?.run_id, newest?.metadata.agent_threads_nonce]);
        assert.equal(new Set(items.map((run) => run.id)).size, items.length);
        assert.equal((await backend.getThread('t', signal)).activeRunId, newest?.run_id);
      });
    }

    it('asks once where there are few, or the newest come first', async () => {
      const few = await serveRuns(() => [200, oldestFirst.slice(-3)]);
      const sorted = await serveRuns((limit) => [200, oldestFirst.toReversed().slice(0, limit)]);
      for (const { backend, asked } of [few, sorted]) {
        await backend.listRuns?.('t', {}, signal);
        assert.deepEqual(asked(), ['/threads/t/runs?limit=100&offset=0']);
      }
    });
  });

  describe('with a thread whose state cannot be read', () => {
    const messages = [{ type: 'human', id: 'h', content: 'Why?' }];
    const thread = { thread_id: 't', status: 'idle', metadata: { title: 'Old' }, values: { messages } };

    const serveThread = (state: Answer): Promise<Scripted> =>
      serve((path) => {
        if (path === '/threads/t') return [200, thread];
        if (path === '/threads/t/state') return state;
        return path === '/threads/t/runs' ? [200, [{ run_id: 'r', status: 'success' }]] : undefined;
      });

    it('opens it with its messages and its runs where the graph is gone', async () => {
      const { backend, logged } = await serveThread([404, 'Graph "gone" not found']);
      const read = await backend.getThread('t', signal);
      assert.deepEqual([read.title, read.status], ['Old', 'idle']);
      assert.match(logged.join(), /state of a thread could not be read: not-found/);
      const { items } = await backend.listMessages('t', {}, signal);
      assert.deepEqual(
        items.map((message) => message.id),
        ['h'],
      );
      assert.equal((await backend.listRuns?.('t', {}, signal))?.items[0]?.status, 'completed');
    });

    it('does not open one that is gone itself', async () => {
      const { backend } = await serve(() => undefined);
      assert.equal((await failureOf(backend.getThread('t', signal))).kind, 'not-found');
      assert.equal((await failureOf(backend.listMessages('t', {}, signal))).kind, 'not-found');
    });

    it('says so where a key is refused', async () => {
      const { backend } = await serveThread([401, 'Unauthorized']);
      assert.equal((await failureOf(backend.listMessages('t', {}, signal))).kind, 'authentication');
    });
  });

  describe('with a thread that is interrupted and asks nothing', () => {
    const value = { thread_id: 't', status: 'interrupted', interrupts: { task: [] } };
    const run = { run_id: 'r', status: 'success', created_at: '2026-01-01T00:00:00Z' };
    const atBreakpoint = {
      values: {},
      next: ['b'],
      tasks: [{ name: 'b', error: null, interrupts: [] }],
      metadata: { source: 'loop', run_id: 'r' },
    };

    const serveState = (state: object, thread: object = value): Promise<Scripted> =>
      serve((path) => {
        if (path === '/threads/search') return [200, [thread]];
        if (path === '/threads/t') return [200, thread];
        if (path === '/threads/t/state') return [200, state];
        return path === '/threads/t/runs' ? [200, [run]] : undefined;
      });

    it('says that it is, and before which step', async () => {
      const { backend } = await serveState(atBreakpoint);
      const { status, rawStatus, pendingSteps } = await backend.getThread('t', signal);
      assert.deepEqual([status, rawStatus, pendingSteps], ['unknown', 'interrupted', ['b']]);
      const [last] = (await backend.listRuns?.('t', {}, signal))?.items ?? [];
      assert.equal(last?.status, 'needs-input');
      assert.match(last?.reason ?? '', /stopped before the end/);
    });

    it('says so in a list, too', async () => {
      const { backend } = await serve((path) => (path === '/threads/search' ? [200, [value]] : undefined));
      const [listed] = (await backend.listThreads({}, signal)).items;
      assert.deepEqual([listed?.status, listed?.rawStatus], ['unknown', 'interrupted']);
    });

    it('is idle where nothing comes next, as after a run that was cancelled', async () => {
      const { backend } = await serveState({ values: {}, next: [], tasks: [] });
      const { status, rawStatus, pendingSteps } = await backend.getThread('t', signal);
      assert.deepEqual([status, rawStatus, pendingSteps], ['idle', undefined, undefined]);
    });

    it('waits for a person where only its state says what is asked', async () => {
      const tasks = [{ name: 'b', interrupts: [{ id: '1', value: 'Go?' }] }];
      const { backend } = await serveState({ ...atBreakpoint, tasks }, { thread_id: 't', status: 'interrupted' });
      const { status, rawStatus, inputRequests } = await backend.getThread('t', signal);
      assert.deepEqual([status, rawStatus, inputRequests], ['needs-input', undefined, [{ id: '1', value: 'Go?' }]]);
    });

    it('has a run that is complete where only a person wrote the state', async () => {
      const { backend } = await serveState({ ...atBreakpoint, metadata: { source: 'update' } });
      assert.equal((await backend.listRuns?.('t', {}, signal))?.items[0]?.status, 'completed');
    });

    it('asks nothing where one of two steps was answered and the other failed', async () => {
      const tasks = [
        { name: 'x', interrupts: [{ id: '1', value: 'X?' }] },
        { name: 'b', error: 'Broken', interrupts: [] },
      ];
      const interrupts = { x: tasks[0]?.interrupts };
      const { backend } = await serveState({ ...atBreakpoint, tasks }, { ...value, status: 'error', interrupts });
      const { status, inputRequests, pendingSteps } = await backend.getThread('t', signal);
      assert.deepEqual([status, inputRequests, pendingSteps], ['failed', undefined, ['b']]);
    });
  });
});
