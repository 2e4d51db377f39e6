import assert from 'node:assert/strict';
import { decodeThread } from '../../../../src/backends/seekrflow/decodeThread.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { never, passDelay, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

describe('threads', () => {
  const service = useFakeSeekrFlow();

  it('are listed newest first, a page at a time', async () => {
    for (let index = 0; index < 60; index++) service.fake.addThread();
    const backend = service.open();
    const first = await backend.listThreads({}, never());
    assert.equal(first.items.length, backend.capabilities.threadPageSize);
    assert.equal(first.items[0]?.id, 'thread-60');
    assert.deepEqual(service.fake.requests[0]?.query, { limit: '50', offset: '0', order: 'desc' });
    const second = await backend.listThreads({ cursor: first.next ?? '' }, never());
    assert.equal(second.items.at(-1)?.id, 'thread-1');
    assert.equal(first.items.length + second.items.length, 60);
    assert.equal(second.next, undefined);
  });

  it('are made with their title, agent and nonce, and have them when they are read again', async () => {
    const backend = service.open();
    const made = await backend.createThread({ title: 'Why?', agentId: 'agent-1', nonce: 'n' }, never());
    assert.deepEqual(service.fake.requests[0]?.body, {
      meta_data: { agent_threads: { title: 'Why?', agentId: 'agent-1', nonce: 'n' } },
    });
    assert.deepEqual(
      [made.title, made.agentId, made.nonce, made.status, made.createdAt],
      ['Why?', 'agent-1', 'n', 'idle', '2026-01-01T00:00:01.000Z'],
    );
    assert.deepEqual(await backend.getThread(made.id, never()), made);
    assert.deepEqual((await backend.listThreads({}, never())).items, [made]);
  });

  it('keep their title where the service does not repeat it', async () => {
    service.fake.on('POST', '/v1/threads', { json: { id: 't' } });
    const made = await service.open().createThread({ title: 'Why?', nonce: 'n' }, never());
    assert.deepEqual(made, { title: 'Why?', nonce: 'n', id: 't', status: 'idle' });
  });

  it('that cannot be read from the answer were not made, as far as anyone knows', async () => {
    service.fake.on('POST', '/v1/threads', { json: { ok: true } });
    const error = await failureOf(service.open().createThread({ nonce: 'n' }, never()));
    assert.equal(error.kind, 'protocol');
    assert.equal(error.mayHaveArrived, true);
  });

  it('are deleted, and a missing one is said to be missing', async () => {
    service.fake.addThread();
    const backend = service.open();
    await backend.deleteThread('thread-1', never());
    assert.equal((await failureOf(backend.deleteThread('thread-1', never()))).kind, 'not-found');
    service.fake.on('DELETE', /./, { status: 204 });
    await backend.deleteThread('thread-1', never());
  });

  it('are deleted although the answer to the first try was lost', async () => {
    service.fake.addThread();
    service.fake.on('DELETE', /./, { status: 422, json: { detail: 'Thread not found' } });
    service.fake.on('DELETE', /./, { status: 503 }, 1);
    const deleting = service.open().deleteThread('thread-1', never());
    await passDelay(service.clock, 250, 500);
    await deleting;
    assert.equal(service.fake.requests.length, 2);
  });

  it('show what holds them, and words that nobody knows', () => {
    const read = (fields: object) => decodeThread({ id: 't', ...fields });
    assert.deepEqual(read({ status: 'locked', active_run_id: 'r' }), { id: 't', status: 'running', activeRunId: 'r' });
    assert.deepEqual(read({ active_run_id: 'r' }), { id: 't', status: 'running', activeRunId: 'r' });
    assert.deepEqual(read({ status: 'available', active_run_id: null }), { id: 't', status: 'idle' });
    assert.deepEqual(read({ status: 'archived' }), { id: 't', status: 'unknown', rawStatus: 'archived' });
    assert.deepEqual(read({ agent_id: 'a', meta_data: { title: 'By another program' } }), {
      id: 't',
      status: 'idle',
      agentId: 'a',
      title: 'By another program',
    });
  });

  it('without an id or with hostile fields do no harm', () => {
    assert.equal(decodeThread({ status: 'available' }), undefined);
    assert.equal(decodeThread(null), undefined);
    assert.equal(decodeThread({ id: '' }), undefined);
    const hostile: unknown = JSON.parse(
      '{"id":7,"__proto__":{"status":"locked"},"meta_data":{"__proto__":{"title":"x"}}}',
    );
    assert.deepEqual(decodeThread(hostile), { id: '7', status: 'idle' });
    assert.equal(decodeThread({ id: 't', status: 'constructor' })?.status, 'unknown');
  });
});
