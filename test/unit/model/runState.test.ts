import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Message, Part } from '../../../src/model/message.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun, toolInputOf } from '../../../src/model/runState.ts';

function after(...events: readonly RunEvent[]): RunState {
  return events.reduce(reduceRun, emptyRun);
}

function partsAfter(...events: readonly RunEvent[]): readonly Part[] {
  return after(...events).parts;
}

describe('the text of a run', () => {
  it('appears where it starts, even if nobody said that it starts', () => {
    assert.deepEqual(partsAfter({ type: 'text-delta', id: '1', delta: 'Hi' }), [
      { type: 'text', id: '1', text: 'Hi', isOpen: true },
    ]);
    assert.deepEqual(partsAfter({ type: 'text-end', id: '1' }), []);
  });

  it('goes on in its own block while others are written', () => {
    const parts = partsAfter(
      { type: 'text-start', id: '1' },
      { type: 'reasoning-start', id: '1' },
      { type: 'text-start', id: '2' },
      { type: 'text-delta', id: '1', delta: 'a' },
      { type: 'reasoning-delta', id: '1', delta: 'b' },
      { type: 'text-delta', id: '2', delta: 'c' },
      { type: 'text-end', id: '1' },
      { type: 'text-delta', id: '2', delta: 'd' },
    );
    assert.deepEqual(parts, [
      { type: 'text', id: '1', text: 'a' },
      { type: 'reasoning', id: '1', text: 'b', isOpen: true },
      { type: 'text', id: '2', text: 'cd', isOpen: true },
    ]);
  });

  it('goes on across a step that another stream begins', () => {
    const parts = partsAfter(
      { type: 'text-start', id: '1' },
      { type: 'step-start' },
      { type: 'text-delta', id: '1', delta: 'a' },
      { type: 'text-end', id: '1' },
    );
    assert.deepEqual(parts, [{ type: 'text', id: '1', text: 'a' }]);
  });

  it('is a new block when a later step uses the same id again', () => {
    const step: readonly RunEvent[] = [
      { type: 'step-start' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'x' },
      { type: 'text-end', id: '0' },
    ];
    assert.deepEqual(
      partsAfter(...step, ...step).map((part) => part.type === 'text' && part.text),
      ['x', 'x'],
    );
  });

  it('is replaced in the current step, and only there, when the service declares it', () => {
    const parts = partsAfter(
      { type: 'text-delta', id: '1', delta: 'Looking.' },
      { type: 'step-start' },
      { type: 'text-delta', id: '2', delta: 'Fou' },
      { type: 'reasoning-delta', id: '3', delta: 'hm' },
      { type: 'text-delta', id: '4', delta: 'nd' },
      { type: 'text-final', text: 'Found it.' },
    );
    assert.deepEqual(
      parts.map((part) => 'text' in part && part.text),
      ['Looking.', 'Found it.', 'hm'],
    );
    assert.deepEqual(partsAfter({ type: 'text-final', text: 'All.' }), [{ type: 'text', text: 'All.' }]);
  });

  it('of the current step goes when the step is done again', () => {
    const parts = partsAfter(
      { type: 'text-delta', id: '1', delta: 'kept' },
      { type: 'step-start' },
      { type: 'text-delta', id: '1', delta: 'dropped' },
      { type: 'step-reset' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'again' },
    );
    assert.equal(parts.length, 2);
    assert.deepEqual(parts[1], { type: 'text', id: '1', text: 'again', isOpen: true });
  });
});

describe('a tool call of a run', () => {
  const start: RunEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'search' };
  const input: RunEvent = { type: 'tool-input-available', toolCallId: 'c', toolName: 'search', input: { q: 1 } };
  const output: RunEvent = { type: 'tool-output-available', toolCallId: 'c', output: 'hit' };

  it('shows its arguments as they arrive, then whole', () => {
    const arriving = partsAfter(
      start,
      { type: 'tool-input-delta', toolCallId: 'c', delta: '{"q"' },
      { type: 'tool-input-delta', toolCallId: 'c', delta: ':1}' },
    );
    const [tool] = arriving;
    assert.ok(tool?.type === 'tool' && tool.state === 'input-streaming' && tool.inputText === '{"q":1}');
    assert.deepEqual(toolInputOf(tool), { q: 1 });
    assert.equal(toolInputOf({ ...tool, inputText: '{"q"' }), '{"q"');
    const whole = [...[start, input].reduce(reduceRun, emptyRun).parts][0];
    assert.ok(whole?.type === 'tool' && whole.state === 'running');
  });

  it('takes a result that arrives before it', () => {
    const parts = partsAfter(output, input);
    assert.deepEqual(parts, [
      { type: 'tool', toolCallId: 'c', toolName: 'search', state: 'done', output: 'hit', input: { q: 1 } },
    ]);
  });

  it('takes a result that arrives in a later step', () => {
    assert.deepEqual(
      partsAfter({ type: 'step-start' }, input, { type: 'step-start' }, output).map(
        (part) => part.type === 'tool' && part.state,
      ),
      ['done'],
    );
  });

  it('is another call when a later step uses the same id again', () => {
    const step: readonly RunEvent[] = [{ type: 'step-start' }, start, input, output];
    const parts = partsAfter(...step, { type: 'step-start' }, { ...input, input: { q: 2 } });
    assert.deepEqual(
      parts.map((part) => part.type === 'tool' && [part.state, part.input, part.output]),
      [
        ['done', { q: 1 }, 'hit'],
        ['running', { q: 2 }, undefined],
      ],
    );
  });

  it('answers the newest call where several have its id', () => {
    const parts = partsAfter(input, { type: 'step-start' }, input, { type: 'step-start' }, output);
    assert.deepEqual(
      parts.map((part) => part.type === 'tool' && part.state),
      ['running', 'done'],
    );
  });

  it('starts over when it is started again, without what it had before', () => {
    const [tool] = partsAfter(start, { type: 'tool-input-delta', toolCallId: 'c', delta: '{' }, output, start);
    assert.deepEqual(tool, { type: 'tool', toolCallId: 'c', toolName: 'search', state: 'input-streaming' });
  });

  it('loses its error when a result arrives after all', () => {
    const parts = partsAfter(input, { type: 'tool-output-error', toolCallId: 'c', errorText: 'broke' }, output);
    assert.deepEqual(parts, [
      { type: 'tool', toolCallId: 'c', toolName: 'search', state: 'done', input: { q: 1 }, output: 'hit' },
    ]);
  });

  it('shows progress until the result replaces it', () => {
    const progress: RunEvent = { ...output, output: '1 of 2', isPreliminary: true };
    const [running] = partsAfter(input, progress);
    assert.ok(running?.type === 'tool' && running.state === 'running' && running.isPreliminary === true);
    const [done] = partsAfter(input, progress, output);
    assert.ok(done?.type === 'tool' && done.state === 'done' && done.output === 'hit' && !('isPreliminary' in done));
  });

  it('says what was wrong with its arguments', () => {
    const [tool] = partsAfter(start, {
      type: 'tool-input-error',
      toolCallId: 'c',
      toolName: 'search',
      input: '{',
      errorText: 'not JSON',
    });
    assert.deepEqual(tool, {
      type: 'tool',
      toolCallId: 'c',
      toolName: 'search',
      state: 'input-error',
      input: '{',
      errorText: 'not JSON',
    });
  });
});

