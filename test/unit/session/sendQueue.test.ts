import assert from 'node:assert/strict';
import type { MessageItem } from '../../../src/backends/backend.ts';
import type { RunOutcome } from '../../../src/model/runEvent.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import type { Session } from '../../../src/session/session.ts';
import { answer } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const file: MessageItem = { type: 'file', fileId: 'f1', name: 'report.pdf' };
const snippet = { reference: { path: 'src/a.ts', startLine: 1, endLine: 2 }, code: 'one\ntwo\n' };

describe('messages that are written while the agent works', () => {
  let world: SessionWorld;
  beforeEach(() => {
    world = createSessionWorld();
  });
  afterEach(() => world.dispose());

  const queued = (conversation: Conversation): readonly string[] =>
    (conversation.state().queue ?? []).map(({ text }) => text);

  const waits = (conversation: Conversation): string | undefined => conversation.state().queueWaits;

  const nonceOf = (conversation: Conversation, text: string): string =>
    conversation.state().queue?.find((each) => each.text === text)?.nonce ?? 'none';

  /** The questions that the service has got, in order. */
  const asked = (conversation: Conversation): readonly string[] =>
    world.service
      .messagesOf(conversation.key.threadId ?? '')
      .filter(({ role }) => role === 'user')
      .map(({ question }) => question ?? '');

  /** A thread with a run that goes on, and messages behind it. */
  async function working(session: Session, ...texts: readonly string[]): Promise<Conversation> {
    const conversation = await session.ask({
      nonce: 'first',
      connectionId: hosted.id,
      question: 'First',
      snippets: [],
    });
    await world.passUntil(() => world.service.runs.length === 1);
    world.service.lastRun.say('A');
    for (const text of texts) await conversation.send({ nonce: `nonce ${text}`, question: text, snippets: [] });
    return conversation;
  }

  /** A service that ends no run by itself when it is asked to. */
  async function slowToStop(onCancel: () => void = () => undefined): Promise<void> {
    await world.dispose();
    world = createSessionWorld({ onCancel });
  }

  async function end(outcome: RunOutcome = 'completed'): Promise<void> {
    world.service.lastRun.end(outcome);
    await world.pass(5000);
  }

  it('are on disk before they count as taken, and go one after the other as the runs complete', async () => {
    const conversation = await working(world.open().session, 'Second', 'Third');
    assert.deepEqual(queued(conversation), ['Second', 'Third']);
    assert.equal(waits(conversation), undefined);
    assert.equal(world.filesIn('outbox').length, 3);
    assert.deepEqual(asked(conversation), ['First']);
    await end();
    assert.deepEqual([asked(conversation), queued(conversation)], [['First', 'Second'], ['Third']]);
    await end();
    assert.deepEqual([asked(conversation), queued(conversation)], [['First', 'Second', 'Third'], []]);
    await end();
    assert.deepEqual(world.filesIn('outbox'), []);
    assert.equal(world.service.runs.length, 3);
  });

  for (const [outcome, reason] of [
    ['failed', 'The run failed.'],
    ['cancelled', 'The run was stopped.'],
  ] as const) {
    it(`wait for a person after a run that ${outcome}, and go on when they are told to`, async () => {
      const conversation = await working(world.open().session, 'Second', 'Third');
      await end(outcome);
      await world.pass(120_000);
      assert.deepEqual(asked(conversation), ['First']);
      assert.deepEqual(queued(conversation), ['Second', 'Third']);
      assert.equal(waits(conversation), reason);
      await conversation.changeQueue('sendNext', '');
      await world.passUntil(() => world.service.runs.length === 2);
      assert.equal(waits(conversation), undefined);
      await end();
      assert.deepEqual(asked(conversation), ['First', 'Second', 'Third']);
    });
  }

  it('wait for a person after Stop, whatever becomes of the run', async () => {
    const conversation = await working(world.open().session, 'Second');
    const stopping = conversation.stop();
    world.service.lastRun.end();
    await stopping;
    await world.pass(120_000);
    assert.deepEqual(asked(conversation), ['First']);
    assert.equal(waits(conversation), 'You stopped the agent.');
  });

  for (const outcome of ['cancelled', 'completed', 'failed'] as const) {
    it(`let the first go at once for somebody who does not want to wait, whichever way the run ends (${outcome})`, async () => {
      await slowToStop();
      const conversation = await working(world.open().session, 'Second', 'Third');
      await conversation.changeQueue('sendNow', nonceOf(conversation, 'Second'));
      await world.pass(1);
      assert.equal(conversation.state().run?.activity, 'stopping');
      assert.deepEqual(
        conversation.state().queue?.map(({ text, isNext = false }) => [text, isNext]),
        [
          ['Second', true],
          ['Third', false],
        ],
      );
      assert.deepEqual(asked(conversation), ['First']);
      await end(outcome);
      assert.deepEqual([asked(conversation), queued(conversation)], [['First', 'Second'], ['Third']]);
      await end();
      assert.deepEqual(asked(conversation), ['First', 'Second', 'Third']);
    });
  }

  it('wait after all where the run that was stopped for the first ends with a question', async () => {
    await slowToStop();
    const conversation = await working(world.open().session, 'Second');
    await conversation.changeQueue('sendNow', nonceOf(conversation, 'Second'));
    await end('needs-input');
    await world.pass(120_000);
    assert.deepEqual([asked(conversation), queued(conversation)], [['First'], ['Second']]);
    assert.equal(waits(conversation), 'The agent waits for your answer.');
  });

  it('wait for a person where nobody can say whether the run was stopped for the first', async () => {
    await slowToStop();
    const conversation = await working(world.open().session, 'Second');
    await conversation.changeQueue('sendNow', nonceOf(conversation, 'Second'));
    await world.pass(40 * 60_000);
    assert.deepEqual([asked(conversation), queued(conversation)], [['First'], ['Second']]);
    assert.equal(waits(conversation), 'It is not known what became of the run.');
    assert.equal(world.filesIn('outbox').length, 2);
  });

  it('stay queued where the service does not end the run, and go once it has ended after all', async () => {
    await slowToStop(() => {
      throw answer('server', 500);
    });
    const conversation = await working(world.open().session, 'Second');
    await conversation.changeQueue('sendNow', nonceOf(conversation, 'Second'));
    await world.pass(60_000);
    assert.deepEqual([asked(conversation), queued(conversation)], [['First'], ['Second']]);
    assert.equal(world.filesIn('outbox').length, 2);
    await end();
    assert.deepEqual(asked(conversation), ['First', 'Second']);
  });

  it('stay queued where the one that was to go at once is taken back, or Stop is pressed after it', async () => {
    await slowToStop();
    const conversation = await working(world.open().session, 'Second', 'Third');
    await conversation.changeQueue('sendNow', nonceOf(conversation, 'Second'));
    await conversation.changeQueue('edit', nonceOf(conversation, 'Second'));
    await end('cancelled');
    assert.deepEqual([asked(conversation), queued(conversation)], [['First'], ['Third']]);
    assert.equal(waits(conversation), 'You stopped the agent.');
    await conversation.changeQueue('sendNow', nonceOf(conversation, 'Third'));
    await world.passUntil(() => world.service.runs.length === 2);
    await conversation.send({ nonce: 'fourth', question: 'Fourth', snippets: [] });
    await conversation.changeQueue('sendNow', 'fourth');
    await conversation.stop();
    await end('cancelled');
    assert.deepEqual([asked(conversation), queued(conversation)], [['First', 'Third'], ['Fourth']]);
    assert.equal(waits(conversation), 'You stopped the agent.');
  });

  it('wait while the message before them cannot be sent', async () => {
    world.service.failAll(answer('permission', 403));
    const conversation = await world.open().session.ask({
      nonce: 'first',
      connectionId: hosted.id,
      question: 'First',
      snippets: [],
    });
    await conversation.send({ nonce: 'second', question: 'Second', snippets: [] });
    await world.pass(5000);
    assert.deepEqual(queued(conversation), ['Second']);
    assert.equal(waits(conversation), 'The message before was not sent.');
    world.service.failAll(undefined);
    await conversation.retry('retry');
    await world.passUntil(() => world.service.runs.length === 1);
    await end();
    assert.deepEqual(asked(conversation), ['First', 'Second']);
  });

  it('let a message pass that is sent by hand, and go on after it', async () => {
    const conversation = await working(world.open().session, 'Queued');
    await end('failed');
    await conversation.send({ nonce: 'direct', question: 'Direct', snippets: [] });
    await world.passUntil(() => world.service.runs.length === 2);
    assert.deepEqual([asked(conversation), queued(conversation)], [['First', 'Direct'], ['Queued']]);
    await end();
    assert.deepEqual(asked(conversation), ['First', 'Direct', 'Queued']);
  });

  it('change places, are taken away, and come back to be edited with all that goes with them', async () => {
    const conversation = await working(world.open().session, 'One', 'Two');
    await conversation.send({ nonce: 'three', question: 'Three ```js\n1\n```', snippets: [snippet], items: [file] });
    assert.deepEqual(conversation.state().queue?.[2]?.attached, ['src/a.ts:1-2', 'report.pdf']);
    await conversation.changeQueue('moveUp', 'three');
    await conversation.changeQueue('moveUp', nonceOf(conversation, 'One'));
    assert.deepEqual(queued(conversation), ['One', 'Three ```js\n1\n```', 'Two']);
    await conversation.changeQueue('remove', nonceOf(conversation, 'One'));
    await conversation.changeQueue('edit', 'three');
    await conversation.changeQueue('edit', 'not there');
    const { draft, items = [] } = conversation.state();
    assert.equal(draft, 'Three ```js\n1\n```');
    assert.deepEqual(
      items.map(({ kind, name }) => [kind, name]),
      [
        ['file', 'report.pdf'],
        ['code', 'a.ts:1-2'],
      ],
    );
    assert.deepEqual(queued(conversation), ['Two']);
    assert.equal(world.filesIn('outbox').length, 2);
    await conversation.send({ nonce: 'again', question: 'Three, better', snippets: [] });
    await end();
    await end();
    assert.deepEqual(asked(conversation), ['First', 'Two', 'Three, better']);
    const sent = world.service.messagesOf(conversation.key.threadId ?? '').findLast(({ role }) => role === 'user');
    assert.deepEqual(sent?.attachments, [snippet.reference]);
    assert.match(
      sent?.parts[0]?.type === 'text' ? sent.parts[0].text : '',
      /src\/a\.ts, lines 1 to 2:\n```\none\ntwo\n/,
    );
  });

  it('go on after a reload behind the run that goes on', async () => {
    const first = world.open();
    const { key } = await working(first.session, 'Second', 'Third');
    await first.close();
    const { session } = world.open();
    await world.pass(1000);
    const conversation = session.conversation(key);
    await conversation.load();
    assert.deepEqual(queued(conversation), ['Second', 'Third']);
    await end();
    await end();
    assert.deepEqual(asked(conversation), ['First', 'Second', 'Third']);
    assert.equal(world.service.runs.length, 3);
  });

  it('wait for a person when they are found long after a crash', async () => {
    const first = world.open();
    const { key } = await working(first.session, 'Second');
    first.crash();
    world.sleep(3_600_000);
    world.service.lastRun.end();
    const conversation = world.open().session.conversation(key);
    await conversation.load();
    await world.pass(120_000);
    assert.deepEqual(asked(conversation), ['First']);
    assert.equal(waits(conversation), 'The window was closed meanwhile.');
    await conversation.changeQueue('sendNext', '');
    await world.passUntil(() => world.service.runs.length === 2);
    assert.deepEqual(asked(conversation), ['First', 'Second']);
  });

  it('are sent once whichever moment a window is killed at', async () => {
    for (let calls = 1; calls < 12; calls++) {
      await world.dispose();
      world = createSessionWorld({ onRun: (run) => (run.say('A'), run.end()) });
      const first = world.open({ crashAt: (call) => call === calls });
      const conversation = first.session.conversation({ connectionId: hosted.id, nonce: 'c' });
      await conversation.send({ nonce: 'one', question: 'One', snippets: [] });
      await conversation.send({ nonce: 'two', question: 'Two', snippets: [] });
      await world.pass(20_000);
      if (!first.isDead) continue;
      const second = world.open().session;
      await world.pass(60_000);
      const [thread] = world.service.threads;
      const found = second.conversation({ connectionId: hosted.id, nonce: 'c', threadId: thread?.id ?? '' });
      await found.load();
      await world.pass(60_000);
      if (found.state().queueWaits !== undefined) await found.changeQueue('sendNext', '');
      await world.pass(60_000);
      assert.deepEqual(asked(found), ['One', 'Two'], `killed at call ${calls}`);
      assert.equal(world.service.runs.length, 2, `killed at call ${calls}`);
      assert.equal(world.service.threads.length, 1, `killed at call ${calls}`);
    }
  });

  it('of two windows are sent by the one that has them, and never at the same time', async () => {
    const [first, second] = [world.open(), world.open()];
    const mine = await working(first.session, 'Mine');
    const theirs = second.session.conversation(mine.key);
    await theirs.load();
    await world.passUntil(
      () => theirs.state().run?.activity === 'following' || theirs.state().run?.activity === 'streaming',
    );
    await theirs.send({ nonce: 'theirs', question: 'Theirs', snippets: [] });
    assert.deepEqual(
      theirs.state().queue?.map(({ text, isOwn }) => [text, isOwn]),
      [
        ['Theirs', true],
        ['Mine', false],
      ],
    );
    await end();
    assert.deepEqual(asked(mine), ['First', 'Mine']);
    assert.equal(waits(theirs), 'Another window has messages for this thread.');
    await end();
    assert.deepEqual(asked(mine), ['First', 'Mine']);
    await theirs.changeQueue('sendNext', '');
    await world.passUntil(() => world.service.runs.length === 3);
    assert.deepEqual(asked(mine), ['First', 'Mine', 'Theirs']);
  });

  it('go on when their panel was closed', async () => {
    const conversation = await working(world.open().session, 'Second');
    conversation.release();
    await end();
    assert.equal(world.service.runs.length, 2);
  });

  it('are shown as they were read back from the panel', async () => {
    const conversation = await working(world.open().session, 'Second');
    assert.deepEqual(readPanel(conversation), ['user: First', 'draft: A']);
  });
});
