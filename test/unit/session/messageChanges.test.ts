import assert from 'node:assert/strict';
import { type Message, textOf } from '../../../src/model/message.ts';
import { promptText } from '../../../src/model/prompt.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { changeOf } from '../../../src/session/editedPrompt.ts';
import { failureOf } from '../../support/failureOf.ts';
import { answer, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const text = (said: string): Pick<Message, 'parts'> => ({ parts: [{ type: 'text', text: said }] });

describe('the messages of a thread, by hand', () => {
  let world: SessionWorld;
  let threadId = '';
  afterEach(() => world.dispose());

  function begin(options: Parameters<typeof createSessionWorld>[0] = {}): void {
    world = createSessionWorld(options);
    threadId = world.service.addThread().id;
  }

  async function open(): Promise<Conversation> {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    return conversation;
  }

  const stored = (): readonly string[] => world.service.messagesOf(threadId).map(textOf);

  it('are added in a role of choice, and nothing is run', async () => {
    begin();
    const conversation = await open();
    await conversation.addMessage('system', 'Be brief.');
    await conversation.addMessage('user', 'Hello');
    assert.deepEqual(readPanel(conversation), ['system: Be brief.', 'user: Hello']);
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 0);
    const failure = await failureOf(conversation.addMessage('tool', '42'));
    assert.equal(failure.kind, 'unsupported');
    assert.match(failure.message, /user, system/);
  });

  it('are added once, also when an answer is lost', async () => {
    begin();
    const conversation = await open();
    world.service.fail('createMessage', { when: 'after' });
    await conversation.addMessage('user', 'Hello');
    world.service.fail('createMessage', { when: 'before' });
    const second = conversation.addMessage('user', 'World');
    await world.pass(5000);
    await second;
    assert.deepEqual(stored(), ['Hello', 'World']);
    world.service.fail('createMessage', { when: 'before', error: answer('invalid', 422) });
    assert.equal((await failureOf(conversation.addMessage('user', 'Refused'))).kind, 'invalid');
    assert.deepEqual(stored(), ['Hello', 'World']);
  });

  it('begin a thread where there is none, and a prompt that is sent meanwhile goes into the same one', async () => {
    begin();
    const { session } = world.open();
    const conversation = session.conversation({ connectionId: hosted.id, nonce: 'c' });
    const added = conversation.addMessage('system', 'Be brief.');
    await conversation.send({ nonce: 'n', question: 'Why?', snippets: [] });
    await added;
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(world.service.count('createThread'), 1);
    threadId = conversation.key.threadId ?? '';
    assert.deepEqual(stored(), ['Be brief.', 'Why?']);
  });

  it('wait for nobody: they are refused while a run goes on', async () => {
    begin();
    const conversation = await open();
    await conversation.send({ nonce: 'n', question: 'Why?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    const [message] = world.service.messagesOf(threadId);
    for (const action of [
      () => conversation.addMessage('user', 'x'),
      () => conversation.editMessage(message?.id ?? '', 'x'),
      () => conversation.deleteMessage(message?.id ?? ''),
    ]) {
      assert.equal((await failureOf(action())).kind, 'busy');
    }
    assert.deepEqual(stored(), ['Why?']);
  });

  it('are changed, and of a question with code only the question', async () => {
    begin();
    const conversation = await open();
    const snippets = [{ reference: { path: 'a.ts', startLine: 3, endLine: 4 }, code: 'let a = `x`;\n' }];
    await conversation.send({ nonce: 'n', question: 'Why ```not```?', snippets });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    const [message] = conversation.state().messages;
    await conversation.editMessage(message?.id ?? '', 'How?\n');
    assert.deepEqual(stored(), [promptText('How?', snippets)]);
    const [changed] = conversation.state().messages;
    assert.equal(changed?.question, 'How?\n');
    assert.deepEqual(changed?.attachments, [{ path: 'a.ts', startLine: 3, endLine: 4 }]);
    world.service.addMessage(threadId, { role: 'assistant', ...text('Wrong.') });
    await conversation.load();
    await conversation.editMessage(conversation.state().messages[1]?.id ?? '', 'Right.');
    assert.equal(readPanel(conversation)[1], 'assistant: Right.');
  });

  it('keep what they were when a change fails, and the caller keeps what was typed', async () => {
    begin({ pageSize: 2 });
    const old = world.service.addMessage(threadId, text('Old'));
    for (const said of ['a', 'b', 'c']) world.service.addMessage(threadId, text(said));
    const conversation = await open();
    world.service.fail('updateMessage', { when: 'before', error: networkError() });
    assert.equal((await failureOf(conversation.editMessage(old.id, 'New'))).kind, 'network');
    assert.equal(world.service.count('updateMessage'), 1);
    assert.equal(stored()[0], 'Old');
    await conversation.editMessage(old.id, 'New');
    assert.equal(stored()[0], 'New', 'a message that is not loaded can be changed, too');
    assert.equal((await failureOf(conversation.editMessage('gone', 'x'))).kind, 'not-found');
  });

  it('are deleted, and no older one is passed over afterwards', async () => {
    begin({ pageSize: 3 });
    const all = Array.from({ length: 9 }, (_, index) => world.service.addMessage(threadId, text(`m${index}`)));
    const conversation = await open();
    for (const index of [8, 7]) await conversation.deleteMessage(all[index]?.id ?? '');
    assert.deepEqual(readPanel(conversation), ['user: m6']);
    for (let pages = 0; conversation.state().hasOlder; pages++) {
      assert.ok(pages < 9);
      await conversation.loadOlder();
    }
    assert.deepEqual(
      readPanel(conversation),
      [0, 1, 2, 3, 4, 5, 6].map((index) => `user: m${index}`),
    );
    world.service.fail('deleteMessage', { when: 'before', error: answer('not-found', 404) });
    await conversation.deleteMessage(all[6]?.id ?? '');
    assert.equal(readPanel(conversation).at(-1), 'user: m5', 'it was gone already');
    world.service.fail('deleteMessage', { when: 'before', error: answer('permission', 403) });
    assert.equal((await failureOf(conversation.deleteMessage(all[5]?.id ?? ''))).kind, 'permission');
    assert.equal(readPanel(conversation).at(-1), 'user: m5');
  });

  it('can be deleted where only this machine has them', async () => {
    begin();
    const conversation = await open();
    await conversation.send({ nonce: 'n', question: 'Why?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Bec');
    await world.pass(500);
    world.service.lastRun.end('failed', []);
    await world.pass(60_000);
    await conversation.send({ nonce: 'n2', question: 'Again?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 1);
    world.service.lastRun.end();
    await world.pass(60_000);
    const unsaved = conversation.state().messages.find((message) => message.state === 'unsaved');
    await conversation.deleteMessage(unsaved?.id ?? '');
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'user: Again?']);
    assert.deepEqual(world.filesIn('journal'), []);
    assert.equal(world.service.count('deleteMessage'), 0);
    await conversation.deleteMessage('unsaved:../outbox/x').catch(() => undefined);
    assert.equal(world.service.count('deleteMessage'), 1, 'what only looks like one is asked of the service');
  });

  it('stay whole once their large values were read', async () => {
    begin();
    const outputStored = { objectId: 'o', preview: 'begin', isTruncated: false };
    const message = world.service.addMessage(threadId, {
      role: 'tool',
      parts: [{ type: 'tool', toolCallId: 'c', toolName: 'search', state: 'done', output: 'begin', outputStored }],
    });
    const conversation = await open();
    const output = (): unknown => {
      const part = conversation.state().messages[0]?.parts[0];
      return part?.type === 'tool' ? part.output : undefined;
    };
    assert.equal(output(), 'begin');
    await conversation.expandMessage(message.id);
    assert.equal(output(), 'all of o');
    await conversation.load();
    assert.equal(output(), 'all of o');
    world.service.fail('getMessage', { when: 'before', error: answer('not-found', 404) });
    assert.equal((await failureOf(conversation.expandMessage(message.id))).kind, 'not-found');
    assert.equal(output(), 'all of o');
  });

  it('show what was changed elsewhere, although their large values were read before', async () => {
    begin();
    const message = world.service.addMessage(threadId, { role: 'assistant', ...text('Old') });
    const conversation = await open();
    await conversation.expandMessage(message.id);
    const other = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await other.load();
    await other.editMessage(message.id, 'New');
    await conversation.load();
    assert.deepEqual(readPanel(conversation), ['assistant: New']);
  });

  it('are shown by time where a service lists them in another order', async () => {
    begin();
    for (const [said, second] of [
      ['b', 2],
      ['a', 1],
      ['c', 3],
    ] as const) {
      world.service.addMessage(threadId, { ...text(said), createdAt: `2026-01-01T00:00:0${second}Z` });
    }
    const conversation = await open();
    assert.deepEqual(readPanel(conversation), ['user: a', 'user: b', 'user: c']);
    const [first] = conversation.state().messages;
    assert.deepEqual((await conversation.messagesAfter(first?.id ?? '')).map(textOf), ['b', 'c']);
  });

  it('are handed out as the service has them', async () => {
    begin();
    const message = world.service.addMessage(threadId, text('x'));
    const conversation = await open();
    assert.deepEqual(await conversation.rawMessage(message.id), { raw: message.id });
    assert.equal((await failureOf(conversation.rawMessage('gone'))).kind, 'not-found');
  });

  it('are left alone where the service cannot change them', async () => {
    begin({ without: ['updateMessage', 'deleteMessage', 'getMessage', 'getRawMessage'] });
    const { id } = world.service.addMessage(threadId, text('x'));
    const conversation = await open();
    for (const action of [
      () => conversation.editMessage(id, 'y'),
      () => conversation.deleteMessage(id),
      () => conversation.expandMessage(id),
      () => conversation.rawMessage(id),
      () => conversation.runFrom(id, 'y'),
    ]) {
      assert.equal((await failureOf(action())).kind, 'unsupported');
    }
    assert.deepEqual(stored(), ['x']);
  });
});

describe('another text for a message', () => {
  const message = (said: string, more: Partial<Message> = {}): Pick<Message, 'parts'> & Message => ({
    id: 'm',
    threadId: 't',
    role: 'user',
    state: 'stored',
    attachments: [],
    ...text(said),
    ...more,
  });

  it('is the whole text where nothing tells the question from the code', () => {
    assert.deepEqual(changeOf(message('a\n```\nb\n```'), 'c'), { text: 'c' });
  });

  it('keeps code behind a question that the service has trimmed, and code without a question', () => {
    const snippets = [{ reference: { path: 'a.ts' }, code: 'x\n' }];
    const attachments = [{ path: 'a.ts' }];
    const trimmed = message(promptText('Why?', snippets), { question: ' Why?', attachments });
    assert.deepEqual(changeOf(trimmed, 'How?'), { text: promptText('How?', snippets), question: 'How?' });
    const bare = message(promptText('', snippets), { question: '', attachments });
    assert.deepEqual(changeOf(bare, 'How?'), { text: promptText('How?', snippets), question: 'How?' });
    const asked = message(promptText('Why?', snippets), { question: 'Why?', attachments });
    assert.deepEqual(changeOf(asked, ''), { text: promptText('', snippets), question: '' });
  });
});
