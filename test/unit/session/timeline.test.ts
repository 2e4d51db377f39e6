import assert from 'node:assert/strict';
import type { Conversation } from '../../../src/session/conversation.ts';
import type { RunTimeline } from '../../../src/model/runTimeline.ts';
import { type SessionWorld, createSessionWorld, hosted, readPanel } from '../../support/sessionWorld.ts';

const question = { nonce: 'n1', connectionId: hosted.id, question: 'Why?', snippets: [] };

describe('the timeline of a run that is followed', () => {
  let world: SessionWorld;
  beforeEach(() => {
    world = createSessionWorld();
  });
  afterEach(() => world.dispose());

  const timelineOf = (conversation: Conversation): RunTimeline | undefined => conversation.state().run?.timeline;

  async function begin(): Promise<Conversation> {
    const conversation = await world.open().session.ask(question);
    await world.passUntil(() => world.service.runs.length > 0);
    return conversation;
  }

  it('tells when the first token came, is told with the events that change it, and stays when the run is stored', async () => {
    const conversation = await begin();
    const told: (RunTimeline | undefined)[] = [];
    conversation.onDidChange((change) => change.kind === 'events' && told.push(change.timeline));
    await world.pass(700);
    world.service.lastRun.say('Because');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because');
    const { firstTokenMs = 0 } = timelineOf(conversation) ?? {};
    assert.ok(firstTokenMs >= 700 && firstTokenMs < 900, String(firstTokenMs));
    assert.equal(told.at(-1), timelineOf(conversation));
    await world.pass(300);
    world.service.lastRun.say(' so.');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because so.');
    assert.equal(told.at(-1), undefined);
    await world.pass(1000);
    world.service.lastRun.end();
    await world.passUntil(() => conversation.state().run?.isStored === true);
    const timeline = timelineOf(conversation);
    assert.deepEqual(
      timeline?.segments.map(({ kind, partKey }) => [kind, partKey]),
      [['answer', 'text:0']],
    );
    assert.equal(timeline.firstTokenMs, firstTokenMs);
    const [segment] = timeline.segments;
    assert.ok((segment?.endMs ?? 0) - (segment?.startMs ?? 0) >= 1300);
  });

  it('keeps what it has seen when the stream is cut and comes back from its start', async () => {
    const conversation = await begin();
    await world.pass(500);
    world.service.lastRun.say('Because');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because');
    const before = timelineOf(conversation);
    world.service.lastRun.cut();
    await world.passUntil(() => conversation.state().run?.activity === 'streaming');
    world.service.lastRun.say(' so.');
    await world.passUntil(() => readPanel(conversation)[1] === 'draft: Because so.');
    assert.deepEqual(timelineOf(conversation), before);
  });

  it('says of a run that another window began only what this one has seen', async () => {
    const first = await begin();
    world.service.lastRun.say('Because');
    await world.passUntil(() => readPanel(first)[1] === 'draft: Because');
    await world.pass(3000);
    const { threadId = '' } = first.key;
    const second = world.open().session.conversation({ connectionId: hosted.id, threadId });
    await second.load();
    await world.passUntil(() => readPanel(second)[1] === 'draft: Because');
    assert.deepEqual(
      timelineOf(second)?.segments.map(({ kind }) => kind),
      ['earlier', 'answer'],
    );
    assert.equal(timelineOf(second)?.firstTokenMs, undefined);
  });
});
