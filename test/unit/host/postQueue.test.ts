import assert from 'node:assert/strict';
import { createPostQueue } from '../../../src/host/panel/postQueue.ts';
import type { Message } from '../../../src/model/message.ts';
import { type HostMessage, type PanelState, applyEvents } from '../../../src/model/panel.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { emptyRun } from '../../../src/model/runState.ts';
import { createManualClock } from '../../support/manualClock.ts';
import { message } from '../../support/panelScenes.ts';

/** A conversation whose run says one letter after the other, and a panel that reads what is posted to it. */
function wire() {
  const posts: HostMessage[] = [];
  const clock = createManualClock();
  let state: PanelState = {
    connectionName: 'Local',
    title: 'T',
    load: 'ready',
    messages: [],
    hasOlder: false,
    agents: [],
    stopDescription: '',
    draft: '',
    run: { state: emptyRun, activity: 'streaming', elapsedMs: 0, isStored: false },
  };
  const queue = createPostQueue(
    (message) => posts.push(message),
    () => state,
    clock,
  );
  return {
    posts,
    queue,
    say: (delta: string): void => {
      const events: RunEvent[] = [{ type: 'text-delta', id: '1', delta }];
      state = applyEvents(state, events);
      queue.changed({ kind: 'events', events });
    },
    /** Other messages are there now. */
    show: (messages: readonly Message[]): void => {
      state = { ...state, messages };
      queue.changed({ kind: 'state' });
    },
    /** What the panel shows after all that was posted; fails at a gap. */
    shown: (): string => {
      let panel: PanelState | undefined;
      let seq = 0;
      for (const message of posts) {
        if (message.type === 'snapshot') {
          ({ seq } = message);
          panel = message.state;
        } else if (message.type === 'events') {
          assert.equal(message.seq, seq + 1);
          ({ seq } = message);
          panel = panel && applyEvents(panel, message.events);
        }
      }
      return panel?.run?.state.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? '';
    },
    /** Until nothing is waiting any more. */
    settled: () => clock.advance(1_000),
    pass: (ms: number) => clock.advance(ms),
  };
}

describe('posts to the panel', () => {
  it('wait until the panel says that it listens, and begin with everything', () => {
    const { queue, posts, say, shown } = wire();
    say('a');
    assert.equal(posts.length, 0);
    queue.ready();
    assert.equal(posts[0]?.type, 'snapshot');
    assert.equal(shown(), 'a');
  });

  it('carry the first event at once and the others together when that is drawn', () => {
    const { queue, posts, say, shown } = wire();
    queue.ready();
    queue.drawn(1);
    say('a');
    assert.equal(posts.length, 2);
    for (const letter of 'bcdefgh') say(letter);
    assert.equal(posts.length, 2);
    queue.drawn(1);
    assert.equal(posts.length, 3);
    assert.equal(shown(), 'abcdefgh');
    queue.drawn(1);
    assert.equal(posts.length, 3);
    say('i');
    assert.equal(shown(), 'abcdefghi');
  });

  it('do not wait long for a panel that is far away, or has nothing to say', async () => {
    const { queue, posts, say, shown, pass } = wire();
    queue.ready();
    say('a');
    say('b');
    await pass(19);
    assert.equal(posts.length, 1);
    await pass(1);
    assert.equal(posts.length, 2);
    assert.equal(shown(), 'ab');
    say('c');
    await pass(20);
    assert.equal(shown(), 'abc');
  });

  it('are held back from a panel that does not keep up, and go on when it has', async () => {
    const { queue, posts, say, shown, pass } = wire();
    queue.ready();
    for (let count = 0; count < 10; count += 1) {
      say('a');
      await pass(20);
    }
    assert.equal(posts.length, 4);
    queue.drawn(3);
    await pass(20);
    assert.equal(posts.length, 5);
    assert.equal(shown(), 'a'.repeat(10));
    // What a panel said of its posts may have been lost with its document.
    for (let count = 0; count < 3; count += 1) {
      say('b');
      await pass(1_000);
    }
    assert.equal(shown(), 'a'.repeat(10) + 'bbb');
  });

  it('never carry an event twice, also when a snapshot comes in between', async () => {
    const { queue, say, shown, settled } = wire();
    queue.ready();
    say('a');
    say('b');
    queue.changed({ kind: 'state' });
    say('c');
    await settled();
    say('d');
    assert.equal(shown(), 'abcd');
  });

  it('tell of a long conversation only what is new in it', async () => {
    const { queue, posts, settled, show } = wire();
    const messages = Array.from({ length: 50 }, (_, index) => message(`m${index}`, 'user', []));
    show(messages.slice(10, 40));
    queue.ready();
    const lastSnapshot = (): Extract<HostMessage, { type: 'snapshot' }> => {
      const last = posts.findLast((post) => post.type === 'snapshot');
      assert.ok(last);
      return last;
    };
    assert.equal(lastSnapshot().state.messages.length, 30);
    for (const [now, told] of [
      [messages.slice(10, 40), 0],
      [messages.slice(0, 40), 10],
      [messages.slice(0, 45), 5],
      [[...messages.slice(0, 20), message('other', 'user', []), ...messages.slice(21, 45)], 1],
    ] as const) {
      show(now);
      await settled();
      assert.equal(lastSnapshot().state.messages.length, told);
    }
    queue.hidden();
    queue.ready();
    assert.equal(lastSnapshot().state.messages.length, 45);
    assert.equal(lastSnapshot().kept, undefined);
  });

  it('stop while the panel is hidden and repair it when it is back', async () => {
    const { queue, posts, say, shown, settled } = wire();
    queue.ready();
    say('a');
    queue.hidden();
    const before = posts.length;
    say('b');
    queue.changed({ kind: 'state' });
    await settled();
    assert.equal(posts.length, before);
    queue.ready();
    assert.equal(shown(), 'ab');
  });

  it('keep an acknowledgement or a reveal for a panel that is not there yet', () => {
    const { queue, posts } = wire();
    queue.say({ type: 'reveal', messageId: 'old' });
    queue.say({ type: 'reveal', messageId: 'm' });
    queue.ready();
    assert.deepEqual(posts.slice(1), [{ type: 'reveal', messageId: 'm' }]);
  });

  it('end with the panel', async () => {
    const { queue, posts, say, settled } = wire();
    queue.ready();
    say('a');
    say('b');
    queue.dispose();
    const before = posts.length;
    say('c');
    await settled();
    assert.equal(posts.length, before);
  });
});
