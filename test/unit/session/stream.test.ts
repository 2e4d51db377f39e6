import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backends/backend.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import type { ScriptedServiceOptions } from '../../support/scriptedBackend.ts';
import { answer, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };

describe('a run that is followed', () => {
  let world: SessionWorld;
  let conversation: Conversation;
  afterEach(() => world.dispose());

  /** Asked, and the answer has begun. */
  async function begin(options: Partial<ScriptedServiceOptions> = {}): Promise<void> {
    world = createSessionWorld(options);
    conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Because');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because');
  }

  const activity = (): string | undefined => conversation.state().run?.activity;
  const note = (): string | undefined => conversation.state().run?.note;

  async function completes(): Promise<void> {
    world.service.lastRun.say(' so.');
    world.service.lastRun.end();
    await world.passUntil(() => activity() === 'ended' && conversation.state().run?.isStored === true);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because so.']);
    assert.equal(conversation.state().run?.state.outcome, 'completed');
    assert.equal(world.service.runs.length, 1);
    assert.equal(world.service.count('startRun'), 1);
  }

  for (const [name, cut] of [
    ['is cut', (): void => world.service.lastRun.cut()],
    ['ends without a word', (): void => world.service.lastRun.close()],
  ] as const) {
    it(`is attached to again when its stream ${name}, and the text goes on at the same character`, async () => {
      await begin();
      const texts: string[] = [];
      conversation.onDidChange(() => texts.push(readPanel(conversation)[1] ?? ''));
      cut();
      await world.passUntil(() => activity() === 'streaming' && world.service.lastRun.listeners === 1);
      await completes();
      for (const [index, text] of texts.entries()) {
        assert.ok(text.length >= (texts[index - 1] ?? '').length || text.startsWith('assistant'), texts.join('\n'));
      }
    });
  }

  it('is followed by a prompt that is sent while its messages are still being read', async () => {
    await begin();
    world.service.fail('listMessages', { when: 'before' }, { when: 'before' });
    world.service.lastRun.say(' so.');
    world.service.lastRun.end();
    await world.passUntil(() => activity() === 'ended');
    assert.equal(conversation.state().run?.isStored, false);
    await conversation.send({ nonce: 'n2', question: 'And?', snippets: [] });
    await world.passUntil(() => world.service.runs.length === 2);
    world.service.lastRun.say('Then.');
    world.service.lastRun.end();
    await world.passUntil(() => activity() === 'ended' && conversation.state().run?.isStored === true);
    assert.deepEqual(readPanel(conversation), [
      'user: Why?',
      'assistant: Because so.',
      'user: And?',
      'assistant: Then.',
    ]);
    assert.equal(world.service.count('startRun'), 2);
  });

  it('keeps what is shown while the service cannot be reached, counts down, and goes on by itself', async () => {
    await begin();
    world.service.failAll(networkError(false));
    world.service.lastRun.cut();
    await world.pass(0);
    assert.equal(activity(), 'reconnecting');
    assert.match(note() ?? '', /Hosted cannot be reached. Trying again in 1 s/);
    await world.pass(60_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
    assert.ok(conversation.state().problem?.actions.includes('checkRun'));
    world.service.failAll(undefined);
    await conversation.retry('checkRun');
    await world.passUntil(() => activity() === 'streaming', 100);
    assert.equal(conversation.state().problem, undefined);
    await completes();
  });

  it('gives up after half an hour without the service, says so, and finds the end when asked to check', async () => {
    await begin();
    world.service.failAll(networkError(false));
    world.service.lastRun.cut();
    world.service.lastRun.say(' so.');
    world.service.lastRun.end();
    await world.passUntil(() => activity() === 'ended');
    assert.equal(conversation.state().run?.state.outcome, 'unknown');
    assert.ok(conversation.state().problem?.actions.includes('checkRun'));
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
    world.service.failAll(undefined);
    await conversation.retry('checkRun');
    await world.passUntil(() => conversation.state().run?.state.outcome === 'completed');
    await world.passUntil(() => activity() === 'ended');
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because so.']);
    assert.equal(conversation.state().problem, undefined);
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  it('is unknown at once where the key is refused, and offers a new key', async () => {
    await begin();
    world.service.failAll(answer('authentication', 401));
    world.service.lastRun.cut();
    await world.passUntil(() => activity() === 'ended', 20_000);
    assert.equal(conversation.state().run?.state.outcome, 'unknown');
    const actions = conversation.state().problem?.actions ?? [];
    assert.ok(actions.includes('setApiKey') || actions.includes('checkRun'));
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
  });

  it('is followed by its status where a service cannot be attached to', async () => {
    await begin({ without: ['attachRun'] });
    world.service.lastRun.cut();
    await world.pass(10_000);
    assert.equal(activity(), 'following');
    assert.match(note() ?? '', /still active/);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
    await completes();
  });

  it('is unknown, with a way to check, where a service tells nothing about runs', async () => {
    await begin({ without: ['attachRun', 'getRun', 'listRuns'] });
    world.service.lastRun.cut();
    await world.pass(10_000);
    assert.equal(activity(), 'following');
    world.service.lastRun.end();
    await world.passUntil(() => activity() === 'ended');
    assert.equal(conversation.state().run?.state.outcome, 'unknown');
    assert.deepEqual(conversation.state().problem?.actions.slice(0, 1), ['checkRun']);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because']);
  });

  it('is shown once although the service stores its messages piece by piece', async () => {
    await begin();
    const { threadId, id } = world.service.lastRun;
    world.service.addMessage(threadId, { role: 'assistant', runId: id, parts: [{ type: 'text', text: 'Because' }] });
    await conversation.load();
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
  });

  it('takes the word of the service over that of the stream', async () => {
    await begin();
    const run = world.service.lastRun;
    run.end('failed');
    await world.passUntil(() => activity() === 'ended');
    assert.equal(conversation.state().run?.state.outcome, 'failed');
  });

  it('shows the cause of a failure that came as an event of its own, and keeps it', async () => {
    await begin();
    world.service.lastRun.push({ type: 'error', errorText: 'The model is overloaded' });
    world.service.lastRun.end('failed');
    await world.passUntil(() => activity() === 'ended' && conversation.state().run?.isStored === true);
    assert.equal(conversation.state().run?.state.reason, 'The model is overloaded');
    const last = conversation.state().messages.at(-1);
    assert.equal(last?.state, 'unsaved');
    assert.deepEqual(last.parts, [{ type: 'error', errorText: 'The model is overloaded' }]);
  });

  it('marks what the service did not keep instead of dropping it', async () => {
    await begin();
    world.service.lastRun.end('completed', [{ type: 'text', text: 'Something else' }]);
    await world.passUntil(() => conversation.state().run?.isStored === true);
    assert.deepEqual(readPanel(conversation), [
      'user: Why?',
      'assistant: Something else',
      'assistant (unsaved): Because',
    ]);
    assert.match(note() ?? '', /Hosted did not keep all of the answer/);
  });

  it('waits for messages that are stored a moment after the end', async () => {
    await begin();
    const run = world.service.lastRun;
    run.end('completed', []);
    await world.pass(300);
    assert.equal(conversation.state().run?.state.outcome, 'completed');
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
    world.service.addMessage(run.threadId, {
      role: 'assistant',
      runId: run.id,
      parts: [{ type: 'text', text: 'Because' }],
    });
    await world.passUntil(() => conversation.state().run?.isStored === true);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because']);
  });

  it('keeps the draft while the stored messages cannot be read, and replaces it on Retry', async () => {
    await begin();
    const faults = Array.from({ length: 4 }, () => ({ when: 'before' }) as const);
    world.service.fail('listMessages', ...faults);
    world.service.lastRun.end();
    await world.pass(60_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'draft: Because']);
    assert.ok(conversation.state().problem?.actions.includes('retry'));
    await conversation.retry('retry');
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because']);
    assert.equal(conversation.state().problem, undefined);
    assert.deepEqual(world.filesIn('journal'), []);
  });

  it('says after 30 s of silence that the run is still active, and nothing is cut', async () => {
    await begin();
    await world.pass(29_000);
    assert.equal(note(), undefined);
    await world.pass(6000);
    assert.equal(note(), 'No data for 30 s; the run is still active on the server.');
    const reads = world.service.count('getRun');
    await world.pass(10 * 60_000);
    const perMinute = (world.service.count('getRun') - reads) / 10;
    assert.ok(perMinute >= 2 && perMinute <= 4, `${perMinute} reads per minute`);
    assert.equal(activity(), 'streaming');
    assert.equal(world.service.lastRun.listeners, 1);
    world.service.lastRun.say('!');
    await world.pass(0);
    assert.equal(note(), undefined);
  });

  it('is settled although its stream hangs, once the service says that it has ended', async () => {
    await begin();
    const run = world.service.lastRun;
    run.hang();
    run.say(' so.');
    run.end();
    await world.passUntil(() => activity() === 'ended', 45_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because so.']);
  });

  it('is attached to again within 5 s after the computer slept', async () => {
    await begin();
    world.service.lastRun.hang();
    world.service.lastRun.say(' so.');
    world.sleep(3_600_000);
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because so.', 5000);
  });

  it('counts its time on a clock that does not jump', async () => {
    await begin();
    const before = conversation.state().run?.elapsedMs ?? 0;
    world.sleep(-86_400_000);
    await world.pass(3000);
    assert.equal(conversation.state().run?.elapsedMs, before + 3000);
    // The service has the same clock here; answers do not come before their questions.
    world.sleep(86_400_000);
    await completes();
    const ended = conversation.state().run?.elapsedMs;
    await world.pass(60_000);
    assert.equal(conversation.state().run?.elapsedMs, ended);
  });

  it('says when the disk refuses to keep the text, and when it works again', async () => {
    await begin();
    const { rmSync, writeFileSync } = await import('node:fs');
    await world.pass(1000);
    rmSync(`${world.folder}/journal`, { recursive: true, force: true });
    writeFileSync(`${world.folder}/journal`, 'in the way');
    world.service.lastRun.say(' more');
    await world.pass(250);
    assert.match(note() ?? '', /in memory only/);
    rmSync(`${world.folder}/journal`);
    world.service.lastRun.say(' still');
    await world.pass(250);
    assert.equal(note(), undefined);
  });

  it('costs one change per event and a fixed number of snapshots and writes, however long it is', async () => {
    async function costs(count: number): Promise<{ readonly events: number; readonly other: number }> {
      await begin();
      let events = 0;
      let snapshots = 0;
      conversation.onDidChange((change) => {
        if (change.kind === 'events') events += change.events.length;
        else snapshots += 1;
      });
      const calls = world.service.calls.length;
      for (let index = 0; index < count; index++) world.service.lastRun.say('x');
      world.service.lastRun.end();
      await world.passUntil(() => conversation.state().run?.isStored === true);
      return { events, other: snapshots + world.service.calls.length - calls };
    }
    const short = await costs(10);
    await world.dispose();
    const long = await costs(2000);
    assert.equal(long.events - short.events, 1990);
    assert.equal(long.other, short.other);
  });

  it('has its text on disk a quarter of a second later', async () => {
    await begin();
    await world.pass(250);
    const { readFileSync } = await import('node:fs');
    const [name = ''] = world.filesIn('journal');
    assert.match(readFileSync(`${world.folder}/journal/${name}`, 'utf8'), /Because/);
  });
});

describe('stopping a run', () => {
  let world: SessionWorld;
  let conversation: Conversation;
  afterEach(() => world.dispose());

  const view = () => conversation.state().run;

  async function ask(options: Partial<ScriptedServiceOptions> = {}): Promise<void> {
    world = createSessionWorld(options);
    conversation = await world.open().session.ask(question);
  }

  async function begun(options: Partial<ScriptedServiceOptions> = {}): Promise<void> {
    await ask(options);
    await world.passUntil(() => world.service.runs.length > 0);
    world.service.lastRun.say('Because');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because');
  }

  it('is confirmed within a second and keeps the text', async () => {
    await begun();
    await conversation.stop();
    assert.equal(view()?.activity, 'stopping');
    await world.passUntil(() => view()?.activity === 'ended', 1000);
    assert.equal(view()?.state.outcome, 'cancelled');
    assert.equal(world.service.lastRun.status, 'cancelled');
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because']);
    assert.equal(world.service.count('cancelRun'), 1);
  });

  it('leaves a run that was faster completed', async () => {
    await begun({ onCancel: (run) => run.end('completed') });
    await conversation.stop();
    await world.passUntil(() => view()?.activity === 'ended', 1000);
    assert.equal(view()?.state.outcome, 'completed');
  });

  it('is remembered until the id of the run is known', async () => {
    await ask({ onRun: (run) => run.say('Because') });
    world.service.fail('startRun', { when: 'never' });
    await world.passUntil(() => world.service.runs.length > 0);
    await conversation.stop();
    assert.equal(view()?.activity, 'stopping');
    await world.passUntil(() => view()?.activity === 'ended', 10_000);
    assert.equal(world.service.lastRun.status, 'cancelled');
    assert.equal(view()?.state.outcome, 'cancelled');
    assert.equal(world.service.runs.length, 1);
  });

  it('before there is a run leaves the message and starts none', async () => {
    await ask();
    world.service.fail('createMessage', { when: 'after' });
    world.service.fail('listMessages', { when: 'before' });
    await world.passUntil(() => world.service.count('createMessage') === 1);
    await conversation.stop();
    assert.equal(view()?.activity, 'stopping');
    await world.passUntil(() => view()?.activity === 'ended');
    await world.pass(60_000);
    assert.deepEqual(readPanel(conversation), ['user: Why?']);
    assert.equal(view()?.state.outcome, 'cancelled');
    assert.equal(world.service.runs.length, 0);
    assert.deepEqual(world.filesIn('outbox'), []);
  });

  it('before the message arrived keeps the prompt unsent', async () => {
    await ask();
    world.service.fail('createMessage', { when: 'before' });
    await world.passUntil(() => world.service.count('createMessage') === 1);
    await conversation.stop();
    await world.pass(60_000);
    assert.deepEqual(readPanel(conversation), ['user (unsent): Why?']);
    assert.equal(world.service.count('createMessage'), 1);
    assert.equal(view(), undefined);
    await conversation.retry('retry');
    await world.passUntil(() => world.service.runs.length === 1);
  });

  it('is tried again when the request is lost, and says that it is not confirmed', async () => {
    await begun({ onCancel: () => undefined });
    await conversation.stop();
    await world.pass(10_000);
    assert.equal(view()?.activity, 'stopping');
    assert.match(view()?.note ?? '', /Stop is not confirmed/);
    world.service.lastRun.end('cancelled');
    await world.passUntil(() => view()?.activity === 'ended');
    assert.equal(view()?.state.outcome, 'cancelled');
  });

  it('asks again after a while if the service did not take it', async () => {
    await begun();
    world.service.fail('cancelRun', { when: 'before' });
    await conversation.stop();
    await world.passUntil(() => view()?.activity === 'ended');
    assert.equal(world.service.count('cancelRun'), 2);
    assert.equal(view()?.state.outcome, 'cancelled');
  });

  it('says what it does where a service cannot cancel', async () => {
    await begun({ without: ['cancelRun'] });
    await conversation.stop();
    await world.pass(1000);
    assert.equal(view()?.note, 'Stop ends the run on the service.');
    assert.equal(world.service.lastRun.listeners, 0);
    world.service.lastRun.end();
    await world.passUntil(() => view()?.activity === 'ended');
    assert.equal(view()?.state.outcome, 'completed');
  });

  for (const missing of ['getRun', 'listRuns'] satisfies (keyof Backend)[]) {
    it(`works without ${missing}`, async () => {
      await begun({ without: [missing] });
      await conversation.stop();
      await world.passUntil(() => view()?.activity === 'ended', 1000);
      assert.equal(view()?.state.outcome, 'cancelled');
    });
  }

  it('works while the connection to the run is lost', async () => {
    await begun();
    world.service.failAll(networkError(false));
    world.service.lastRun.cut();
    await world.pass(3000);
    await conversation.stop();
    assert.equal(view()?.activity, 'stopping');
    await world.pass(3000);
    world.service.failAll(undefined);
    await world.passUntil(() => view()?.activity === 'ended', 20_000);
    assert.equal(world.service.lastRun.status, 'cancelled');
  });

  it('holds back the prompts that wait for the run', async () => {
    await begun();
    await conversation.send({ nonce: 'n2', question: 'And?', snippets: [] });
    await conversation.stop();
    await world.passUntil(() => view()?.activity === 'ended', 1000);
    await world.pass(60_000);
    assert.equal(world.service.runs.length, 1);
    assert.deepEqual(readPanel(conversation), ['user: Why?', 'assistant: Because']);
    assert.equal(conversation.state().queue?.[0]?.text, 'And?');
    assert.equal(conversation.state().queueWaits, 'You stopped the agent.');
  });
});
