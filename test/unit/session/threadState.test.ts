import assert from 'node:assert/strict';
import { failureOf } from '../../support/failureOf.ts';
import { type ScriptedServiceOptions, answer } from '../../support/scriptedBackend.ts';
import { type SessionWorld, type TestWindow, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

const { signal } = new AbortController();

describe('the state of a thread', () => {
  let world: SessionWorld;
  let window: TestWindow;
  let threadId = '';
  afterEach(() => world.dispose());

  function begin(options: Partial<ScriptedServiceOptions> = {}): void {
    world = createSessionWorld({ isStateful: true, pageSize: 2, ...options });
    threadId = world.service.addThread({ title: 'Parts', agentId: 'lookup' }).id;
    for (let count = 0; count < 3; count++) world.service.addMessage(threadId, {});
    window = world.open();
  }

  it('is read as it is now, as it was, and back through its history a page at a time', async () => {
    begin();
    const { session } = window;
    assert.equal((await session.state(hosted.id, threadId, undefined, signal)).checkpointId, 'checkpoint-2');
    assert.equal((await session.state(hosted.id, threadId, 'checkpoint-0', signal)).checkpointId, 'checkpoint-0');
    const first = await session.checkpoints(hosted.id, threadId, {}, signal);
    const second = await session.checkpoints(hosted.id, threadId, { cursor: first.next ?? '' }, signal);
    assert.deepEqual(
      [...first.items, ...second.items].map((state) => state.checkpointId),
      ['checkpoint-2', 'checkpoint-1', 'checkpoint-0'],
    );
    assert.equal((await failureOf(session.state(hosted.id, threadId, 'gone', signal))).kind, 'not-found');
  });

  it('is added to with one request and read afterwards', async () => {
    begin();
    const write = await window.session.updateState(hosted.id, threadId, { values: { plan: 'more' } });
    assert.equal(write.isConfirmed, true);
    assert.equal(write.state?.checkpointId, 'checkpoint-2');
    assert.deepEqual(world.service.calls.slice(-2), ['updateState', 'getState']);
  });

  it('is added to although it cannot be read afterwards', async () => {
    begin();
    world.service.fail('getState', { when: 'before' });
    assert.deepEqual(await window.session.updateState(hosted.id, threadId, { values: {} }), { isConfirmed: true });
  });

  it('is never added to twice: without an answer it is read again, and that is said', async () => {
    begin();
    world.service.fail('updateState', { when: 'after' });
    const write = await window.session.updateState(hosted.id, threadId, { values: { plan: 'more' } });
    assert.equal(write.isConfirmed, false);
    assert.equal(write.state?.checkpointId, 'checkpoint-2');
    assert.equal(world.service.count('updateState'), 1);
  });

  it('is to be looked at by the person where it cannot even be read', async () => {
    begin();
    world.service.fail('updateState', { when: 'after' });
    world.service.fail('getState', { when: 'before' });
    const failure = await failureOf(window.session.updateState(hosted.id, threadId, { values: {} }));
    assert.equal(failure.kind, 'network');
    assert.match(failure.nextStep ?? '', /It may have arrived/);
    assert.equal(world.service.count('updateState'), 1);
  });

  it('is as it was after a refusal', async () => {
    begin();
    world.service.fail('updateState', { when: 'before', error: answer('busy', 409) });
    assert.equal((await failureOf(window.session.updateState(hosted.id, threadId, { values: {} }))).kind, 'busy');
    assert.equal(world.service.count('getState'), 0);
  });

  it('becomes a thread of its own, which is listed under its name at once', async () => {
    begin();
    const { session } = window;
    await session.threads(hosted.id).refresh();
    const forked = await session.forkThread(hosted.id, threadId, 'checkpoint-1', 'Parts (fork)');
    const row = session
      .threads(hosted.id)
      .state()
      .items.find((each) => each.threadId === forked.id);
    assert.equal(row?.title, 'Parts (fork)');
    assert.equal(row?.agentId, 'lookup');
  });

  it('is forked once, whatever became of the answer', async () => {
    begin();
    world.service.fail('forkThread', { when: 'after' });
    const failure = await failureOf(window.session.forkThread(hosted.id, threadId, 'checkpoint-1', 'Parts (fork)'));
    assert.match(failure.nextStep ?? '', /may be there all the same/);
    assert.equal(world.service.count('forkThread'), 1);
  });

  it('is offered only where the service keeps one, which is known once it was opened', async () => {
    begin({ without: ['updateState', 'forkThread'] });
    const { session } = window;
    assert.equal(session.offered(hosted.id), undefined);
    await session.capabilities(hosted.id);
    assert.deepEqual(
      ['getState', 'listCheckpoints', 'updateState', 'forkThread'].map((name) =>
        session.offered(hosted.id)?.methods.has(name as 'getState'),
      ),
      [true, true, false, false],
    );
    const failure = await failureOf(session.updateState(hosted.id, threadId, { values: {} }));
    assert.equal(failure.kind, 'unsupported');
    assert.equal(failure.message, 'Hosted cannot add to the state of a thread');
  });
});
