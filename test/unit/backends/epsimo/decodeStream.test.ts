import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createDecoder } from '../../../../src/backends/epsimo/decodeStream.ts';
import { textOf } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { readEvents } from '../../../../src/net/sse.ts';
import { everySplit, streamOf } from '../../../support/chunks.ts';

const folder = 'test/fixtures/opengpts';

interface Decoded {
  readonly events: readonly RunEvent[];
  readonly isDone: boolean;
  readonly failure: string | undefined;
}

async function decode(chunks: AsyncIterable<Uint8Array>, earlier?: readonly unknown[]): Promise<Decoded> {
  const decoder = createDecoder(earlier);
  const events: RunEvent[] = [];
  for await (const event of readEvents(chunks, { dispatchEmpty: true })) events.push(...decoder.decode(event));
  events.push(...decoder.finish());
  return { events, isDone: decoder.isDone, failure: decoder.failure };
}

const recording = (name: string): Uint8Array => readFileSync(path.join(folder, `${name}.sse`));
const whole = (bytes: Uint8Array) => decode(streamOf([bytes]));
const stateOf = (events: readonly RunEvent[]): RunState => events.reduce(reduceRun, emptyRun);
const recorded = async (name: string): Promise<RunState> => stateOf((await whole(recording(name))).events);

/** What a server said, as event names with their data; text is sent as it is, everything else as JSON. */
function saidAfter(earlier: readonly unknown[], ...events: readonly (readonly [event: string, data: unknown])[]) {
  const decoder = createDecoder(earlier);
  const decoded = events.flatMap(([event, data]) =>
    decoder.decode({ event, data: typeof data === 'string' ? data : JSON.stringify(data) }),
  );
  const all = [...decoded, ...decoder.finish()];
  return { events: all, state: stateOf(all), isDone: decoder.isDone, failure: decoder.failure };
}
const said = (...events: readonly (readonly [event: string, data: unknown])[]) => saidAfter([], ...events);

describe('a recorded stream of OpenGPTs', () => {
  const names = [
    '11-stream',
    '13-stream-tool',
    '14-stream-error',
    '15-stream-silent-17s-pings',
    '16-stream-dropped',
    '50-client-id-then-dropped',
    '51-continue-null-input',
  ];
  for (const name of names) {
    it(`means the same for every split of its bytes: ${name}`, async () => {
      const bytes = recording(name);
      const expected = await whole(bytes);
      for (const chunks of everySplit(bytes)) assert.deepEqual(await decode(streamOf(chunks)), expected);
    }).timeout(120_000);

    it(`holds nothing that is not understood: ${name}`, async () => {
      const { events } = await whole(recording(name));
      assert.deepEqual(
        events.filter((event) => event.type === 'unknown'),
        [],
      );
      assert.ok(events.some((event) => event.type === 'run-start' && event.runId));
    });
  }

  it('tells an answer once, however often it comes, and nothing from before the run', async () => {
    const state = await recorded('11-stream');
    assert.equal(textOf(state), 'You said: hello ');
    assert.equal(state.parts.length, 1);
  });

  it('tells a tool call with its last arguments and its result, and then the answer', async () => {
    const state = await recorded('13-stream-tool');
    const tool = state.parts.find((part) => part.type === 'tool');
    assert.deepEqual(
      { name: tool?.toolName, state: tool?.state, input: tool?.input, output: tool?.output },
      { name: 'lookup', state: 'done', input: { q: 'x' }, output: "looked up {'q': 'x'}" },
    );
    assert.equal(textOf(state), "You said: looked up {'q': 'x'} ");
  });

  it('remembers a failure over the end that follows it', async () => {
    const { events, failure, isDone } = await whole(recording('14-stream-error'));
    assert.equal(failure, 'Internal Server Error');
    assert.equal(isDone, true);
    assert.ok(events.some((event) => event.type === 'error' && event.errorText === 'Internal Server Error'));
  });

  it('has no end where the connection was closed', async () => {
    assert.equal((await whole(recording('16-stream-dropped'))).isDone, false);
    assert.equal((await whole(recording('11-stream'))).isDone, true);
  });
});

