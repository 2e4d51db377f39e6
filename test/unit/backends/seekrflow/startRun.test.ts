import assert from 'node:assert/strict';
import type http from 'node:http';
import type { RunRequest } from '../../../../src/backends/backend.ts';
import { isAgentError } from '../../../../src/model/errors.ts';
import { explain } from '../../../../src/model/explain.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { nonceMetadataKey, workspaceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import { type Reply, dataOf, eventStream, openEventStream } from '../../../support/fakeSeekrFlow.ts';
import { eventsOf, never, passDelay, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const request: RunRequest = { agentId: 'agent-1', nonce: 'nonce-1' };
const runsPath = '/v1/threads/thread-1/runs';

function textOf(events: readonly RunEvent[]): string {
  const { parts } = events.reduce(reduceRun, emptyRun);
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function typesOf(events: readonly RunEvent[]): readonly string[] {
  return events.map((event) => event.type);
}

/** Exactly one end, and it is the last. */
function endOf(events: readonly RunEvent[]): RunEvent | undefined {
  assert.equal(events.filter((event) => event.type === 'run-end').length, 1);
  assert.equal(events.at(-1)?.type, 'run-end');
  return events.at(-1);
}

function runIdsOf(events: readonly RunEvent[]): readonly (string | undefined)[] {
  return events.flatMap((event) => (event.type === 'run-start' ? [event.runId] : []));
}

describe('a run', () => {
  const service = useFakeSeekrFlow();

  it('streams its answer and says its id as soon as it is known', async () => {
    service.fake.addThread();
    const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.equal(error, undefined);
    assert.deepEqual(runIdsOf(events), [undefined, 'run-1']);
    assert.equal(textOf(events), 'Hello.');
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
    assert.deepEqual(service.fake.log(), ['POST /v1/threads/thread-1/runs/stream/vercel']);
  });

  it('sends its agent and its nonce, and nothing that the user did not change', async () => {
    service.fake.addThread();
    const workspace = { folders: [{ name: 'app', path: '/home/me/app' }], exclude: [] };
    await eventsOf(service.open().startRun('thread-1', { ...request, workspace }, never()));
    assert.deepEqual(service.fake.requests[0]?.body, {
      agent_id: 'agent-1',
      metadata: { [nonceMetadataKey]: 'nonce-1' },
    });
    assert.match(service.fake.requests[0]?.headers.accept ?? '', /text\/event-stream/);
  });

  it('that is refused says why and was started nowhere else', async () => {
    for (const [status, kind] of [
      [409, 'busy'],
      [401, 'authentication'],
      [422, 'not-found'],
      [500, 'server'],
      [429, 'rate-limited'],
    ] as const) {
      service.fake.on('POST', /runs/, { status, json: { detail: 'Thread not found' } });
      service.fake.on('GET', '/v1/threads', { status: 401, json: {} });
      const before = service.fake.requests.length;
      const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
      assert.ok(isAgentError(error) && error.kind === kind, String(status));
      assert.deepEqual(events, []);
      assert.deepEqual(
        service.fake
          .log()
          .slice(before)
          .filter((line) => line.startsWith('POST')),
        ['POST /v1/threads/thread-1/runs/stream/vercel'],
      );
    }
  });

  it('ends without an error when it is called off, and closes its connection', async () => {
    service.fake.addThread();
    let closed: Promise<unknown> | undefined;
    service.fake.on('POST', /vercel$/, (_, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      openEventStream(response);
      response.write(dataOf({ type: 'text-delta', id: '0', delta: 'Hel' }));
    });
    const controller = new AbortController();
    const events: RunEvent[] = [];
    for await (const event of service.open().startRun('thread-1', request, controller.signal)) {
      events.push(event);
      if (event.type === 'text-delta') controller.abort();
    }
    assert.ok(!typesOf(events).includes('run-end'));
    await closed;
  });

  it('that nobody reads on closes its connection', async () => {
    service.fake.addThread();
    let closed: Promise<unknown> | undefined;
    service.fake.on('POST', /vercel$/, (_, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      openEventStream(response);
      response.write(dataOf({ type: 'text-delta', id: '0', delta: 'Hel' }));
    });
    for await (const event of service.open().startRun('thread-1', request, never())) {
      if (event.type === 'text-delta') break;
    }
    await closed;
  });
});

describe('a run of the local agent host', () => {
  const service = useFakeSeekrFlow('local');

  it('is told the folders of the window, as one string', async () => {
    service.fake.addThread();
    const workspace = { folders: [{ name: 'app', path: '/home/me/app' }], exclude: ['**/dist'] };
    await eventsOf(service.open().startRun('thread-1', { ...request, workspace }, never()));
    assert.deepEqual(service.fake.requests[0]?.body, {
      agent_id: 'agent-1',
      metadata: { [nonceMetadataKey]: 'nonce-1', [workspaceMetadataKey]: JSON.stringify(workspace) },
    });
  });
});

describe('the transport of a run', () => {
  const service = useFakeSeekrFlow();
  const posts = (): readonly string[] => service.fake.log().filter((line) => line.startsWith('POST'));

  for (const status of [404, 405, 501]) {
    it(`falls back from one route to the next after ${status}, and remembers what is there`, async () => {
      service.fake.addThread();
      service.fake.on('POST', /vercel$/, { status, json: { detail: 'no' } });
      const backend = service.open();
      const first = await eventsOf(backend.startRun('thread-1', request, never()));
      assert.equal(endOf(first.events)?.type, 'run-end');
      await eventsOf(backend.startRun('thread-1', request, never()));
      assert.deepEqual(posts(), [
        `POST ${runsPath}/stream/vercel`,
        `POST ${runsPath}/stream`,
        `POST ${runsPath}/stream`,
      ]);
    });
  }

  it('ends with starting and polling, which attaches where it can', async () => {
    service.fake.addThread();
    service.fake.on('POST', /stream/, { status: 404, json: { detail: 'no' } });
    service.fake.on(
      'GET',
      /attach$/,
      eventStream({ type: 'text_delta', text: 'Native.' }, { type: 'end_node', final_output: 'Native.' }),
    );
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.equal(textOf(events), 'Native.');
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
    assert.deepEqual(posts(), [`POST ${runsPath}/stream/vercel`, `POST ${runsPath}/stream`, `POST ${runsPath}`]);
  });

  it('is the one that the connection wants, and no other', async () => {
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 404, json: { detail: 'no' } });
    for (const [transport, path] of [
      ['vercel', '/stream/vercel'],
      ['native', '/stream'],
    ] as const) {
      const { error } = await eventsOf(service.open({ transport }).startRun('thread-1', request, never()));
      assert.ok(isAgentError(error) && error.kind === 'unsupported');
      assert.match(error.nextStep ?? '', new RegExp(`“${transport}”.*settings`));
      assert.equal(posts().at(-1), `POST ${runsPath}${path}`);
    }
    assert.equal(posts().length, 2);
  });

  it('is named with its setting where the connection wants one that the installation lacks', async () => {
    service.fake.addThread();
    for (const transport of ['vercel', 'native'] as const) {
      for (const reply of [
        { status: 404, json: { detail: 'Not Found' } },
        { status: 405, json: { detail: 'Method Not Allowed' } },
        { status: 501, text: '' },
        { status: 404, headers: { 'content-type': 'text/html' }, text: '<html><title>404</title></html>' },
      ]) {
        service.fake.on('POST', /stream/, reply);
        const { error } = await eventsOf(service.open({ transport }).startRun('thread-1', request, never()));
        const { detail, actions } = explain(error, 'start the run', 'Seekr');
        assert.match(detail, /^Seekr does not offer this\./);
        assert.ok(detail.endsWith(`Set “transport” to “auto” in the settings of the connection, then retry.`), detail);
        assert.ok(detail.includes(`“${transport}”`) && !/deleted|team/.test(detail), detail);
        assert.ok(actions.includes('openSettings'));
      }
    }
  });

  it('is not blamed where what is missing is the thread, or what the service names', async () => {
    service.fake.on('POST', /stream/, { status: 404, json: { detail: 'Not Found' } });
    const gone = await eventsOf(service.open({ transport: 'native' }).startRun('thread-1', request, never()));
    assert.ok(isAgentError(gone.error) && gone.error.kind === 'not-found');
    service.fake.addThread();
    service.fake.on('POST', /stream/, { status: 404, json: { detail: 'Agent agent-1 not found' } });
    const { error } = await eventsOf(service.open({ transport: 'native' }).startRun('thread-1', request, never()));
    assert.ok(isAgentError(error) && error.kind === 'not-found');
    assert.match(error.nextStep ?? '', /team/);
  });

  it('that the connection wants is not blamed for a thread that is missing', async () => {
    service.fake.on('POST', /./, { status: 404, json: { detail: 'Not Found' } });
    const { error } = await eventsOf(service.open({ transport: 'native' }).startRun('thread-1', request, never()));
    assert.ok(isAgentError(error) && error.kind === 'not-found');
  });

  it('tells that a thread is missing after all routes have said so', async () => {
    service.fake.on('POST', /./, { status: 404, json: { detail: 'Thread not found' } });
    const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.ok(isAgentError(error) && error.kind === 'not-found' && error.serverMessage === 'Thread not found');
    assert.deepEqual(events, []);
  });
});

