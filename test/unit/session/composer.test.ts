import assert from 'node:assert/strict';
import type { MessageItem } from '../../../src/backends/backend.ts';
import { type SessionWorld, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

const image: MessageItem = { type: 'image', dataUrl: 'data:image/png;base64,AAAAAA==', name: 'shot.png' };
const file: MessageItem = { type: 'file', fileId: 'f1', name: 'report.pdf' };

describe('images and files that go with a message', () => {
  let world: SessionWorld;
  beforeEach(() => {
    world = createSessionWorld();
  });
  afterEach(() => world.dispose());

  it('are shown, can be taken out, and go with the next message and no other', async () => {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'c' });
    for (const item of [image, file, file]) conversation.addItem(item);
    const items = conversation.state().items ?? [];
    assert.partialDeepStrictEqual(items, [
      { kind: 'image', name: 'shot.png', preview: image.dataUrl, sizeBytes: 4 },
      { kind: 'file', name: 'report.pdf' },
      { kind: 'file', name: 'report.pdf' },
    ]);
    conversation.removeItem(items[1]?.id ?? '');
    await conversation.send({ nonce: 'n', question: 'What is this?', snippets: [] });
    assert.equal(conversation.state().items, undefined);
    assert.deepEqual(conversation.state().messages[0]?.parts, [
      { type: 'text', text: 'What is this?' },
      { type: 'file', url: image.dataUrl, name: 'shot.png', mediaType: 'image/png' },
      { type: 'file', fileId: 'f1', name: 'report.pdf' },
    ]);
    await world.passUntil(() => world.service.runs.length > 0);
    const stored = world.service.messagesOf(conversation.key.threadId ?? '');
    assert.deepEqual(stored[0]?.parts.slice(1), [
      { type: 'file', url: image.dataUrl, name: 'shot.png' },
      { type: 'file', fileId: 'f1', name: 'report.pdf' },
    ]);
    await conversation.send({ nonce: 'n2', question: 'Next', snippets: [] });
    assert.equal(conversation.state().messages.at(-1)?.parts.length, 1);
  });

  it('are sent after a crash as they were chosen', async () => {
    const first = world.open({ crashAt: () => true });
    const conversation = first.session.conversation({ connectionId: hosted.id, nonce: 'c' });
    conversation.addItem(image);
    await conversation.send({ nonce: 'n', question: 'What is this?', snippets: [] });
    await world.pass(0);
    assert.ok(first.isDead);
    world.open();
    await world.passUntil(() => world.service.runs.length > 0);
    const [thread] = world.service.threads;
    const [message] = world.service.messagesOf(thread?.id ?? '');
    assert.partialDeepStrictEqual(message?.parts[1], { type: 'file', url: image.dataUrl });
  });

  it('stay when their panel is closed, when the thread is made, and when a prompt is written elsewhere', async () => {
    const { session } = world.open();
    const conversation = session.conversation({ connectionId: hosted.id, nonce: 'c' });
    conversation.addItem(image);
    const asked = await session.ask({ nonce: 'c', connectionId: hosted.id, question: 'Why?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.end();
    await world.passUntil(() => asked.state().run?.activity === 'ended');
    assert.equal(asked.state().messages[0]?.parts.length, 1);
    conversation.release();
    asked.release();
    await world.pass(10_000);
    const back = session.conversation({ connectionId: hosted.id, threadId: conversation.key.threadId ?? '' });
    assert.notEqual(back, conversation);
    assert.equal(back.state().items?.length, 1);
  });

  it('come back into the box with a prompt that is taken back', async () => {
    world.service.failAll(undefined);
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'c' });
    conversation.addItem(image);
    world.service.fail('createThread', { when: 'never' });
    await conversation.send({ nonce: 'n', question: 'One', snippets: [] });
    await conversation.send({ nonce: 'n2', question: 'Two', snippets: [], items: [file] });
    await conversation.stop();
    await world.pass(1000);
    assert.equal(await conversation.withdraw('n2'), 'Two');
    assert.deepEqual(
      conversation.state().items?.map(({ name }) => name),
      ['report.pdf'],
    );
  });

  it('are not shown before they are sent where they are too large to travel with every change', () => {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'c' });
    conversation.addItem({ type: 'image', dataUrl: `data:image/png;base64,${'A'.repeat(1_000_000)}`, name: 'big.png' });
    const [item] = conversation.state().items ?? [];
    assert.equal(item?.preview, undefined);
    assert.equal(item?.sizeBytes, 750_000);
  });
});
