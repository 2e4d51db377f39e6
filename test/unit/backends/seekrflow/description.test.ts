import assert from 'node:assert/strict';
import type { MessageItem } from '../../../../src/backends/backend.ts';
import type { Run } from '../../../../src/model/thread.ts';
import { eventStream } from '../../../support/fakeSeekrFlow.ts';
import { eventsOf, never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';
import { descriptionErrors, operationOf, publishedOperations } from '../../../support/seekrFlowDescription.ts';

const items: readonly MessageItem[] = [
  { type: 'image', dataUrl: 'data:image/png;base64,AA==', name: 'a.png' },
  { type: 'file', fileId: 'file-1', name: 'b.pdf' },
];
const settings = {
  temperature: 2,
  topP: 0,
  frequencyPenalty: -2,
  presencePenalty: 2,
  maxTokens: 1,
  responseSchema: { type: 'object' },
  group: 'g',
  metadata: { a: 'b' },
};

describe('everything that is asked of SeekrFlow', () => {
  const service = useFakeSeekrFlow();

  it('is published, and every published operation that has a use here is used', async () => {
    const { fake } = service;
    fake.addThread();
    fake.addMessage();
    fake.files.push({ id: 'file-1' });
    fake.databases.push({ id: 'db-1', name: 'D', chunks: { c: { file_id: 'file-1', text: 'x' } } });
    fake.attributions.set('run-1', { response_text: '', segments: [] });
    fake.addRun({ status: 'running' });
    fake.on('GET', /^\/v2\/flow\/agents\/?$/, { status: 404, json: { detail: 'Not Found' } });
    fake.on('GET', '/v1/flow/agents/', { json: { data: [] } });
    fake.on('GET', '/v2/flow/agents/agent-1', { status: 405, json: { detail: 'no' } });
    fake.on('GET', '/v1/flow/agents/agent-1', { json: fake.agents[0] });
    fake.on('GET', /attach$/, eventStream({ type: 'finish' }, '[DONE]'));
    const backend = service.open({ team: 'team-1' });
    const signal = never();
    const run: Run = { id: 'run-1', threadId: 'thread-1', status: 'running', createdAt: '2026-01-01T00:00:00.000Z' };
    const prompt = { text: 'x', nonce: 'n', question: 'x', attachments: [], items };

    await backend.listAgents(signal);
    await backend.listThreads({ limit: 3 }, signal);
    await backend.createThread({ nonce: 'n', title: 't', agentId: 'agent-1' }, signal);
    await backend.getThread('thread-1', signal);
    await backend.createMessage('thread-1', { ...prompt, role: 'developer' }, signal);
    await backend.listMessages('thread-1', {}, signal);
    await backend.getMessage?.('thread-1', 'message-1', { isExpanded: true }, signal);
    await backend.updateMessage?.('thread-1', 'message-2', { text: 'y', question: 'y' }, signal);
    await backend.deleteMessage?.('thread-1', 'message-2', signal);
    for (const transport of ['vercel', 'native', 'poll'] as const) {
      const request = { agentId: 'agent-1', nonce: 'n', settings };
      await eventsOf(service.open({ transport }).startRun('thread-1', request, signal));
    }
    await eventsOf(backend.attachRun?.('thread-1', 'run-1', signal) ?? nothing());
    await backend.getRun?.('thread-1', 'run-1', signal);
    await backend.listRuns?.('thread-1', {}, signal);
    await backend.cancelRun?.(run, signal);
    await backend.getSource?.({ chunkId: 'c', agentId: 'agent-1' }, signal);
    await backend.listFiles?.({}, signal);
    await backend.getFile?.('file-1', signal);
    await backend.getFileContent?.('file-1', 10, signal);
    await backend.listSpans?.(run, signal);
    await backend.attribute?.({ threadId: 'thread-1', runId: 'run-1', highlight: 'x' }, signal);
    await backend.deleteThread('thread-1', signal);

    assert.deepEqual(fake.requests.flatMap(descriptionErrors), []);
    assert.deepEqual(new Set(fake.requests.map(operationOf)), new Set(publishedOperations));
    const byConnection = fake.requests.filter(({ path }) => !path.includes('/runs'));
    assert.deepEqual(new Set(byConnection.map(({ headers }) => headers['x-team-id'])), new Set(['team-1']));
    assert.deepEqual(new Set(fake.requests.map(({ headers }) => headers.authorization)), new Set(['secret-key']));
  });
});

async function* nothing(): AsyncGenerator<never> {
  // No run can be attached to.
}

describe('the description that requests are held against', () => {
  const sent = { query: {}, headers: { 'content-type': 'application/json' } };
  const message = { ...sent, method: 'POST', path: '/v1/threads/t/messages' };
  const run = { ...sent, method: 'POST', path: '/v1/threads/t/runs/stream' };

  it('takes what is right', () => {
    assert.deepEqual(descriptionErrors({ ...message, body: { role: 'user', content: 'x' } }), []);
    assert.deepEqual(descriptionErrors({ ...run, body: {} }), []);
    assert.deepEqual(
      descriptionErrors({
        method: 'GET',
        path: '/v1/threads/',
        query: { limit: '0', order: 'asc' },
        headers: {},
        body: undefined,
      }),
      [],
    );
  });

  it('finds out what is wrong', () => {
    const image = { type: 'input_image', detail: 'auto' };
    const output = { type: 'output_text', text: 'x', annotations: [] };
    for (const wrong of [
      { ...message, body: { role: 'robot', content: 'x' } },
      { ...message, body: { role: 'user' } },
      { ...message, body: { role: 'user', content: 'x', nonce: 'n' } },
      { ...message, body: { role: 'user', content: [{ ...image, detail: 'all' }] } },
      { ...message, body: { role: 'user', content: [image, output] } },
      { ...message, body: { role: 'user', content: 'x' }, query: { include_parts: 'yes' } },
      { ...message, body: { role: 'user', content: 'x' }, headers: {} },
      { ...message, body: undefined },
      { ...run, body: { agent_id: null } },
      { ...run, body: { group: null } },
      { ...run, body: { metadata: { a: 1 } } },
      { ...run, body: { model_settings: { temperature: 2.1 } } },
      { ...run, body: { model_settings: { max_tokens: 1.5 } } },
      { ...run, body: { response_format: { schema: {} } } },
      { ...run, method: 'PUT', body: {} },
      { ...sent, method: 'GET', path: '/v1/threads', query: { limit: '-1' }, body: undefined },
      { ...sent, method: 'GET', path: '/v1/threads', query: { cursor: 'x' }, body: undefined },
      { ...sent, method: 'GET', path: '/v1/threads', body: {} },
      { ...sent, method: 'GET', path: '/v1/flow/files', query: { limit: '0' }, body: undefined },
      { ...sent, method: 'POST', path: '/v1/observability/spans', body: { min_start_datetime: 'today' } },
      { ...sent, method: 'PATCH', path: '/v1/threads/t', body: {} },
    ]) {
      assert.equal(descriptionErrors(wrong).length, 1, JSON.stringify(wrong));
    }
  });
});
