import assert from 'node:assert/strict';
import type { Message, Part, ToolPart } from '../../../src/model/message.ts';
import { emptyRun, reduceRun } from '../../../src/model/runState.ts';
import { articleName, holderOf, mainMessage, transcriptOf } from '../../../src/model/transcript.ts';

function message(id: string, role: string, parts: readonly Part[], more: Partial<Message> = {}): Message {
  return { id, threadId: 't', role, parts, state: 'stored', attachments: [], ...more };
}

const call: ToolPart = { type: 'tool', toolCallId: 'c1', toolName: 'search_text', state: 'running', input: { q: 'x' } };
const result: ToolPart = { type: 'tool', toolCallId: 'c1', toolName: '', state: 'done', output: ['hit'] };

describe('the transcript', () => {
  it('puts a stored tool result into its call, not into an article of its own', () => {
    const items = transcriptOf([
      message('u', 'user', [{ type: 'text', text: 'Q' }]),
      message('a', 'assistant', [call], { runId: 'r' }),
      message('x', 'tool', [result], { runId: 'r' }),
      message('b', 'assistant', [{ type: 'text', text: 'Answer' }], { runId: 'r' }),
    ]);
    assert.deepEqual(
      items.map((item) => item.role),
      ['user', 'assistant'],
    );
    assert.deepEqual(items[1]?.parts, [
      { ...call, state: 'done', output: ['hit'] },
      { type: 'text', text: 'Answer' },
    ]);
  });

  it('pairs results without ids with the oldest open call of the same name', () => {
    const open: Part = { type: 'tool', toolCallId: '', toolName: 'read_file', state: 'running', input: 1 };
    const done: Part = { type: 'tool', toolCallId: '', toolName: 'read_file', state: 'done', output: 'text' };
    const [item] = transcriptOf([message('a', 'assistant', [open, { ...open, input: 2 }, done])]);
    assert.deepEqual(item?.parts, [
      { ...open, state: 'done', output: 'text' },
      { ...open, input: 2 },
    ]);
  });

  it('pairs a failure with its call as well, and what has an id with what has none', () => {
    const open: Part = { ...call, toolCallId: '', toolName: 'look' };
    const closed = (more: Partial<ToolPart>): Part => ({ ...result, toolName: 'look', ...more });
    for (const [first, second] of [
      [open, closed({ toolCallId: '', state: 'failed' })],
      [open, closed({ toolCallId: '', state: 'input-error' })],
      [open, closed({ toolCallId: 'c9' })],
      [{ ...open, toolCallId: 'c9' }, closed({ toolCallId: '' })],
      [{ ...open, toolCallId: 'c9' }, closed({ toolCallId: '', toolName: '' })],
    ] as const) {
      const [item] = transcriptOf([message('a', 'assistant', [first]), message('b', 'tool', [second])]);
      assert.equal(item?.parts.length, 1, JSON.stringify([first, second]));
      const [part] = item?.parts ?? [];
      assert.ok(part?.type === 'tool' && part.state !== 'running' && part.toolName === 'look');
      assert.deepEqual(part.input, call.input);
    }
  });

  it('takes an id that is used again for another call', () => {
    const [item] = transcriptOf([
      message('a', 'assistant', [call]),
      message('b', 'tool', [result]),
      message('c', 'assistant', [{ ...call, input: { second: true } }]),
      message('d', 'tool', [{ ...result, output: 'second' }]),
    ]);
    assert.deepEqual(
      item?.parts.map((part) => part.type === 'tool' && [part.state, part.input, part.output]),
      [
        ['done', call.input, result.output],
        ['done', { second: true }, 'second'],
      ],
    );
  });

  it('puts a call that comes behind its result into it', () => {
    const [item] = transcriptOf([message('a', 'tool', [result]), message('b', 'assistant', [call])]);
    const [part] = item?.parts ?? [];
    assert.ok(part?.type === 'tool' && item?.parts.length === 1);
    assert.deepEqual([part.state, part.input, part.output], ['done', call.input, result.output]);
  });

  it('counts arguments that were refused as the answer of their call', () => {
    const open: Part = { type: 'tool', toolCallId: '', toolName: 'read_file', state: 'running', input: 1 };
    const refused: Part = { ...open, state: 'input-error', errorText: 'No such argument.' };
    const done: Part = { type: 'tool', toolCallId: '', toolName: 'read_file', state: 'done', output: 'text' };
    const [item] = transcriptOf([message('a', 'assistant', [open, refused, { ...open, input: 2 }, done])]);
    assert.deepEqual(item?.parts, [refused, { ...open, input: 2, state: 'done', output: 'text' }]);
  });

  it('pairs a call and its answer where only one of them has an id', () => {
    const done: Part = { type: 'tool', toolCallId: '', toolName: 'search_text', state: 'done', output: 'text' };
    const whole = [{ ...call, state: 'done', output: 'text' }];
    const [byCall] = transcriptOf([message('a', 'assistant', [call, done])]);
    assert.deepEqual(byCall?.parts, whole);
    const parts: readonly Part[] = [
      { ...call, toolCallId: '' },
      { ...done, toolCallId: 'c1' },
    ];
    const [byResult] = transcriptOf([message('a', 'assistant', parts)]);
    assert.deepEqual(byResult?.parts, whole);
  });

  it('gives a result with an id to the call that has it, not to an older one without', () => {
    const older: Part = { type: 'tool', toolCallId: '', toolName: 'search_text', state: 'running', input: 1 };
    const done: Part = { type: 'tool', toolCallId: 'c1', toolName: 'search_text', state: 'done', output: 'text' };
    const [item] = transcriptOf([message('a', 'assistant', [older, call, done])]);
    assert.deepEqual(item?.parts, [older, { ...call, state: 'done', output: 'text' }]);
  });

  it('keeps both calls where an id comes again later in the run', () => {
    const again: ToolPart = { ...call, input: { q: 'y' } };
    const [item] = transcriptOf([
      message('a', 'assistant', [call], { runId: 'r' }),
      message('b', 'tool', [result], { runId: 'r' }),
      message('c', 'assistant', [again], { runId: 'r' }),
      message('d', 'tool', [{ ...result, output: ['miss'] }], { runId: 'r' }),
    ]);
    assert.deepEqual(item?.parts, [
      { ...call, state: 'done', output: ['hit'] },
      { ...again, state: 'done', output: ['miss'] },
    ]);
    const live = transcriptOf([], { ...emptyRun, status: 'running', parts: item.parts });
    assert.deepEqual(live[0]?.parts, item.parts);
  });

  it('shows an answer once that a service stored twice', () => {
    const [item] = transcriptOf([message('a', 'assistant', [call, result, { ...result }])]);
    assert.deepEqual(item?.parts, [{ ...call, state: 'done', output: ['hit'] }]);
  });

  it('names a source once, with all that its messages say of it', () => {
    const found: Part = { type: 'source', sourceId: 'c', title: 'Setup', chunkId: 'c' };
    const cited: Part = { type: 'source', sourceId: 'c', title: 'Chunk c', chunkId: 'c', page: 3 };
    const other: Part = { type: 'source', sourceId: 'd', title: 'Laws' };
    const text: Part = { type: 'text', text: 'Lift it.' };
    const [item] = transcriptOf([message('t', 'tool', [found, other]), message('a', 'assistant', [text, cited])]);
    assert.deepEqual(item?.parts, [{ ...found, page: 3 }, other, text]);
  });

  it('keeps a result that is an empty text', () => {
    const empty: Part = { type: 'tool', toolCallId: 'c1', toolName: '', state: 'done', output: '' };
    const [item] = transcriptOf([message('a', 'assistant', [call, empty])]);
    assert.deepEqual(item?.parts, [{ ...call, state: 'done', output: '' }]);
  });

  it('keeps the answers of two runs apart', () => {
    const items = transcriptOf([
      message('u', 'user', []),
      message('a', 'assistant', [], { runId: 'r1' }),
      message('b', 'assistant', [], { runId: 'r2' }),
    ]);
    assert.deepEqual(
      items.map((item) => item.key),
      ['message:u', 'answer:u:0', 'answer:u:1'],
    );
  });

  it('gives a live answer the key that it keeps once it is stored', () => {
    const user = message('u', 'user', [], { nonce: 'n' });
    const live = transcriptOf([user], reduceRun(emptyRun, { type: 'text-delta', id: '1', delta: 'Hi' }));
    const stored = transcriptOf([user, message('a', 'assistant', [{ type: 'text', text: 'Hi' }], { runId: 'r' })]);
    assert.deepEqual(
      live.map((item) => item.key),
      stored.map((item) => item.key),
    );
    assert.equal(live[1]?.isLive, true);
    assert.equal(stored[1]?.isLive, false);
  });

  it('keeps the key of a prompt that was on its way and is now stored', () => {
    const sending = transcriptOf([message('local', 'user', [], { nonce: 'n', state: 'sending' })]);
    const stored = transcriptOf([message('msg_1', 'user', [], { nonce: 'n' })]);
    assert.equal(sending[0]?.key, stored[0]?.key);
  });

  it('shows a result whose call was never seen', () => {
    const [item] = transcriptOf([message('x', 'tool', [result])]);
    assert.deepEqual(item?.parts, [result]);
    assert.equal(item?.role, 'tool');
  });
});

