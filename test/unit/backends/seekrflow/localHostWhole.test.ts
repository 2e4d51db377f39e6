import assert from 'node:assert/strict';
import type { Backend, NewMessage } from '../../../../src/backends/backend.ts';
import { openBackend } from '../../../../src/backends/open.ts';
import { arrayOf, property } from '../../../../src/model/parse.ts';
import { textOf } from '../../../../src/model/message.ts';
import { systemClock } from '../../../../src/net/clock.ts';
import { eventsOf, never } from '../../../support/fakeSeekrFlowBackend.ts';
import { type LocalHostProcess, removeFolder, startLocalHostProcess } from '../../../support/localHost.ts';
import { cite, look, say } from '../../../support/localHostAgents.ts';

describe('the whole client and the local agent host', () => {
  let host: LocalHostProcess;
  let backend: Required<Omit<Backend, 'renameThread'>>;
  let threadId: string;
  const signal = never();

  before(async () => {
    host = await startLocalHostProcess();
    backend = openBackend(
      { id: 'c', name: 'Host', kind: 'seekrflow', url: host.url },
      { key: () => Promise.resolve({ origin: host.url, key: host.token }), clock: systemClock, log: () => undefined },
    ) as typeof backend;
  });
  after(async () => {
    await host.stop();
    removeFolder(host.dataFolder);
  });
  beforeEach(async () => {
    threadId = (await backend.createThread({ nonce: 'n' }, signal)).id;
  });

  async function add(role: string, text: string, items: NewMessage['items'] = []) {
    return backend.createMessage(threadId, { role, text, items, nonce: 'm', question: text, attachments: [] }, signal);
  }

  it('agree on messages of every role', async () => {
    const { messageRoles = [] } = backend.capabilities;
    assert.equal(messageRoles.length, 5);
    for (const role of messageRoles) assert.equal((await add(role, 'x')).role, role);
  });

  it('agree on images and files, and on a text that changes beside them', async () => {
    const sent = await add('user', 'old', [
      { type: 'image', dataUrl: 'data:image/png;base64,AA==', name: 'a.png' },
      { type: 'file', fileId: 'f', name: 'b.md' },
    ]);
    const files = sent.parts.flatMap((part) => (part.type === 'file' ? [part.name] : []));
    assert.deepEqual(files, ['a.png', 'b.md']);
    const changed = await backend.updateMessage(threadId, sent.id, { text: 'new' }, signal);
    assert.equal(textOf(changed), 'new');
    assert.deepEqual(changed.parts.slice(1), sent.parts.slice(1));
    assert.deepEqual([changed.question, changed.nonce], ['new', 'm']);
    assert.deepEqual(await backend.getMessage(threadId, sent.id, { isExpanded: true }, signal), changed);
    const raw = await backend.getRawMessage(threadId, sent.id, signal);
    assert.equal(arrayOf(raw, 'content').length, 3);
    await backend.deleteMessage(threadId, sent.id, signal);
    assert.deepEqual((await backend.listMessages(threadId, {}, signal)).items, []);
  });

  it('agree on a run from its settings to its sources, spans and what it rests on', async () => {
    const code = 'const answer = 42;';
    const script = [
      ...look('call-1', { query: 'answer' }, { text: code }),
      ...say('0', 'The answer is 42.'),
      cite('src/a.ts', 3, code, 'Session › start'),
    ];
    await add('user', JSON.stringify(script));
    const settings = { temperature: 0.2, topP: 1, maxTokens: 100, group: 'g', metadata: { ticket: '7' } };
    const { error } = await eventsOf(
      backend.startRun(threadId, { agentId: 'obedient', nonce: 'run-nonce', settings }, signal),
    );
    assert.equal(error, undefined);
    const [run] = (await backend.listRuns(threadId, {}, signal)).items;
    assert.ok(run);
    assert.equal(run.status, 'completed');

    const { items } = await backend.listMessages(threadId, {}, signal);
    const sources = items.flatMap(({ parts }) => parts.filter((part) => part.type === 'source'));
    assert.equal(sources.length, 1);
    const [source] = sources;
    const content = await backend.getSource(
      { chunkId: source?.type === 'source' ? (source.chunkId ?? '') : '' },
      signal,
    );
    assert.deepEqual([content.text, content.databaseId], [code, 'workspace']);

    const spans = await backend.listSpans(run, signal);
    assert.ok(spans.length > 0 && spans.every((span) => property(span.raw, 'run_id') === run.id));
    const attribution = await backend.attribute({ threadId, runId: run.id }, signal);
    assert.equal(attribution.responseText, 'The answer is 42.');
    assert.equal(attribution.passages.map((passage) => passage.text).join(''), 'The answer is 42.');
    const highlight = 'answer is 42';
    const { passages } = await backend.attribute({ threadId, runId: run.id, highlight }, signal);
    assert.deepEqual(
      passages.map(({ text, offset, sources }) => [text, offset, sources.length > 0]),
      [[highlight, 4, true]],
    );
  });

  it('agree on a list of files', async () => {
    const { items } = await backend.listFiles({}, signal);
    for (const file of items) assert.ok(file.id !== '' && file.name !== '');
  });
});
