import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Message } from '../../../src/model/message.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../src/model/runState.ts';
import {
  type RunTimeline,
  advanceTimeline,
  emptyTimeline,
  timelineBlocks,
  timelineFrom,
  timelineNews,
  withNews,
} from '../../../src/model/runTimeline.ts';

type Timed = readonly [atMs: number, event: RunEvent];

function after(...events: readonly Timed[]): RunTimeline {
  let state: RunState = emptyRun;
  let timeline = emptyTimeline;
  for (const [atMs, event] of events) {
    const before = state;
    state = reduceRun(state, event);
    timeline = advanceTimeline(timeline, before, state, atMs);
  }
  return timeline;
}

/** `tool:1 100–300`, `text:0 400–`. */
function words({ segments }: RunTimeline): readonly string[] {
  return segments.map(({ partKey, startMs, endMs }) => `${partKey} ${startMs}–${endMs ?? ''}`);
}

const say = (delta: string, id = 't'): RunEvent => ({ type: 'text-delta', id, delta });
const think = (delta: string): RunEvent => ({ type: 'reasoning-delta', id: 'r', delta });
const call = (toolCallId: string): RunEvent => ({
  type: 'tool-input-available',
  toolCallId,
  toolName: 'read_file',
  input: {},
});
const result = (toolCallId: string): RunEvent => ({ type: 'tool-output-available', toolCallId, output: 'x' });
const end: RunEvent = { type: 'run-end', outcome: 'completed' };

describe('the timeline of a run', () => {
  it('tells when reasoning, each tool and the answer began and ended', () => {
    const timeline = after(
      [10, { type: 'run-start', runId: 'run-1' }],
      [200, think('I look')],
      [300, think(' it up')],
      [400, { type: 'reasoning-end', id: 'r' }],
      [500, { type: 'tool-input-start', toolCallId: '1', toolName: 'read_file' }],
      [600, call('1')],
      [900, result('1')],
      [1000, say('It')],
      [1500, say(' works')],
      [2000, end],
    );
    assert.deepEqual(words(timeline), ['reasoning:0 200–400', 'tool:1 500–900', 'text:0 1000–2000']);
    assert.deepEqual(timeline.segments[1], {
      kind: 'tool',
      partKey: 'tool:1',
      toolName: 'read_file',
      toolState: 'done',
      startMs: 500,
      endMs: 900,
    });
    assert.equal(timeline.firstTokenMs, 200);
    assert.equal(timeline.endMs, 2000);
  });

  it('takes the first character for the first token, not the word that a text begins', () => {
    const timeline = after([100, { type: 'text-start', id: 't' }], [700, say('')], [800, say('Hi')], [900, say('!')]);
    assert.equal(timeline.firstTokenMs, 800);
    assert.deepEqual(words(timeline), ['text:0 800–']);
  });

  it('lets tools run at the same time, and ends a text that nobody ends when something comes after it', () => {
    const timeline = after(
      [100, say('I look.')],
      [200, call('1')],
      [300, call('2')],
      [400, result('2')],
      [500, { type: 'tool-output-error', toolCallId: '1', errorText: 'gone' }],
      [600, say('Done', 'u')],
    );
    assert.deepEqual(words(timeline), ['text:0 100–200', 'tool:1 200–500', 'tool:2 300–400', 'text:1 600–']);
    assert.equal(timeline.segments[1]?.toolState, 'failed');
  });

  it('is the same object while a text only grows', () => {
    let state = [say('a')].reduce(reduceRun, emptyRun);
    const timeline = advanceTimeline(emptyTimeline, emptyRun, state, 5);
    for (let atMs = 6; atMs < 20; atMs++) {
      const before = state;
      state = reduceRun(state, say('a'));
      assert.equal(advanceTimeline(timeline, before, state, atMs), timeline);
    }
  });

  it('follows services that send whole messages again and again', () => {
    const message = (text: string, isDone: boolean): Message => ({
      id: 'm',
      threadId: 't',
      role: 'assistant',
      state: 'stored',
      attachments: [],
      parts: [
        { type: 'tool', toolCallId: '1', toolName: 'search', state: isDone ? 'done' : 'running' },
        ...(text === '' ? [] : [{ type: 'text', text } as const]),
      ],
    });
    const upsert = (text: string, isDone: boolean): RunEvent => ({
      type: 'message-upsert',
      message: message(text, isDone),
    });
    const timeline = after(
      [100, upsert('', false)],
      [300, upsert('', true)],
      [400, upsert('So', true)],
      [600, upsert('So it is', true)],
      [800, end],
    );
    assert.deepEqual(words(timeline), ['tool:1 100–300', 'text:0 400–800']);
    assert.equal(timeline.firstTokenMs, 400);
  });

  it('forgets what the service takes back', () => {
    const timeline = after(
      [100, { type: 'step-start' }],
      [200, say('wrong')],
      [300, { type: 'step-reset' }],
      [400, say('right')],
    );
    assert.deepEqual(words(timeline), ['text:0 400–']);
    assert.equal(timeline.firstTokenMs, 200);
  });

  it('says of a run that is followed from its middle on only what it has seen', () => {
    const state = [call('1'), result('1'), say('So')].reduce(reduceRun, emptyRun);
    const joined = timelineFrom(state, 5000);
    const next = reduceRun(state, end);
    const timeline = advanceTimeline(joined, state, next, 6000);
    const shown = (each: RunTimeline): unknown =>
      timelineBlocks(each, 5400).map((block) => block.kind === 'segment' && [block.segment.kind, block.durationMs]);
    assert.deepEqual(shown(joined), [
      ['earlier', 5000],
      ['answer', 400],
    ]);
    assert.deepEqual(shown(timeline), [
      ['earlier', 5000],
      ['answer', 1000],
    ]);
    assert.equal(timeline.firstTokenMs, undefined);
  });
});

