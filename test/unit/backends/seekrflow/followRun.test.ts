import assert from 'node:assert/strict';
import type http from 'node:http';
import type { RunRequest } from '../../../../src/backends/backend.ts';
import { isAgentError } from '../../../../src/model/errors.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { nonceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import { dataOf, eventStream, fakeRun, openEventStream } from '../../../support/fakeSeekrFlow.ts';
import { eventsOf, never, passDelay, passTimeUntil, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';
import { failureOf } from '../../../support/failureOf.ts';

const request: RunRequest = { agentId: 'agent-1', nonce: 'nonce-1' };
const runsPath = '/v1/threads/thread-1/runs';

describe('a run that is polled', () => {
  const service = useFakeSeekrFlow();
  const poll = { transport: 'poll' } as const;

  it('is read again and again, ever more slowly, until it is over', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'queued' });
    service.fake.on('POST', runsPath, {
      json: { run_id: 'run-1', thread_id: 'thread-1', status: 'queued', group: '' },
    });
    const reading = eventsOf(service.open(poll).startRun('thread-1', request, never()));
    for (const [index, delayMs] of [1000, 1500, 2250, 3375, 5000, 5000].entries()) {
      await service.fake.received('GET', `${runsPath}/run-1`, index + 1);
      if (index === 1) service.fake.runs[0] = fakeRun({ status: 'running' });
      if (index === 5) service.fake.runs[0] = fakeRun({ status: 'canceled', cancelled_at: '2026-01-01T00:00:00' });
      await passDelay(service.clock, delayMs);
    }
    assert.deepEqual((await reading).events, [
      { type: 'run-start', runId: 'run-1' },
      { type: 'run-update', status: 'queued', model: 'a-model' },
      { type: 'run-update', status: 'running', model: 'a-model' },
      { type: 'run-update', model: 'a-model' },
      { type: 'run-end', outcome: 'cancelled' },
    ]);
    assert.equal(service.fake.log().filter((line) => line.startsWith('POST')).length, 1);
  });

  it('is known and followed although its start is answered only at its end', async () => {
    service.fake.addThread();
    service.fake.on('POST', runsPath, (_, response) => {
      service.fake.addRun({ status: 'running', meta_data: { [nonceMetadataKey]: 'nonce-1' } });
      response.on('close', () => undefined);
    });
    const events: RunEvent[] = [];
    const reading = (async () => {
      for await (const event of service.open(poll).startRun('thread-1', request, never())) events.push(event);
    })();
    await service.fake.received('POST', runsPath);
    await passDelay(service.clock, 1000);
    await passDelay(service.clock, 1500);
    await service.fake.received('GET', `${runsPath}/run-1`);
    service.fake.runs[0] = fakeRun({ status: 'completed' });
    await passDelay(service.clock, 2250);
    await reading;
    assert.deepEqual(events, [
      { type: 'run-start', runId: 'run-1' },
      { type: 'run-update', status: 'running', model: 'a-model' },
      { type: 'run-update', model: 'a-model' },
      { type: 'run-end', outcome: 'completed' },
    ]);
  });

  it('is not taken for the run that holds the thread while its own start is not answered', async () => {
    service.fake.addThread({ active_run_id: 'run-1', status: 'locked' });
    service.fake.addRun({ status: 'running' });
    let refuse = (): void => undefined;
    service.fake.on('POST', runsPath, (_, response) => {
      refuse = () => {
        response.writeHead(409, { 'content-type': 'application/json' });
        response.end('{"detail":"Thread is locked"}');
      };
    });
    const reading = eventsOf(service.open(poll).startRun('thread-1', request, never()));
    await service.fake.received('POST', runsPath);
    await passDelay(service.clock, 1000);
    await service.fake.received('GET', runsPath);
    refuse();
    const { events, error } = await reading;
    assert.deepEqual(events, []);
    assert.ok(isAgentError(error) && error.kind === 'busy');
  });

  it('is followed although the answer to its start was lost, once it is known', async () => {
    service.fake.addThread();
    let lose = (): void => undefined;
    service.fake.on('POST', runsPath, (_, response) => {
      service.fake.addRun({ status: 'completed', meta_data: { [nonceMetadataKey]: 'nonce-1' } });
      lose = () => response.destroy();
    });
    const events: RunEvent[] = [];
    const reading = (async () => {
      for await (const event of service.open(poll).startRun('thread-1', request, never())) {
        events.push(event);
        if (event.type === 'run-start') lose();
      }
    })();
    await service.fake.received('POST', runsPath);
    await passDelay(service.clock, 1000);
    await reading;
    assert.equal(events.at(-1)?.type, 'run-end');
  });

  it('is not started again where the answer to its start was lost and nothing is known', async () => {
    service.fake.addThread();
    service.fake.on('POST', runsPath, (_, response) => void response.destroy());
    const { events, error } = await eventsOf(service.open(poll).startRun('thread-1', request, never()));
    assert.deepEqual(events, []);
    assert.ok(isAgentError(error) && error.kind === 'network' && error.mayHaveArrived);
    assert.equal(service.fake.requests.filter(({ method }) => method === 'POST').length, 1);
  });
});