describe('what Epsimo is said to send', () => {
  const human = { type: 'human', role: 'user', id: 'h1', content: 'Why?' };
  const ai = (content: string, more: object = {}) => ({ type: 'ai', id: 'a1', content, ...more });

  const answers: readonly (readonly [how: string, events: readonly (readonly [string, unknown])[]])[] = [
    [
      'named events with arrays',
      [
        ['data', [human]],
        ['data', [ai('Be')]],
        ['data', [ai('Because.')]],
        ['end', ''],
      ],
    ],
    [
      'events named messages and [DONE]',
      [
        ['messages', [human, ai('Be')]],
        ['messages', [ai('Because.')]],
        ['message', '[DONE]'],
      ],
    ],
    [
      'bare data',
      [
        ['message', [human, ai('Be')]],
        ['message', [human, ai('Because.')]],
        ['message', '[DONE]'],
      ],
    ],
    [
      'values',
      [
        ['values', { messages: [human, ai('Be')] }],
        ['values', { values: { messages: [human, ai('Because.')] } }],
      ],
    ],
    [
      'pieces of a chat model',
      [
        ['events', { event: 'on_chat_model_start', data: {} }],
        ['events', { event: 'on_chat_model_stream', data: { chunk: { content: 'Be' } } }],
        ['events', { event: 'on_chat_model_stream', data: { chunk: { content: 'cause.' } } }],
      ],
    ],
    [
      'pieces and whole messages at once',
      [
        ['events', { event: 'on_chat_model_stream', data: { chunk: { id: 'a1', content: 'Be' } } }],
        ['messages', [ai('Be')]],
        ['events', { event: 'on_chat_model_stream', data: { chunk: { id: 'a1', content: 'cause.' } } }],
        ['messages', [ai('Because.')]],
        ['values', [human, ai('Because.')]],
      ],
    ],
    [
      'events inside of data',
      [
        ['message', { event: 'messages/partial', data: [ai('Be')] }],
        ['message', { event: 'messages/partial', data: [ai('Because.')] }],
        ['message', { event: 'end', data: null }],
      ],
    ],
    ['messages under their LangChain class', [['data', [{ type: 'AIMessageChunk', id: 'a1', content: 'Because.' }]]]],
    [
      'a message on its own',
      [
        ['data', ai('Be')],
        ['data', ai('Because.')],
      ],
    ],
    [
      'typed objects',
      [
        ['message', { type: 'start' }],
        ['message', { type: 'content', content: 'Be' }],
        ['message', { type: 'content', content: 'cause.' }],
        ['message', { type: 'done' }],
      ],
    ],
    [
      'text that is no JSON',
      [
        ['content', 'Be'],
        ['content', 'cause.'],
        ['end', ''],
      ],
    ],
    [
      'messages without ids',
      [
        ['data', [human]],
        ['data', [{ type: 'ai', content: 'Be' }]],
        ['data', [{ type: 'ai', content: 'Because.' }]],
        ['values', [human, { type: 'ai', content: 'Because.' }]],
      ],
    ],
    ['blocks of content', [['data', [{ type: 'ai', id: 'a1', content: [{ type: 'text', text: 'Be' }, 'cause.'] }]]]],
  ];
  for (const [how, events] of answers) {
    it(`is understood as ${how}`, () => {
      const { state, events: decoded } = said(['metadata', { run_id: 'r1' }], ...events);
      assert.equal(textOf(state), 'Because.');
      assert.deepEqual(
        decoded.filter((event) => event.type === 'unknown'),
        [],
      );
    });
  }

  it('ends with end, with [DONE], or with an object that says so, and with nothing else', () => {
    assert.equal(said(['end', '']).isDone, true);
    assert.equal(said(['message', '[DONE]']).isDone, true);
    assert.equal(said(['message', { type: 'done' }]).isDone, true);
    assert.equal(said(['data', [ai('x')]]).isDone, false);
    assert.equal(said(['error', { message: 'x' }]).isDone, false);
  });

  const failures: readonly (readonly [event: string, data: unknown, text: string])[] = [
    ['error', { status_code: 500, message: 'Internal Server Error' }, 'Internal Server Error'],
    ['error', 'It broke', 'It broke'],
    ['error', '', 'The run failed without saying why.'],
    ['data', { status_code: 402, message: 'No credit is left' }, 'No credit is left'],
    ['data', { status_code: '500', details: 'The model is away' }, 'The model is away'],
    ['message', { type: 'processing_error', details: 'The tool broke' }, 'The tool broke'],
    ['message', { type: 'error', message: 'It broke' }, 'It broke'],
    ['error', { detail: [{ loc: ['body', 'input'], msg: 'is wrong', type: 'x' }] }, 'input: is wrong'],
    ['message', { event: 'error', data: { error: 'It broke' } }, 'It broke'],
  ];
  for (const [event, data, text] of failures) {
    it(`says why it failed: ${event} ${JSON.stringify(data)}`, () => {
      const { failure, events } = said([event, data]);
      assert.equal(failure, text);
      assert.deepEqual(events, [{ type: 'error', errorText: text }]);
    });
  }

  it('tells apart the messages of the agent that have no ids, with a tool between them', () => {
    const call = { type: 'ai', content: 'Let me look.', tool_calls: [{ id: 'c1', name: 'look_up', args: { q: 'x' } }] };
    const result = { type: 'tool', tool_call_id: 'c1', content: 'found' };
    const last = { type: 'ai', content: 'It is x.' };
    const { state } = said(
      ['data', [human]],
      ['data', [call]],
      ['data', [result]],
      ['data', [last]],
      ['values', [human, call, result, last]],
      ['values', [human, call, result, last]],
    );
    assert.deepEqual(
      state.parts.map((part) => (part.type === 'text' ? part.text : part.type)),
      ['Let me look.', 'tool', 'It is x.'],
    );
  });

  it('reads the calls of tools in OpenAI’s spelling, and results that are not text', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{"q":"x"}' } };
    const { state } = said(
      ['data', [human, { type: 'ai', id: 'a1', content: '', additional_kwargs: { tool_calls: [call] } }]],
      ['data', [{ type: 'function', name: 'look_up', id: 't1', tool_call_id: 'c1', content: { hits: 2 } }]],
    );
    const tool = state.parts.find((part) => part.type === 'tool');
    assert.deepEqual([tool?.toolName, tool?.input, tool?.output], ['look_up', { q: 'x' }, { hits: 2 }]);
  });

  it('tells a tool once where its events and its messages come both', () => {
    const calling = { type: 'ai', id: 'a1', content: '', tool_calls: [{ id: 'c1', name: 'look_up', args: {} }] };
    const { state } = said(
      ['data', [human, calling]],
      ['events', { event: 'on_tool_start', run_id: 'e1', name: 'look_up', data: { input: {} } }],
      ['events', { event: 'on_tool_end', run_id: 'e1', name: 'look_up', data: { output: 'found' } }],
      ['data', [{ type: 'tool', tool_call_id: 'c1', content: 'found' }]],
    );
    const tools = state.parts.filter((part) => part.type === 'tool');
    assert.deepEqual(
      tools.map((tool) => [tool.toolCallId, tool.state, tool.output]),
      [['c1', 'done', 'found']],
    );
  });

  it('tells nothing of what was there before a run that goes on', () => {
    const earlier = [human, ai('Old'), { ...human, id: 'h2' }, { type: 'ai', content: 'Half an ans' }];
    const { state } = saidAfter(
      earlier,
      ['data', earlier],
      ['data', [{ type: 'ai', id: 'a3', content: 'The rest' }]],
      ['data', [...earlier, { type: 'ai', id: 'a3', content: 'The rest.' }]],
    );
    assert.equal(textOf(state), 'The rest.');
  });

  it('shows an answer as it was changed last', () => {
    assert.equal(textOf(said(['data', [human, ai('Wrong')]], ['data', [ai('Right')]]).state), 'Right');
  });

  it('keeps what it does not know, raw', () => {
    const { events, state } = said(['surprise', { a: 1 }], ['data', 'no JSON'], ['data', [1, 2]], ['data', [ai('x')]]);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'unknown' ? [event.raw] : [])),
      [
        { event: 'surprise', data: { a: 1 } },
        { event: 'data', data: 'no JSON' },
        { event: 'data', data: [1, 2] },
      ],
    );
    assert.equal(textOf(state), 'x');
  });
});

