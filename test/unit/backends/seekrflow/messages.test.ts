import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodeMessage } from '../../../../src/backends/seekrflow/decodeMessage.ts';
import { summaryOf, textOf } from '../../../../src/model/message.ts';
import { sourceDataType } from '../../../../src/wire/seekrflow.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const attachments = [{ path: 'src/a.ts', startLine: 3, endLine: 9, language: 'typescript' }];
const prompt = { role: 'user', text: 'Why?\n\nsrc/a.ts…', nonce: 'n', question: 'Why?', attachments };

function parts(...values: readonly object[]) {
  return decodeMessage({ id: 'm', role: 'assistant', content: 'flat', parts: values }, 't').parts;
}

function content(value: unknown) {
  return decodeMessage({ id: 'm', role: 'user', content: value, parts: null }, 't').parts;
}

describe('messages', () => {
  const service = useFakeSeekrFlow();

  it('carry question, nonce and attachments in their metadata, and have them when they are read again', async () => {
    service.fake.addThread();
    const backend = service.open();
    const sent = await backend.createMessage('thread-1', prompt, never());
    assert.deepEqual(service.fake.requests[0]?.body, {
      role: 'user',
      content: prompt.text,
      meta_data: { agent_threads: { nonce: 'n', question: 'Why?', attachments } },
    });
    const [read] = (await backend.listMessages('thread-1', {}, never())).items;
    assert.deepEqual(read, sent);
    assert.deepEqual(
      [sent.nonce, sent.question, sent.attachments, textOf(sent), sent.role, sent.state],
      ['n', 'Why?', attachments, prompt.text, 'user', 'stored'],
    );
    assert.equal(summaryOf(sent), 'Why?');
  });

  it('are listed from the oldest on for whoever wants all of them, whatever comes meanwhile', async () => {
    service.fake.addThread();
    for (let index = 0; index < 205; index++) service.fake.addMessage({ content: String(index) });
    const backend = service.open();
    const read: string[] = [];
    let page = await backend.listMessagesFromStart('thread-1', {}, never());
    for (;;) {
      read.push(...page.items.map((message) => textOf(message)));
      if (page.next === undefined) break;
      if (read.length < 205) service.fake.addMessage({ content: 'later' });
      page = await backend.listMessagesFromStart('thread-1', { cursor: page.next }, never());
    }
    assert.deepEqual(
      read.slice(0, 205),
      Array.from({ length: 205 }, (_, index) => String(index)),
    );
    assert.deepEqual(new Set(read.slice(205)), new Set(['later']));
    assert.equal(
      service.fake.requests.every(({ query }) => query['order'] === 'asc'),
      true,
    );
  });

  it('are listed newest first and with their parts', async () => {
    service.fake.addThread();
    service.fake.addMessage({ content: 'one' });
    service.fake.addMessage({
      content: 'flat',
      parts: [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'two' },
      ],
    });
    const { items, next } = await service.open().listMessages('thread-1', {}, never());
    assert.deepEqual(
      items.map((message) => textOf(message)),
      ['two', 'one'],
    );
    assert.equal(next, undefined);
    assert.equal(service.fake.requests[0]?.query['include_parts'], 'true');
    assert.equal(service.fake.requests[0]?.query['order'], 'desc');
  });

  it('of a missing thread are not an empty list', async () => {
    const error = await failureOf(service.open().listMessages('thread-9', {}, never()));
    assert.equal(error.kind, 'not-found');
    assert.equal(error.serverMessage, 'thread_id: Thread not found');
  });

  it('are deleted', async () => {
    service.fake.addThread();
    service.fake.addMessage();
    await service.open().deleteMessage?.('thread-1', 'message-1', never());
    assert.equal(service.fake.messages.length, 0);
  });

  it('that a busy thread refuses say so', async () => {
    service.fake.addThread();
    service.fake.on('POST', /messages/, { status: 409, json: { detail: 'locked' } });
    assert.equal((await failureOf(service.open().createMessage('thread-1', prompt, never()))).kind, 'busy');
  });
});

