import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createDecoder } from '../../../../src/backends/langgraph/decodeStream.ts';
import { textOf } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { readEvents } from '../../../../src/net/sse.ts';
import { chunksOf, streamOf } from '../../../support/chunks.ts';

const folder = 'test/fixtures/langgraph';

async function decode(chunks: AsyncIterable<Uint8Array>): Promise<{ events: RunEvent[]; wasCancelled: boolean }> {
  const decoder = createDecoder();
  const events: RunEvent[] = [];
  for await (const event of readEvents(chunks, { dispatchEmpty: true })) events.push(...decoder.decode(event));
  return { events, wasCancelled: decoder.wasCancelled };
}

const recording = (name: string): Uint8Array => readFileSync(path.join(folder, `${name}.sse`));
const split = (bytes: Uint8Array, size: number) => decode(streamOf(chunksOf(bytes, size)));
const whole = (bytes: Uint8Array) => split(bytes, bytes.length);

async function stateOf(name: string): Promise<RunState & { readonly wasCancelled: boolean }> {
  const { events, wasCancelled } = await whole(recording(name));
  return { ...events.reduce(reduceRun, emptyRun), wasCancelled };
}

/** What one server said, in words of ours: the event name and its data. */
function said(...events: readonly (readonly [event: string, data: unknown])[]): readonly RunEvent[] {
  const decoder = createDecoder();
  return events.flatMap(([event, data]) =>
    decoder.decode({ event, data: typeof data === 'string' ? data : JSON.stringify(data) }),
  );
}

const textIn = (events: readonly RunEvent[]): string => textOf(events.reduce(reduceRun, emptyRun));

describe('a recorded stream of a LangGraph server', () => {
  const names = [
    '13-stream-values',
    '14-stream-messages',
    '15-stream-messages-tuple',
    '21-stream-tool-messages',
    '22-stream-tool-tuple',
    '23-stream-error',
    '26-stream-interrupt',
    '29-stream-resume',
    '39-resumable-join-first-2s',
    '41-resumable-replay-all-after-done',
    '42-stream-being-cancelled',
  ];
  for (const name of names) {
    it(`means the same for every split of its bytes: ${name}`, async () => {
      const bytes = recording(name);
      const expected = await whole(bytes);
      for (const size of [1, 2, 3, 7]) assert.deepEqual(await split(bytes, size), expected, `by ${size}`);
      // That every cut in two gives the same events is shown for the reader; here the cuts that change most.
      for (const place of placesIn(bytes)) {
        const parts = [bytes.subarray(0, place), bytes.subarray(place)];
        assert.deepEqual(await decode(streamOf(parts)), expected, `at ${place}`);
      }
    });

    it(`holds nothing that is not understood: ${name}`, async () => {
      const { events } = await whole(recording(name));
      assert.deepEqual(
        events.filter((event) => event.type === 'unknown'),
        [],
      );
      assert.ok(events.some((event) => event.type === 'run-start'));
    });
  }

  it('tells the same answer in pieces and in whole messages', async () => {
    const pieces = await stateOf('15-stream-messages-tuple');
    assert.notEqual(textOf(pieces), '');
    for (const name of ['13-stream-values', '14-stream-messages']) {
      const state = await stateOf(name);
      assert.notEqual(textOf(state), '', name);
      assert.equal(state.parts.filter((part) => part.type === 'text').length, 1, name);
    }
  });

  it('tells a call of a tool once, with its arguments and its result', async () => {
    for (const name of ['21-stream-tool-messages', '22-stream-tool-tuple']) {
      const tools = (await stateOf(name)).parts.filter((part) => part.type === 'tool');
      assert.equal(tools.length, 1, name);
      assert.equal(tools[0]?.state, 'done', name);
      assert.ok(tools[0]?.toolName, name);
      assert.notEqual(tools[0]?.output, undefined, name);
      const { input, inputText } = tools[0] ?? {};
      assert.equal(typeof (input ?? JSON.parse(inputText ?? '""')), 'object', name);
    }
  });

  it('says what is asked, and why it failed', async () => {
    const asked = await stateOf('26-stream-interrupt');
    assert.equal(asked.inputRequests?.length, 1);
    assert.ok(asked.inputRequests[0]?.id);
    const failed = await stateOf('23-stream-error');
    assert.ok(failed.parts.some((part) => part.type === 'error'));
    assert.equal(failed.wasCancelled, false);
  });

  it('knows a run that someone cancelled', async () => {
    const { wasCancelled, parts } = await stateOf('42-stream-being-cancelled');
    assert.equal(wasCancelled, true);
    assert.equal(
      parts.some((part) => part.type === 'error'),
      false,
    );
  });
});

/** Every place in a short recording, a spread of them in a long one. */
function placesIn(bytes: Uint8Array): readonly number[] {
  const step = Math.ceil(bytes.length / 1500);
  return Array.from({ length: Math.floor(bytes.length / step) + 1 }, (_, index) => index * step);
}

