import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { createDecoder, doneEvent } from '../../../../src/backends/seekrflow/decodeStream.ts';
import { readLines } from '../../../../src/backends/seekrflow/readLines.ts';
import type { Part } from '../../../../src/model/message.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { readEvents } from '../../../../src/net/sse.ts';
import { everySplit, streamOf } from '../../../support/chunks.ts';

function fixture(name: string): string {
  return readFileSync(`test/fixtures/seekrflow/${name}`, 'utf8');
}

async function eventsOf(chunks: readonly Uint8Array[]): Promise<readonly RunEvent[]> {
  const decode = createDecoder();
  const events: RunEvent[] = [];
  for await (const event of readEvents(streamOf(chunks))) events.push(...decode(event));
  return [...events, ...decode(doneEvent)];
}

async function stateOf(name: string): Promise<RunState> {
  return (await eventsOf([Buffer.from(fixture(name))])).reduce(reduceRun, emptyRun);
}

function decodeAll(...data: readonly unknown[]): readonly RunEvent[] {
  const decode = createDecoder();
  return data.flatMap((each) =>
    decode({ event: 'message', data: typeof each === 'string' ? each : JSON.stringify(each) }),
  );
}

/** A part in a few words. */
function brief(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return `${part.type}: ${part.text}`;
    case 'tool':
      return `tool ${part.toolName} ${JSON.stringify(part.input)} ${part.state}: ${JSON.stringify(part.output ?? part.errorText)}`;
    case 'source':
      return `source ${part.sourceId}: ${part.title}`;
    case 'file':
      return `file ${part.mediaType}`;
    case 'data':
      return `data ${part.name}: ${JSON.stringify(part.data)}`;
    case 'error':
      return `error: ${part.errorText}`;
    case 'unknown':
      return `unknown: ${JSON.stringify(part.raw)}`;
    case 'guardrail':
    case 'annotations':
      return part.type;
  }
}

