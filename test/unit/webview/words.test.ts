import assert from 'node:assert/strict';
import { emptyRun } from '../../../src/model/runState.ts';
import { toolSummary } from '../../../src/model/toolSummary.ts';
import { progressSummary, readable } from '../../../src/webview/toolSummary.ts';
import {
  activityWords,
  canStop,
  durationWords,
  takenWords,
  usageDetail,
  usageWords,
} from '../../../src/webview/words.ts';
import { runView } from '../../support/panelScenes.ts';

describe('Words in the panel', () => {
  it('say how long something took', () => {
    assert.deepEqual([0, 999, 8_400, 65_000, 3_599_000, 7_620_000].map(durationWords), [
      '0 s',
      '0 s',
      '8 s',
      '1 min 05 s',
      '59 min 59 s',
      '2 h 07 min',
    ]);
  });

  it('say short times with tenths once they are over', () => {
    assert.deepEqual([0, 840, 9_949, 9_950, 12_300].map(takenWords), ['0.0 s', '0.8 s', '9.9 s', '10 s', '12 s']);
  });

  it('say how many tokens were used, as far as it is known', () => {
    assert.equal(usageWords(undefined), undefined);
    assert.equal(usageWords({}), undefined);
    assert.equal(usageWords({ totalTokens: 1 }), '1 token');
    assert.equal(usageWords({ inputTokens: 1_000, outputTokens: 234 }), '1,234 tokens');
    assert.equal(usageDetail({ inputTokens: 1_000, outputTokens: 234 }), '1,000 in, 234 out');
    assert.equal(usageDetail({ totalTokens: 5 }), undefined);
  });

  it('say what a run is doing', () => {
    assert.equal(activityWords(runView()), 'Working');
    assert.equal(activityWords(runView({ state: { ...emptyRun, status: 'queued' } })), 'Waiting in the queue');
    assert.equal(activityWords(runView({ activity: 'reconnecting' })), 'Reconnecting');
    const ended = runView({ activity: 'ended', state: { ...emptyRun, status: 'ended', outcome: 'cancelled' } });
    assert.equal(activityWords(ended), 'Stopped');
    assert.deepEqual(
      [canStop(runView()), canStop(ended), canStop(undefined), canStop(runView({ activity: 'settling' }))],
      [true, false, false, false],
    );
  });

  it('sum a tool’s arguments up in one line', () => {
    assert.equal(toolSummary(undefined), '');
    assert.equal(toolSummary({}), '');
    assert.equal(toolSummary('plain\ntext'), 'plain text');
    assert.equal(toolSummary([1, 2]), '[1,2]');
    assert.equal(toolSummary({ path: 'src/a.ts', startLine: 3, endLine: 9 }), 'src/a.ts:3-9');
    assert.equal(toolSummary({ path: 'src/a.ts', line: 3 }), 'src/a.ts:3');
    assert.equal(toolSummary({ query: 'readEvents' }), 'readEvents');
    assert.equal(toolSummary({ query: 'a', limit: 5, none: null }), 'query: a, limit: 5');
    assert.equal(toolSummary({ path: 'src', query: { deep: true } }), 'src, query: {"deep":true}');
    assert.equal(toolSummary({ declarations: true }), 'declarations: true');
    assert.equal(toolSummary({ text: 'x'.repeat(500) }).length, 160);
  });

  it('sum progress up in one line, and show results in full', () => {
    assert.equal(progressSummary('one\ntwo\n'), 'two');
    assert.equal(progressSummary({ message: 'Reading', done: 1 }), 'Reading');
    assert.equal(progressSummary({ done: 1 }), '{"done":1}');
    assert.equal(readable('as it is\n'), 'as it is\n');
    assert.equal(readable({ a: [1] }), '{\n  "a": [\n    1\n  ]\n}');
  });
});
