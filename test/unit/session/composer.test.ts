import assert from 'node:assert/strict';
import type { MessageItem } from '../../../src/backends/backend.ts';
import { pastedName } from '../../../src/model/prompt.ts';
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
    assert.deepEqual(conversation.state().queue?.[0]?.attached, []);
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

  it('come back after a reload and after a crash, and are gone once they were sent', async () => {
    const first = world.open();
    const thread = world.service.addThread();
    const key = { connectionId: hosted.id, threadId: thread.id };
    const code = {
      type: 'snippet',
      reference: { path: 'src/a.ts', startLine: 3, endLine: 3 },
      code: 'let a;',
    } as const;
    const text = { type: 'snippet', reference: { path: pastedName, isLoose: true }, code: 'one\ntwo' } as const;
    const conversation = first.session.conversation(key);
    for (const item of [image, code, text]) conversation.addItem(item);
    await world.pass(1000);
    first.crash();
    const second = world.open();
    const back = second.session.conversation(key);
    await back.load();
    assert.deepEqual(
      back.state().items?.map(({ kind, name, lineCount }) => [kind, name, lineCount]),
      [
        ['image', 'shot.png', undefined],
        ['code', 'a.ts:3', 1],
        ['text', 'Pasted text', 2],
      ],
    );
    await back.send({ nonce: 'n', question: '', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    const [sent] = world.service.messagesOf(thread.id);
    assert.deepEqual(sent?.parts[0], {
      type: 'text',
      text: 'src/a.ts, line 3:\n```\nlet a;\n```\n\nPasted text:\n```\none\ntwo\n```',
    });
    assert.deepEqual(sent?.attachments, [code.reference, text.reference]);
    world.service.lastRun.end();
    await world.pass(5000);
    await second.close();
    const third = world.open().session.conversation(key);
    await third.load();
    assert.equal(third.state().items, undefined);
  });

  it('name a thread that begins without a word', async () => {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, nonce: 'c' });
    conversation.addItem({ type: 'snippet', reference: { path: pastedName, isLoose: true }, code: 'one' });
    await conversation.send({ nonce: 'n', question: '', snippets: [] });
    await world.passUntil(() => world.service.threads.length > 0);
    assert.equal(world.service.threads[0]?.title, 'Pasted text');
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