const expected: Readonly<Record<string, { readonly parts: readonly string[]; readonly more: Partial<RunState> }>> = {
  'ui-message-pydantic.sse': {
    parts: [
      'reasoning: The user asks about “größe” 📏.',
      'tool file_search {"query":"größe"} done: {"chunks":[{"chunk_id":"c-1","page":null,"lines":"4-9"}]}',
      'text: It is **12 µm**.\n',
      'source c-1: Manual',
    ],
    more: {
      runId: 'run-1',
      outcome: 'completed',
      unknownCount: 0,
      usage: { inputTokens: 20, outputTokens: 9, totalTokens: 29 },
    },
  },
  'ui-message-newer.sse': {
    parts: [
      'text: Kept it.',
      'source s-1: A',
      'data maker.widget: {"type":"custom","kind":"maker.widget","providerMetadata":{}}',
      'file image/png',
      'data steering-message: [{"type":"text","text":"shorter"}]',
      'data chart: [1,2]',
      'unknown: {"type":"hologram","beam":7}',
    ],
    more: { status: 'running', unknownCount: 1 },
  },
  'native-bare.sse': {
    parts: [
      'reasoning: I should search.',
      'text: Looking it up.',
      'tool file_search {"q":"x"} done: {"hits":["a"]}',
      'tool run_python {"code":"1/0"} failed: "division by zero"',
      'text: In the drawer.',
    ],
    more: { runId: 'run-1', status: 'running', unknownCount: 0 },
  },
  'native-wrapped.sse': {
    parts: [
      'reasoning: I should search.',
      'text: Looking it up.',
      'tool file_search {"q":"x"} done: {"hits":["a"]}',
      'tool run_python {"code":"1/0"} failed: "division by zero"',
      'text: In the drawer.',
    ],
    more: { runId: 'run-1', status: 'running', unknownCount: 0 },
  },
  'native-drifted.sse': {
    parts: [
      'text: Ich sehe nach … 📏',
      'tool file_search {"q":"größe"} done: [{"chunk_id":"c-1","page":2,"lines":"1-9","section":"A > B"}]',
      'tool  undefined done: "late"',
      'reasoning: Gut.',
      'unknown: {"type":"agent_switched","to":"agent-2"}',
      'text: {"answer":"12 µm"}',
    ],
    more: { runId: 'run-7', status: 'running', unknownCount: 1 },
  },
  'ui-message-trouble.sse': {
    parts: [
      'text: No start',
      'tool read_file "{\\"path\\":" failed: "not called"',
      'tool count {"to":2} done: 2',
      'text: Ten metres.',
      'source s-1: Manual',
      'error: the tool server is gone',
    ],
    more: { runId: 'run-3', outcome: 'cancelled', unknownCount: 0 },
  },
  'line-protocol-in-events.sse': {
    parts: [
      'reasoning: Thinking.',
      'text: Looking. ',
      'tool search {"q":"ü"} done: {"hits":1}',
      'data data: {"progress":1}',
      'data data: "two"',
      'data annotations: [{"note":"n"}]',
      'source s-1: A',
      'file image/png',
      'text: Found: \n',
    ],
    more: { outcome: 'completed', unknownCount: 0, usage: { inputTokens: 3, outputTokens: 4 } },
  },
  'messy.sse': {
    parts: [
      'text: named by its event',
      'unknown: "{\\"type\\":\\"text-delta\\",\\"id\\":\\"t\\",\\"delta\\":\\"cut"',
      'unknown: "not JSON at all"',
      'unknown: "a string"',
      'unknown: [1,2]',
      'unknown: null',
      'unknown: 7',
      'unknown: {"no":"type"}',
      'unknown: {"type":"text-delta","id":"t"}',
      'unknown: {"type":"tool-output-available","output":1}',
      'unknown: {"type":"constructor","constructor":{"x":1}}',
      'data x: undefined',
      'text: over two lines; still here',
      'error: agent_id: Agent not found',
      'error: quota exceeded',
      'error: {"code":1}',
      'tool  undefined failed: "x"',
    ],
    more: { runId: 'run-1', outcome: 'failed', reason: '{"code":1}', unknownCount: 10 },
  },
  'ai-sdk-tools.sse': {
    parts: [
      'text: Looking.',
      'tool search_text {"query":"x"} done: {"hits":1,"query":"x"}',
      'tool search_text {"query":"y"} done: {"hits":1,"query":"y"}',
      'reasoning: Enough.',
      'text: Found.',
    ],
    more: {
      runId: 'run-1',
      outcome: 'completed',
      unknownCount: 0,
      usage: { inputTokens: 24, outputTokens: 68, totalTokens: 92 },
    },
  },
  'ai-sdk-failure.sse': {
    parts: ['text: It ', 'error: overloaded'],
    more: { outcome: 'failed', reason: 'overloaded', unknownCount: 0 },
  },
  'ai-sdk-merged.sse': {
    parts: ['data weather: {"status":"sunny"}', 'text: One.'],
    more: { outcome: 'completed', unknownCount: 0 },
  },
};

describe('a recorded stream', () => {
  for (const [name, { parts, more }] of Object.entries(expected)) {
    it(`is understood: ${name}`, async () => {
      const state = await stateOf(name);
      assert.deepEqual(state.parts.map(brief), parts);
      const { parts: _, ...facts } = state;
      for (const [key, value] of Object.entries(more)) assert.deepEqual(facts[key as keyof typeof facts], value, key);
    });

    it(`is the same however its bytes are split and its lines end: ${name}`, async () => {
      const whole = await eventsOf([Buffer.from(fixture(name))]);
      for (const lineEnd of ['\n', '\r\n', '\r']) {
        for (const chunks of everySplit(Buffer.from(fixture(name).replaceAll('\n', lineEnd)))) {
          assert.deepEqual(await eventsOf(chunks), whole);
        }
      }
    }).timeout(60_000);
  }

  it('of the old protocol is the same in lines as it is in events', async () => {
    const decode = createDecoder();
    const lines = fixture('line-protocol.txt').split('\n');
    const events = [...lines.map((data) => ({ event: 'message', data })), doneEvent].flatMap(decode);
    assert.deepEqual(events, await eventsOf([Buffer.from(fixture('line-protocol-in-events.sse'))]));
  });
});

