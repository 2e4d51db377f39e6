import assert from 'node:assert/strict';
import http from 'node:http';
import { Readable } from 'node:stream';
import { type UIMessage, parseJsonEventStream, readUIMessageStream, uiMessageChunkSchema } from 'ai';
import type { WireMessage, WireRun } from '../../../../src/wire/seekrflow.ts';
import {
  type LocalHostProcess,
  type OpenStream,
  collected,
  startLocalHostProcess,
} from '../../../support/localHost.ts';
import { cite, look, say, think } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';

type Chunk = Readonly<Record<string, unknown>>;

describe('streams of the local host', () => {
  let host: LocalHostProcess;
  let thread: string;
  before(async () => {
    host = await startLocalHostProcess();
  });
  after(() => host.stop());
  beforeEach(async () => {
    thread = `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`;
  });

  async function stream(script: readonly unknown[], vocabulary: 'native' | 'vercel'): Promise<OpenStream> {
    await host.call('POST', `${thread}/messages`, { role: 'user', content: JSON.stringify(script) });
    return host.open('POST', `${thread}/runs/stream${vocabulary === 'vercel' ? '/vercel' : ''}`, {});
  }

  const run = async (): Promise<WireRun> => {
    const [newest] = conforms('runs', (await host.call('GET', `${thread}/runs?limit=1`)).json);
    assert.ok(newest);
    return newest;
  };
  const messages = async (): Promise<readonly WireMessage[]> =>
    conforms('messages', (await host.call('GET', `${thread}/messages?order=asc&include_parts=true`)).json);
  const attach = async (id: string): Promise<OpenStream> => host.open('GET', `${thread}/runs/${id}/attach`);
  const chunksOf = (data: readonly string[]): readonly Chunk[] =>
    data.filter((each) => each !== '[DONE]').map((each) => JSON.parse(each) as Chunk);

  const script = [
    ...think('r', 'Let me ', 'look.'),
    ...look('c1', { q: 'a' }, { hits: 1 }),
    { type: 'tool-input-available', toolCallId: 'c2', toolName: 'look', input: { q: 'b' } },
    { type: 'tool-output-error', toolCallId: 'c2', errorText: 'gone' },
    ...say('t', 'It ', 'is so.'),
    cite('src/a.ts', 3, 'one\ntwo', 'A › b'),
    { type: 'usage', inputTokens: 3, outputTokens: 4 },
  ];

  describe('in the UI message vocabulary', () => {
    it('say everything, in order, with the ids of the run at once', async () => {
      const opened = await stream(script, 'vercel');
      assert.equal(opened.status, 200);
      assert.equal(opened.headers['content-type'], 'text/event-stream; charset=utf-8');
      assert.equal(opened.headers['cache-control'], 'no-cache');
      assert.equal(opened.headers['x-vercel-ai-ui-message-stream'], 'v1');
      const data = await collected(opened.data());
      assert.equal(data.at(-1), '[DONE]');
      const { id, thread_id: threadId } = await run();
      const ids = { run_id: id, thread_id: threadId, agent_id: 'obedient' };
      const call = { toolCallId: 'c1' };
      assert.deepEqual(chunksOf(data), [
        { type: 'start', messageId: (await messages()).at(-1)?.id, messageMetadata: ids },
        { type: 'start-step' },
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'Let me ' },
        { type: 'reasoning-delta', id: 'r', delta: 'look.' },
        { type: 'reasoning-end', id: 'r' },
        { type: 'tool-input-start', ...call, toolName: 'look' },
        { type: 'tool-input-delta', ...call, inputTextDelta: '{"q":"a"}' },
        { type: 'tool-input-available', ...call, toolName: 'look', input: { q: 'a' } },
        { type: 'tool-output-available', ...call, output: { progress: 1 }, preliminary: true },
        { type: 'tool-output-available', ...call, output: { hits: 1 } },
        { type: 'tool-input-available', toolCallId: 'c2', toolName: 'look', input: { q: 'b' } },
        { type: 'tool-output-error', toolCallId: 'c2', errorText: 'gone' },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'It ' },
        { type: 'text-delta', id: 't', delta: 'is so.' },
        { type: 'text-end', id: 't' },
        {
          type: 'source-document',
          sourceId: 'chunk-src/a.ts-3',
          mediaType: 'text/plain',
          title: 'src/a.ts:3-4',
          providerMetadata: {
            agentThreads: {
              path: 'src/a.ts',
              startLine: 3,
              endLine: 4,
              databaseId: 'workspace',
              chunkId: 'chunk-src/a.ts-3',
              section: 'A › b',
            },
          },
        },
        { type: 'finish-step' },
        {
          type: 'finish',
          finishReason: 'stop',
          messageMetadata: { ...ids, usage: { inputTokens: 3, outputTokens: 4 } },
        },
      ]);
    });

    it('are understood by the AI SDK, chunk by chunk and as a message', async () => {
      for (const events of [
        script,
        [{ type: 'throw', message: 'no' }],
        // What no agent should do, but a reader must not break on.
        [
          { type: 'text-delta', id: 'x', delta: 'a' },
          { type: 'tool-output-available', toolCallId: 'y', output: 1 },
        ],
        [
          { type: 'tool-input-delta', toolCallId: 'z', delta: '{' },
          { type: 'text-end', id: 'never' },
        ],
      ]) {
        const data = await collected((await stream(events, 'vercel')).data());
        const parsed = parseJsonEventStream({ stream: eventStreamOf(data), schema: uiMessageChunkSchema });
        const chunks = await collected(parsed as unknown as AsyncIterable<{ success: boolean; value: Chunk }>);
        assert.ok(chunks.length > 0);
        assert.ok(chunks.every((chunk) => chunk.success));
        const errors: unknown[] = [];
        let message: UIMessage | undefined;
        const read = readUIMessageStream({
          stream: Readable.toWeb(Readable.from(chunks.map((chunk) => chunk.value))) as never,
          onError: (error) => errors.push(error),
        });
        for await (const each of read) message = each;
        assert.deepEqual(
          errors.map(String),
          chunks.flatMap(({ value }) => (value['type'] === 'error' ? [`Error: ${String(value['errorText'])}`] : [])),
        );
        assert.ok(message);
      }
    });

    it('say that a run failed, and why', async () => {
      const data = await collected(
        (await stream([...say('t', 'a'), { type: 'throw', message: 'no' }], 'vercel')).data(),
      );
      assert.deepEqual(
        chunksOf(data)
          .slice(-3)
          .map(({ type, errorText, finishReason }) => ({ type, errorText, finishReason })),
        [
          { type: 'error', errorText: 'The agent broke: no', finishReason: undefined },
          { type: 'finish-step', errorText: undefined, finishReason: undefined },
          { type: 'finish', errorText: undefined, finishReason: 'error' },
        ],
      );
    });

    it('say that a run was cancelled, and leave nothing open', async () => {
      const opened = await stream(
        [
          { type: 'reasoning-start', id: 'r' },
          { type: 'tool-input-available', toolCallId: 'c', toolName: 'look', input: {} },
          { type: 'text-start', id: 't' },
          { type: 'text-delta', id: 't', delta: 'Half' },
          { type: 'hang' },
        ],
        'vercel',
      );
      const chunks: Chunk[] = [];
      for await (const data of opened.data()) {
        if (data === '[DONE]') break;
        chunks.push(JSON.parse(data) as Chunk);
        if (chunks.at(-1)?.['delta'] === 'Half')
          await host.call('POST', `${thread}/runs/${(await run()).id}/cancel`, {});
      }
      assert.deepEqual(
        chunks.slice(-4).map((chunk) => chunk['type']),
        ['reasoning-end', 'tool-output-error', 'text-end', 'abort'],
      );
    });
  });

  describe('in the native vocabulary', () => {
    it('say everything that it has words for, and name the run at once', async () => {
      const opened = await stream(script, 'native');
      assert.equal(opened.headers['content-type'], 'text/event-stream; charset=utf-8');
      assert.equal(opened.headers['x-vercel-ai-ui-message-stream'], undefined);
      const data = await collected(opened.data());
      const { id, thread_id: threadId } = await run();
      const meta_data = { run_id: id, thread_id: threadId, agent_id: 'obedient' };
      assert.equal(data.at(-1), '[DONE]');
      assert.deepEqual(
        chunksOf(data),
        [
          { type: 'user_prompt', user_prompt: '' },
          { type: 'stream_reasoning', reasoning: 'Let me ' },
          { type: 'stream_reasoning', reasoning: 'look.' },
          { type: 'streaming_tool_request', tool_id: 'c1', tool_name: 'look', tool_args: { q: 'a' } },
          { type: 'streaming_tool_response', tool_id: 'c1', tool_output: { hits: 1 } },
          { type: 'streaming_tool_request', tool_id: 'c2', tool_name: 'look', tool_args: { q: 'b' } },
          { type: 'streaming_tool_response', tool_id: 'c2', tool_output: { is_error: true, error_text: 'gone' } },
          { type: 'text_delta', text: 'It ' },
          { type: 'text_delta', text: 'is so.' },
          { type: 'end_node', final_output: 'It is so.' },
        ].map((event) => ({ ...event, meta_data })),
      );
    });

    it('end without a final answer when the run failed', async () => {
      const data = await collected(
        (await stream([...say('t', 'a'), { type: 'throw', message: 'no' }], 'native')).data(),
      );
      assert.deepEqual(data.at(-1), '[DONE]');
      assert.deepEqual(
        chunksOf(data).map((chunk) => chunk['type']),
        ['user_prompt', 'text_delta'],
      );
      assert.equal((await run()).status, 'failed');
    });
  });

  for (const vocabulary of ['native', 'vercel'] as const) {
    it(`are replayed from the start by attaching, during a ${vocabulary} run and after it, to everyone`, async () => {
      const opened = await stream([...think('r', 'Hm.'), ...say('a', 'One.'), { type: 'hang' }], vocabulary);
      const first = opened.data();
      const early: string[] = [];
      for await (const data of first) {
        early.push(data);
        if (data.includes('One.')) break;
      }
      const { id } = await run();
      const attached = [await attach(id), await attach(id), await attach(id)];
      assert.deepEqual(
        attached.map((each) => each.headers['x-vercel-ai-ui-message-stream']),
        Array.from({ length: 3 }, () => (vocabulary === 'vercel' ? 'v1' : undefined)),
      );
      const followers = attached.map((each) => collected(each.data()));
      await host.call('POST', `${thread}/runs/${id}/cancel`, {});
      const [one, two, three] = await Promise.all(followers);
      const late = await collected((await attach(id)).data());
      assert.deepEqual(one, late);
      assert.deepEqual(two, late);
      assert.deepEqual(three, late);
      assert.deepEqual(late.slice(0, early.length), early);
      assert.equal(late.at(-1), '[DONE]');
    });
  }

  it('of a run that was started without one are native', async () => {
    await host.call('POST', `${thread}/messages`, { role: 'user', content: 'Hello' });
    const answer = conforms('runResponse', (await host.call('POST', `${thread}/runs`, {})).json);
    const data = await collected((await attach(answer.run_id)).data());
    assert.deepEqual(
      chunksOf(data).map((chunk) => chunk['type']),
      ['user_prompt', 'text_delta', 'end_node'],
    );
  });

  it('may break without ending the run', async () => {
    const opened = await stream([...say('a', 'One.'), { type: 'hang' }], 'vercel');
    for await (const data of opened.data()) if (data.includes('One.')) break;
    opened.close();
    const { id, status } = await run();
    assert.equal(status, 'running');
    const again = await attach(id);
    const events = collected(again.data());
    await host.call('POST', `${thread}/runs/${id}/cancel`, {});
    assert.ok((await events).some((data) => data.includes('One.')));
    assert.equal((await run()).status, 'cancelled');
  });

  it('wait for a reader that does not read, and then give it everything', async () => {
    const count = 20_000;
    const piece = 'x'.repeat(200);
    const opened = await stream([{ type: 'flood', count, piece }], 'vercel');
    const { id } = await run();
    // Another reader comes to the end meanwhile, so the run does not wait for the slow one.
    assert.equal((await collected((await attach(id)).data())).at(-1), '[DONE]');
    assert.equal((await run()).status, 'completed');
    const text = chunksOf(await collected(opened.data()))
      .map((chunk) => (chunk['delta'] as string | undefined) ?? '')
      .join('');
    assert.equal(text.length, count * piece.length);
  });

  it('send their headers before the run has said anything', async () => {
    const opened = await stream([{ type: 'hang' }], 'vercel');
    assert.equal(opened.status, 200);
    const { id } = await run();
    await host.call('POST', `${thread}/runs/${id}/cancel`, {});
    assert.equal((await collected(opened.data())).at(-1), '[DONE]');
  });

  it('are not answered to a HEAD request', async () => {
    await new Promise<void>((resolve, reject) => {
      const headers = { authorization: host.token };
      http
        .request(
          { host: '127.0.0.1', port: host.port, method: 'HEAD', path: `${thread}/runs`, headers },
          (response) => {
            response.resume();
            assert.equal(response.statusCode, 405);
            assert.equal(response.headers.allow, 'POST, GET');
            resolve();
          },
        )
        .on('error', reject)
        .end();
    });
  });
});

function eventStreamOf(data: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(data.map((each) => `data: ${each}\n\n`).join(''));
  return new Blob([bytes]).stream();
}