describe('attaching to a run', () => {
  const service = useFakeSeekrFlow();

  it('shows it from its start, under the id that was asked for', async () => {
    service.fake.on(
      'GET',
      `${runsPath}/run-1/attach`,
      eventStream({ type: 'text_delta', text: 'Hi', meta_data: { run_id: 'inner' } }, { type: 'finish' }, '[DONE]'),
    );
    const { events } = await eventsOf(service.open().attachRun?.('thread-1', 'run-1', never()) ?? assert.fail());
    assert.deepEqual(events, [
      { type: 'run-start', runId: 'run-1' },
      { type: 'text-start', id: 'native-1' },
      { type: 'text-delta', id: 'native-1', delta: 'Hi' },
      { type: 'run-end', outcome: 'completed' },
    ]);
  });

  for (const status of [404, 405, 409, 422, 501]) {
    it(`reads the run's status where it is answered with ${status}`, async () => {
      service.fake.addThread();
      service.fake.addRun({ status: 'failed' });
      service.fake.on('GET', /attach$/, { status, json: { detail: 'The run is over' } });
      const { events } = await eventsOf(service.open().attachRun?.('thread-1', 'run-1', never()) ?? assert.fail());
      assert.deepEqual(events, [
        { type: 'run-start', runId: 'run-1' },
        { type: 'run-update', model: 'a-model' },
        { type: 'run-end', outcome: 'failed' },
      ]);
    });
  }

  it('fails where it is not allowed, or where there is no such run', async () => {
    service.fake.addThread();
    const attach = () => eventsOf(service.open().attachRun?.('thread-1', 'run-9', never()) ?? assert.fail());
    const first = await attach();
    assert.ok(isAgentError(first.error) && first.error.kind === 'not-found');
    service.fake.on('GET', /attach$/, { status: 403, json: {} });
    const second = await attach();
    assert.ok(isAgentError(second.error) && second.error.kind === 'permission');
    assert.deepEqual(second.events, []);
  });
});

describe('a stream that falls silent', () => {
  const service = useFakeSeekrFlow();

  interface Silent {
    readonly response: http.ServerResponse;
    readonly result: ReturnType<typeof eventsOf>;
  }

  /** A run that has begun and says nothing more. */
  async function openSilent(): Promise<Silent> {
    service.fake.addThread();
    service.fake.addRun({ status: 'running' });
    let response: http.ServerResponse | undefined;
    service.fake.on('POST', /vercel$/, (_, opened) => {
      response = opened;
      openEventStream(opened);
      opened.write(dataOf({ type: 'start', messageMetadata: { run_id: 'run-1' } }));
    });
    const events = service.open().startRun('thread-1', request, never());
    let begin = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => (begin = resolve));
    const result = eventsOf(
      (async function* () {
        for await (const event of events) {
          if (event.type === 'run-start' && event.runId !== undefined) begin();
          yield event;
        }
      })(),
    );
    await hasBegun;
    return { response: response ?? assert.fail(), result };
  }

  it('is waited for where heartbeats were never usual', async () => {
    const { response, result } = await openSilent();
    await service.clock.advance(40 * 60_000);
    response.end(dataOf({ type: 'finish' }));
    assert.deepEqual((await result).events.at(-1), { type: 'run-end', outcome: 'completed' });
  });

  it('is a lost connection where even the heartbeats stay away', async () => {
    const { response, result } = await openSilent();
    response.write(': keep-alive\n\n');
    response.write(': keep-alive\n\n');
    await passTimeUntil(service.clock, result);
    const { error } = await result;
    assert.ok(isAgentError(error) && error.kind === 'network');
    assert.match(error.message, /heartbeats/);
  });
});