describe('a recorded stream of lines', () => {
  const ends: Readonly<Record<string, Partial<RunState>>> = {
    'line-protocol.txt': { outcome: 'completed', unknownCount: 0, usage: { inputTokens: 3, outputTokens: 4 } },
    'line-protocol-failure.txt': { outcome: 'failed', reason: 'overloaded — try later', unknownCount: 0 },
  };

  async function eventsOfLines(chunks: readonly Uint8Array[]): Promise<readonly RunEvent[]> {
    const decode = createDecoder();
    const events: RunEvent[] = [];
    for await (const line of readLines(streamOf(chunks), 10_000)) events.push(...decode(line));
    return [...events, ...decode(doneEvent)];
  }

  for (const [name, end] of Object.entries(ends)) {
    it(`is understood: ${name}`, async () => {
      const state = (await eventsOfLines([Buffer.from(fixture(name))])).reduce(reduceRun, emptyRun);
      for (const [key, value] of Object.entries(end)) assert.deepEqual(state[key as keyof RunState], value, key);
    });

    it(`is the same however its bytes are split: ${name}`, async () => {
      const bytes = Buffer.from(fixture(name));
      const whole = await eventsOfLines([bytes]);
      for (const chunks of everySplit(bytes)) assert.deepEqual(await eventsOfLines(chunks), whole);
    });
  }

  it('says what went wrong, and keeps the half of the answer', async () => {
    const state = (await eventsOfLines([Buffer.from(fixture('line-protocol-failure.txt'))])).reduce(
      reduceRun,
      emptyRun,
    );
    assert.deepEqual(state.parts.map(brief), [
      'text: Half an ',
      'tool search undefined input-streaming: undefined',
      'error: overloaded — try later',
    ]);
  });
});

describe('an error in a stream', () => {
  const sent = { loc: ['body', 'agent_id'], msg: 'Agent is not active', input: 'SECRET' };
  for (const [what, event, data, expected] of [
    ['a list of details', 'error', { detail: [sent] }, 'agent_id: Agent is not active'],
    ['a message in a detail', 'error', { detail: { message: 'boom' } }, 'boom'],
    ['an object', 'message', { type: 'error', error: { message: 'boom', code: 1 } }, 'boom'],
    ['its text', 'message', { type: 'error', errorText: 'boom' }, 'boom'],
    ['plain text', 'error', 'plain failure', 'plain failure'],
    ['a text of JSON', 'error', '"plain failure"', 'plain failure'],
    ['nothing', 'message', { type: 'error' }, 'The service reported an error.'],
  ] as const) {
    it(`says what the service complains about and nothing that was sent: ${what}`, () => {
      const decode = createDecoder();
      const told = decode({ event, data: typeof data === 'string' ? data : JSON.stringify(data) });
      assert.deepEqual(told, [{ type: 'error', errorText: expected }]);
      const end = decode({ event: 'message', data: '{"type":"finish","finishReason":"error"}' });
      const state = [...told, ...end, ...decode(doneEvent)].reduce(reduceRun, emptyRun);
      assert.deepEqual([state.outcome, state.reason], ['failed', expected]);
    });
  }
});

