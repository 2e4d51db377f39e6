import assert from 'node:assert/strict';
import { localConnection } from '../../../src/model/connection.ts';
import { failureOf } from '../../support/failureOf.ts';
import { type ScriptedServiceOptions, answer } from '../../support/scriptedBackend.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const { signal } = new AbortController();

describe('what a person asks a service', () => {
  let world: SessionWorld;
  let threadId = '';
  afterEach(() => world.dispose());

  function begin(options: Partial<ScriptedServiceOptions> = {}): void {
    world = createSessionWorld(options);
    threadId = world.service.addThread().id;
  }

  it('is all runs of a thread, the newest first, whatever the pages', async () => {
    begin({ pageSize: 2 });
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      const run = world.service.addRun(threadId);
      run.end();
      ids.unshift(run.id);
      await world.pass(1000);
    }
    const { session } = world.open();
    const runs = await session.runs(hosted.id, threadId, signal);
    assert.deepEqual(
      runs.map((run) => run.id),
      ids,
    );
    assert.equal((await session.run(hosted.id, threadId, ids[2] ?? '', signal)).id, ids[2]);
    assert.equal((await failureOf(session.run(hosted.id, threadId, 'gone', signal))).kind, 'not-found');
  });

  it('is a trace, an attribution, files and their bytes', async () => {
    begin();
    world.service.addRun(threadId).end();
    world.service.files = [
      { id: 'f', name: 'a.pdf', sizeBytes: 10 },
      { id: 'g', name: 'huge.pdf', sizeBytes: 60_000_000 },
    ];
    const { session } = world.open();
    const [run] = await session.runs(hosted.id, threadId, signal);
    assert.ok(run);
    assert.equal((await session.spans(hosted.id, run, signal))[0]?.id, `span of ${run.id}`);
    const request = { threadId, runId: run.id, highlight: 'so' };
    assert.equal((await session.attribute(hosted.id, request, signal)).passages[0]?.text, 'so');
    assert.equal((await session.files(hosted.id, {}, signal)).items[0]?.name, 'a.pdf');
    assert.equal(new TextDecoder().decode(await session.fileContent(hosted.id, 'f', signal)), 'bytes of f');
    assert.equal((await failureOf(session.fileContent(hosted.id, 'g', signal))).kind, 'too-large');
  });

  it('is what it can do', async () => {
    begin({ without: ['attribute', 'listSpans'], capabilities: { messageRoles: ['user', 'tool'] } });
    const { methods, capabilities } = await world.open().session.capabilities(hosted.id);
    assert.ok(methods.has('getRun'));
    assert.ok(!methods.has('attribute') && !methods.has('listSpans'));
    assert.deepEqual(capabilities.messageRoles, ['user', 'tool']);
  });

  it('is refused by name where the service has no such thing, and nothing is sent', async () => {
    begin({ without: ['listRuns', 'getRun', 'cancelRun', 'listSpans', 'attribute', 'listFiles', 'getFileContent'] });
    const { session } = world.open();
    const run = { id: 'r', threadId, status: 'completed' } as const;
    for (const [action, words] of [
      [() => session.runs(hosted.id, threadId, signal), 'Hosted cannot list the runs of a thread'],
      [() => session.run(hosted.id, threadId, 'r', signal), 'Hosted cannot show a run'],
      [() => session.cancelRun(hosted.id, run), 'Hosted cannot cancel a run'],
      [() => session.spans(hosted.id, run, signal), 'Hosted cannot show the trace of a run'],
      [
        () => session.attribute(hosted.id, { threadId, runId: 'r' }, signal),
        'Hosted cannot say what an answer rests on',
      ],
      [() => session.files(hosted.id, {}, signal), 'Hosted cannot list its files'],
      [() => session.fileContent(hosted.id, 'f', signal), 'Hosted cannot hand out a file'],
    ] as const) {
      const failure = await failureOf(action());
      assert.equal(failure.kind, 'unsupported');
      assert.equal(failure.message, words);
      assert.equal(failure.mayHaveArrived, false);
    }
    assert.deepEqual(world.service.calls, []);
  });

  it('is given up when the person or the window is gone', async () => {
    begin();
    const window = world.open();
    const gone = new AbortController();
    world.service.fail('listRuns', { when: 'never' }, { when: 'never' });
    const first = assert.rejects(window.session.runs(hosted.id, threadId, gone.signal), { name: 'AbortError' });
    const second = assert.rejects(window.session.runs(hosted.id, threadId, signal), { name: 'AbortError' });
    await world.pass(0);
    gone.abort();
    await first;
    await window.close();
    await second;
  });

  it('is to cancel a run, and a panel that shows the run sees it end', async () => {
    begin();
    const run = world.service.addRun(threadId);
    const { session } = world.open();
    const conversation = session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    await world.passUntil(() => run.listeners > 0);
    const [found] = await session.runs(hosted.id, threadId, signal);
    assert.ok(found);
    await session.cancelRun(hosted.id, found);
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    assert.equal(conversation.state().run?.state.outcome, 'cancelled');
  });
});

describe('attaching to a run', () => {
  let world: SessionWorld;
  let threadId = '';

  beforeEach(() => {
    world = createSessionWorld();
    threadId = world.service.addThread().id;
  });
  afterEach(() => world.dispose());

  it('follows one that was started elsewhere, once', async () => {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    await world.pass(1000);
    const run = world.service.addRun(threadId);
    run.say('From else', 'where');
    await conversation.attach(run.id);
    await world.passUntil(() => run.listeners > 0);
    await conversation.attach(run.id);
    await world.pass(1000);
    assert.deepEqual(readPanel(conversation), ['draft: From elsewhere']);
    assert.equal(conversation.state().run?.agentName, 'Code Lookup');
    assert.equal(run.listeners, 1);
    run.end();
    await world.passUntil(() => conversation.state().run?.activity === 'ended');
    await world.pass(10_000);
    assert.deepEqual(readPanel(conversation), ['assistant: From elsewhere']);
    assert.equal(world.service.count('attachRun'), 1);
  });

  it('shows what is stored of one that has ended', async () => {
    const conversation = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await conversation.load();
    const run = world.service.addRun(threadId);
    run.say('Done');
    run.end();
    await conversation.attach(run.id);
    assert.deepEqual(readPanel(conversation), ['assistant: Done']);
    assert.equal(world.service.count('attachRun'), 0);
  });

  it('says so where there is no such run or no thread', async () => {
    const { session } = world.open();
    const conversation = session.conversation({ connectionId: hosted.id, threadId });
    assert.equal((await failureOf(conversation.attach('gone'))).kind, 'not-found');
    world.service.fail('getRun', { when: 'before', error: answer('permission', 403) });
    assert.equal((await failureOf(conversation.attach('gone'))).kind, 'permission');
    const fresh = session.conversation({ connectionId: localConnection.id, nonce: 'c' });
    assert.equal((await failureOf(fresh.attach('r'))).kind, 'not-found');
  });
});
