import assert from 'node:assert/strict';
import { contentWithText } from '../../../../src/backends/seekrflow/messageContent.ts';
import { summaryOf, textOf } from '../../../../src/model/message.ts';
import type { WireMessage } from '../../../../src/wire/seekrflow.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { missing } from '../../../support/fakeSeekrFlow.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const image = { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AA==' } as const;
const file = { type: 'input_file', file_id: 'f' } as const;

describe('changing a message', () => {
  const service = useFakeSeekrFlow();

  async function change(fields: Partial<WireMessage>, ...[change]: readonly { text?: string; question?: string }[]) {
    service.fake.addThread();
    service.fake.addMessage(fields);
    const message = await service.open().updateMessage?.('thread-1', 'message-1', change ?? {}, never());
    return { message, stored: service.fake.messages[0] };
  }

  function patched() {
    return service.fake.requests.find((request) => request.method === 'PATCH')?.body as Record<string, unknown>;
  }

  for (const metadataOnUpdate of ['replace', 'merge'] as const) {
    it(`keeps what others wrote into its metadata, should the service ${metadataOnUpdate} it`, async () => {
      service.fake.metadataOnUpdate = metadataOnUpdate;
      const meta_data = { ticket: 7, agent_threads: { nonce: 'n', question: 'Old?', attachments: [], later: 'x' } };
      const { message, stored } = await change({ meta_data }, { text: 'New?' });
      assert.deepEqual(stored?.meta_data, {
        ticket: 7,
        agent_threads: { nonce: 'n', question: 'New?', attachments: [], later: 'x', isEdited: true },
      });
      assert.ok(message);
      assert.deepEqual([textOf(message), summaryOf(message), message.nonce], ['New?', 'New?', 'n']);
    });
  }

  it('keeps the question apart from the code that goes with it', async () => {
    const meta_data = { agent_threads: { nonce: 'n', question: 'Old?', attachments: [{ path: 'a.ts' }] } };
    const { message } = await change({ meta_data }, { text: 'New?\n\na.ts:\n```\nx\n```', question: 'New?' });
    assert.deepEqual([message?.question, message?.attachments], ['New?', [{ path: 'a.ts' }]]);
  });

  it('of another client adds no question to it', async () => {
    const { message, stored } = await change({ meta_data: {} }, { text: 'x' });
    assert.equal(message?.question, undefined);
    assert.deepEqual(stored?.meta_data, { agent_threads: { isEdited: true } });
  });

  it('that concerns the question alone leaves the content out', async () => {
    await change({ content: 'long' }, { question: 'Short?' });
    assert.deepEqual(patched(), { meta_data: { agent_threads: { question: 'Short?' } } });
  });

  it('keeps a string a string, and images and files where they are', async () => {
    await change({ content: 'old' }, { text: 'new' });
    assert.equal(patched()['content'], 'new');
    const items = [image, { type: 'input_text', text: 'a' }, { type: 'input_text', text: 'b' }, file] as const;
    assert.deepEqual(contentWithText(items, 'new'), [image, { type: 'input_text', text: 'new' }, file]);
    assert.deepEqual(contentWithText([image], 'new'), [{ type: 'input_text', text: 'new' }, image]);
    assert.deepEqual(contentWithText([], 'new'), [{ type: 'input_text', text: 'new' }]);
    assert.deepEqual(contentWithText(['a', 'b'], 'new'), ['new']);
    assert.deepEqual(contentWithText(null, 'new'), 'new');
  });

  it('of an answer keeps annotations and the notice of a guardrail', () => {
    const said = { type: 'output_text', text: 'a', annotations: ['n'] };
    const notice = { type: 'output_guardrail', text: 'b', guardrail: [{ rule: 1 }] };
    assert.deepEqual(contentWithText([said, notice], 'new'), [
      { ...said, text: 'new' },
      { ...notice, text: '' },
    ]);
    assert.deepEqual(contentWithText([notice], 'new'), [{ ...notice, text: 'new' }]);
    const hologram = { type: 'output_hologram', beam: 1 };
    assert.deepEqual(contentWithText([hologram], 'new'), [
      { type: 'output_text', text: 'new', annotations: [] },
      hologram,
    ]);
  });

  it('shows the new text also where the service keeps parts of the old one', async () => {
    const parts = [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'old' },
      { type: 'text', text: ' text' },
    ] as const;
    const { message } = await change({ role: 'assistant', content: 'old text', parts }, { text: 'new' });
    assert.deepEqual(message?.parts, [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'new' },
    ]);
    const [listed] = (await service.open().listMessages('thread-1', {}, never())).items;
    assert.deepEqual(listed, message);
  });

  it('is read again where the service answers with nothing', async () => {
    service.fake.on('PATCH', /messages/, { status: 204 });
    const { message } = await change({ content: 'as it is' }, { text: 'new' });
    assert.equal(message && textOf(message), 'as it is');
  });

  it('is never sent twice', async () => {
    service.fake.on('PATCH', /messages/, { status: 503, text: 'busy' });
    assert.equal((await failureOf(change({}, { text: 'x' }))).kind, 'server');
    assert.equal(service.fake.log().filter((line) => line.startsWith('PATCH')).length, 1);
  });

  it('that is gone says so before anything is written', async () => {
    service.fake.addThread();
    const changed = service.open().updateMessage?.('thread-1', 'message-9', { text: 'x' }, never());
    assert.equal((await failureOf(changed ?? Promise.resolve())).kind, 'not-found');
    assert.deepEqual(service.fake.log(), ['GET /v1/threads/thread-1/messages/message-9']);
  });

  it('that a running agent holds says that the thread is busy', async () => {
    service.fake.on('PATCH', /messages/, { status: 422, json: { detail: 'Thread is locked by an active run' } });
    assert.equal((await failureOf(change({}, { text: 'x' }))).kind, 'busy');
  });
});

