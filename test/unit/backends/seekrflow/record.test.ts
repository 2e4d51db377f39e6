import assert from 'node:assert/strict';
import type { ExchangeShape } from '../../../../src/backends/exchangeShape.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { dataOf, eventStream, openEventStream } from '../../../support/fakeSeekrFlow.ts';
import { eventsOf, never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const request = { agentId: 'agent-1', nonce: 'nonce-1' };

describe('the record of exchanges', () => {
  const service = useFakeSeekrFlow();
  let exchanges: ExchangeShape[];
  beforeEach(() => {
    exchanges = [];
  });
  const open = (connection = {}) => service.open(connection, { record: (exchange) => exchanges.push(exchange) });

  it('has every request once, by its route and the shape of its answer', async () => {
    service.fake.addThread({ id: 'thread-secret', meta_data: { title: 'secret' } });
    service.fake.on('GET', '/v1/threads/thread-secret', {
      json: service.fake.threads[0],
      headers: { 'cf-ray': 'ray-1' },
    });
    await open().getThread('thread-secret', never());
    assert.deepEqual(exchanges, [
      {
        method: 'GET',
        route: '/v1/threads/{id}',
        durationMs: 0,
        status: 200,
        contentType: 'application/json',
        requestId: 'ray-1',
        shape: {
          id: 'string',
          created_at: 'string',
          object: 'string',
          status: 'string',
          active_run_id: 'null',
          meta_data: 'object',
        },
      },
    ]);
  });

  it('shows in which spelling and with what a collection answered', async () => {
    service.fake.on('GET', '/v1/threads', { status: 404, json: { detail: 'Not Found' } });
    await open().listThreads({}, never());
    assert.deepEqual(
      exchanges.map(({ route, status, shape }) => ({ route, status, shape })),
      [
        { route: '/v1/threads', status: 404, shape: { detail: 'string' } },
        { route: '/v1/threads/', status: 200, shape: [] },
      ],
    );
  });

  it('counts the events of a stream, once it is over', async () => {
    service.fake.addThread();
    service.fake.on(
      'POST',
      /vercel/,
      eventStream({ type: 'start' }, { type: 'hologram' }, { type: 'finish' }, '[DONE]'),
    );
    await eventsOf(open().startRun('thread-1', request, never()));
    const stream = exchanges.find(({ route }) => route.endsWith('/vercel'));
    assert.deepEqual(
      [stream?.route, stream?.status, stream?.contentType, stream?.events],
      [
        '/v1/threads/{id}/runs/stream/vercel',
        200,
        'text/event-stream',
        { start: 1, hologram: 1, finish: 1, '[DONE]': 1 },
      ],
    );
    assert.equal(exchanges.filter(({ events }) => events !== undefined).length, 1);
  });

  it('says that a stream was cut', async () => {
    service.fake.addThread();
    service.fake.on('POST', /vercel/, (_, response) => {
      openEventStream(response);
      response.write(dataOf({ type: 'start', messageMetadata: { run_id: 'run-1' } }), () => response.destroy());
    });
    await eventsOf(open().startRun('thread-1', request, never()));
    const stream = exchanges.find(({ route }) => route.endsWith('/vercel'));
    assert.deepEqual([stream?.failure, stream?.events], ['network', { start: 1 }]);
  });

  it('has a stream that nobody read on', async () => {
    service.fake.addThread();
    service.fake.on('POST', /vercel/, (_, response) => openEventStream(response));
    const caller = new AbortController();
    for await (const event of open().startRun('thread-1', request, caller.signal)) {
      assert.equal(event.type, 'run-start');
      caller.abort();
    }
    assert.equal(exchanges.filter(({ route }) => route.endsWith('/vercel')).length, 1);
  });

  it('says why there was no answer', async () => {
    await service.fake.close();
    await failureOf(open().createThread({ nonce: 'n' }, never()));
    assert.deepEqual(
      exchanges.map(({ failure, status, route }) => [failure, status, route]),
      [['network', undefined, '/v1/threads']],
    );
  });

  it('never has a key, an id of a thing, a prompt or an answer in it', async () => {
    service.fake.addThread({ id: 'thread⟦x⟧' });
    const headers = { 'cf-ray': 'secret-key', 'content-type': 'a secret/prompt; more' };
    service.fake.on('GET', /messages/, { json: [{ id: 'm⟦x⟧', content: 'prompt⟦x⟧', role: 'user' }] });
    service.fake.on('DELETE', /messages/, { status: 422, headers, text: '{"detail":"prompt⟦x⟧"}' });
    const backend = open({ team: 'team-secret' });
    await backend.listMessages('thread⟦x⟧', {}, never());
    await failureOf(backend.deleteMessage?.('thread⟦x⟧', 'message⟦x⟧', never()) ?? Promise.resolve());
    service.fake.addThread({ id: 'thread-secret' });
    const { events } = await eventsOf(
      backend.startRun('thread-secret', { ...request, settings: { group: 'group⟦x⟧' } }, never()),
    );
    assert.ok(JSON.stringify(events).includes('Hello'));
    const shown = JSON.stringify(exchanges);
    assert.ok(exchanges.length >= 3);
    assert.ok(!/⟦|%|secret|Hello|nonce-1|127\.0\.0\.1/i.test(shown), shown);
    assert.equal(exchanges.find(({ method }) => method === 'DELETE')?.contentType, 'other');
  });
});
