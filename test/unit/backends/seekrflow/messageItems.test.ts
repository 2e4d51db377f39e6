import assert from 'node:assert/strict';
import { decodeMessage } from '../../../../src/backends/seekrflow/decodeMessage.ts';
import type { MessageItem } from '../../../../src/backends/backend.ts';
import { arrayOf, property } from '../../../../src/model/parse.ts';
import { messageRoles } from '../../../../src/wire/seekrflow.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const dataUrl = 'data:image/png;base64,AA==';
const items: readonly MessageItem[] = [
  { type: 'image', dataUrl, name: 'wiring.png' },
  { type: 'file', fileId: 'file-1', name: 'manual.pdf' },
];
const prompt = { role: 'user', text: 'Is it right?', nonce: 'n', question: 'Is it right?', attachments: [] };

describe('images and files that go with a message', () => {
  const service = useFakeSeekrFlow();

  it('follow its text in order, and have their names when they are read again', async () => {
    service.fake.addThread();
    const backend = service.open();
    const sent = await backend.createMessage('thread-1', { ...prompt, items }, never());
    assert.deepEqual(property(service.fake.requests[0]?.body, 'content'), [
      { type: 'input_text', text: 'Is it right?' },
      { type: 'input_image', detail: 'auto', image_url: dataUrl },
      { type: 'input_file', file_id: 'file-1' },
    ]);
    assert.deepEqual(sent.parts, [
      { type: 'text', text: 'Is it right?' },
      { type: 'file', url: dataUrl, mediaType: 'image/png', name: 'wiring.png' },
      { type: 'file', fileId: 'file-1', name: 'manual.pdf' },
    ]);
    assert.deepEqual((await backend.listMessages('thread-1', {}, never())).items, [sent]);
  });

  it('may go alone, without an empty text', async () => {
    service.fake.addThread();
    await service.open().createMessage('thread-1', { ...prompt, text: '', items }, never());
    assert.deepEqual(
      arrayOf(service.fake.requests[0]?.body, 'content').map((item) => property(item, 'type')),
      ['input_image', 'input_file'],
    );
  });

  it('leave the content a plain text where there are none', async () => {
    service.fake.addThread();
    await service.open().createMessage('thread-1', { ...prompt, items: [] }, never());
    assert.deepEqual(service.fake.requests[0]?.body, {
      role: 'user',
      content: 'Is it right?',
      meta_data: { agent_threads: { nonce: 'n', question: 'Is it right?', attachments: [] } },
    });
  });

  it('have no names where their number does not match', () => {
    const meta_data = { agent_threads: { itemNames: ['a.png', 7] } };
    const content = [{ type: 'input_file', file_id: 'f' }];
    assert.deepEqual(decodeMessage({ id: 'm', role: 'user', content, meta_data }, 't').parts, [
      { type: 'file', fileId: 'f' },
    ]);
  });

  it('have the names that a service gives them', () => {
    const parts = [
      { type: 'file', file_id: 'f', metadata: { filename: 'a.pdf' } },
      { type: 'file', file_id: 'g', filename: 'b.pdf' },
      { type: 'file', url: dataUrl, metadata: null },
    ];
    assert.deepEqual(
      decodeMessage({ id: 'm', role: 'user', content: '', parts }, 't').parts.map((part) =>
        part.type === 'file' ? part.name : part,
      ),
      ['a.pdf', 'b.pdf', undefined],
    );
  });
});

describe('the role of a message', () => {
  const service = useFakeSeekrFlow();

  it('is any that is offered', async () => {
    service.fake.addThread();
    const backend = service.open();
    assert.deepEqual(backend.capabilities.messageRoles, messageRoles);
    for (const role of messageRoles) {
      const sent = await backend.createMessage('thread-1', { ...prompt, role }, never());
      assert.equal(sent.role, role);
    }
  });
});
