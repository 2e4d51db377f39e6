import {
  type ToolSet,
  type UIMessageChunk,
  createUIMessageStream,
  isStepCount,
  jsonSchema,
  simulateReadableStream,
  streamText,
  tool,
} from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

type ModelResult = Awaited<ReturnType<MockLanguageModelV4['doStream']>>;
type ModelPart = ModelResult['stream'] extends ReadableStream<infer Part> ? Part : never;

const usage = {
  inputTokens: { total: 12, noCache: 12, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 34, text: 30, reasoning: 4 },
};

function stop(unified: 'stop' | 'tool-calls' | 'error' | 'length'): ModelPart {
  return { type: 'finish', usage, finishReason: { unified, raw: undefined } };
}

function say(id: string, ...deltas: readonly string[]): readonly ModelPart[] {
  return [
    { type: 'text-start', id },
    ...deltas.map((delta): ModelPart => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ];
}

function think(id: string, ...deltas: readonly string[]): readonly ModelPart[] {
  return [
    { type: 'reasoning-start', id },
    ...deltas.map((delta): ModelPart => ({ type: 'reasoning-delta', id, delta })),
    { type: 'reasoning-end', id },
  ];
}

function call(toolCallId: string, toolName: string, input: string): readonly ModelPart[] {
  const pieces = input.match(/.{1,5}/gs) ?? [];
  return [
    { type: 'tool-input-start', id: toolCallId, toolName },
    ...pieces.map((delta): ModelPart => ({ type: 'tool-input-delta', id: toolCallId, delta })),
    { type: 'tool-input-end', id: toolCallId },
    { type: 'tool-call', toolCallId, toolName, input },
  ];
}

const tools: ToolSet = {
  search_text: tool({
    description: 'Searches',
    inputSchema: jsonSchema<{ query: string }>({
      type: 'object',
      properties: { query: { type: 'string' } },
      required: ['query'],
      additionalProperties: false,
    }),
    async *execute({ query }) {
      yield { hits: 0, query };
      yield { hits: 1, query };
    },
  }),
  read_file: tool({
    description: 'Reads',
    inputSchema: jsonSchema<{ path: string }>({ type: 'object', properties: { path: { type: 'string' } } }),
    execute({ path }): string {
      throw new Error(`${path} is not there`);
    },
  }),
};

/** Runs the SDK's own agent loop on a scripted model, one script per step, and collects what its server would send. */
async function run(...steps: readonly (readonly ModelPart[])[]): Promise<readonly UIMessageChunk[]> {
  const model = new MockLanguageModelV4({
    doStream: steps.map((chunks) => ({
      stream: simulateReadableStream({ chunks: [...chunks], initialDelayInMs: null, chunkDelayInMs: null }),
    })),
  });
  const result = streamText({
    model,
    tools,
    prompt: 'Why?',
    stopWhen: isStepCount(steps.length),
    onError: () => undefined,
  });
  const stream = result.toUIMessageStream({
    sendSources: true,
    onError: (error) => (error instanceof Error ? error.message : String(error)),
    messageMetadata: ({ part }) =>
      part.type === 'finish' ? { usage: part.totalUsage } : part.type === 'start' ? { run_id: 'run-1' } : undefined,
  });
  return collect(stream);
}

async function collect(stream: AsyncIterable<UIMessageChunk>): Promise<readonly UIMessageChunk[]> {
  const chunks: UIMessageChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function* read<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
}

/** Streams made by the AI SDK's own server functions, by what a person would call them. */
export const agentStreams: Readonly<Record<string, () => Promise<readonly UIMessageChunk[]>>> = {
  'an answer with reasoning': () =>
    run([...think('0', 'Let me ', 'see.'), ...say('1', 'It ', 'is **so**.'), stop('stop')]),

  'tool calls in parallel, their progress, and an answer about them': () =>
    run(
      [
        ...say('0', 'Looking.'),
        ...call('c1', 'search_text', '{"query":"x"}'),
        ...call('c2', 'search_text', '{"query":"y"}'),
        stop('tool-calls'),
      ],
      [...think('0', 'Enough.'), ...say('1', 'Found.'), stop('stop')],
    ),

  'a tool that fails': () =>
    run([...call('c1', 'read_file', '{"path":"a"}'), stop('tool-calls')], [...say('0', 'Sorry.'), stop('stop')]),

  'arguments that are not JSON, and a tool that does not exist': () =>
    run([...call('c1', 'search_text', '{"query":'), ...call('c2', 'no_such_tool', '{"a":1}'), stop('tool-calls')]),

  'sources and files': () =>
    run([
      { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com/a', title: 'A page' },
      { type: 'source', sourceType: 'document', id: 's2', mediaType: 'text/plain', title: 'a.ts', filename: 'a.ts' },
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
      ...say('0', 'See there.'),
      stop('length'),
    ]),

  'a model that breaks in mid-answer': () =>
    run([
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'It ' },
      { type: 'error', error: new Error('overloaded') },
      stop('error'),
    ]),

  'streams that a server merges, with data of its own': async () => {
    const answer = await run([...say('0', 'One.'), stop('stop')]);
    return collect(
      read(
        createUIMessageStream({
          execute({ writer }) {
            writer.write({ type: 'start', messageId: 'answer' });
            writer.write({ type: 'data-weather', id: 'w', data: { status: 'loading' } });
            writer.write({ type: 'data-note', data: 'shown once', transient: true });
            writer.merge(
              simulateReadableStream({
                chunks: answer.filter((chunk) => chunk.type !== 'start'),
                initialDelayInMs: null,
                chunkDelayInMs: null,
              }),
            );
            writer.write({ type: 'data-weather', id: 'w', data: { status: 'sunny' } });
          },
        }),
      ),
    );
  },

  'a server that fails before it has said anything': async () =>
    collect(
      read(
        createUIMessageStream({
          execute() {
            throw new Error('no');
          },
          onError: () => 'The agent could not start.',
        }),
      ),
    ),
};