describe('the bar of a timeline', () => {
  it('has the pauses between segments, and the one that goes on', () => {
    const timeline = after([500, call('1')], [700, result('1')], [710, call('2')], [1000, result('2')]);
    assert.deepEqual(
      timelineBlocks(timeline, 3000).map(({ kind, durationMs }) => [kind, durationMs]),
      [
        ['waiting', 500],
        ['segment', 200],
        ['segment', 290],
        ['waiting', 2000],
      ],
    );
  });

  it('divides time that several tools took at once, so that the whole bar is the run', () => {
    const blocks = timelineBlocks(
      after([0, call('1')], [100, call('2')], [300, result('1')], [500, result('2')], [500, end]),
      9000,
    );
    assert.deepEqual(
      blocks.map(({ durationMs, shareMs }) => [durationMs, shareMs]),
      [
        [300, 200],
        [400, 300],
      ],
    );
  });
});

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constantFrom(say('a'), say('b', 'u'), think('c'), { type: 'text-end', id: 't' } as const, end),
  fc.constantFrom<RunEvent>({ type: 'step-start' }, { type: 'step-reset' }, { type: 'text-final', text: 'z' }),
  fc.constantFrom('1', '2').map(call),
  fc.constantFrom('1', '2').map(result),
);

describe('any timeline', () => {
  it('has segments that end after they begin, and shares that are never more than the time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1000), anyEvent), { maxLength: 40 }), (steps) => {
        let atMs = 0;
        const timeline = after(...steps.map(([ms, event]): Timed => [(atMs += ms), event]));
        const blocks = timelineBlocks(timeline, atMs);
        for (const { durationMs, shareMs } of blocks) assert.ok(durationMs >= 0 && shareMs >= 0);
        const sum = blocks.reduce((total, { shareMs }) => total + shareMs, 0);
        assert.ok(sum <= atMs + 0.01, `${sum} of ${atMs}`);
        const starts = timeline.segments.map(({ startMs }) => startMs);
        assert.deepEqual(
          starts,
          starts.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('is the same in the panel, which is told only what has changed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), anyEvent), { maxLength: 40 }), (steps) => {
        let state: RunState = emptyRun;
        let host = emptyTimeline;
        let panel = emptyTimeline;
        let atMs = 0;
        for (const [ms, event] of steps) {
          const before = state;
          state = reduceRun(state, event);
          const next = advanceTimeline(host, before, state, (atMs += ms));
          if (next !== host) panel = withNews(panel, timelineNews(host, next));
          host = next;
        }
        assert.deepEqual(panel, host);
      }),
    );
  });
});
