// @ts-check
// What the extension host does with a token, from the bytes of a stream to the run's state, against bare parsing of the
// same bytes: eventsource-parser with one streaming TextDecoder, JSON.parse, and the text put together.
import { performance } from 'node:perf_hooks';
import { createParser } from 'eventsource-parser';
import { createDecoder } from '../../src/backends/seekrflow/decodeStream.ts';
import { emptyRun, reduceRun } from '../../src/model/runState.ts';
import { readEvents } from '../../src/net/sse.ts';
import { median, round } from './support/numbers.mjs';

const tokenCount = 20_000;
const repeats = 9;
const chunkLength = 1024;
/** A token costs bare parsing about a microsecond; what it means, and to keep it, may cost a few more. */
const gate = 4;

/** @returns {Promise<readonly import('./run.mjs').Row[]>} */
export async function measure() {
  const chunks = encodeStream();
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const bare = [];
  for (let repeat = -2; repeat < repeats; repeat += 1) {
    const oursMs = await timed(() => throughHost(chunks));
    const bareMs = await timed(() => throughParser(chunks));
    // The first rounds warm up.
    if (repeat < 0) continue;
    ours.push(oursMs);
    bare.push(bareMs);
  }
  const perToken = (/** @type {readonly number[]} */ times) => round((median(times) * 1000) / tokenCount);
  const ratio = round(median(ours.map((ms, index) => ms / (bare[index] ?? Number.NaN))));
  return [
    { name: 'host.token', value: perToken(ours), unit: 'µs', peer: perToken(bare), ratio, gate, ok: ratio <= gate },
  ];
}

function encodeStream() {
  const events = [
    { type: 'start', messageMetadata: { run_id: 'run-1' } },
    { type: 'text-start', id: '0' },
    ...Array.from({ length: tokenCount }, (_, index) => ({ type: 'text-delta', id: '0', delta: `word ${index} ` })),
  ];
  const bytes = new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
  const chunks = [];
  for (let start = 0; start < bytes.length; start += chunkLength)
    chunks.push(bytes.subarray(start, start + chunkLength));
  return chunks;
}

/** @param {readonly Uint8Array<ArrayBuffer>[]} chunks */
async function throughHost(chunks) {
  const decode = createDecoder();
  let state = emptyRun;
  for await (const event of readEvents(stream(chunks))) {
    for (const each of decode(event)) state = reduceRun(state, each);
  }
  return state.parts.length;
}

/** @param {readonly Uint8Array<ArrayBuffer>[]} chunks */
async function* stream(chunks) {
  yield* chunks;
}

/** @param {readonly Uint8Array<ArrayBuffer>[]} chunks */
async function throughParser(chunks) {
  const decoder = new TextDecoder();
  let text = '';
  const parser = createParser({
    onEvent({ data }) {
      const event = JSON.parse(data);
      if (event.type === 'text-delta') text += event.delta;
    },
  });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return text.length;
}

/** @param {() => Promise<number>} run */
async function timed(run) {
  const startedAtMs = performance.now();
  const length = await run();
  if (length === 0) throw new Error('Nothing was read.');
  return performance.now() - startedAtMs;
}