describe('the end of a run', () => {
  const service = useFakeSeekrFlow();

  function answer(...events: readonly unknown[]): Reply {
    return eventStream({ type: 'start', messageMetadata: { run_id: 'run-1' } }, ...events);
  }

  const proven: readonly (readonly [string, readonly unknown[], RunEvent])[] = [
    ['a finish', [{ type: 'finish', finishReason: 'stop' }, '[DONE]'], { type: 'run-end', outcome: 'completed' }],
    ['a finish without the closing mark', [{ type: 'finish' }], { type: 'run-end', outcome: 'completed' }],
    [
      'an abort',
      [{ type: 'abort', reason: 'stopped' }, '[DONE]'],
      { type: 'run-end', outcome: 'cancelled', reason: 'stopped' },
    ],
    [
      'an error and a finish that says so',
      [{ type: 'error', errorText: 'overloaded' }, { type: 'finish', finishReason: 'error' }, '[DONE]'],
      { type: 'run-end', outcome: 'failed', reason: 'overloaded' },
    ],
    [
      'the finish of the last of several messages',
      [{ type: 'finish', finishReason: 'error' }, { type: 'start' }, { type: 'finish', finishReason: 'stop' }],
      { type: 'run-end', outcome: 'completed' },
    ],
  ];
  for (const [name, events, end] of proven) {
    it(`is what the stream says: ${name}`, async () => {
      service.fake.on('POST', /vercel$/, answer(...events));
      const result = await eventsOf(service.open().startRun('thread-1', request, never()));
      assert.equal(result.error, undefined);
      assert.deepEqual(endOf(result.events), end);
      assert.deepEqual(service.fake.log(), [`POST ${runsPath}/stream/vercel`]);
    });
  }

  const unproven: readonly (readonly [string, readonly unknown[]])[] = [
    ['nothing', []],
    ['the closing mark alone', ['[DONE]']],
    ['an interruption', [{ type: 'finish', finishReason: 'interrupted' }, '[DONE]']],
    ['an error and a finish without a reason', [{ type: 'error', errorText: 'broke' }, { type: 'finish' }, '[DONE]']],
  ];
  for (const [name, events] of unproven) {
    it(`is read from the run where the stream ends with ${name}`, async () => {
      service.fake.addThread();
      service.fake.addRun({ status: 'failed', usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } });
      service.fake.on('POST', /vercel$/, answer(...events));
      const result = await eventsOf(service.open().startRun('thread-1', request, never()));
      assert.equal(result.error, undefined);
      const end = endOf(result.events);
      assert.ok(end?.type === 'run-end' && end.outcome === 'failed');
      assert.equal(end.reason, JSON.stringify(events).includes('broke') ? 'broke' : undefined);
      assert.deepEqual(
        result.events.find((event) => event.type === 'run-update'),
        { type: 'run-update', usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, model: 'a-model' },
      );
    });
  }

  it('may be known to the service only a moment after its stream has ended', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'running' });
    service.fake.on('POST', /vercel$/, answer('[DONE]'));
    const reading = eventsOf(service.open().startRun('thread-1', request, never()));
    await service.fake.received('GET', `${runsPath}/run-1`);
    service.fake.runs[0] = { ...service.fake.addRun({ status: 'cancelled' }), id: 'run-1' };
    await passDelay(service.clock, 500);
    const end = endOf((await reading).events);
    assert.ok(end?.type === 'run-end' && end.outcome === 'cancelled');
  });

  it('is not claimed where the stream has ended and the run goes on', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'running' });
    service.fake.on('POST', /vercel$/, answer('[DONE]'));
    const reading = eventsOf(service.open().startRun('thread-1', request, never()));
    for (const delayMs of [500, 1500, 3000]) await passDelay(service.clock, delayMs);
    const { events, error } = await reading;
    assert.ok(isAgentError(error) && error.kind === 'network');
    assert.match(error.message, /still active/);
    assert.ok(!typesOf(events).includes('run-end'));
  });

  for (const how of ['reset', 'closed early'] as const) {
    it(`is not claimed where the connection is ${how} in mid-answer, and nothing that came is lost`, async () => {
      service.fake.on('POST', /vercel$/, (_, response) => {
        cutOff(response, how, [
          { type: 'start', messageMetadata: { run_id: 'run-1' } },
          { type: 'text-delta', id: '0', delta: 'Hel' },
        ]);
      });
      const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
      assert.ok(isAgentError(error) && error.kind === 'network');
      assert.equal(textOf(events), 'Hel');
      assert.ok(!typesOf(events).includes('run-end'));
    });
  }

  it('counts although the connection is cut behind it', async () => {
    service.fake.on('POST', /vercel$/, (_, response) => {
      cutOff(response, 'reset', [
        { type: 'start', messageMetadata: { run_id: 'r' } },
        { type: 'finish', finishReason: 'stop' },
      ]);
    });
    const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.equal(error, undefined);
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
  });

  /** Ends a chunked answer without its last chunk. */
  function cutOff(response: http.ServerResponse, how: 'reset' | 'closed early', events: readonly unknown[]): void {
    openEventStream(response);
    response.write(events.map(dataOf).join(''), () => {
      if (how === 'reset') response.socket?.resetAndDestroy();
      else response.socket?.destroySoon();
    });
  }
});