describe('runs of a thread', () => {
  const service = useFakeSeekrFlow();

  it('are listed newest first with all that is known of them', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'canceled', cancelled_at: '2026-01-01T00:01:00' });
    service.fake.addRun({
      status: 'completed',
      started_at: '2026-01-01T00:00:01',
      completed_at: '2026-01-01T00:00:09Z',
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      meta_data: { [nonceMetadataKey]: 'n' },
    });
    const { items, next } = (await service.open().listRuns?.('thread-1', {}, never())) ?? assert.fail();
    assert.equal(next, undefined);
    const settings = { temperature: 1, topP: 1 };
    const details = { parallel_tool_calls: true, response_format: 'auto', tool_choice: 'auto' };
    assert.deepEqual(items, [
      {
        id: 'run-2',
        threadId: 'thread-1',
        status: 'completed',
        agentId: 'agent-1',
        model: 'a-model',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
        createdAt: '2026-01-01T00:00:03.000Z',
        startedAt: '2026-01-01T00:00:01.000Z',
        endedAt: '2026-01-01T00:00:09.000Z',
        nonce: 'n',
        settings,
        details,
      },
      {
        id: 'run-1',
        threadId: 'thread-1',
        status: 'cancelled',
        agentId: 'agent-1',
        model: 'a-model',
        createdAt: '2026-01-01T00:00:02.000Z',
        endedAt: '2026-01-01T00:01:00.000Z',
        settings,
        details,
      },
    ]);
  });

  it('have both spellings of cancelled, and words that nobody knows', async () => {
    service.fake.addThread();
    const statusOf = async (fields: object) => {
      service.fake.on('GET', `${runsPath}/run-1`, { json: { ...fakeRun({}), ...fields } });
      return (await service.open().getRun?.('thread-1', 'run-1', never())) ?? assert.fail();
    };
    for (const [status, expected] of [
      ['canceled', 'cancelled'],
      ['cancelled', 'cancelled'],
      ['queued', 'queued'],
      ['RUNNING', 'running'],
      ['hibernating', 'unknown'],
      ['constructor', 'unknown'],
    ]) {
      assert.equal((await statusOf({ status })).status, expected);
    }
    assert.equal((await statusOf({ status: 'hibernating' })).rawStatus, 'hibernating');
    assert.equal((await statusOf({ status: 'settled', failed_at: '2026-01-01T00:00:00' })).status, 'failed');
    assert.equal((await statusOf({ status: 'failed', last_error: { message: 'quota' } })).reason, 'quota');
  });

  it('are cancelled in the name of their own agent', async () => {
    service.fake.addThread();
    service.fake.addRun({ agent_id: 'agent-7' });
    const backend = service.open();
    await backend.cancelRun?.({ id: 'run-1', threadId: 'thread-1', agentId: 'agent-7' }, never());
    assert.deepEqual(service.fake.requests.at(-1)?.body, { agent_id: 'agent-7' });
    assert.equal((await backend.getRun?.('thread-1', 'run-1', never()))?.status, 'cancelled');
  });

  it('are cancelled although nobody knows their agent', async () => {
    service.fake.addThread();
    service.fake.addRun({ agent_id: 'agent-7' });
    await service.open().cancelRun?.({ id: 'run-1', threadId: 'thread-1' }, never());
    assert.deepEqual(service.fake.requests.at(-1)?.body, { agent_id: 'agent-7' });
  });

  it('that are over meanwhile need no cancelling; those that go on were not cancelled', async () => {
    service.fake.addThread();
    service.fake.addRun({ status: 'completed' });
    service.fake.addRun({ status: 'running' });
    service.fake.on('POST', /cancel$/, { status: 409, json: { detail: 'Run is not active' } });
    const backend = service.open();
    await backend.cancelRun?.({ id: 'run-1', threadId: 'thread-1', agentId: 'agent-1' }, never());
    const cancelling = backend.cancelRun?.({ id: 'run-2', threadId: 'thread-1', agentId: 'agent-1' }, never());
    assert.equal((await failureOf(cancelling ?? assert.fail())).status, 409);
  });
});
