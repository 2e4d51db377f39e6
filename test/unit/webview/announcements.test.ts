import assert from 'node:assert/strict';
import type { PanelState } from '../../../src/model/panel.ts';
import { applyEvents } from '../../../src/model/panel.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { emptyRun } from '../../../src/model/runState.ts';
import { announcements } from '../../../src/webview/announcements.ts';
import { panelState, runView } from '../../support/panelScenes.ts';

/** What is said while `events` arrive one by one. */
function saidDuring(start: PanelState, events: readonly RunEvent[]): readonly string[] {
  let state = start;
  return events.flatMap((event) => {
    const next = applyEvents(state, [event]);
    const words = announcements(state, next, 12_000);
    state = next;
    return words;
  });
}

const starting = panelState({ run: runView({ activity: 'starting', state: emptyRun }) });

describe('What a screen reader is told', () => {
  it('is nothing of what was there when the panel opened', () => {
    assert.deepEqual(announcements(undefined, starting, 0), []);
  });

  it('is that a run has started, by the name of its agent', () => {
    assert.deepEqual(announcements(panelState(), starting, 0), ['Code Lookup has started']);
    const nameless = runView({ state: emptyRun });
    delete (nameless as { agentName?: string }).agentName;
    assert.deepEqual(announcements(panelState(), panelState({ run: nameless }), 0), ['The run has started']);
  });

  it('is each call of a tool and the end, never the text', () => {
    const said = saidDuring(starting, [
      { type: 'run-start', runId: 'r' },
      { type: 'reasoning-start', id: '1' },
      { type: 'reasoning-delta', id: '1', delta: 'thinking' },
      { type: 'reasoning-end', id: '1' },
      { type: 'tool-input-start', toolCallId: 'a', toolName: 'read_file' },
      { type: 'tool-input-delta', toolCallId: 'a', delta: '{}' },
      { type: 'tool-input-available', toolCallId: 'a', toolName: 'read_file', input: {} },
      { type: 'tool-output-available', toolCallId: 'a', output: 'x' },
      { type: 'tool-input-available', toolCallId: 'b', toolName: 'list_files', input: {} },
      { type: 'tool-output-error', toolCallId: 'b', errorText: 'no' },
      { type: 'text-start', id: '2' },
      { type: 'text-delta', id: '2', delta: 'an answer' },
      { type: 'text-end', id: '2' },
      { type: 'run-end', outcome: 'completed' },
    ]);
    assert.deepEqual(said, [
      'Tool read_file called',
      'Tool list_files called',
      'Tool list_files failed',
      'Answer complete after 12 s',
    ]);
  });

  it('is how else a run ended', () => {
    const end = (event: RunEvent): readonly string[] => saidDuring(starting, [event]);
    assert.deepEqual(end({ type: 'run-end', outcome: 'failed', reason: 'no model' }), ['The run failed: no model']);
    assert.deepEqual(end({ type: 'run-end', outcome: 'cancelled' }), ['The run was stopped']);
    assert.deepEqual(end({ type: 'run-end', outcome: 'unknown' }), ['What became of the run is not known']);
    assert.deepEqual(
      saidDuring(starting, [
        { type: 'needs-input', requests: [{ value: {} }] },
        { type: 'run-end', outcome: 'needs-input' },
      ]),
      ['The agent needs input'],
    );
  });

  it('is that the connection was lost and is back', () => {
    const lost = panelState({ run: runView({ activity: 'reconnecting' }) });
    const back = panelState({ run: runView() });
    assert.deepEqual(announcements(back, lost, 0), ['Connection lost, reconnecting']);
    assert.deepEqual(announcements(lost, back, 0), ['Connected again']);
  });

  it('is a problem, once', () => {
    const problem = { title: 'Could not load the thread', detail: 'd', actions: [] };
    const failed = panelState({ problem });
    assert.deepEqual(announcements(panelState(), failed, 0), ['Could not load the thread']);
    assert.deepEqual(announcements(failed, panelState({ problem: { ...problem } }), 0), []);
  });
});
