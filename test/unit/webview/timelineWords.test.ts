import assert from 'node:assert/strict';
import type { TimelineBlock, TimelineSegment } from '../../../src/model/runTimeline.ts';
import { blockWords } from '../../../src/webview/timelineWords.ts';
import { clockWords } from '../../../src/webview/words.ts';

function block(segment: Partial<TimelineSegment>, durationMs = 1_230): TimelineBlock {
  const whole: TimelineSegment = { kind: 'tool', partKey: 'k', startMs: 0, endMs: durationMs, ...segment };
  return { kind: 'segment', segment: whole, durationMs, shareMs: durationMs };
}

describe('a segment of the timeline', () => {
  it('says what it is, how long it took and how it went', () => {
    assert.equal(blockWords(block({ toolName: 'read_file', toolState: 'done' })), 'Tool read_file, 1.2 s, completed');
    assert.equal(blockWords(block({ toolName: 'search', toolState: 'failed' })), 'Tool search, 1.2 s, failed');
    assert.equal(blockWords(block({ toolName: '', toolState: 'running' })), 'Tool without name, 1.2 s, without result');
    assert.equal(blockWords(block({ kind: 'reasoning' }, 65_000)), 'Reasoning, 1 min 05 s');
    const { endMs: _, ...open } = { kind: 'answer', partKey: 'text:0', startMs: 0, endMs: 1 } as const;
    assert.equal(
      blockWords({ kind: 'segment', segment: open, durationMs: 400, shareMs: 400 }),
      'Answer, 400 ms, going on',
    );
    assert.equal(blockWords({ kind: 'waiting', startMs: 0, durationMs: 900, shareMs: 900 }), 'Waiting, 900 ms');
  });
});

describe('time that runs on', () => {
  it('is as wide as it was, until an hour is over', () => {
    assert.deepEqual([0, 8_400, 59_999, 725_000, 3_729_000].map(clockWords), [
      '00:00',
      '00:08',
      '00:59',
      '12:05',
      '1:02:09',
    ]);
  });
});