describe('the id of a run whose stream does not say it', () => {
  const service = useFakeSeekrFlow();
  const silentStream = eventStream({ type: 'text_delta', text: 'Hi' }, { type: 'end_node', final_output: 'Hi' });

  it('is that of the run with our nonce', async () => {
    service.fake.addThread({ active_run_id: 'run-1' });
    service.fake.addRun({ status: 'completed', meta_data: { [nonceMetadataKey]: 'another' } });
    service.fake.addRun({ status: 'completed', meta_data: { [nonceMetadataKey]: 'nonce-1' } });
    service.fake.addRun({ status: 'completed' });
    service.fake.on('POST', /vercel$/, silentStream);
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(runIdsOf(events), [undefined, 'run-2']);
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
  });

  it('is that of the run that holds the thread, where runs do not carry the nonce', async () => {
    service.fake.addThread({ active_run_id: 'run-1', status: 'locked' });
    service.fake.addRun({ status: 'completed' });
    service.fake.on('POST', /vercel$/, silentStream);
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(runIdsOf(events), [undefined, 'run-1']);
  });

  it('is that of the newest run since, where nothing holds the thread, by the clock of the service', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'completed' });
    const backend = service.open();
    // The service's clock is a year ahead: the older run would look new by ours.
    const date = new Date(Date.UTC(2026, 0, 1, 12));
    service.fake.on('GET', '/v1/threads', { json: [], headers: { date: date.toUTCString() } });
    await backend.listThreads({}, never());
    service.fake.addRun({ status: 'completed', created_at: new Date(date.getTime() + 1000).toISOString() });
    service.fake.on('POST', /vercel$/, silentStream);
    const { events } = await eventsOf(backend.startRun('thread-1', request, never()));
    assert.deepEqual(runIdsOf(events), [undefined, 'run-2']);
  });

  it('is never that of a run of somebody else', async () => {
    service.fake.addThread({ active_run_id: 'run-1' });
    service.fake.addRun({ agent_id: 'other-agent', created_at: '2999-01-01T00:00:00Z' });
    service.fake.addRun({ meta_data: { [nonceMetadataKey]: 'another' }, created_at: '2999-01-01T00:00:00Z' });
    service.fake.on('POST', /vercel$/, silentStream);
    const reading = eventsOf(service.open().startRun('thread-1', request, never()));
    for (const delayMs of [1500, 4000]) await passDelay(service.clock, delayMs);
    const { events, error } = await reading;
    assert.ok(isAgentError(error) && error.kind === 'network');
    assert.deepEqual(runIdsOf(events), [undefined]);
  });

  it('is found while the agent has not said a word', async () => {
    service.fake.addThread({ active_run_id: 'run-1', status: 'locked' });
    service.fake.addRun({ meta_data: { [nonceMetadataKey]: 'nonce-1' } });
    let finish = (): void => undefined;
    service.fake.on('POST', /vercel$/, (_, response) => {
      openEventStream(response);
      finish = () => response.end(dataOf({ type: 'finish' }));
    });
    const events: RunEvent[] = [];
    const reading = (async () => {
      for await (const event of service.open().startRun('thread-1', request, never())) {
        events.push(event);
        if (event.type === 'run-start' && event.runId !== undefined) finish();
      }
    })();
    await passDelay(service.clock, 1000);
    await reading;
    assert.deepEqual(typesOf(events), ['run-start', 'run-start', 'run-end']);
  });
});