describe('what LangGraph servers say', () => {
  const ai = (id: string, content: unknown, more: object = {}) => ({ type: 'ai', id, content, ...more });
  const human = { type: 'human', id: 'h', content: 'Why?' };
  const meta = { langgraph_node: 'agent', run_id: 'r' };

  it('is appended where it comes in pieces, and not told again where it then comes as a whole', () => {
    const events = said(
      ['messages', [ai('a', 'Be'), meta]],
      ['messages', [ai('a', 'cause'), meta]],
      ['updates', { agent: { messages: [ai('a', 'Because.')] } }],
      ['values', { messages: [human, ai('a', 'Because.')] }],
    );
    assert.equal(textIn(events), 'Because.');
    assert.equal(events.filter((event) => event.type === 'text-start').length, 1);
  });

  it('does not tell what was there before the run', () => {
    const history = [{ type: 'human', id: 'h0', content: 'Before' }, ai('a0', 'Old answer'), human];
    const events = said(
      ['values', { messages: history }],
      ['values', { messages: [...history, ai('a', 'New')] }],
      ['messages/complete', history],
    );
    assert.equal(textIn(events), 'New');
  });

  it('does not tell what was there before the run where a step gives the whole conversation back', () => {
    const old = ai('a0', 'Old answer', { usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } });
    const history = [{ type: 'human', id: 'h0', content: 'Before' }, old, human];
    const replies = [ai('a', 'New'), ai('b', ' and newer')];
    const events = said(
      ['updates', { agent: { messages: [...history, replies[0]] } }],
      ['updates', { agent: { messages: [...history, ...replies] } }],
    );
    assert.equal(textIn(events), 'New and newer');
    assert.equal(
      events.some((event) => event.type === 'run-update'),
      false,
    );
  });

  it('does not tell them either where messages have no ids, and keeps what a step adds before a question', () => {
    const nameless = { type: 'ai', content: 'Old answer' };
    assert.equal(textIn(said(['updates', { agent: { messages: [nameless, human, ai('a', 'New')] } }])), 'New');
    const events = said(
      ['messages', [ai('a', 'Be'), meta]],
      ['updates', { agent: { messages: [ai('a', 'Because.'), human] } }],
    );
    assert.equal(textIn(events), 'Because.');
  });

  it('may come from a graph inside of the graph', () => {
    assert.equal(textIn(said(['messages|inner:1', [ai('a', 'Deep'), meta]])), 'Deep');
    assert.equal(textIn(said(['updates|inner:1|x', { agent: { messages: [ai('a', 'Deep')] } }])), 'Deep');
  });

  it('may be a list of messages under the name of pieces, as other servers have it', () => {
    assert.equal(textIn(said(['messages', [ai('a', 'Be')]], ['messages', [ai('a', 'Because')]])), 'Because');
    assert.equal(textIn(said(['messages', [human, ai('a', 'So')]])), 'So');
  });

  it('has no error in arguments that are still arriving', () => {
    const piece = (chunk: object) => ['messages', [ai('a', '', { tool_call_chunks: [chunk] }), meta]] as const;
    const state = said(
      piece({ index: 0, id: 'c', name: 'look_up', args: '' }),
      piece({ index: 0, args: '{"q": ' }),
      piece({ index: 1, id: 'd', name: 'other', args: '{}' }),
      piece({ index: 0, args: '1}' }),
    ).reduce(reduceRun, emptyRun);
    const tools = state.parts.filter((part) => part.type === 'tool');
    assert.deepEqual(
      tools.map((tool) => [tool.toolCallId, tool.toolName, tool.state, tool.inputText]),
      [
        ['c', 'look_up', 'input-streaming', '{"q": 1}'],
        ['d', 'other', 'input-streaming', '{}'],
      ],
    );
  });

  it('may be thoughts, before the answer or in it', () => {
    const state = said(
      ['messages', [ai('a', [{ type: 'thinking', thinking: 'Hm' }]), meta]],
      ['messages', [ai('a', '', { additional_kwargs: { reasoning_content: ', so' } }), meta]],
      ['messages', [ai('a', [{ type: 'text', text: 'Yes' }]), meta]],
    ).reduce(reduceRun, emptyRun);
    assert.deepEqual(
      state.parts.map((part) => [part.type, 'text' in part ? part.text : '']),
      [
        ['reasoning', 'Hm, so'],
        ['text', 'Yes'],
      ],
    );
  });

  it('asks, in updates as in values, several things at once', () => {
    const requests = [
      { id: '1', value: 'a' },
      { id: '2', value: { b: 1 } },
    ];
    for (const [name, data] of [
      ['updates', { __interrupt__: requests }],
      ['values', { messages: [], __interrupt__: requests }],
    ] as const) {
      assert.deepEqual(said([name, data]).at(-1), { type: 'needs-input', requests });
    }
  });

  it('fails in an object, in a bare text, or in words that mean that it was cancelled', () => {
    assert.deepEqual(said(['error', { error: 'Error', message: 'Broken' }]), [{ type: 'error', errorText: 'Broken' }]);
    assert.deepEqual(said(['error', '"Run not found"']), [{ type: 'error', errorText: 'Run not found' }]);
    assert.deepEqual(said(['error', 'not even JSON']), [{ type: 'error', errorText: 'not even JSON' }]);
    assert.deepEqual(said(['error', { error: 'UserInterrupt', message: 'interrupt' }]), []);
  });

  it('is kept raw where nobody knows it, and never fatal', () => {
    const events = said(['brand-new', { a: 1 }], ['updates', 'x'], ['messages', 7], ['values', null], ['custom', [1]]);
    assert.deepEqual(
      events.map((event) => event.type),
      ['unknown', 'unknown', 'unknown', 'data'],
    );
  });

  it('has ends of its own on some servers, which say nothing', () => {
    assert.deepEqual(said(['end', ''], ['end', { status: 'success' }], ['message', '[DONE]'], ['heartbeat', {}]), []);
  });

  it('counts the tokens of all its models together', () => {
    const used = (total: number) => ({
      usage_metadata: { input_tokens: 1, output_tokens: total - 1, total_tokens: total },
    });
    const events = said(
      ['messages', [ai('a', 'x', used(5)), meta]],
      ['updates', { agent: { messages: [ai('a', 'x', used(5)), ai('b', 'y', used(3))] } }],
    );
    const { usage } = events.reduce(reduceRun, emptyRun);
    assert.deepEqual(usage, { inputTokens: 2, outputTokens: 6, totalTokens: 8 });
  });
});