describe('the decoder of streams', () => {
  it('ends a run once, and says nothing after that', () => {
    const decode = createDecoder();
    const feed = (value: unknown) => decode({ event: 'message', data: JSON.stringify(value) });
    assert.deepEqual(feed({ type: 'finish' }), []);
    assert.deepEqual(decode(doneEvent), [{ type: 'run-end', outcome: 'completed' }]);
    assert.deepEqual(decode(doneEvent), []);
    assert.deepEqual(feed({ type: 'text-delta', id: '0', delta: 'x' }), []);
  });

  it('goes on after a closing mark that closed nothing', () => {
    assert.deepEqual(decodeAll('[DONE]', { type: 'text-delta', id: '0', delta: 'x' }, '[DONE]'), [
      { type: 'text-delta', id: '0', delta: 'x' },
    ]);
  });

  it('says the id of a run once, wherever it is found', () => {
    for (const event of [
      { type: 'start', messageMetadata: { run_id: 'r' } },
      { type: 'message-metadata', messageMetadata: { runId: 'r' } },
      { type: 'user_prompt', user_prompt: 'x', meta_data: { run_id: 'r' } },
      { type: 'streaming_chunk', data: { type: 'user_prompt', run_id: 'r' }, meta_data: {} },
      { run_id: 'r', thread_id: 't', status: 'queued', group: '' },
    ]) {
      const events = decodeAll(event, event).filter((each) => each.type === 'run-start');
      assert.deepEqual(events, [{ type: 'run-start', runId: 'r' }]);
    }
  });

  it('knows model and usage of a run where the stream tells them', () => {
    assert.deepEqual(decodeAll({ type: 'finish', messageMetadata: { model: 'm', totalUsage: { total_tokens: 5 } } }), [
      { type: 'run-update', usage: { totalTokens: 5 }, model: 'm' },
    ]);
    assert.deepEqual(decodeAll({ type: 'message-metadata', messageMetadata: { totalTokens: 7 } }), [
      { type: 'run-update', usage: { totalTokens: 7 } },
    ]);
  });

  it('says that an agent waits for a person, where it does', () => {
    const chunk = { type: 'tool-approval-request', approvalId: 'a', toolCallId: 'c' };
    assert.deepEqual(decodeAll(chunk), [{ type: 'needs-input', requests: [{ value: chunk }] }]);
    assert.equal(decodeAll({ ...chunk, isAutomatic: true })[0]?.type, 'data');
  });

  it('leads from a source to its place in the workspace', () => {
    const details = { path: 'src/a.ts', startLine: 3, endLine: 9, databaseId: 'workspace', chunkId: 's' };
    const source = {
      type: 'source',
      sourceId: 's',
      title: 'src/a.ts:3-9',
      mediaType: 'text/plain',
      location: { path: 'src/a.ts', startLine: 3, endLine: 9 },
      chunkId: 's',
      databaseId: 'workspace',
    };
    const chunk = { type: 'source-document', sourceId: 's', mediaType: 'text/plain', title: 'src/a.ts:3-9' };
    assert.deepEqual(decodeAll({ ...chunk, providerMetadata: { agentThreads: details } }), [
      { type: 'source-document', source },
    ]);
    const { type: _, ...data } = { ...chunk, ...details };
    assert.deepEqual(decodeAll({ type: 'data-agent-threads-source', data }), [{ type: 'source-document', source }]);
  });

  it('keeps an answer as it was streamed where the whole answer is the same', () => {
    const streamed = [
      { type: 'text_delta', text: 'Hel' },
      { type: 'stream_reasoning', reasoning: 'hm' },
      { type: 'text_delta', text: 'lo' },
    ];
    for (const final_output of ['Hello', 'lo', '', null]) {
      const types = decodeAll(...streamed, { type: 'end_node', final_output }).map((event) => event.type);
      assert.ok(!types.includes('text-final'), String(final_output));
    }
    const structured = decodeAll(...streamed, { type: 'end_node', final_output: { answer: 42 } });
    assert.deepEqual(structured.at(-1), { type: 'text-final', text: '{"answer":42}' });
  });

  it('says why a run failed in whatever form the reason comes, without what was sent', () => {
    const validation = { loc: ['body', 'agent_id'], msg: 'not active', type: 'value_error', input: 'secret' };
    const reasons: readonly (readonly [event: string, data: unknown, said: string])[] = [
      ['error', { detail: [validation] }, 'agent_id: not active'],
      ['error', { detail: { message: 'no' } }, 'no'],
      ['error', { message: 'no', type: 'invalid_request_error', param: 'agent_id', code: null }, 'agent_id: no'],
      ['error', 'no', 'no'],
      ['error', null, 'The service reported an error.'],
      ['message', { type: 'error', error: { message: 'no', code: 1 } }, 'no'],
      ['message', { type: 'error', errorText: '', message: 'no' }, 'no'],
      ['message', { type: 'error' }, 'The service reported an error.'],
    ];
    for (const [event, data, said] of reasons) {
      const decode = createDecoder();
      const json = JSON.stringify(data);
      assert.deepEqual(decode({ event, data: json }), [{ type: 'error', errorText: said }], json);
      decode({ event: 'message', data: '{"type":"finish","finishReason":"error"}' });
      assert.deepEqual(decode(doneEvent), [{ type: 'run-end', outcome: 'failed', reason: said }], json);
    }
    const said = createDecoder()({ event: 'error', data: 'the tool server is gone' });
    assert.deepEqual(said, [{ type: 'error', errorText: 'the tool server is gone' }]);
    const line = createDecoder()({ event: 'message', data: `3:${JSON.stringify({ detail: [validation] })}` });
    assert.deepEqual(line, [{ type: 'error', errorText: 'agent_id: not active' }]);
  });

  it('sets aside what nests too deep to be followed', () => {
    const deep = `{"type":"data-x","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    assert.deepEqual(decodeAll(deep), [{ type: 'unknown', raw: deep }]);
    const harmless = `{"type":"data-x","data":"${'[{'.repeat(1000)}\\""}`;
    assert.equal(decodeAll(harmless)[0]?.type, 'data');
    const wide = { type: 'data-x', data: Array.from({ length: 2000 }, () => ({})) };
    assert.equal(decodeAll(wide)[0]?.type, 'data');
  });

  it('never throws, never reaches a prototype, and drops nothing it does not know', () => {
    const type = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'start',
        'finish',
        'abort',
        'error',
        'text-start',
        'text-delta',
        'text-end',
        'tool-input-start',
        'tool-input-delta',
        'tool-input-available',
        'tool-output-available',
        'tool-approval-request',
        'source-url',
        'source-document',
        'file',
        'data-x',
        'message-metadata',
        'streaming_chunk',
        'text_delta',
        'stream_reasoning',
        'streaming_tool_request',
        'streaming_tool_response',
        'end_node',
        'node_header',
        '__proto__',
        'constructor',
      ),
    );
    const chunk = fc.tuple(type, fc.jsonValue(), fc.jsonValue()).map(([type, value, other]) => ({
      type,
      id: value,
      delta: value,
      toolCallId: value,
      toolName: value,
      input: other,
      output: other,
      errorText: value,
      url: value,
      data: other,
      messageMetadata: other,
      text: value,
      tool_id: value,
      final_output: other,
      meta_data: other,
    }));
    const line = fc
      .tuple(fc.constantFrom(...'0123456789abcdefghijk'.split('')), fc.json())
      .map(([code, json]) => `${code}:${json}`);
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      line,
      chunk.map((each) => JSON.stringify(each)),
      type.map((each) => `{"type":${JSON.stringify(each)},"__proto__":{"polluted":1,"id":"x","delta":"y"}}`),
    );
    fc.assert(
      fc.property(fc.array(anything), (data) => {
        const state = decodeAll(...data.map(String)).reduce(reduceRun, emptyRun);
        assert.ok(Array.isArray(state.parts));
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      }),
      { numRuns: 500 },
    );
  });
});