describe('the parts of a stored message', () => {
  it('are text, reasoning and files as they were stored', () => {
    assert.deepEqual(
      parts(
        { type: 'reasoning', text: 'hm', id: 'x', metadata: null },
        { type: 'text', text: 'hi' },
        { type: 'file', file_id: 'f', url: null, mime_type: 'image/png' },
      ),
      [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'hi' },
        { type: 'file', fileId: 'f', mediaType: 'image/png' },
      ],
    );
  });

  it('are tool calls with their arguments, results and failures', () => {
    assert.deepEqual(
      parts(
        { type: 'tool-call', tool_name: 'search', tool_call_id: 'c1', args: '{"q":"x"}' },
        { type: 'tool-result', tool_name: 'search', tool_call_id: 'c1', output: ['hit'], is_error: false },
        { type: 'tool-result', tool_name: 'read', tool_call_id: null, output: 'no such file', is_error: true },
        { type: 'tool-error', tool_name: 'read', tool_call_id: 'c2', input: { path: 1 }, error_text: 'not a string' },
        { type: 'tool-result', tool_name: 'read', output: null, is_error: true, error_text: 'broke' },
      ),
      [
        { type: 'tool', toolCallId: 'c1', toolName: 'search', state: 'running', input: { q: 'x' } },
        { type: 'tool', toolCallId: 'c1', toolName: 'search', state: 'done', output: ['hit'] },
        {
          type: 'tool',
          toolCallId: '',
          toolName: 'read',
          state: 'failed',
          output: 'no such file',
          errorText: 'no such file',
        },
        {
          type: 'tool',
          toolCallId: 'c2',
          toolName: 'read',
          state: 'input-error',
          input: { path: 1 },
          errorText: 'not a string',
        },
        { type: 'tool', toolCallId: '', toolName: 'read', state: 'failed', errorText: 'broke' },
      ],
    );
  });

  it('show a preview of what the service keeps apart, and what there is to fetch', () => {
    const reference = {
      object_id: 'o',
      size_bytes: 99,
      mime_type: 'text/plain',
      preview_text: 'begin…',
      truncated: true,
    };
    const stored = { objectId: 'o', sizeBytes: 99, mediaType: 'text/plain', preview: 'begin…', isTruncated: true };
    assert.deepEqual(
      parts(
        {
          type: 'tool-result',
          tool_name: 'read',
          tool_call_id: 'c',
          output: null,
          output_ref: reference,
          is_error: false,
        },
        { type: 'tool-call', tool_name: 'write', tool_call_id: 'd', args_ref: { object_id: 'o' } },
        { type: 'data', data_type: 'table', data_ref: reference },
        { type: 'tool-result', tool_name: 'read', tool_call_id: 'c', output: 'whole', output_ref: reference },
      ),
      [
        { type: 'tool', toolCallId: 'c', toolName: 'read', state: 'done', output: 'begin…', outputStored: stored },
        {
          type: 'tool',
          toolCallId: 'd',
          toolName: 'write',
          state: 'running',
          inputStored: { objectId: 'o', isTruncated: false },
        },
        { type: 'data', name: 'table', data: 'begin…', stored },
        { type: 'tool', toolCallId: 'c', toolName: 'read', state: 'done', output: 'whole' },
      ],
    );
  });

  it('are sources that lead to their place in the workspace', () => {
    const data = {
      sourceId: 's',
      title: 'src/a.ts:3-9',
      mediaType: 'text/plain',
      path: 'src/a.ts',
      startLine: 3,
      endLine: 9,
      databaseId: 'workspace',
      chunkId: 's',
      section: 'Session › start',
    };
    assert.deepEqual(parts({ type: 'data', data_type: sourceDataType, data }), [
      {
        type: 'source',
        sourceId: 's',
        title: 'src/a.ts:3-9',
        mediaType: 'text/plain',
        location: { path: 'src/a.ts', startLine: 3, endLine: 9 },
        databaseId: 'workspace',
        chunkId: 's',
        section: 'Session › start',
      },
    ]);
    assert.deepEqual(parts({ type: 'data', data_type: sourceDataType, data: 'odd' }), [
      { type: 'data', name: sourceDataType, data: 'odd' },
    ]);
  });

  it('keep what nobody knows as it is', () => {
    const raw = { type: 'hologram', beam: 1 };
    assert.deepEqual(parts(raw, { type: 'text' }), [
      { type: 'unknown', raw },
      { type: 'unknown', raw: { type: 'text' } },
    ]);
    assert.deepEqual(parts({ type: 'data', id: 7, data: 0 }), [{ type: 'data', name: 'data', data: 0, id: '7' }]);
  });
});

