import assert from 'node:assert/strict';
import { JsonToSseTransformStream, type UIMessage, type UIMessageChunk, readUIMessageStream } from 'ai';
import * as fc from 'fast-check';
import { createDecoder } from '../../../src/backends/seekrflow/decodeStream.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { type RunState, emptyRun, reduceRun } from '../../../src/model/runState.ts';
import { readEvents } from '../../../src/net/sse.ts';
import { agentStreams } from '../../support/agentStreams.ts';
import { wellFormedStream } from '../../support/uiMessageStreams.ts';
import { shapeOfParts, shapeOfUiMessage } from '../../support/uiMessageShape.ts';

/** What the AI SDK's own reader makes of the chunks; it throws for anything that is not well-formed. */
async function theirs(chunks: readonly UIMessageChunk[]): Promise<UIMessage['parts']> {
  let last: UIMessage | undefined;
  const stream = streamFrom(chunks);
  const isServerError = new Set(chunks.map((chunk) => (chunk.type === 'error' ? chunk.errorText : undefined)));
  let failure: Error | undefined;
  const onError = (error: unknown): void => {
    if (!(error instanceof Error)) failure = new Error('the reader failed', { cause: error });
    else if (!isServerError.has(error.message)) failure = error;
  };
  for await (const message of readUIMessageStream({ stream, onError })) last = message;
  if (failure !== undefined) throw failure;
  return last?.parts ?? [];
}

/** What our decoder and reducer make of the same chunks as the SDK's server puts them on the wire, before the end. */
async function ours(chunks: readonly UIMessageChunk[]): Promise<{ state: RunState; events: readonly RunEvent[] }> {
  const decode = createDecoder();
  const events: RunEvent[] = [];
  const text = streamFrom(chunks).pipeThrough(new JsonToSseTransformStream()).pipeThrough(new TextEncoderStream());
  for await (const event of readEvents(text)) events.push(...decode(event));
  return { state: events.filter((event) => event.type !== 'run-end').reduce(reduceRun, emptyRun), events };
}

function streamFrom<T>(items: readonly T[]): ReadableStream<T> {
  return new ReadableStream({
    start(controller) {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  });
}

async function assertSame(chunks: readonly UIMessageChunk[]): Promise<void> {
  const { state } = await ours(chunks);
  assert.deepEqual(shapeOfParts(state.parts), shapeOfUiMessage(await theirs(chunks)));
  assert.equal(state.unknownCount, 0);
}

describe('a run as its stream tells it', () => {
  for (const [name, make] of Object.entries(agentStreams)) {
    it(`is what the reader of the AI SDK makes of ${name}`, async () => {
      const chunks = await make();
      assert.ok(chunks.length > 0);
      await assertSame(chunks);
    });
  }

  it('is what the reader of the AI SDK makes of any well-formed stream', async () => {
    await fc.assert(fc.asyncProperty(wellFormedStream, assertSame), { numRuns: 400 });
  });

  it('is the same at every moment on the way, not only at the end', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormedStream, fc.nat(), async (chunks, cut) => {
        await assertSame(chunks.slice(0, cut % (chunks.length + 1)));
      }),
      { numRuns: 200 },
    );
  });
});