describe('one message', () => {
  const service = useFakeSeekrFlow();

  const reference = { object_id: 'o', size_bytes: 90_000, mime_type: 'text/plain', preview_text: 'begin…' };
  const result = { type: 'tool-result', tool_name: 'read', tool_call_id: 'c', is_error: false } as const;

  it('is read with its large values only when they are asked for', async () => {
    service.fake.addThread();
    service.fake.addMessage({ parts: [{ ...result, output_ref: reference }] });
    const message = await service.open().getMessage?.('thread-1', 'message-1', { isExpanded: false }, never());
    assert.equal(message?.parts[0]?.type === 'tool' && message.parts[0].output, 'begin…');
    service.fake.on('GET', /message-1/, {
      json: { ...service.fake.messages[0], parts: [{ ...result, output: 'all of it', output_ref: reference }] },
    });
    const whole = await service.open().getMessage?.('thread-1', 'message-1', { isExpanded: true }, never());
    assert.deepEqual(whole?.parts, [
      { type: 'tool', toolCallId: 'c', toolName: 'read', state: 'done', output: 'all of it' },
    ]);
    assert.deepEqual(
      service.fake.requests.map((request) => request.query),
      [{ include_parts: 'true' }, { include_parts: 'true', expand_part_payloads: 'true' }],
    );
  });

  it('is shown as the service has it, unknown fields included', async () => {
    const json = { id: 'message-1', role: 'user', content: 'x', parts: null, colour: 'blue', meta_data: { a: 1 } };
    service.fake.on('GET', /message-1/, { json });
    assert.deepEqual(await service.open().getRawMessage?.('thread-1', 'message-1', never()), json);
  });

  it('that is no object is no message', async () => {
    service.fake.on('GET', /message-1/, { json: ['x'] });
    const read = service.open().getRawMessage?.('thread-1', 'message-1', never());
    assert.equal((await failureOf(read ?? Promise.resolve())).kind, 'protocol');
  });

  it('that is missing is not found, as the service says it with 422', async () => {
    service.fake.on('GET', /message-1/, missing('message_id', 'Message'));
    const read = service.open().getMessage?.('thread-1', 'message-1', { isExpanded: true }, never());
    assert.equal((await failureOf(read ?? Promise.resolve())).kind, 'not-found');
  });
});
