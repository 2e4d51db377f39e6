import assert from 'node:assert/strict';
import type { Agent } from '../../../src/model/thread.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { type SessionWorld, type TestWindow, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

const agents: readonly Agent[] = [
  { id: 'first', name: 'First', canRun: true, tools: [] },
  { id: 'second', name: 'Second', canRun: true, tools: [] },
  { id: 'ill', name: 'Ill', canRun: false, status: 'Failed', tools: [] },
];

describe('what was chosen for a thread', () => {
  let world: SessionWorld;
  let threadId = '';

  beforeEach(() => {
    world = createSessionWorld();
    world.service.agents = agents;
    threadId = world.service.addThread({ agentId: 'second' }).id;
  });
  afterEach(() => world.dispose());

  async function open(window: TestWindow = world.open()): Promise<Conversation> {
    const conversation = window.session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    await world.pass(1000);
    return conversation;
  }

  it('is the agent that the thread was made with, until a run of another one', async () => {
    assert.equal((await open()).state().agentId, 'second');
    world.service.addMessage(threadId, { role: 'assistant', agentId: 'first', parts: [{ type: 'text', text: 'x' }] });
    assert.equal((await open()).state().agentId, 'first');
    // The newest run counts, also one that has left no message.
    world.service.addRun(threadId).end('failed', []);
    assert.equal((await open()).state().agentId, 'lookup');
  });

  it('is kept on this machine for all windows and after a restart', async () => {
    const window = world.open();
    const conversation = await open(window);
    world.service.addMessage(threadId, { role: 'assistant', agentId: 'second', parts: [] });
    conversation.selectAgent('first');
    conversation.setRunSettings({ temperature: 0.2 });
    await world.pass(1000);
    const other = await open();
    assert.equal(other.state().agentId, 'first');
    assert.deepEqual(other.runSettings(), { temperature: 0.2 });
    await window.close();
    assert.equal((await open()).state().agentId, 'first');
    threadId = world.service.addThread({ agentId: 'second' }).id;
    const elsewhere = await open();
    assert.equal(elsewhere.state().agentId, 'second');
    assert.deepEqual(elsewhere.runSettings(), {});
  });

  it('is forgotten together with the thread', async () => {
    const window = world.open();
    const conversation = await open(window);
    conversation.setDraft('half a thought', 1);
    conversation.setRunSettings({ temperature: 0.2 });
    conversation.selectAgent('first');
    await world.pass(1000);
    assert.equal(world.filesIn('.').filter((name) => name === 'threadChoices.json').length, 1);
    await window.session.deleteThread(hosted.id, threadId);
    const { readFileSync } = await import('node:fs');
    assert.ok(!readFileSync(`${world.folder}/threadChoices.json`, 'utf8').includes(threadId));
    await world.pass(1000);
    assert.deepEqual(world.filesIn('drafts'), []);
  });

  it('decides also where a prompt is sent before the thread was looked at', async () => {
    const { session } = world.open();
    session.rememberChoice({ connectionId: hosted.id, agentId: 'first' });
    await session.ask({ nonce: 'n', connectionId: hosted.id, threadId, question: 'Why?', snippets: [] });
    await world.passUntil(() => world.service.runs.length > 0);
    assert.equal(world.service.lastRun.agentId, 'second');
  });

  it('says why an agent cannot run, until another one is chosen', async () => {
    const conversation = await open();
    assert.equal(conversation.state().cannotSend, undefined);
    conversation.selectAgent('ill');
    assert.equal(conversation.state().cannotSend, 'Ill cannot run now. Its status is Failed. Choose another agent.');
    conversation.selectAgent('first');
    assert.equal(conversation.state().cannotSend, undefined);
  });

  it('sends the settings that were changed and that the service takes, and says them in words', async () => {
    const conversation = await open();
    assert.equal(conversation.state().runSettings, undefined);
    conversation.setRunSettings({ temperature: 0, topP: 0.5, responseSchema: { type: 'object' } });
    assert.equal(conversation.state().runSettings, 'temperature 0, JSON answer');
    await conversation.send({ nonce: 'n', question: 'Why?', snippets: [] });
    conversation.setRunSettings({});
    assert.equal(conversation.state().runSettings, undefined);
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(world.service.lastRun.settings, { temperature: 0, responseSchema: { type: 'object' } });
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await conversation.rerun();
    await world.passUntil(() => world.service.runs.length > 1);
    assert.equal(world.service.lastRun.settings, undefined);
  });

  it('stays with a new conversation when its thread is made, also through a crash', async () => {
    const key = { connectionId: hosted.id, nonce: 'c' };
    const first = world.open({
      crashAt: (_call, when) => when === 'before' && world.service.count('createThread') > 0,
    });
    const conversation = first.session.conversation(key);
    conversation.setRunSettings({ maxTokens: 7 });
    conversation.selectAgent('second');
    await conversation.send({ nonce: 'n', question: 'Why?', snippets: [] });
    await world.pass(5000);
    assert.ok(first.isDead);
    const back = world.open().session.conversation(key);
    void back.load();
    await world.passUntil(() => world.service.runs.length > 0);
    assert.deepEqual(world.service.lastRun.settings, { maxTokens: 7 });
    assert.equal(world.service.lastRun.agentId, 'second');
    assert.equal(world.service.threads[0]?.agentId, 'second');
    await world.pass(1000);
    assert.deepEqual(back.runSettings(), { maxTokens: 7 });
    threadId = back.key.threadId ?? '';
    assert.deepEqual((await open()).runSettings(), { maxTokens: 7 });
  });
});
