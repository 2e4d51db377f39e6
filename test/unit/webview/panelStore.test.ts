import assert from 'node:assert/strict';
import type { HostMessage, PanelMessage, PanelState } from '../../../src/model/panel.ts';
import { createPanelStore, type PanelStore } from '../../../src/webview/panelStore.ts';
import { createManualClock } from '../../support/manualClock.ts';
import { message, panelState, runView } from '../../support/panelScenes.ts';

/** A panel without a document: what it posts, keeps and shows. */
function open(stored?: unknown) {
  const posted: PanelMessage[] = [];
  const clock = createManualClock();
  const kept = { state: stored };
  let nonces = 0;
  let changes = 0;
  const store = createPanelStore({
    port: {
      post: (sent) => posted.push(sent),
      getState: () => kept.state,
      setState: (state) => {
        kept.state = structuredClone(state);
      },
    },
    identity: { connectionId: 'local', threadId: 'thread-1' },
    nowMs: () => clock.now(),
    epochMs: () => 5_000,
    setTimer: (callback, delayMs) => clock.setTimer(delayMs, callback),
    createNonce: () => `nonce-${++nonces}`,
    onChange: () => {
      changes++;
    },
  });
  const say = (...messages: HostMessage[]): void => messages.forEach((each) => store.receive(structuredClone(each)));
  return { store, posted, clock, kept, say, changes: () => changes };
}

const snapshot = (state: PanelState, seq = 0): HostMessage => ({ type: 'snapshot', seq, state });
const running = panelState({ run: runView() });

