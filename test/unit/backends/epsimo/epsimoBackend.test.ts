import assert from 'node:assert/strict';
import type { Backend, NewMessage } from '../../../../src/backends/backend.ts';
import { epsimoBackend } from '../../../../src/backends/epsimo/epsimoBackend.ts';
import { listProjects } from '../../../../src/backends/epsimo/projects.ts';
import { signIn } from '../../../../src/backends/epsimo/signIn.ts';
import type { Connection } from '../../../../src/model/connection.ts';
import { explain } from '../../../../src/model/explain.ts';
import { textOf } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { tokenExpiry } from '../../../../src/net/tokenTimes.ts';
import { systemClock } from '../../../../src/net/clock.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { type EpsimoRun, type FakeEpsimo, answerInArrays, startFakeEpsimo } from '../../../support/fakeEpsimo.ts';

describe('Epsimo', () => {
  let fake: FakeEpsimo;
  let backend: Backend;
  let key: string;
  let lines: string[];
  const abort = new AbortController();
  const { signal } = abort;

  beforeEach(async () => {
    fake = await startFakeEpsimo();
    key = fake.token();
    lines = [];
    backend = open({});
  });
  afterEach(() => fake.close());

  const connectionOf = (more: Partial<Connection>): Connection => ({
    id: 'epsimo',
    name: 'Epsimo',
    kind: 'epsimo',
    url: fake.url,
    ...more,
  });
  const services = () => ({
    key: () => Promise.resolve({ origin: fake.url, key }),
    clock: systemClock,
    log: (line: string) => void lines.push(line),
  });
  const open = (more: Partial<Connection>): Backend => epsimoBackend(connectionOf(more), services());

  const prompt = (text: string): NewMessage => ({ role: 'user', text, question: text, nonce: 'n1', attachments: [] });

  async function run(threadId: string, text: string | undefined, agentId = 'a1'): Promise<readonly RunEvent[]> {
    const events: RunEvent[] = [];
    const request = { agentId, nonce: 'n1', ...(text !== undefined && { message: prompt(text) }) };
    for await (const event of backend.startRun(threadId, request, signal)) events.push(event);
    return events;
  }
  const outcomeOf = (events: readonly RunEvent[]): RunEvent | undefined => events.at(-1);
  const textIn = (events: readonly RunEvent[]): string => textOf(events.reduce(reduceRun, emptyRun));
  const runsAsked = (): number => fake.log().filter((line) => line === 'POST /runs/stream').length;

  describe('the sign-in', () => {
    for (const tokenName of ['jwt_token', 'access_token', 'token'] as const) {
      it(`gives a token with its expiry, called ${tokenName}, and sends the password once`, async () => {
        fake.tokenName = tokenName;
        const credentials = { email: 'ada@example.com', password: fake.password };
        const token = await signIn(connectionOf({}), credentials, services(), signal);
        assert.ok(Math.abs((tokenExpiry(token) ?? 0) - Date.now() - fake.tokenLivesMs) < 10_000);
        assert.deepEqual(
          fake.requests.map(({ body }) => body),
          [credentials],
        );
        assert.match(token, /^\w+\.\w+\.\w+$/);
        assert.ok(lines.every((line) => !line.includes(fake.password) && !line.includes(token)));
      });
    }

    it('says in the server’s own words that it was refused, and not with which password', async () => {
      fake.on('POST', '/auth/login', { status: 400, json: { detail: 'Wrong: pass word 1' } });
      const credentials = { email: 'ada@example.com', password: 'pass word 1' };
      const error = await failureOf(signIn(connectionOf({}), credentials, services(), signal));
      const { detail } = explain(error, 'sign in', 'Epsimo');
      assert.match(detail, /It said: Wrong: … Check the password of ada@example\.com\./);
    });

    it('lists projects with the person’s token, also for a connection that has one', async () => {
      fake.projects.push({ project_id: 'p2', name: '' });
      const projects = await listProjects(connectionOf({ project: 'p2' }), services(), signal);
      assert.deepEqual(projects, [
        { id: 'p1', name: 'Main' },
        { id: 'p2', name: 'p2' },
      ]);
      assert.deepEqual(fake.log(), ['GET /projects/']);
    });

    it('is asked for again where the token has expired, before anything is sent', async () => {
      key = fake.token({ livesMs: 30_000 });
      const error = await failureOf(backend.listThreads({}, signal));
      const problem = explain(error, 'load the threads', 'Epsimo');
      assert.match(problem.detail, /the sign-in has expired/);
      assert.deepEqual(problem.actions, ['signIn', 'retry']);
      assert.deepEqual(fake.log(), []);
    });

    it('is asked for again where the server does not take the token', async () => {
      key = 'no.such.token';
      const problem = explain(await failureOf(backend.listThreads({}, signal)), 'load the threads', 'Epsimo');
      assert.match(problem.detail, /did not accept the sign-in\. It said: Signature has expired\. Sign in again\./);
      assert.deepEqual(problem.actions, ['signIn', 'retry']);
    });
  });

  describe('a project', () => {
    beforeEach(() => {
      fake.projects.push({ project_id: 'p2', name: 'Other' });
      fake.addThread({ name: 'Of p1' });
      fake.addThread({ name: 'Of p2', project: 'p2' });
      backend = open({ project: 'p2' });
    });

    it('has a token of its own, which is fetched once, also for several who ask at once', async () => {
      const lists = await Promise.all([backend.listThreads({}, signal), backend.listThreads({}, signal)]);
      for (const { items } of lists)
        assert.deepEqual(
          items.map(({ title }) => title),
          ['Of p2'],
        );
      assert.equal(fake.log().filter((line) => line === 'GET /projects/p2').length, 1);
    });

    it('gets a new token where the old one is not taken any more, without a word', async () => {
      await backend.listThreads({}, signal);
      const [, threads] = fake.requests;
      fake.on('GET', '/threads/', { status: 401, json: { detail: 'Signature has expired' } });
      await failureOf(backend.listThreads({}, signal));
      fake.on('GET', '/threads/', undefined);
      const { items } = await backend.listThreads({}, signal);
      assert.deepEqual(
        items.map(({ title }) => title),
        ['Of p2'],
      );
      assert.notEqual(fake.requests.at(-1)?.token, threads?.token);
    });

    it('that is not there says where to look', async () => {
      backend = open({ project: 'gone' });
      const problem = explain(await failureOf(backend.listThreads({}, signal)), 'load the threads', 'Epsimo');
      assert.match(problem.detail, /project of this connection is not there/);
    });
  });

  describe('its threads', () => {
    for (const list of ['bare', 'envelope'] as const) {
      it(`are listed newest first (${list})`, async () => {
        fake.list = list;
        fake.addThread({ name: 'Older' });
        fake.addThread({ name: 'Newer' });
        const { items, next, isCut } = await backend.listThreads({}, signal);
        assert.deepEqual(
          items.map(({ title, agentId }) => [title, agentId]),
          [
            ['Newer', 'a1'],
            ['Older', 'a1'],
          ],
        );
        assert.deepEqual([next, isCut], [undefined, undefined]);
      });
    }

    for (const slash of ['always', 'never', 'post-never'] as const) {
      for (const wrongSlash of [405, 307] as const) {
        it(`are found and made where collections want a slash ${slash} and answer ${wrongSlash} else`, async () => {
          Object.assign(fake, { slash, wrongSlash });
          const thread = { title: 'New', agentId: 'a1', nonce: 'n' };
          await backend.createThread(thread, signal);
          await backend.createThread(thread, signal);
          await backend.listThreads({}, signal);
          await backend.listThreads({}, signal);
          assert.equal(fake.threads.length, 2);
          const posts = fake.log().filter((line) => line.startsWith('POST /threads'));
          assert.equal(posts.length, slash === 'always' ? 2 : 3);
        });
      }
    }

    it('are made with a name, an assistant and the nonce, and are found by it', async () => {
      const created = await backend.createThread({ title: 'Why?', agentId: 'a2', nonce: 'n7' }, signal);
      assert.deepEqual([created.title, created.agentId, created.nonce], ['Why?', 'a2', 'n7']);
      assert.deepEqual(fake.requests.at(-1)?.body, {
        name: 'Why?',
        metadata: { agent_threads: { nonce: 'n7' } },
        assistant_id: 'a2',
      });
    });

    it('are renamed with the assistant that they have, and not above 200 characters', async () => {
      const { thread_id: id } = fake.addThread({ assistant_id: 'a2' });
      await backend.renameThread?.(id, '😀'.repeat(200), signal);
      assert.deepEqual([fake.threads[0]?.name, fake.threads[0]?.assistant_id], ['😀'.repeat(200), 'a2']);
      const count = fake.requests.length;
      const error = await failureOf(backend.renameThread?.(id, 'x'.repeat(201), signal) ?? Promise.resolve());
      assert.equal(error.kind, 'invalid');
      assert.equal(fake.requests.length, count);
    });

    it('that are gone are not made by renaming them', async () => {
      assert.equal((await failureOf(backend.renameThread?.('t9', 'x', signal) ?? Promise.resolve())).kind, 'not-found');
      assert.ok(fake.log().every((line) => !line.startsWith('PUT')));
    });

    it('cannot be renamed where the server has no such route', async () => {
      const { thread_id: id } = fake.addThread();
      for (const status of [404, 405]) {
        fake.on('PUT', `/threads/${id}`, { status, json: { detail: 'Not Found' } });
        const error = await failureOf(backend.renameThread?.(id, 'x', signal) ?? Promise.resolve());
        assert.equal(error.kind, 'unsupported');
      }
    });

    it('are deleted, whatever the success looks like', async () => {
      const first = fake.addThread();
      await backend.deleteThread(first.thread_id, signal);
      assert.deepEqual(fake.threads, []);
      const second = fake.addThread();
      fake.on('DELETE', `/threads/${second.thread_id}`, { json: { status: 'ok' } });
      await backend.deleteThread(second.thread_id, signal);
    });

    it('beyond the first hundred are said to be there where nothing tells how to get them', async () => {
      for (let count = 0; count < 100; count++) fake.addThread();
      assert.equal((await backend.listThreads({}, signal)).isCut, true);
      fake.threads.pop();
      assert.equal((await backend.listThreads({}, signal)).isCut, undefined);
    });

    it('beyond the first hundred are read where the server describes how', async () => {
      const all = Array.from({ length: 130 }, (_, index) => ({ thread_id: `x${index}`, name: `T${index}` }));
      const parameters = [
        { in: 'query', name: 'limit' },
        { in: 'query', name: 'offset' },
      ];
      fake.on('GET', '/openapi.json', { json: { paths: { '/threads/': { get: { parameters } } } } });
      fake.on('GET', '/threads/', { json: { threads: all.slice(0, 100), total: 130 } });
      fake.on('GET', '/threads/?limit=100&offset=0', { json: { threads: all.slice(0, 100), total: 130 } });
      fake.on('GET', '/threads/?limit=100&offset=99', { json: { threads: all.slice(99), total: 130 } });
      fake.on('GET', '/threads/?limit=1&offset=130', { json: { threads: [], total: 130 } });
      const first = await backend.listThreads({}, signal);
      const second = await backend.listThreads({ cursor: first.next ?? '' }, signal);
      assert.deepEqual([first.items.length, second.items.length, second.next], [100, 30, undefined]);
      // What the description says is known from now on, and the first page is read in that way at once.
      fake.requests.length = 0;
      await backend.listThreads({}, signal);
      assert.deepEqual(fake.log(), ['GET /threads/?limit=100&offset=0']);
    });

    it('show where they stopped, and are there also where their state is not', async () => {
      const { thread_id: id } = fake.addThread({ next: ['agent'], values: [] });
      assert.deepEqual((await backend.getThread(id, signal)).pendingSteps, ['agent']);
      for (const route of ['state', 'history']) {
        fake.on('GET', `/threads/${id}/${route}`, { status: 400, json: { detail: 'Thread has no assistant' } });
      }
      assert.equal((await backend.getThread(id, signal)).pendingSteps, undefined);
      const error = await failureOf(backend.listMessages(id, {}, signal));
      assert.equal(error.serverMessage, 'Thread has no assistant');
    });
  });

  describe('its messages', () => {
    const messages = [
      { type: 'human', id: 'h', content: 'Why?' },
      { role: 'assistant', content: [{ type: 'text', text: 'Because.' }] },
    ];
    const shapes: readonly (readonly [string, unknown])[] = [
      ['a list', { values: messages }],
      ['an object with messages', { values: { messages, notes: 1 } }],
      ['under history', { values: { history: messages } }],
      ['under chat_history', { values: { chat_history: messages } }],
      ['under msgs', { values: { msgs: messages } }],
      ['in a checkpoint', { checkpoint: { values: messages } }],
      ['bare', messages],
      ['bare in an object', { messages }],
      ['bare beside what comes next', { messages, next: [] }],
      ['under history, bare beside what comes next', { history: messages, next: [] }],
      ['under the second of its lists', { values: { messages: [], history: messages } }],
    ];
    for (const [shape, state] of shapes) {
      it(`are read from a state that is ${shape}`, async () => {
        const { thread_id: id } = fake.addThread();
        fake.on('GET', `/threads/${id}/state`, { json: state });
        const { items } = await backend.listMessages(id, {}, signal);
        assert.deepEqual(
          items.map((message) => `${message.role}: ${textOf(message)}`),
          ['assistant: Because.', 'user: Why?'],
        );
      });
    }

    it('are none in a fresh thread, and come from the history where the state cannot be read', async () => {
      const { thread_id: id } = fake.addThread();
      assert.deepEqual((await backend.listMessages(id, {}, signal)).items, []);
      fake.on('GET', `/threads/${id}/history`, { json: [{ values: messages, next: [] }] });
      for (const status of [400, 403, 404, 500]) {
        fake.on('GET', `/threads/${id}/state`, { status, text: 'No' });
        assert.equal((await backend.listMessages(id, {}, signal)).items.length, 2, String(status));
      }
    });
  });

  describe('its runs', () => {
    it('tell an answer, its id and its end, and what was sent is what the documents say', async () => {
      const { thread_id: id } = fake.addThread();
      const events = await run(id, 'Why?');
      assert.deepEqual(events[0], { type: 'run-start', runId: 'r1' });
      assert.equal(textIn(events), 'You asked: Why?');
      assert.deepEqual(outcomeOf(events), { type: 'run-end', outcome: 'completed' });
      assert.deepEqual(fake.requests.find(({ path }) => path === '/runs/stream')?.body, {
        thread_id: id,
        assistant_id: 'a1',
        input: [{ type: 'human', role: 'user', id: 'n1', content: 'Why?' }],
        stream_mode: ['messages', 'values'],
      });
      const { items } = await backend.listMessages(id, {}, signal);
      assert.deepEqual(
        items.map((message) => message.nonce),
        [undefined, 'n1'],
      );
    });

    it('are done by the agent that was chosen, which the thread is given before', async () => {
      const { thread_id: id } = fake.addThread({ assistant_id: 'a1', name: 'Mine' });
      await run(id, 'Why?', 'a2');
      assert.deepEqual([fake.threads[0]?.assistant_id, fake.threads[0]?.name], ['a2', 'Mine']);
    });

    it('are not done by another agent than the one that was chosen', async () => {
      const { thread_id: id } = fake.addThread({ assistant_id: 'a1' });
      fake.on('PUT', `/threads/${id}`, { status: 405, json: { detail: 'Method Not Allowed' } });
      assert.equal((await failureOf(run(id, 'Why?', 'a2'))).kind, 'unsupported');
      assert.equal(runsAsked(), 0);
    });

    const ends: readonly (readonly [how: string, script: (run: EpsimoRun) => void, outcome: string])[] = [
      ['end without data', answerInArrays, 'completed'],
      ['[DONE]', (each) => (say(each), each.event(undefined, '[DONE]'), each.end()), 'completed'],
      [
        '[DONE] without a blank line behind it',
        (each) => (say(each), each.raw('data: [DONE]'), each.end()),
        'completed',
      ],
      ['no more than the end of the file', (each) => (say(each), each.end()), 'completed'],
      [
        'an error and then end',
        (each) => (each.event('error', { status_code: 500, message: 'Broke' }), each.event('end'), each.end()),
        'failed',
      ],
      [
        'an error and the end of the file',
        (each) => (each.event('data', { type: 'processing_error', details: 'Broke' }), each.end()),
        'failed',
      ],
      [
        'end in the middle of the work',
        (each) => ((each.thread.next = ['agent']), each.event('end'), each.end()),
        'unknown',
      ],
    ];
    for (const [how, script, outcome] of ends) {
      it(`end with ${how}: ${outcome}`, async () => {
        fake.run = script;
        const { thread_id: id } = fake.addThread();
        const end = outcomeOf(await run(id, 'Why?'));
        assert.ok(end?.type === 'run-end');
        assert.equal(end.outcome, outcome);
        if (outcome === 'failed') assert.equal(end.reason, 'Broke');
      });
    }

    function say({ body, event, store }: EpsimoRun): void {
      const [question] = body.input as [unknown];
      const answer = { type: 'ai', id: 'a', content: 'Because.' };
      event('data', [question]);
      event('data', [answer]);
      store(question, answer);
    }

    it('are lost where the connection closes before the answer is stored', async () => {
      fake.run = ({ body, event, store, end }) => {
        event('data', body.input);
        event('data', [{ type: 'ai', id: 'a', content: 'Beca' }]);
        store(...(body.input as unknown[]));
        end();
      };
      const { thread_id: id } = fake.addThread();
      assert.equal((await failureOf(run(id, 'Why?'))).kind, 'network');
      assert.equal(runsAsked(), 1);
    });

    it('are never sent twice, whatever the answer', async () => {
      const { thread_id: id } = fake.addThread();
      for (const answer of [
        { status: 307, text: '', location: '/runs/stream/' },
        { status: 405, json: { detail: 'Method Not Allowed' } },
        { status: 401, json: { detail: 'Signature has expired' } },
        { status: 503, text: 'busy' },
      ]) {
        fake.requests.length = 0;
        fake.on('POST', '/runs/stream', answer);
        await failureOf(run(id, 'Why?'));
        assert.equal(runsAsked(), 1, String(answer.status));
        assert.ok(!fake.log().includes('POST /runs/stream/'));
      }
    });

    it('go on with empty input, and tell only what is new', async () => {
      const question = { type: 'human', id: 'h', content: 'Why?' };
      const half = { type: 'ai', content: 'Let me see.', tool_calls: [{ id: 'c', name: 'look', args: {} }] };
      const { thread_id: id } = fake.addThread({ values: [question, half], next: ['tools'] });
      fake.run = ({ event, thread, store, end }) => {
        const rest = [
          { type: 'tool', tool_call_id: 'c', content: 'found' },
          { type: 'ai', id: 'a2', content: 'It is x.' },
        ];
        event('data', [question, half]);
        event('data', rest.slice(0, 1));
        event('data', rest.slice(1));
        store(...rest);
        thread.next = [];
        event('end');
        end();
      };
      const events = await run(id, undefined);
      const asked = fake.requests.find(({ path }) => path === '/runs/stream')?.body;
      assert.deepEqual(asked, { ...(asked as object), input: null });
      assert.equal(textIn(events), 'It is x.');
      assert.deepEqual(outcomeOf(events), { type: 'run-end', outcome: 'completed' });
    });

    it('stop being listened to at once, and end without an error', async () => {
      const { thread_id: id } = fake.addThread();
      let closed: Promise<void> | undefined;
      fake.run = (each) => {
        closed = each.closed;
        each.event('data', [{ type: 'ai', id: 'a', content: 'Be' }]);
      };
      const stop = new AbortController();
      const request = { agentId: 'a1', nonce: 'n1', message: prompt('Why?') };
      for await (const event of backend.startRun(id, request, stop.signal)) {
        if (event.type === 'text-delta') stop.abort();
        assert.notEqual(event.type, 'run-end');
      }
      await closed;
    });

    it('that are refused for what the account may use say how much that is, and assert nothing', async () => {
      const { thread_id: id } = fake.addThread();
      for (const status of [400, 402, 403, 429]) {
        fake.on('POST', '/runs/stream', { status, json: { detail: 'You have exceeded your thread limit' } });
        const { detail } = explain(await failureOf(run(id, 'Why?')), 'start the run', 'Epsimo');
        assert.match(detail, /You have exceeded your thread limit\. 12 of 50 threads are used\. If/);
      }
      fake.on('POST', '/runs/stream', { status: 403, json: { detail: 'You may not do that' } });
      const { detail } = explain(await failureOf(run(id, 'Why?')), 'start the run', 'Epsimo');
      assert.doesNotMatch(detail, /12 of 50/);
    });

    it('are read also where the answer is one piece of JSON', async () => {
      const answer = [
        { type: 'human', id: 'h', content: 'Why?' },
        { type: 'ai', id: 'a', content: 'Because.' },
      ];
      const { thread_id: id } = fake.addThread({ values: answer });
      fake.on('POST', '/runs/stream', { json: { messages: answer } });
      const events = await run(id, 'Why?');
      assert.equal(textIn(events), 'Because.');
      assert.deepEqual(outcomeOf(events), { type: 'run-end', outcome: 'completed' });
    });
  });

  describe('its states', () => {
    it('are added to, and listed newest first, under the names that checkpoints have', async () => {
      const { thread_id: id } = fake.addThread();
      await backend.updateState?.(id, { values: [{ type: 'human', id: 'h', content: 'Note' }] }, signal);
      assert.equal((await backend.listMessages(id, {}, signal)).items.length, 1);
      fake.on('GET', `/threads/${id}/history`, {
        json: [
          {
            values: [1],
            next: [],
            config: { configurable: { thread_ts: 'c2' } },
            parent: { configurable: { thread_ts: 'c1' } },
          },
          { values: null, next: ['agent'], config: { configurable: { checkpoint_id: 'c1' } }, parent: null },
        ],
      });
      const { items = [] } = (await backend.listCheckpoints?.(id, {}, signal)) ?? {};
      assert.deepEqual(
        items.map(({ checkpointId, parentCheckpointId, next }) => [checkpointId, parentCheckpointId, next]),
        [
          ['c2', 'c1', []],
          ['c1', undefined, ['agent']],
        ],
      );
      assert.equal((await backend.getState?.(id, 'c1', signal))?.values, null);
    });
  });

  it('lists its assistants with their tools, and what is left of the account', async () => {
    const agents = await backend.listAgents(signal);
    assert.deepEqual(
      agents.map(({ id, name, tools }) => [id, name, tools]),
      [
        ['a1', 'Helper', ['Search']],
        ['a2', 'Writer', []],
      ],
    );
    assert.deepEqual(await backend.getAccount?.(signal), {
      name: 'ada@example.com',
      used: 12,
      allowed: 50,
      unit: 'threads',
    });
  });
});