describe('a run', () => {
  it('ends once: what comes later changes nothing but its numbers', () => {
    const ended = after(
      { type: 'text-delta', id: '1', delta: 'x' },
      { type: 'run-end', outcome: 'failed', reason: 'r' },
    );
    assert.deepEqual(ended.parts, [{ type: 'text', id: '1', text: 'x' }]);
    assert.equal(reduceRun(ended, { type: 'text-delta', id: '1', delta: 'y' }), ended);
    assert.equal(reduceRun(ended, { type: 'run-end', outcome: 'completed' }), ended);
    const counted = reduceRun(ended, { type: 'run-update', status: 'running', usage: { totalTokens: 3 } });
    assert.deepEqual([counted.status, counted.outcome, counted.usage], ['ended', 'failed', { totalTokens: 3 }]);
  });

  it('keeps its id when a later event does not repeat it', () => {
    assert.equal(after({ type: 'run-start', runId: 'r' }, { type: 'run-start' }).runId, 'r');
  });

  it('keeps and counts what nobody understood', () => {
    const state = after({ type: 'unknown', raw: { type: 'new' } }, { type: 'unknown', raw: 'x' });
    assert.equal(state.unknownCount, 2);
    assert.deepEqual(state.parts[0], { type: 'unknown', raw: { type: 'new' } });
  });

  it('replaces sources, data and whole messages that come again under the same id', () => {
    const message: Message = { id: 'm', threadId: 't', role: 'assistant', parts: [], state: 'stored', attachments: [] };
    const state = after(
      { type: 'source-url', sourceId: 's', url: 'https://example.com' },
      { type: 'source-url', sourceId: 's', url: 'https://example.com', title: 'Example' },
      { type: 'data', name: 'n', id: 'd', data: 1 },
      { type: 'data', name: 'n', id: 'd', data: 2 },
      { type: 'data', name: 'n', data: 3 },
      { type: 'data', name: 'n', data: 4, isTransient: true },
      { type: 'message-upsert', message },
      { type: 'message-upsert', message: { ...message, role: 'tool' } },
    );
    assert.deepEqual(state.parts, [
      { type: 'source', sourceId: 's', url: 'https://example.com', title: 'Example' },
      { type: 'data', name: 'n', id: 'd', data: 2 },
      { type: 'data', name: 'n', data: 3 },
    ]);
    assert.deepEqual(
      state.messages.map((each) => each.role),
      ['tool'],
    );
  });

  it('never makes the reducer throw or lose text, whatever order events come in', () => {
    const id = fc.constantFrom('0', '1', '__proto__');
    const event: fc.Arbitrary<RunEvent> = fc.oneof(
      fc.constant<RunEvent>({ type: 'step-start' }),
      fc.record({ type: fc.constantFrom('text-start', 'text-end', 'reasoning-start', 'reasoning-end'), id }),
      fc.record({ type: fc.constantFrom('text-delta', 'reasoning-delta'), id, delta: fc.string() }),
      fc.record({ type: fc.constant('tool-input-delta'), toolCallId: id, delta: fc.string() }),
      fc.record({ type: fc.constant('tool-output-available'), toolCallId: id, output: fc.jsonValue() }),
      fc.record({ type: fc.constant('tool-input-start'), toolCallId: id, toolName: id }),
      fc.record({ type: fc.constant('tool-output-error'), toolCallId: id, errorText: id }),
    ) as fc.Arbitrary<RunEvent>;
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const sent = events
          .filter((each) => each.type === 'text-delta')
          .reduce((sum, each) => sum + each.delta.length, 0);
        const shown = after(...events).parts.reduce(
          (sum, part) => sum + (part.type === 'text' ? part.text.length : 0),
          0,
        );
        assert.equal(shown, sent);
      }),
    );
  });
});