function textOfRun(store: PanelStore): string {
  const parts = store.view().panel?.run?.state.parts ?? [];
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const delta = (text: string): Extract<HostMessage, { type: 'events' }>['events'] => [
  { type: 'text-delta', id: 't', delta: text },
];

describe('The panel and its host', () => {
  it('begins by saying that it listens', () => {
    const { store, posted } = open();
    store.start();
    assert.deepEqual(posted, [{ type: 'ready' }]);
  });

  it('shows what a snapshot says, and then every event in order', () => {
    const { store, say } = open();
    assert.equal(store.view().panel, undefined);
    say(
      snapshot(running, 7),
      { type: 'events', seq: 8, events: delta('Hel') },
      { type: 'events', seq: 9, events: delta('lo') },
    );
    assert.equal(textOfRun(store), 'Hello');
  });

  it('asks for a snapshot instead of showing text with a hole in it', () => {
    const { store, say, posted } = open();
    say(
      snapshot(running, 1),
      { type: 'events', seq: 2, events: delta('one ') },
      { type: 'events', seq: 4, events: delta('three') },
    );
    assert.equal(textOfRun(store), 'one ');
    assert.deepEqual(posted, [{ type: 'ready' }]);
    say(snapshot(running, 4), { type: 'events', seq: 5, events: delta('all') });
    assert.equal(textOfRun(store), 'all');
  });

  it('keeps the messages that are not told again, and asks for all where it does not have them', () => {
    const { store, say, posted } = open();
    const ids = (): readonly string[] => store.view().panel?.messages.map(({ id }) => id) ?? [];
    const [one, two, three] = ['1', '2', '3'].map((id) => message(id, 'user', []));
    assert.ok(one && two && three);
    say(snapshot(panelState({ messages: [two] }), 1));
    const older = panelState({ messages: [one] });
    say({ type: 'snapshot', seq: 1, state: older, kept: { head: 0, tail: 1 } });
    assert.deepEqual(ids(), ['1', '2']);
    say({ type: 'snapshot', seq: 1, state: panelState({ messages: [three] }), kept: { head: 2, tail: 0 } });
    assert.deepEqual(ids(), ['1', '2', '3']);
    assert.deepEqual(posted, []);
    say({ type: 'snapshot', seq: 1, state: older, kept: { head: 4, tail: 0 } });
    assert.deepEqual(ids(), ['1', '2', '3']);
    assert.deepEqual(posted, [{ type: 'ready' }]);
  });

  it('asks for a snapshot if events come before any', () => {
    const { store, say, posted } = open();
    say({ type: 'events', seq: 1, events: delta('x') });
    assert.equal(store.view().panel, undefined);
    assert.deepEqual(posted, [{ type: 'ready' }]);
  });

  it('ignores what is no message of the host', () => {
    const { store, changes } = open();
    const before = changes();
    for (const noise of [undefined, null, 1, 'snapshot', [], {}, { type: 'constructor' }, { type: 5 }])
      store.receive(noise);
    assert.equal(changes(), before);
    assert.equal(store.view().panel, undefined);
  });

  it('tells views what was added to a text since they last drew it', () => {
    const { store, say } = open();
    say(snapshot(running), { type: 'events', seq: 1, events: delta('a') });
    const drawn = store.view().panel?.run?.state.parts[0];
    store.appended.clear();
    say(
      { type: 'events', seq: 2, events: [...delta('b'), ...delta('c')] },
      { type: 'events', seq: 3, events: delta('d') },
    );
    const now = store.view().panel?.run?.state.parts[0];
    assert.ok(drawn && now);
    assert.deepEqual(store.appended.of(now), { since: drawn, text: 'bcd' });
    store.appended.clear();
    assert.equal(store.appended.of(now), undefined);
  });

  it('says once that what came from the host is drawn', () => {
    const { store, say, posted } = open();
    const told = (): number => posted.filter(({ type }) => type === 'drawn').length;
    store.drawing();
    assert.equal(told(), 0);
    say(snapshot(running), { type: 'events', seq: 1, events: delta('a') });
    store.drawing();
    store.type('a');
    store.drawing();
    assert.equal(told(), 1);
    assert.deepEqual(
      posted.findLast(({ type }) => type === 'drawn'),
      { type: 'drawn', count: 2 },
    );
    say({ type: 'events', seq: 2, events: delta('b') });
    store.drawing();
    assert.equal(told(), 2);
  });

  it('counts the time of a run on from what the host said, and stops with the run', async () => {
    const { store, say, clock } = open();
    say(snapshot(panelState({ run: runView({ elapsedMs: 4_000 }) })));
    assert.deepEqual(store.view().elapsed, { ms: 4_000, atMs: 0, isRunning: true });
    await clock.advance(2_500);
    say({ type: 'events', seq: 1, events: [{ type: 'run-end', outcome: 'completed' }] });
    await clock.advance(9_000);
    assert.deepEqual(store.view().elapsed, { ms: 6_500, atMs: 2_500, isRunning: false });
  });

  it('keeps under which name it can be restored, and takes a new one', () => {
    const { kept, say } = open();
    assert.deepEqual(kept.state, { connectionId: 'local', threadId: 'thread-1', ui: { open: {} } });
    say({ type: 'identity', identity: { connectionId: 'local', threadId: 'thread-2' } });
    assert.deepEqual(kept.state, { connectionId: 'local', threadId: 'thread-2', ui: { open: {} } });
  });

  it('keeps what is open and scrolled, and finds it again', () => {
    const first = open();
    first.store.setOpen('answer:1/sources', true);
    first.store.setScrollPlace({ isAtEnd: false, key: 'answer:1', offset: 40 });
    const second = open(first.kept.state);
    assert.equal(second.store.isOpen('answer:1/sources'), true);
    assert.equal(second.store.isOpen('answer:1/reasoning:0'), undefined);
    assert.deepEqual(second.store.scrollPlace(), { isAtEnd: false, key: 'answer:1', offset: 40 });
  });

  it('starts afresh from a kept state that it cannot read', () => {
    for (const noise of [
      null,
      5,
      'x',
      { ui: 5 },
      { ui: { open: { a: 'yes' }, scroll: { key: 1 }, draft: {}, pending: {} } },
    ]) {
      const { store } = open(noise);
      assert.equal(store.view().composer.text, '');
      assert.equal(store.scrollPlace(), undefined);
      assert.equal(store.isOpen('a'), undefined);
    }
  });

  it('hands out each request of the host once, and not before there is something to look at', () => {
    const { store, say } = open();
    say({ type: 'reveal', messageId: 'm1' }, snapshot(panelState({ load: 'loading' })));
    assert.deepEqual(store.takeRequests(), []);
    say(snapshot(panelState()), { type: 'focus', target: 'composer' });
    assert.deepEqual(store.takeRequests(), [
      { type: 'reveal', messageId: 'm1' },
      { type: 'focus', target: 'composer' },
    ]);
    assert.deepEqual(store.takeRequests(), []);
  });

  it('says the same words twice as two announcements', () => {
    const { store } = open();
    store.announce('Copied');
    const first = store.view().announcement;
    store.announce('Copied');
    assert.notEqual(store.view().announcement, first);
    assert.equal(store.view().announcement.trim(), 'Copied');
  });

  it('says words again before which others came within the same frame', () => {
    const { store } = open();
    store.announce('4 states read');
    const drawn = store.view().announcement;
    store.announce('State read');
    store.announce('4 states read');
    assert.notEqual(store.view().announcement, drawn);
    assert.equal(store.view().announcement.trim(), '4 states read');
  });
});

describe('A message that is written in the panel', () => {
  const sent = (posted: readonly PanelMessage[]): PanelMessage[] => posted.filter((each) => each.type === 'send');

  function ready() {
    const panel = open();
    panel.say(snapshot(panelState()));
    panel.store.type('What is this?');
    return panel;
  }

  it('leaves the box when it is sent and is gone once it is safe', async () => {
    const { store, posted, say, clock, kept } = ready();
    store.send();
    assert.deepEqual(sent(posted), [{ type: 'send', nonce: 'nonce-1', text: 'What is this?' }]);
    assert.deepEqual(store.view().composer, { text: '', isSending: true });
    say({ type: 'accepted', nonce: 'nonce-1' });
    await clock.advance(5_000);
    assert.deepEqual(store.view().composer, { text: '', isSending: false });
    assert.doesNotMatch(JSON.stringify(kept.state), /What is this/);
  });

  it('comes back with a notice if nobody says within two seconds that it is safe', async () => {
    const { store, clock } = ready();
    store.send();
    await clock.advance(1_999);
    assert.equal(store.view().composer.isSending, true);
    await clock.advance(1);
    const { text, isSending, notice } = store.view().composer;
    assert.deepEqual([text, isSending], ['What is this?', false]);
    assert.match(notice ?? '', /send it again/);
    assert.match(store.view().announcement, /^Not sent/);
  });

  it('comes back with the reason if it is refused, before what was typed since', () => {
    const { store, say } = ready();
    store.send();
    store.type('And that?');
    say({ type: 'rejected', nonce: 'nonce-1', reason: 'The disk is full.' });
    assert.deepEqual(store.view().composer, {
      text: 'What is this?\nAnd that?',
      isSending: false,
      notice: 'The disk is full.',
    });
  });

  it('leaves the box again if it turns out to have been sent after all', async () => {
    const { store, say, clock } = ready();
    store.send();
    await clock.advance(2_000);
    say({ type: 'accepted', nonce: 'nonce-1' });
    assert.deepEqual(store.view().composer, { text: '', isSending: false });
  });

  it('stays if it was changed before the late word came', async () => {
    const { store, say, clock } = ready();
    store.send();
    await clock.advance(2_000);
    store.type('What is this, and why?');
    say({ type: 'accepted', nonce: 'nonce-1' });
    assert.equal(store.view().composer.text, 'What is this, and why?');
  });

  it('is sent once, however often Send is pressed', () => {
    const { store, posted } = ready();
    store.send();
    store.type('again');
    store.send();
    assert.equal(sent(posted).length, 1);
  });

  it('is sent while a run that has ended is only being read back', () => {
    const { store, posted, say } = open();
    say(snapshot(panelState({ run: { ...runView(), activity: 'settling' } })));
    store.type('And now?');
    store.send();
    assert.deepEqual(sent(posted), [{ type: 'send', nonce: 'nonce-1', text: 'And now?' }]);
  });

  it('is not sent while it is empty, the thread is loading or the host says no', () => {
    const cases: readonly (readonly [PanelState, string])[] = [
      [panelState(), ' \n '],
      [panelState({ load: 'loading' }), 'x'],
      [panelState({ cannotSend: 'Busy.' }), 'x'],
    ];
    for (const [state, text] of cases) {
      const { store, posted, say } = open();
      say(snapshot(state));
      store.type(text);
      store.send();
      assert.deepEqual(sent(posted), []);
      assert.equal(store.view().composer.text, text);
    }
  });

  it('is not taken back by a snapshot that was on its way when it was handed over', () => {
    const { store, say } = ready();
    store.flush();
    say(snapshot(panelState({ draft: 'What is', draftAtMs: 4_000 })));
    assert.equal(store.view().composer.text, 'What is this?');
  });

  it('is handed over as a draft when typing pauses, and at once when the panel goes away', async () => {
    const { store, posted, clock } = ready();
    await clock.advance(299);
    assert.deepEqual(posted, []);
    await clock.advance(1);
    assert.deepEqual(posted, [{ type: 'draft', text: 'What is this?', atMs: 5_000 }]);
    store.type('What is that?');
    store.flush();
    store.flush();
    await clock.advance(1_000);
    assert.deepEqual(posted.slice(1), [{ type: 'draft', text: 'What is that?', atMs: 5_000 }]);
  });

  it('leaves no older draft behind when it is sent before typing paused', async () => {
    const { store, posted, clock, say } = open();
    say(snapshot(panelState()));
    store.type('Why is');
    await clock.advance(300);
    store.type('Why is it slow?');
    store.send();
    // The host compares its draft with what was sent, so it must have heard of the whole of it.
    assert.deepEqual(
      posted.map((each) => (each.type === 'draft' || each.type === 'send' ? [each.type, each.text] : each)),
      [
        ['draft', 'Why is'],
        ['draft', 'Why is it slow?'],
        ['send', 'Why is it slow?'],
      ],
    );
    say({ type: 'accepted', nonce: 'nonce-1' }, snapshot(panelState({ draft: '' })));
    assert.equal(store.view().composer.text, '');
  });

  it('is there again when the panel is', () => {
    const { kept } = ready();
    const { store, say, posted } = open(kept.state);
    assert.equal(store.view().composer.text, 'What is this?');
    say(snapshot(panelState({ draft: 'older' })));
    assert.equal(store.view().composer.text, 'What is this?');
    assert.deepEqual(posted, [{ type: 'draft', text: 'What is this?', atMs: 5_000 }]);
  });

  it('is not there again if it was sent in the last moment before the panel went away', () => {
    const { kept } = ready();
    const { store, say, posted } = open(kept.state);
    say(snapshot(panelState({ load: 'loading' })));
    const sent = { id: 'm', threadId: 't', role: 'user', parts: [], state: 'stored', attachments: [] } as const;
    const messages = [{ ...sent, nonce: 'n', question: 'What is this?' }];
    say(snapshot(panelState({ messages, draft: 'What is this?' })));
    assert.equal(store.view().composer.text, '');
    assert.deepEqual(posted.at(-1), { type: 'draft', text: '', atMs: 5_000 });
  });

  it('gives way to what the host has if that was typed later', () => {
    const { kept } = ready();
    for (const draft of ['What is this, really?', '']) {
      const { store, say, posted } = open(kept.state);
      say(snapshot(panelState({ draft, draftAtMs: 5_001 })));
      assert.equal(store.view().composer.text, draft);
      assert.deepEqual(posted, []);
    }
  });

  it('comes from the host where the panel has none of its own', () => {
    const { store, say, posted } = open();
    say(snapshot(panelState({ draft: 'from another window' })));
    assert.equal(store.view().composer.text, 'from another window');
    say(snapshot(panelState({ draft: 'changed there' })));
    assert.equal(store.view().composer.text, 'changed there');
    store.type('mine now');
    say(snapshot(panelState({ draft: 'changed again' })));
    assert.equal(store.view().composer.text, 'mine now');
    assert.deepEqual(posted, []);
  });

  it('is back in the box if the panel was closed before it was safe', () => {
    const { store, kept } = ready();
    store.send();
    const again = open(kept.state);
    assert.equal(again.store.view().composer.text, '');
    again.say(snapshot(panelState()));
    assert.equal(again.store.view().composer.text, 'What is this?');
    assert.ok(again.store.view().composer.notice);
  });

  it('is not offered again if the panel was closed in the second in which it was sent', () => {
    const { kept } = ready();
    const again = open(kept.state);
    const arrived = message('m1', 'user', [], { nonce: 'other', question: 'What is this?' });
    again.say(snapshot(panelState({ messages: [arrived] })));
    assert.equal(again.store.view().composer.text, '');
  });

  it('is not back in the box if it had arrived', () => {
    const { store, kept } = ready();
    store.send();
    const again = open(kept.state);
    const arrived = message('m1', 'user', [{ type: 'text', text: 'What is this?' }], { nonce: 'nonce-1' });
    again.say(snapshot(panelState({ messages: [arrived] })));
    assert.deepEqual(again.store.view().composer, { text: '', isSending: false });
  });
});