describe('a stream of Epsimo that tells a thing in two ways', () => {
  const question = { type: 'human', id: 'h1', content: 'Q' };
  const answer = { type: 'ai', id: 'a1', content: 'Hello' };
  const piece = (content: string, more: object = {}): object => ({
    event: 'on_chat_model_stream',
    data: { chunk: { content, ...more } },
  });
  const brief = ({ parts }: RunState): readonly string[] =>
    parts.map((part) =>
      part.type === 'text'
        ? part.text
        : part.type === 'tool'
          ? `${part.toolName} ${part.state} ${String(part.output)}`
          : part.type,
    );

  for (const [what, events, expected] of [
    [
      'pieces, then values',
      [
        ['events', piece('Hel')],
        ['events', piece('lo')],
        ['values', { messages: [question, answer] }],
      ],
      ['Hello'],
    ],
    [
      'pieces with another id',
      [
        ['values', { messages: [question] }],
        ['events', piece('Hello', { id: 'lc' })],
        ['values', { messages: [question, answer] }],
      ],
      ['Hello'],
    ],
    [
      'pieces, then a list',
      [
        ['data', [question]],
        ['message', piece('Hello')],
        ['data', [answer]],
        ['data', [answer]],
      ],
      ['Hello'],
    ],
    [
      'named events',
      [
        ['on_chat_model_stream', { data: { chunk: { content: 'Hel' } } }],
        ['on_chat_model_stream', { chunk: { content: 'lo' } }],
      ],
      ['Hello'],
    ],
    [
      'named events of tools',
      [
        ['on_tool_start', { name: 's', run_id: 't1', data: { input: 1 } }],
        ['on_tool_end', { name: 's', run_id: 't1', data: { output: 'r' } }],
      ],
      ['s done r'],
    ],
    [
      'a tool as an event and as a call',
      [
        ['values', { messages: [question] }],
        ['events', { event: 'on_tool_start', name: 's', run_id: 't1', data: { input: 1 } }],
        ['events', { event: 'on_tool_end', name: 's', run_id: 't1', data: { output: 'r' } }],
        [
          'values',
          {
            messages: [
              question,
              { type: 'ai', id: 'a0', content: '', tool_calls: [{ id: 'c1', name: 's', args: {} }] },
              { type: 'tool', id: 'm1', tool_call_id: 'c1', content: 'r' },
              answer,
            ],
          },
        ],
      ],
      ['s done r', 'Hello'],
    ],
    [
      'data alone',
      [
        ['message', { type: 'start', run_id: 'r' }],
        ['message', { type: 'content', delta: 'Your' }],
        ['message', { type: 'tool_call', name: 'a', args: {} }],
        ['message', { type: 'tool_call', name: 'a', args: {} }],
        ['message', { type: 'content', delta: ' order' }],
        ['message', { type: 'done' }],
      ],
      ['Your', 'a running undefined', 'a running undefined', ' order'],
    ],
    [
      'a result without ids, again and again',
      [
        ['data', [question]],
        ['data', [{ type: 'ai', id: 'a1', content: '', tool_calls: [{ id: 'c1', name: 's', args: {} }] }]],
        ['data', [{ type: 'tool', name: 's', content: 'x' }]],
        ['data', [{ type: 'tool', name: 's', content: 'x' }]],
        ['data', [{ type: 'function', name: 's', content: 'x' }]],
      ],
      ['s done x'],
    ],
  ] as const) {
    it(`shows it once: ${what}`, () => {
      assert.deepEqual(brief(said(...events, ['end', '']).state), expected);
    });
  }

  for (const [what, data, expected] of [
    ['in a list', [{ status_code: 500, message: 'boom' }], 'boom'],
    ['as a bare error', { error: 'nope' }, 'nope'],
    ['as a bare detail', { detail: 'nope' }, 'nope'],
    ['with a code in words', { status_code: '500', details: 'x' }, 'x'],
    [
      'with details in an object',
      { type: 'processing_error', details: { reason: 'no credit' } },
      '{"reason":"no credit"}',
    ],
    ['with a message in an object', { status_code: 402, message: { text: 'x' } }, '{"text":"x"}'],
  ] as const) {
    it(`fails, and says why: ${what}`, () => {
      assert.equal(said(['data', data], ['end', '']).failure, expected);
    });
  }

  it('is not failed by a state that has a place for errors', () => {
    const { failure, state } = said(
      ['values', { messages: [question, answer], error: 'old' }],
      ['values', { messages: [answer], error: null }],
    );
    assert.equal(failure, undefined);
    assert.deepEqual(brief(state), ['Hello']);
  });

  it('keeps agents apart that speak at once', () => {
    const { state } = said(
      ['events', piece('Hello', { id: 'one' })],
      ['values', { messages: [question, { type: 'ai', id: 'two', content: 'Hello there' }] }],
      ['end', ''],
    );
    assert.deepEqual(brief(state), ['Hello', 'Hello there']);
  });

  it('is not failed by a state without messages that has a place for errors', () => {
    assert.equal(said(['values', { cart: [], error: 'last one' }], ['end', '']).failure, undefined);
  });
});