describe('the content of a message without parts', () => {
  it('is its text, plain or in items', () => {
    assert.deepEqual(content('Hi'), [{ type: 'text', text: 'Hi' }]);
    assert.deepEqual(content([{ type: 'input_text', text: 'a' }, 'b']), [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]);
    assert.deepEqual(content([]), []);
    assert.deepEqual(content(''), []);
    assert.deepEqual(content(undefined), []);
  });

  it('is images and files too', () => {
    const image_url = 'data:image/png;base64,AA==';
    assert.deepEqual(
      content([
        { type: 'input_image', detail: 'auto', image_url, file_id: null },
        { type: 'input_file', file_id: 'f' },
      ]),
      [
        { type: 'file', url: image_url, mediaType: 'image/png' },
        { type: 'file', fileId: 'f' },
      ],
    );
  });

  it('shows that a guardrail stepped in, with its details, also where there are parts', () => {
    const item = { type: 'output_guardrail', text: 'Not allowed.', guardrail: [{ rule: 'x' }] };
    const notice = { type: 'guardrail', details: [{ rule: 'x' }] };
    assert.deepEqual(content([item]), [{ type: 'text', text: 'Not allowed.' }, notice]);
    const both = decodeMessage(
      { id: 'm', role: 'assistant', content: [item], parts: [{ type: 'text', text: 'Not allowed.' }] },
      't',
    );
    assert.deepEqual(both.parts, [{ type: 'text', text: 'Not allowed.' }, notice]);
  });

  it('shows annotations and keeps what nobody knows', () => {
    assert.deepEqual(content([{ type: 'output_text', text: 'a', annotations: ['see b'] }]), [
      { type: 'text', text: 'a' },
      { type: 'annotations', annotations: ['see b'] },
    ]);
    assert.deepEqual(content([{ type: 'output_hologram', x: 1 }]), [
      { type: 'unknown', raw: { type: 'output_hologram', x: 1 } },
    ]);
    assert.deepEqual(content({ odd: true }), [{ type: 'unknown', raw: { odd: true } }]);
  });
});

describe('a message that lacks what others have', () => {
  const service = useFakeSeekrFlow();

  it('gets an id that stays the same from read to read', () => {
    const read = () => decodeMessage({ role: 'user', content: 'Hi', created_at: '2026-01-01T00:00:00' }, 't');
    assert.equal(read().id, read().id);
    assert.notEqual(read().id, decodeMessage({ role: 'user', content: 'Ho' }, 't').id);
  });

  it('is not taken for another one that is the same in everything', async () => {
    const { fake } = service;
    const same = { role: 'user', content: 'Again' };
    fake.on('GET', /\/messages/, { json: [same, { ...same, id: 'm1' }, same, same] });
    const { items } = await service.open().listMessages('thread-1', {}, never());
    assert.equal(new Set(items.map(({ id }) => id)).size, 4);
  });

  it('is neither changed nor deleted nor asked for, which is said', async () => {
    const backend = service.open();
    const { id } = decodeMessage({ role: 'user', content: 'x' }, 't');
    for (const asking of [
      backend.deleteMessage?.('thread-1', id, never()),
      backend.updateMessage?.('thread-1', id, { text: 'y' }, never()),
      backend.getRawMessage?.('thread-1', id, never()),
    ]) {
      const error = await failureOf(asking ?? Promise.resolve());
      assert.equal(error.kind, 'unsupported');
      assert.match(error.nextStep ?? '', /no id/);
    }
    assert.deepEqual(service.fake.requests, []);
  });

  it('has a date only if it has one, in UTC where no zone is given', () => {
    const date = (created_at: unknown) => decodeMessage({ id: 'm', created_at }, 't').createdAt;
    assert.equal(date('2026-01-02T03:04:05'), '2026-01-02T03:04:05.000Z');
    assert.equal(date('2026-01-02T03:04:05.123456'), '2026-01-02T03:04:05.123Z');
    assert.equal(date('2026-01-02 03:04:05'), '2026-01-02T03:04:05.000Z');
    assert.equal(date('2026-01-02T03:04:05+02:00'), '2026-01-02T01:04:05.000Z');
    assert.equal(date('2026-01-02T03:04:05-0200'), '2026-01-02T05:04:05.000Z');
    assert.equal(date('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05.000Z');
    assert.equal(date('2026-01-02'), '2026-01-02T00:00:00.000Z');
    assert.equal(date('yesterday'), undefined);
    assert.equal(date(undefined), undefined);
  });

  it('is read all the same, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const message = decodeMessage(value, 't');
        assert.ok(message.id !== '' && message.role !== '');
      }),
    );
    const hostile: unknown = JSON.parse('{"role":"user","__proto__":{"id":"polluted","content":"x"}}');
    assert.notEqual(decodeMessage(hostile, 't').id, 'polluted');
    assert.deepEqual(decodeMessage(hostile, 't').parts, []);
  });
});
