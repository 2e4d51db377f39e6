import assert from 'node:assert/strict';
import { maxHighlightLength, parseRunPanelMessage, readRunPanelIdentity } from '../../../src/model/runPanel.ts';
import { runDurationMs, runStatusWords } from '../../../src/model/runWords.ts';
import type { Run } from '../../../src/model/thread.ts';

describe('What the panel of a run says', () => {
  it('is understood in every form that it has', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'readTrace' },
      { type: 'tab', tab: 'why' },
      { type: 'command', command: 'cancel' },
      { type: 'showSpan', index: 3 },
      { type: 'askWhy', scope: 'passage' },
      { type: 'cancelWhy', scope: 'answer' },
      { type: 'copy', text: 'run-1' },
      { type: 'openLink', url: 'https://example.com' },
      { type: 'act', action: 'setApiKey' },
    ]) {
      assert.deepEqual(parseRunPanelMessage({ ...message, more: true }), message);
    }
  });

  it('is ignored where it is anything else', () => {
    for (const message of [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'tab' },
      { type: 'tab', tab: 'secrets' },
      { type: 'command', command: 'deleteThread' },
      { type: 'showSpan', index: -1 },
      { type: 'showSpan', index: 'first' },
      { type: 'askWhy', scope: 'everything' },
      { type: 'copy', text: 'x'.repeat(1_000_001) },
      { type: 'openLink', url: 7 },
      { type: 'act' },
    ]) {
      assert.equal(parseRunPanelMessage(message), undefined, JSON.stringify(message)?.slice(0, 60));
    }
  });
});

describe('What a run panel comes back from', () => {
  const kept = { connectionId: 'local', threadId: 't', runId: 'r' };

  it('is its run, its tab and the passage that was asked about', () => {
    assert.deepEqual(readRunPanelIdentity({ ...kept, tab: 'why', highlight: ' a passage ' }), {
      ...kept,
      tab: 'why',
      highlight: 'a passage',
    });
  });

  it('is the details where the tab is not known, and no passage where it is blank', () => {
    assert.deepEqual(readRunPanelIdentity({ ...kept, tab: 'logs', highlight: '  ' }), { ...kept, tab: 'details' });
  });

  it('is nothing without the run', () => {
    assert.equal(readRunPanelIdentity({ connectionId: 'local', threadId: 't' }), undefined);
    assert.equal(readRunPanelIdentity(undefined), undefined);
  });

  it('holds no passage longer than can be asked about', () => {
    const { highlight } = readRunPanelIdentity({ ...kept, highlight: 'x'.repeat(50_000) }) ?? {};
    assert.equal(highlight?.length, maxHighlightLength);
  });
});

describe('A run in words', () => {
  const run: Run = { id: 'r', threadId: 't', status: 'completed' };

  it('names a status that is not known as the service does', () => {
    assert.equal(runStatusWords({ status: 'unknown', rawStatus: 'hibernating' }), 'Unknown status “hibernating”');
    assert.equal(runStatusWords({ status: 'unknown' }), 'Unknown status');
    assert.equal(runStatusWords({ status: 'cancelled' }), 'Stopped');
  });

  it('took from its start to its end, or until now while it goes on', () => {
    const startedAt = '2026-01-01T00:00:10Z';
    const createdAt = '2026-01-01T00:00:00Z';
    const nowMs = Date.parse('2026-01-01T00:01:00Z');
    assert.equal(runDurationMs({ ...run, createdAt, startedAt, endedAt: '2026-01-01T00:00:15Z' }, nowMs), 5_000);
    assert.equal(runDurationMs({ ...run, createdAt, endedAt: '2026-01-01T00:00:15Z' }, nowMs), 15_000);
    assert.equal(runDurationMs({ ...run, status: 'running', startedAt }, nowMs), 50_000);
    assert.equal(runDurationMs({ ...run, startedAt }, nowMs), undefined);
    assert.equal(runDurationMs({ ...run, status: 'running' }, nowMs), undefined);
    assert.equal(runDurationMs({ ...run, startedAt, endedAt: createdAt }, nowMs), 0);
  });
});
