import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PanelState, applyEvents, maxPanelTextLength, parsePanelMessage } from '../../../src/model/panel.ts';
import { emptyRun } from '../../../src/model/runState.ts';

describe('messages from the panel', () => {
  it('reads answers to an agent as they are, and none that have no value', () => {
    const answers = [{ requestId: 'i', value: { deep: [null] }, more: 1 }, { value: false }];
    assert.deepEqual(parsePanelMessage({ type: 'answer', answers }), {
      type: 'answer',
      answers: [{ requestId: 'i', value: { deep: [null] } }, { value: false }],
    });
    for (const bad of [[], [{}], ['x'], undefined]) {
      assert.equal(parsePanelMessage({ type: 'answer', answers: bad }), undefined);
    }
  });

  it('are taken apart field by field, so that nothing else comes along', () => {
    assert.deepEqual(parsePanelMessage({ type: 'send', nonce: 'n', text: 'hello', command: 'rm' }), {
      type: 'send',
      nonce: 'n',
      text: 'hello',
    });
    assert.deepEqual(parsePanelMessage({ type: 'openFile', path: 'a.ts', startLine: 2, endLine: 0, folder: 7 }), {
      type: 'openFile',
      path: 'a.ts',
      startLine: 2,
    });
    assert.deepEqual(parsePanelMessage({ type: 'ready' }), { type: 'ready' });
    assert.deepEqual(parsePanelMessage({ type: 'conversationAction', action: 'open', path: '/' }), {
      type: 'conversationAction',
      action: 'open',
    });
    assert.deepEqual(parsePanelMessage({ type: 'openText', text: '# x', uri: 'file:///x' }), {
      type: 'openText',
      text: '# x',
    });
    assert.deepEqual(parsePanelMessage({ type: 'colorTheme', id: '', kind: 1 }), { type: 'colorTheme', id: '' });
  });

  it('are refused if they are not what was agreed', () => {
    for (const bad of [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'eval', text: '1' },
      { type: 'conversationAction', action: 'delete' },
      { type: 'openText' },
      { type: 'send', text: 'no nonce' },
      { type: 'send', nonce: 'n' },
      { type: 'copy', text: 5 },
      { type: 'openFile', path: '' },
      { type: 'openLink' },
      { type: 'readImage', path: ['a.png'] },
      { type: 'colorTheme' },
      { type: 'insert', text: 'x'.repeat(maxPanelTextLength + 1) },
      Object.create({ type: 'ready' }),
    ]) {
      assert.equal(parsePanelMessage(bad), undefined);
    }
  });

  it('never make the reader throw', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parsePanelMessage(value)));
  });
});

describe('the panel', () => {
  it('adds events to the run that it shows', () => {
    const state: PanelState = {
      connectionName: 'Local',
      title: '',
      load: 'ready',
      messages: [],
      hasOlder: false,
      agents: [],
      stopDescription: '',
      draft: '',
      run: { state: emptyRun, activity: 'streaming', elapsedMs: 0, isStored: false },
    };
    const next = applyEvents(state, [{ type: 'text-delta', id: '1', delta: 'Hi' }]);
    assert.deepEqual(next.run?.state.parts, [{ type: 'text', id: '1', text: 'Hi', isOpen: true }]);
    const { run: _, ...withoutRun } = state;
    assert.equal(applyEvents(withoutRun, [{ type: 'step-start' }]), withoutRun);
  });
});
