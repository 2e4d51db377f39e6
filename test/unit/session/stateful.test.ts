import assert from 'node:assert/strict';
import type { Conversation } from '../../../src/session/conversation.ts';
import { failureOf } from '../../support/failureOf.ts';
import { answer, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };
const withoutRuns = ['attachRun', 'getRun', 'listRuns', 'cancelRun'] as const;

describe('a service whose messages come with a run', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  async function finish(conversation: Conversation, text = 'A'): Promise<void> {
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say(text);
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
  }

  it('gets prompt and run in one request, and the prompt counts as sent once the run says something', async () => {
    world = createSessionWorld({ isStateful: true });
    const conversation = await world.open().session.ask(question);
    assert.deepEqual(readPanel(conversation).at(0), 'user (sending): Why?');
    await world.passUntil(() => world.service.runs.length > 0);
    await world.pass(0);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: ']);
    await finish(conversation);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
    assert.equal(world.service.messagesOf(conversation.key.threadId ?? '')[0]?.id, 'n1');
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  for (const [what, without] of [
    ['lists its runs', []],
    ['knows no runs', withoutRuns],
  ] as const) {
    it(`is not asked twice if the answer was lost, where it ${what}`, async () => {
      world = createSessionWorld({ isStateful: true, without });
      world.service.fail('startRun', { when: 'after' });
      const conversation = await world.open().session.ask(question);
      await finish(conversation);
      await world.pass(60_000);
      assert.equal(world.service.count('startRun'), 1);
      assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
      assert.deepEqual(world.filesIn('outbox'), []);
    });

    it(`is asked once more if the request had not arrived, where it ${what}`, async () => {
      world = createSessionWorld({ isStateful: true, without });
      world.service.fail('startRun', { when: 'before' });
      const conversation = await world.open().session.ask(question);
      await finish(conversation);
      assert.equal(world.service.count('startRun'), 2);
      assert.equal(world.service.runs.length, 1);
    });
  }

  it('has the prompt kept unsent if it refuses the run', async () => {
    world = createSessionWorld({ isStateful: true });
    world.service.fail('startRun', { when: 'before', error: answer('invalid', 422) });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => conversation.state().problem !== undefined);
    assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
    await conversation.retry('retry');
    await finish(conversation);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
  });

  it('keeps the prompt through a crash in the middle of the request', async () => {
    world = createSessionWorld({ isStateful: true });
    world.service.fail('startRun', { when: 'never' });
    const window = world.open();
    const first = await window.session.ask(question);
    await world.passUntil(() => world.service.runs.length === 1);
    const { threadId } = first.key;
    window.crash();
    const conversation = world
      .open()
      .session.conversation({ connectionId: hosted.id, ...(threadId ? { threadId } : {}) });
    await conversation.load();
    await world.pass(5000);
    await finish(conversation);
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: A']);
  });

  it('shows a run once while pieces of it are stored already', async () => {
    world = createSessionWorld({ isStateful: true });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Half');
    world.service.addMessage(conversation.key.threadId ?? '', {
      role: 'assistant',
      parts: [{ type: 'text', text: 'Half' }],
    });
    await conversation.load();
    await world.pass(0);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Half']);
  });

  it('takes no message without a run', async () => {
    world = createSessionWorld({ isStateful: true });
    const { id: threadId } = world.service.addThread();
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    assert.equal((await failureOf(conversation.addMessage('user', 'Hello'))).kind, 'unsupported');
  });

  it('stops being listened to at once where it knows no runs, which says that it may go on', async () => {
    world = createSessionWorld({ isStateful: true, without: withoutRuns });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.threads.at(0);
    world.service.lastRun.say('Half');
    await world.pass(0);
    world.service.lastRun.end('cancelled', []);
    await conversation.stop();
    await world.passUntil(() => conversation.state().run?.activity === 'ended', 1000);
    assert.equal(conversation.state().run?.state.outcome, 'cancelled');
    await world.pass(10_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant (unsaved): Half']);
  });
});

describe('a service that knows no runs', () => {
  let world: SessionWorld;
  let conversation: Conversation;
  afterEach(() => world.dispose());

  async function ask(): Promise<void> {
    world = createSessionWorld({ isStateful: true, without: withoutRuns });
    conversation = await world.open().session.ask(question);
  }

  const begun = (): Promise<number> => world.passUntil(() => world.service.runs.length > 0);
  const ended = (): Promise<number> => world.passUntil(() => conversation.state().run?.activity === 'ended');

  it('has its prompt back if it took that and did not keep it', async () => {
    await ask();
    world.service.keepsPrompts = false;
    await begun();
    world.service.lastRun.push({ type: 'error', errorText: 'Out of credit' });
    world.service.lastRun.end('failed', []);
    await ended();
    await world.pass(30_000);
    // What went wrong was received, and stays.
    assert.deepEqual(readPanel(conversation), ['assistant (unsaved): ', 'user (unsent): Why?']);
    assert.match(conversation.state().problem?.title ?? '', /did not keep the message/);
    assert.equal(world.service.count('startRun'), 1);
    world.service.keepsPrompts = true;
    await conversation.retry('retry');
    await world.passUntil(() => world.service.runs.length > 1);
    world.service.lastRun.say('A');
    world.service.lastRun.end();
    await world.passUntil(() => readPanel(conversation).at(-1) === 'assistant: A');
    assert.deepEqual(readPanel(conversation).slice(-2), ['user: Why?', 'assistant: A']);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('has its prompt back if that was stopped before it was kept', async () => {
    await ask();
    world.service.keepsPrompts = false;
    await begun();
    await world.pass(0);
    await conversation.stop();
    await world.pass(30_000);
    assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
    assert.equal(conversation.state().problem, undefined);
  });

  for (const post of ['createThread', 'startRun'] as const) {
    it(`is never asked again by itself if nothing tells what arrived: ${post}`, async () => {
      world = createSessionWorld({ isStateful: true, without: withoutRuns, capabilities: { canFindAgain: false } });
      world.service.fail(post, { when: 'before' });
      conversation = await world.open().session.ask(question);
      await world.passUntil(() => conversation.state().problem !== undefined);
      await world.pass(60_000);
      assert.equal(world.service.count(post), 1);
      assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
      await conversation.retry('retry');
      await begun();
      assert.equal(world.service.count(post), 2);
    });
  }

  it('is not waited for where it refuses a run and nothing tells of the one that holds the thread', async () => {
    world = createSessionWorld({ isStateful: true, without: withoutRuns, capabilities: { canFindAgain: false } });
    world.service.fail('startRun', { when: 'before', error: answer('busy', 409) });
    conversation = await world.open().session.ask(question);
    await world.passUntil(() => conversation.state().problem !== undefined);
    await world.pass(60_000);
    assert.equal(world.service.count('startRun'), 1);
  });

  it('is listened to however long it says nothing', async () => {
    await ask();
    await begun();
    await world.pass(30 * 60_000);
    assert.equal(world.service.lastRun.listeners, 1);
    assert.equal(conversation.state().run?.activity, 'streaming');
    world.service.lastRun.say('At last');
    world.service.lastRun.end();
    await ended();
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: At last']);
    assert.equal(conversation.state().run?.state.outcome, 'completed');
  });

  it('is listened to also while it cannot be read', async () => {
    await ask();
    await begun();
    world.service.fail('getThread', ...Array.from({ length: 40 }, () => ({ when: 'before' }) as const));
    await world.pass(5 * 60_000);
    assert.equal(world.service.lastRun.listeners, 1);
  });

  for (const [what, parts, outcome] of [
    ['an answer', [{ type: 'text', text: 'A' }], 'completed'],
    [
      'a call without a result',
      [
        { type: 'text', text: 'Let me look.' },
        { type: 'tool', toolCallId: 'c', toolName: 'look', state: 'running' },
      ],
      'unknown',
    ],
  ] as const) {
    it(`has completed a run whose stream is lost only if the last word is an answer: ${what}`, async () => {
      await ask();
      await begun();
      const run = world.service.lastRun;
      run.say('A');
      run.cut();
      run.end('completed', parts);
      await ended();
      assert.equal(conversation.state().run?.state.outcome, outcome);
    });
  }
});

describe('an agent that waits for a person', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  const request = { id: 'i1', value: { question: 'Delete it?' } };

  async function waiting(): Promise<{ conversation: Conversation; threadId: string }> {
    world = createSessionWorld({ isStateful: true });
    const { id: threadId } = world.service.addThread({ status: 'needs-input', inputRequests: [request] });
    world.service.addMessage(threadId, { id: 'n0', parts: [{ type: 'text', text: 'Clean up' }] });
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    return { conversation, threadId };
  }

  it('is shown with what it asks, also after a reload, and goes on with the answer', async () => {
    const { conversation } = await waiting();
    assert.deepEqual(conversation.state().inputRequests, [request]);
    await conversation.answer([{ requestId: 'i1', value: true }]);
    assert.equal(conversation.state().inputRequests, undefined);
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(world.service.lastRun.answers, [{ requestId: 'i1', value: true }]);
    world.service.lastRun.say('Deleted.');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(readPanel(conversation), ['user: Clean up', 'assistant: Deleted.']);
    assert.equal(conversation.state().inputRequests, undefined);
    assert.equal(world.service.count('startRun'), 0);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('is read again at the end of a run, so that what it asks then can be answered', async () => {
    world = createSessionWorld({ isStateful: true });
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    const index = world.service.threads.findIndex(({ id }) => id === conversation.key.threadId);
    Object.assign(world.service.threads[index] ?? {}, { status: 'needs-input', inputRequests: [request] });
    world.service.lastRun.push({ type: 'needs-input', requests: [request] });
    world.service.lastRun.end('needs-input');
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.deepEqual(conversation.state().inputRequests, [request]);
  });

  it('gets an answer once, although the first try was lost', async () => {
    const { conversation } = await waiting();
    world.service.fail('resumeRun', { when: 'after' });
    await conversation.answer([{ value: 'yes' }]);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Done.');
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await world.pass(60_000);
    assert.equal(world.service.count('resumeRun'), 1);
  });

  it('keeps an answer that could not be sent, and Retry sends it', async () => {
    const { conversation } = await waiting();
    world.service.fail('resumeRun', { when: 'before', error: networkError(false) });
    await conversation.answer([{ value: { deep: ['yes'] } }]);
    await world.passUntil(() => conversation.state().problem !== undefined);
    const [left] = world.filesIn('outbox');
    assert.ok(left);
    await conversation.retry('retry');
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(world.service.lastRun.answers, [{ value: { deep: ['yes'] } }]);
  });

  it('has what is typed in answer kept on disk, until it is taken away', async () => {
    const { conversation, threadId } = await waiting();
    const drafts = { i1: { text: 'Half', form: 'text' } } as const;
    conversation.setAnswerDrafts(drafts, 1);
    await world.pass(1000);
    const again = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await again.load();
    assert.deepEqual(again.state().answerDrafts, drafts);
    conversation.setAnswerDrafts({}, 2);
    // A panel that comes back late has an older copy.
    conversation.setAnswerDrafts(drafts, 1);
    await world.pass(1000);
    const after = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await after.load();
    assert.deepEqual(after.state().answerDrafts, {});
  });

  it('is not answered twice by two clicks', async () => {
    const { conversation } = await waiting();
    const answers = [{ value: true }];
    const second = await Promise.allSettled([conversation.answer(answers), conversation.answer(answers)]);
    assert.equal(second.filter(({ status }) => status === 'rejected').length, 1);
    await world.passUntil(() => world.service.runs.length > 0);
    await world.pass(5000);
    assert.equal(world.service.count('resumeRun'), 1);
  });
});

describe('a thread that stopped before its end', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  async function open(pendingSteps: readonly string[]): Promise<Conversation> {
    world = createSessionWorld({ isStateful: true, capabilities: { canRunFromCheckpoint: true } });
    const { id: threadId } = world.service.addThread({ pendingSteps });
    world.service.addMessage(threadId, { id: 'n0', parts: [{ type: 'text', text: 'Go' }] });
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    return conversation;
  }

  it('says so, and goes on with a run that brings no message', async () => {
    const conversation = await open(['agent']);
    assert.deepEqual(conversation.state().pendingSteps, ['agent']);
    await conversation.rerun();
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(conversation.state().pendingSteps, undefined);
    assert.equal(world.service.messagesOf(conversation.key.threadId ?? '').length, 1);
  });

  it('is not run for nothing where it has come to its end', async () => {
    const conversation = await open([]);
    const failure = await failureOf(conversation.rerun());
    assert.equal(failure.kind, 'invalid');
    assert.match(failure.nextStep ?? '', /checkpoint/);
    assert.equal(world.service.runs.length, 0);
  });

  it('runs again from a checkpoint of its history', async () => {
    const conversation = await open([]);
    await conversation.rerunFrom('checkpoint-0');
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(world.service.lastRun.checkpointId, 'checkpoint-0');
  });
});

describe('a thread that is busy, where a person can choose', () => {
  let world: SessionWorld;
  afterEach(() => world.dispose());

  for (const [action, whenBusy] of [
    ['queueRun', 'enqueue'],
    ['interruptRun', 'interrupt'],
  ] as const) {
    it(`sends the prompt with the choice ${whenBusy}`, async () => {
      world = createSessionWorld({ isStateful: true, capabilities: { whenBusy: ['enqueue', 'interrupt'] } });
      const thread = world.service.addThread();
      world.service.addMessage(thread.id, { id: 'n0', parts: [{ type: 'text', text: 'Theirs?' }] });
      const other = world.service.addRun(thread.id);
      other.say('Theirs');
      const conversation = await world.open().session.ask({ ...question, threadId: thread.id });
      await world.passUntil(() => conversation.state().run?.activity === 'streaming');
      assert.deepEqual(conversation.state().problem?.actions, ['checkRun', 'queueRun', 'interruptRun']);
      await conversation.retry(action);
      await world.passUntil(() => world.service.runs.length === 2);
      assert.equal(world.service.lastRun.whenBusy, whenBusy);
      assert.equal(other.status, whenBusy === 'interrupt' ? 'cancelled' : 'running');
      if (whenBusy === 'enqueue') other.end('cancelled', []);
      world.service.lastRun.say('Mine');
      world.service.lastRun.end();
      await world.passUntil(() => conversation.state().run?.activity === 'ended');
      await world.pass(1000);
      assert.equal(conversation.state().problem, undefined);

      assert.deepEqual(readPanel(conversation), [
        'user: Theirs?',
        ...(whenBusy === 'interrupt' ? ['assistant: Theirs'] : ['assistant (unsaved): Theirs']),
        'user: Why?',
        'assistant: Mine',
      ]);
      assert.equal(world.service.runs.length, 2);
    });
  }
});
