import assert from 'node:assert/strict';
import { type Message, textOf } from '../../../src/model/message.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { failureOf } from '../../support/failureOf.ts';
import { type CallName, answer, networkError } from '../../support/scriptedBackend.ts';
import {
  type SessionWorld,
  type TestWindow,
  type WindowOptions,
  createSessionWorld,
  hosted,
  readPanel,
} from '../../support/sessionWorld.ts';

const talk = ['One?', 'First.', 'Two?', 'Second.', 'Three?', 'Third.'] as const;

/** A thread in which three questions were answered. */
function addTalk(world: SessionWorld): { readonly threadId: string; readonly messages: readonly Message[] } {
  const threadId = world.service.addThread({ agentId: 'lookup' }).id;
  const messages = talk.map((text, index) =>
    world.service.addMessage(threadId, {
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text }],
      ...(index % 2 === 0 ? {} : { runId: `old-${index}` }),
    }),
  );
  return { threadId, messages };
}

describe('running again from a message', () => {
  let world: SessionWorld;
  let threadId = '';
  let messages: readonly Message[] = [];
  afterEach(() => world.dispose());

  function begin(options: Parameters<typeof createSessionWorld>[0] = {}): void {
    world = createSessionWorld(options);
    ({ threadId, messages } = addTalk(world));
  }

  async function open(options: WindowOptions = {}): Promise<{ window: TestWindow; conversation: Conversation }> {
    const window = world.open(options);
    const conversation = window.session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    await world.pass(0);
    return { window, conversation };
  }

  const idOf = (index: number): string => messages[index]?.id ?? '';
  const stored = (): readonly string[] => world.service.messagesOf(threadId).map(textOf);

  async function finishRun(conversation: Conversation, text: string): Promise<void> {
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say(text);
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
  }

  it('takes away what came after it, the newest first, and starts one run', async () => {
    begin({ pageSize: 2 });
    const { conversation, window } = await open();
    await conversation.loadOlder();
    assert.deepEqual((await conversation.messagesAfter(idOf(2))).map(textOf), ['Second.', 'Three?', 'Third.']);
    await conversation.runFrom(idOf(2));
    assert.equal(conversation.state().run?.activity, 'sending');
    assert.equal((await window.session.pendingSubmissions())[0]?.question, 'Two?');
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(stored(), ['One?', 'First.', 'Two?']);
    assert.deepEqual(readPanel(conversation).at(-2), 'user: Two?');
    await finishRun(conversation, 'Better.');
    assert.deepEqual(stored(), ['One?', 'First.', 'Two?', 'Better.']);
    await conversation.loadOlder();
    await conversation.loadOlder();
    assert.deepEqual(readPanel(conversation), ['user: One?', 'assistant: First.', 'user: Two?', 'assistant: Better.']);
    assert.equal(world.service.count('createMessage'), 0);
    assert.equal(world.service.count('startRun'), 1);
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  it('changes the message first, and only then takes anything away', async () => {
    begin();
    const { conversation } = await open();
    await conversation.runFrom(idOf(4), 'Three, really?');
    assert.ok(world.service.calls.indexOf('updateMessage') < world.service.calls.indexOf('deleteMessage'));
    await finishRun(conversation, 'Yes.');
    assert.deepEqual(stored().slice(-2), ['Three, really?', 'Yes.']);
    assert.deepEqual(readPanel(conversation).slice(-2), ['user: Three, really?', 'assistant: Yes.']);
  });

  for (const [what, error] of [
    ['is refused', answer('invalid', 422)],
    ['is lost on the way', networkError()],
  ] as const) {
    it(`does nothing and leaves the typed text to its author if the change ${what}`, async () => {
      begin();
      const { conversation } = await open();
      world.service.fail('updateMessage', { when: 'before', error });
      assert.equal((await failureOf(conversation.runFrom(idOf(2), 'Else?'))).kind, error.kind);
      await world.pass(60_000);
      assert.deepEqual(stored(), talk);
      assert.equal(world.service.runs.length, 0);
      assert.deepEqual(world.filesIn('outbox'), []);
      assert.equal(conversation.state().problem, undefined);
      assert.equal(world.service.count('updateMessage'), 1);
      await conversation.runFrom(idOf(2), 'Else?');
      await finishRun(conversation, 'So.');
      assert.deepEqual(stored(), ['One?', 'First.', 'Else?', 'So.']);
    });
  }

  it('never takes away a message that came after the person was asked', async () => {
    begin();
    const { conversation } = await open();
    await conversation.messagesAfter(idOf(2));
    world.service.addMessage(threadId, { role: 'user', parts: [{ type: 'text', text: 'From elsewhere' }] });
    await conversation.runFrom(idOf(2));
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(stored(), ['One?', 'First.', 'Two?', 'From elsewhere']);
  });

  it('never takes away an older message, in whatever order the service lists them', async () => {
    begin();
    const { conversation } = await open();
    world.service.addMessage(threadId, {
      createdAt: '2020-01-01T00:00:00Z',
      parts: [{ type: 'text', text: 'Old, but listed as new' }],
    });
    assert.deepEqual((await conversation.messagesAfter(idOf(3))).map(textOf), ['Three?', 'Third.']);
    await conversation.runFrom(idOf(3));
    await world.passUntil(() => world.service.runs.length > 0);
    assert.ok(stored().includes('Old, but listed as new'));
  });

  it('goes on where a message is gone already', async () => {
    begin();
    const { conversation } = await open();
    world.service.fail('deleteMessage', { when: 'before', error: answer('not-found', 404) });
    await conversation.runFrom(idOf(4));
    await finishRun(conversation, 'Again.');
    assert.equal(world.service.runs.length, 1);
  });

  it('waits for a person where a message cannot be taken away, and goes on from there', async () => {
    begin();
    const { conversation } = await open();
    world.service.fail('deleteMessage', { when: 'after' }, { when: 'before', error: answer('server', 503) });
    await conversation.runFrom(idOf(2));
    await world.pass(1000);
    assert.equal(conversation.state().problem?.title, 'Could not delete a later message');
    assert.ok(conversation.state().problem?.actions.includes('retry'));
    assert.equal(world.service.runs.length, 0);
    await conversation.retry('retry');
    await world.pass(1000);
    await conversation.retry('retry');
    await finishRun(conversation, 'Late.');
    assert.deepEqual(stored(), ['One?', 'First.', 'Two?', 'Late.']);
    assert.equal(world.service.runs.length, 1);
    assert.equal(conversation.state().problem, undefined);
  });

  it('gives up what waits for a person when something else is sent', async () => {
    begin();
    const { conversation } = await open();
    world.service.fail('deleteMessage', { when: 'before' });
    await conversation.runFrom(idOf(2));
    await world.pass(1000);
    await conversation.send({ nonce: 'n', question: 'Four?', snippets: [] });
    await finishRun(conversation, 'Fourth.');
    await conversation.retry('retry');
    await world.pass(60_000);
    assert.deepEqual(stored(), [...talk, 'Four?', 'Fourth.']);
    assert.equal(world.service.runs.length, 1);
  });

  it('keeps a typed text that has reached nobody, whatever is sent meanwhile', async () => {
    begin();
    const { conversation, window } = await open();
    world.service.fail('updateMessage', { when: 'never' });
    void conversation.runFrom(idOf(4), 'Three, really?').catch(() => undefined);
    await world.passUntil(() => world.service.count('updateMessage') === 1);
    window.crash();
    await world.pass(24 * 3_600_000);
    const { conversation: back, window: second } = await open();
    await world.pass(5000);
    await back.send({ nonce: 'n', question: 'Four?', snippets: [] });
    await finishRun(back, 'Fourth.');
    assert.deepEqual(
      (await second.session.pendingSubmissions()).map(({ state }) => state),
      ['unsent'],
    );
    await back.runFrom(idOf(4), 'Three, at last?');
    await world.pass(5000);
    assert.equal((await second.session.pendingSubmissions()).length, 1, 'typed again, it is the new one that counts');
  });

  it('says that it was closed to whoever waits for a change when the window goes', async () => {
    begin();
    const { conversation, window } = await open();
    world.service.fail('updateMessage', { when: 'never' });
    const failure = failureOf(conversation.runFrom(idOf(4), 'Three, really?'));
    await world.passUntil(() => world.service.count('updateMessage') === 1);
    await window.close();
    assert.match((await failure).message, /closed/);
    await open();
    await world.passUntil(() => world.service.runs.length === 1);
    assert.deepEqual(stored().slice(-1), ['Three, really?'], 'the next window goes on with it');
  });

  it('gives back the typed text when Stop comes before the change', async () => {
    begin();
    const { conversation } = await open();
    await conversation.send({ nonce: 'n', question: 'Four?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.end();
    // Its run has ended and is still being settled: what is asked for now waits for that.
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    const failure = failureOf(conversation.runFrom(idOf(4), 'Three, really?'));
    await world.pass(0);
    assert.equal(world.filesIn('outbox').length, 2);
    await conversation.stop();
    assert.match((await failure).message, /Stopped before/);
    await world.pass(60_000);
    assert.ok(!stored().includes('Three, really?'));
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('stops before its run when Stop is pressed, and takes no more away', async () => {
    begin();
    const { conversation } = await open();
    world.service.fail('deleteMessage', { when: 'never' });
    await conversation.runFrom(idOf(0));
    await world.pass(0);
    void conversation.stop();
    await world.pass(60_000);
    assert.ok(stored().includes('First.'));
    assert.equal(world.service.runs.length, 0);
  });

  it('is refused while a run goes on, and asked for twice at once it happens once', async () => {
    begin();
    const { conversation } = await open();
    const results = await Promise.allSettled([conversation.runFrom(idOf(4)), conversation.rerun()]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal((await failureOf(conversation.runFrom(idOf(2)))).kind, 'busy');
    assert.equal((await failureOf(conversation.rerun())).kind, 'busy');
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 1);
  });

  it('takes away text that the service did not keep, where that came after it', async () => {
    begin();
    const { conversation } = await open();
    await conversation.send({ nonce: 'n', question: 'Four?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Half an ans');
    await world.pass(500);
    world.service.lastRun.end('failed', []);
    await world.pass(60_000);
    await conversation.send({ nonce: 'n2', question: 'Five?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 1);
    world.service.lastRun.end();
    await world.pass(60_000);
    assert.ok(readPanel(conversation).includes('assistant (unsaved): Half an ans'));
    const later = await conversation.messagesAfter(idOf(5));
    assert.deepEqual(later.map(textOf), ['Four?', 'Half an ans', 'Five?']);
    await conversation.runFrom(idOf(5));
    await world.passUntil(() => world.service.runs.length > 2);
    assert.ok(!readPanel(conversation).some((line) => line.includes('Half')));
    world.service.lastRun.end();
    await world.pass(60_000);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  it('is not possible for a message that is not in the thread, or where messages cannot be deleted', async () => {
    begin({ without: ['deleteMessage'] });
    const { conversation } = await open();
    assert.equal((await failureOf(conversation.messagesAfter('gone'))).kind, 'not-found');
    assert.equal((await failureOf(conversation.runFrom('gone'))).kind, 'not-found');
    assert.equal((await failureOf(conversation.runFrom(idOf(2)))).kind, 'unsupported');
    await conversation.runFrom(idOf(5));
    await finishRun(conversation, 'More.');
    assert.deepEqual(stored(), [...talk, 'More.']);
  });

  for (const [name, options] of [
    ['', {}],
    [' on a service that keeps no nonces', { isForgetful: true }],
    [' on a service without a list of runs', { without: ['listRuns'] }],
  ] as const) {
    it(`survives a crash before and after every call${name}`, async () => {
      let call = 0;
      for (let wasReached = true; wasReached;) {
        call += 1;
        wasReached = false;
        for (const when of ['before', 'after'] as const) {
          begin({
            ...options,
            onRun(run) {
              run.say('Again.');
              world.clock.setTimer(1000, () => run.end());
            },
          });
          // A run that was there before must not be taken for the new one.
          world.service.addRun(threadId).end('completed', []);
          let calls: number | undefined;
          let hasCrashed = false;
          const { conversation, window } = await open({
            crashAt(_current, moment) {
              if (calls === undefined) return false;
              if (moment === 'before') calls += 1;
              return (hasCrashed ||= calls === call && moment === when);
            },
          });
          await conversation.messagesAfter(idOf(2));
          calls = 0;
          void conversation.runFrom(idOf(2), 'Two again?').catch(() => undefined);
          await world.pass(0);
          world.service.addMessage(threadId, { role: 'system', parts: [{ type: 'text', text: 'Unlisted' }] });
          await world.pass(120_000);
          wasReached ||= hasCrashed;
          if (!hasCrashed) window.crash();
          const { conversation: back, window: second } = await open();
          await world.pass(60_000);
          if (back.state().problem?.actions.includes('retry')) await back.retry('retry');
          await world.pass(120_000);
          const where = `crash ${when} call ${call}`;
          const left = stored();
          assert.ok(left.includes('Unlisted'), where);
          assert.equal(new Set(left).size, left.length, where);
          const isAsked = world.service.count('updateMessage') > 0 && left.includes('Two again?');
          if (isAsked) {
            assert.deepEqual(
              left.filter((text) => text !== 'Unlisted' && text !== 'Again.'),
              ['One?', 'First.', 'Two again?'],
              where,
            );
          }
          assert.ok(world.service.count('startRun') <= 1, where);
          assert.equal(left.includes('Again.'), isAsked, where);
          assert.deepEqual(await second.session.pendingSubmissions(), [], where);
          await world.dispose();
        }
      }
      assert.ok(call > 7, `only ${call} calls`);
    }).timeout(120_000);
  }

  it('asks before it takes anything away for a window that crashed long ago', async () => {
    begin();
    const names: CallName[] = ['deleteMessage'];
    const { conversation, window } = await open();
    world.service.fail('deleteMessage', { when: 'never' });
    await conversation.runFrom(idOf(2));
    await world.passUntil(() => world.service.count(names[0] ?? '') === 1);
    window.crash();
    await world.pass(24 * 3_600_000);
    const before = stored();
    const { conversation: back } = await open();
    await world.pass(5000);
    assert.deepEqual(stored(), before);
    assert.match(back.state().problem?.title ?? '', /run was not started/);
    await back.retry('retry');
    await world.passUntil(() => world.service.runs.length === 1);
    assert.deepEqual(stored(), ['One?', 'First.', 'Two?']);
  });
});

describe('running again as it is', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  it('starts one run behind the last message, and another one the next time', async () => {
    world = createSessionWorld();
    const { threadId } = addTalk(world);
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    for (const text of ['Fourth.', 'Fifth.']) {
      await conversation.rerun();
      const count = world.service.runs.length;
      await world.passUntil(() => world.service.runs.length > count);
      world.service.lastRun.say(text);
      world.service.lastRun.end();
      await world.passUntil(() => conversation.state().run?.activity === 'ended');
      await world.pass(60_000);
      assert.equal(readPanel(conversation).at(-1), `assistant: ${text}`);
    }
    assert.equal(world.service.runs.length, 2);
    assert.equal(world.service.count('createMessage'), 0);
    assert.equal(world.service.count('deleteMessage'), 0);
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  it('finds its run when the answer to the request is lost, whether or not nonces are kept', async () => {
    for (const isForgetful of [false, true]) {
      world = createSessionWorld({ isForgetful });
      const { threadId } = addTalk(world);
      world.service.addRun(threadId).end('completed', []);
      const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
      await conversation.load();
      world.service.fail('startRun', { when: 'after' });
      await conversation.rerun();
      await world.passUntil(() => world.service.runs.length > 1);
      await world.pass(10_000);
      world.service.lastRun.say('Fourth.');
      world.service.lastRun.end();
      await world.pass(60_000);
      assert.equal(world.service.runs.length, 2);
      assert.equal(readPanel(conversation).at(-1), 'assistant: Fourth.');
      await world.dispose();
    }
  });

  it('has nothing to do in a conversation without a thread or without a message', async () => {
    world = createSessionWorld();
    const { session } = world.open();
    const fresh = session.conversation({ connectionId: hosted.id, nonce: 'c' });
    assert.equal((await failureOf(fresh.rerun())).kind, 'not-found');
    const { id } = world.service.addThread();
    const empty = session.conversation({ connectionId: hosted.id, threadId: id });
    assert.equal((await failureOf(empty.rerun())).kind, 'invalid');
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('takes the place of a run that was not started for the same message', async () => {
    world = createSessionWorld();
    const { threadId } = addTalk(world);
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    world.service.fail('startRun', { when: 'before', error: answer('invalid', 422) });
    await conversation.send({ nonce: 'n', question: 'Four?', snippets: [] });
    await world.pass(10_000);
    assert.equal(conversation.state().problem?.title, 'Could not start the run');
    await conversation.rerun();
    await world.passUntil(() => world.service.runs.length === 1);
    world.service.lastRun.say('Fourth.');
    world.service.lastRun.end();
    await world.pass(10_000);
    await conversation.retry('retry');
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 1);
    assert.equal(conversation.state().problem, undefined);
  });
});