describe('an answer that is no stream', () => {
  const service = useFakeSeekrFlow();

  it('may name the run, which is then attached to', async () => {
    service.fake.addThread();
    service.fake.on('POST', /vercel$/, {
      json: { run_id: 'run-7', thread_id: 'thread-1', status: 'queued', group: '' },
    });
    service.fake.on(
      'GET',
      /attach$/,
      eventStream({ type: 'text-delta', id: '0', delta: 'Hi' }, { type: 'finish' }, '[DONE]'),
    );
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(runIdsOf(events), ['run-7']);
    assert.equal(textOf(events), 'Hi');
    assert.deepEqual(service.fake.log(), [`POST ${runsPath}/stream/vercel`, `GET ${runsPath}/run-7/attach`]);
  });

  it('may be the whole run, ended', async () => {
    service.fake.on('POST', /vercel$/, {
      json: { id: 'run-7', thread_id: 'thread-1', status: 'completed', model: 'm' },
    });
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(events, [
      { type: 'run-start', runId: 'run-7' },
      { type: 'run-update', model: 'm' },
      { type: 'run-end', outcome: 'completed' },
    ]);
  });

  it('may be empty, and the run is then looked for', async () => {
    service.fake.addThread({ active_run_id: 'run-1' });
    service.fake.addRun({ status: 'completed' });
    service.fake.on('POST', /vercel$/, { status: 204 });
    service.fake.on('GET', /attach$/, { status: 404, json: { detail: 'no' } });
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(runIdsOf(events), ['run-1']);
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
  });

  it('may be an error after all, and is told as one; nothing else is tried', async () => {
    for (const reply of [
      { json: { detail: 'Agent is not deployed' } },
      { headers: { 'content-type': 'text/html' }, text: '<html><title>Agent is not deployed</title></html>' },
    ]) {
      service.fake.on('POST', /vercel$/, reply);
      const { events, error } = await eventsOf(service.open().startRun('thread-1', request, never()));
      assert.ok(isAgentError(error) && error.kind === 'protocol' && error.mayHaveArrived);
      assert.equal(error.serverMessage, 'Agent is not deployed');
      assert.ok(!typesOf(events).includes('run-end'));
    }
    assert.equal(service.fake.requests.length, 2);
  });

  /** The service says the rest only when the beginning, `Hel`, was shown. */
  async function assertComesInTwo(
    headers: Readonly<Record<string, string>>,
    beginning: readonly string[],
    rest: string,
  ): Promise<void> {
    let finish = (): void => undefined;
    service.fake.on('POST', /vercel$/, (_, response) => {
      response.writeHead(200, headers);
      for (const piece of beginning) response.write(piece);
      finish = () => response.end(rest);
    });
    service.fake.on('GET', /./, { status: 500, json: {} });
    const events: RunEvent[] = [];
    for await (const event of service.open().startRun('thread-1', request, never())) {
      events.push(event);
      if (event.type === 'text-delta' && event.delta === 'Hel') finish();
    }
    assert.equal(textOf(events), 'Hello');
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
  }

  for (const [what, type, lines] of [
    [
      'events that are called JSON',
      'application/json',
      [
        'data: {"type":"start","messageId":"run-1"}\n\ndata: {"type":"text-delta","id":"t","delta":"Hel"}\n\n',
        'data: {"type":"text-delta","id":"t","delta":"lo"}\n\ndata: {"type":"finish"}\n\n',
      ],
    ],
    [
      'the lines of old without their header',
      'text/plain',
      ['f:{"messageId":"run-1"}\n0:"Hel"\n', '0:"lo"\nd:{"finishReason":"stop"}'],
    ],
    [
      'lines without a field name',
      'text/event-stream',
      [
        '{"type":"start","messageId":"run-1"}\n\n{"type":"text-delta","id":"t","delta":"Hel"}\n\n',
        '{"type":"text-delta","id":"t","delta":"lo"}\n\n{"type":"finish"}\n\n',
      ],
    ],
  ] as const) {
    it(`may be ${what}, shown as they come`, async () => {
      await assertComesInTwo({ 'content-type': type }, [lines[0]], lines[1]);
    });
  }

  it('may be lines of JSON that are called JSON', async () => {
    const text =
      '{"type":"start","messageId":"run-1"}\n{"type":"text-delta","id":"t","delta":"Hello"}\n{"type":"finish"}\n';
    service.fake.on('POST', /vercel$/, { headers: { 'content-type': 'application/json' }, text });
    const { events } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.equal(textOf(events), 'Hello');
    assert.deepEqual(endOf(events), { type: 'run-end', outcome: 'completed' });
  });

  it('may be the lines of the AI SDK of old, shown as they come', async () => {
    await assertComesInTwo(
      { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-ai-data-stream': 'v1' },
      ['f:{"messageId":"run-1"}\n2:[{"x":1}]\n0:"Hel', '"\n'],
      '0:"lo"\nd:{"finishReason":"stop","usage":{"promptTokens":1}}',
    );
  });
});