describe('an article', () => {
  it('is named after its role and the local time', () => {
    const at = new Date(2026, 10, 20, 9, 5).toISOString();
    assert.equal(articleName({ role: 'user', createdAt: at }), 'User, 09:05');
    assert.equal(articleName({ role: 'assistant', createdAt: at }), 'Assistant, 09:05');
  });
  it('is named after its role alone without a stored time', () => {
    assert.equal(articleName({ role: 'developer' }), 'Developer');
    assert.equal(articleName({ role: 'system', createdAt: 'yesterday' }), 'System');
  });
});

describe('an article of several messages', () => {
  const stored = { objectId: 'o1', isTruncated: false };
  const large: Part = { ...result, outputStored: stored };
  const [item] = transcriptOf([
    message('a', 'assistant', [call], { runId: 'r' }),
    message('x', 'tool', [large], { runId: 'r' }),
    message('b', 'assistant', [{ type: 'text', text: 'Answer' }], { runId: 'r' }),
    message('c', 'tool', [{ type: 'data', name: 'd', data: 1, stored }], { runId: 'r' }),
  ]);

  it('knows which of them keeps the whole of a large result that was put into its call', () => {
    assert.ok(item);
    const [tool] = item.parts;
    assert.ok(tool?.type === 'tool' && tool.outputStored);
    assert.equal(holderOf(item, tool.outputStored), 'x');
    assert.equal(holderOf(item, { ...stored }), undefined);
    assert.equal(holderOf({ messages: item.messages.slice(2) }, stored), 'c');
  });

  it('is changed in the last one with text, or else in the last one', () => {
    assert.ok(item);
    assert.equal(mainMessage(item)?.id, 'b');
    assert.equal(mainMessage({ messages: item.messages.slice(0, 2) })?.id, 'x');
    assert.equal(mainMessage({ messages: [message('u', 'user', [], { state: 'unsent' })] }), undefined);
  });
});
