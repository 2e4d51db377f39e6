import assert from 'node:assert/strict';
import {
  type CheckpointRow,
  type StateFacts,
  parseStatePanelMessage,
  readStatePanelIdentity,
} from '../../../../src/model/statePanel.ts';
import { branchWords, checkpointWords } from '../../../../src/webview/state/checkpointWords.ts';
import { createStateStore } from '../../../../src/webview/state/stateStore.ts';
import { entriesOf, excerptOf } from '../../../../src/webview/state/valueTree.ts';

const row = (key: string, more: Partial<CheckpointRow> = {}): CheckpointRow => ({
  key,
  name: `Step ${key}`,
  checkpointId: key,
  next: [],
  waiting: 0,
  ...more,
});

const facts = (checkpoints: readonly CheckpointRow[]): StateFacts => ({
  connectionName: 'Team',
  threadTitle: 'Parts',
  offers: [],
  state: { step: 'not-asked' },
  history: { step: 'ready', value: { checkpoints, hasMore: false } },
});

describe('The values of a state', () => {
  it('are shown in a line each, messages by who says what', () => {
    assert.deepEqual(
      [
        { type: 'human', content: ' Why? ' },
        { role: 'ai', content: [{ text: 'Because' }] },
        { type: 'ai', content: '', tool_calls: [{ name: 'look_up' }, { name: 'count' }] },
        { type: 'ai', content: '' },
        [1, 2],
        { a: 1 },
        'x',
        null,
        4,
      ].map(excerptOf),
      ['human: Why?', 'ai: Because', 'ai: calls look_up, count', 'ai', '2 items', '1 value', '"x"', 'null', '4'],
    );
    assert.equal(excerptOf('a'.repeat(500)).length, 122);
  });

  it('have an inside only if they are lists or objects', () => {
    assert.deepEqual(entriesOf(['a']), [{ name: '0', value: 'a' }]);
    assert.deepEqual(entriesOf({ b: 2 }), [{ name: 'b', value: 2 }]);
    assert.equal(entriesOf('a'), undefined);
  });
});

describe('A checkpoint in words', () => {
  it('says how it came about, whether it waits, and what is next', () => {
    assert.deepEqual(checkpointWords(row('1', { source: 'loop', next: ['tools'], waiting: 1 })), [
      'the agent worked',
      'waits for an answer',
      'next: tools',
    ]);
    assert.deepEqual(checkpointWords(row('1', { source: 'new word' })), ['new word', 'nothing comes next']);
  });

  it('says where it goes on from if that is not the state below it', () => {
    const rows = [row('3', { parentCheckpointId: '1' }), row('2', { parentCheckpointId: '1' }), row('1')];
    assert.deepEqual(
      rows.map((each) => branchWords(each, rows)),
      ['goes on from Step 1', undefined, undefined],
    );
    const cut = [row('3', { parentCheckpointId: '0' }), row('2')];
    assert.equal(branchWords(cut[0] ?? row('x'), cut), 'goes on from an earlier state');
  });
});

describe('The state panel', () => {
  function open(): { store: ReturnType<typeof createStateStore>; posted: unknown[]; kept: () => unknown } {
    const posted: unknown[] = [];
    let kept: unknown;
    const store = createStateStore({
      port: { post: (message) => posted.push(message), getState: () => kept, setState: (state) => (kept = state) },
      identity: { connectionId: 'team', threadId: 't', tab: 'state' },
      onChange: () => undefined,
    });
    return { store, posted, kept: () => kept };
  }

  it('keeps its tab over a reload and asks for what the tab shows', () => {
    const { store, posted, kept } = open();
    store.openTab('history');
    assert.deepEqual(kept(), { connectionId: 'team', threadId: 't', tab: 'history' });
    assert.deepEqual(posted, [{ type: 'tab', tab: 'history' }]);
  });

  it('compares two states: a third takes the place of the first, and one that is gone is not chosen', () => {
    const { store } = open();
    store.receive({ type: 'facts', facts: facts(['3', '2', '1'].map((key) => row(key))) });
    for (const key of ['1', '2', '3']) store.choose(key, true);
    assert.deepEqual(store.view().chosen, ['2', '3']);
    store.choose('3', false);
    assert.deepEqual(store.view().chosen, ['2']);
    store.receive({ type: 'facts', facts: facts([row('3')]) });
    assert.deepEqual(store.view().chosen, []);
  });

  it('takes from its page only what is in the protocol', () => {
    const valid = [
      { type: 'ready' },
      { type: 'tab', tab: 'history' },
      { type: 'command', command: 'add' },
      { type: 'checkpoint', action: 'fork', key: 'c' },
      { type: 'compare', keys: ['a', 'b'] },
      { type: 'copy', text: 'x' },
      { type: 'act', action: 'setApiKey' },
    ];
    for (const message of valid) assert.deepEqual(parseStatePanelMessage(message), message);
    const invalid = [
      undefined,
      {},
      { type: 'tab', tab: 'x' },
      { type: 'compare', keys: ['a'] },
      { type: 'checkpoint' },
    ];
    for (const message of invalid) assert.equal(parseStatePanelMessage(message), undefined);
  });

  it('is of a thread of a connection', () => {
    assert.equal(readStatePanelIdentity({ connectionId: 'c' }), undefined);
    assert.deepEqual(readStatePanelIdentity({ connectionId: 'c', threadId: 't', tab: 'odd' }), {
      connectionId: 'c',
      threadId: 't',
      tab: 'state',
    });
  });
});
