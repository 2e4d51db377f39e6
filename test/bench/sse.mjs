// Throughput of readEvents. Nothing but ratios of runs interleaved in one process means anything here.
//
// Two peers, both eventsource-parser 4 with one streaming TextDecoder:
// - "generator": behind the same interface, an async generator that hands over one event at a time. The gate is on it.
// - "callbacks": without any interface. Shown for honesty; an async iterator cannot reach it, because handing over
//   60 000 resolved promises alone takes longer than parsing does (row sse.handover).
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createParser } from 'eventsource-parser';
import { readEvents } from '../../src/net/sse.ts';

const eventCount = 60_000;
const repeats = 9;
const severalCount = 8;

/** @returns {Promise<{ name: string, value: number, unit: string, peer?: string, ratio?: number, gate?: number, ok?: boolean }[]>} */
export async function measure() {
  const rows = [];
  const tokens = encodeTokens();
  for (const [label, size] of [
    ['16 B', 16],
    ['1 KB', 1024],
    ['64 KB', 65_536],
  ]) {
    const chunks = cut(tokens, size);
    const subjects = {
      reader: () => count(readEvents(stream(chunks)), length),
      generator: () => count(bareGenerator(stream(chunks)), length),
      callbacks: () => bareCallbacks(stream(chunks), length),
      readerJson: () => count(readEvents(stream(chunks)), parsed),
      callbacksJson: () => bareCallbacks(stream(chunks), parsed),
      handover: () => count(resolvedPromises(), length),
    };
    const times = await interleave(subjects);
    const megabytesPerSecond = tokens.length / 1e6 / (median(times.reader) / 1000);
    rows.push(
      {
        name: `sse.tokens.${label}`,
        value: round(megabytesPerSecond),
        unit: 'MB/s',
        peer: 'eventsource-parser in an async generator',
        ratio: medianRatio(times.reader, times.generator),
        ...(size >= 1024 ? gate(medianRatio(times.reader, times.generator), 1.15) : {}),
      },
      {
        name: `sse.tokens.callbacks.${label}`,
        value: perEvent(times.reader),
        unit: 'ns/event',
        peer: 'eventsource-parser callbacks',
        ratio: medianRatio(times.reader, times.callbacks),
      },
      {
        name: `sse.tokens.json.${label}`,
        value: perEvent(times.readerJson),
        unit: 'ns/event',
        peer: 'eventsource-parser callbacks, both with JSON.parse',
        ratio: medianRatio(times.readerJson, times.callbacksJson),
      },
      {
        name: `sse.handover.${label}`,
        value: perEvent(times.handover),
        unit: 'ns/event',
        peer: 'eventsource-parser callbacks',
        ratio: medianRatio(times.handover, times.callbacks),
      },
    );
  }

  const large = new TextEncoder().encode(`data: ${'x'.repeat(1 << 20)}\n\n`);
  const small = cut(large, 1024);
  const big = cut(large, 65_536);
  const times = await interleave({
    small: () => severalTimes(() => count(readEvents(stream(small)), length)),
    big: () => severalTimes(() => count(readEvents(stream(big)), length)),
  });
  const ratio = medianRatio(times.small, times.big);
  rows.push({
    name: 'sse.linearity.1 MB event',
    value: round(median(times.small) / severalCount),
    unit: 'ms',
    peer: 'the same event in 64 KB chunks',
    ratio,
    ...gate(ratio, 1.5),
  });
  return rows;
}

function encodeTokens() {
  let text = '';
  for (let index = 0; index < eventCount; index += 1) {
    text += `data: {"type":"text-delta","id":"0","delta":"word ${index % 10}"}\n\n`;
  }
  return new TextEncoder().encode(text);
}

function cut(bytes, size) {
  const chunks = [];
  for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size));
  return chunks;
}

/** The cheapest source there is, so that the rows show the readers. */
function stream(chunks) {
  let index = 0;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const value = chunks[index];
      index += 1;
      return Promise.resolve({ done: value === undefined, value });
    },
    return() {
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

function length(data) {
  return data.length;
}

function parsed(data) {
  return JSON.parse(data).delta.length;
}

async function count(events, work) {
  let total = 0;
  for await (const event of events) total += work(event.data);
  return total;
}

async function bareCallbacks(chunks, work) {
  let total = 0;
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: (event) => (total += work(event.data)) });
  for await (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return total;
}

async function* bareGenerator(chunks) {
  let events = [];
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: (event) => events.push(event) });
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    for (const event of events) yield event;
    events = [];
  }
}

/** What any async iterator pays: one resolved promise and one turn of the microtask queue per event. */
function resolvedPromises() {
  let left = eventCount;
  const event = { data: '' };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      left -= 1;
      return Promise.resolve({ done: left < 0, value: event });
    },
  };
}

/** One event takes a millisecond: too short to time alone. */
async function severalTimes(run) {
  for (let time = 0; time < severalCount; time += 1) await run();
}

async function interleave(subjects) {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let repeat = -2; repeat < repeats; repeat += 1) {
    for (const [name, run] of Object.entries(subjects)) {
      const start = performance.now();
      await run();
      // The first rounds warm up.
      if (repeat >= 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function medianRatio(subject, peer) {
  return round(median(subject.map((time, index) => time / peer[index])));
}

function perEvent(times) {
  return round((median(times) * 1e6) / eventCount);
}

function gate(ratio, limit) {
  return { gate: limit, ok: ratio <= limit };
}

function round(value) {
  return Math.round(value * 100) / 100;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const row of await measure()) console.log(JSON.stringify(row));
}
