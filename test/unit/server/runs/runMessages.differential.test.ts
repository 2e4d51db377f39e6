import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeMessage } from '../../../../src/backends/seekrflow/decodeMessage.ts';
import { createDecoder } from '../../../../src/backends/seekrflow/decodeStream.ts';
import type { Part } from '../../../../src/model/message.ts';
import { emptyRun, reduceRun } from '../../../../src/model/runState.ts';
import { transcriptOf } from '../../../../src/model/transcript.ts';
import type { AgentEvent } from '../../../../src/server/agent.ts';
import { messagesOf } from '../../../../src/server/runs/runMessages.ts';
import { createRunPicture, looseEnds } from '../../../../src/server/runs/runPicture.ts';
import type { RunEnding, RunRecord } from '../../../../src/server/runs/runRecord.ts';
import { createVercelEncoder } from '../../../../src/server/runs/vercelEncoder.ts';
import type { StoredRun } from '../../../../src/server/store/runs.ts';
import { cite, look, say, think } from '../../../support/localHostAgents.ts';

const run: StoredRun = {
  id: 'run-1',
  threadId: 'thread-1',
  agentId: 'agent',
  messageId: 'message-1',
  vocabulary: 'vercel',
  status: 'running',
  request: {},
  metadata: {},
  usage: null,
  createdAt: 0,
  startedAt: 0,
  endedAt: null,
};

/** What our own client shows of the stream. */
function streamed(records: readonly RunRecord[]): readonly Part[] {
  const encoder = createVercelEncoder(run);
  const decode = createDecoder();
  const data = [...encoder.begin(), ...records.flatMap((record) => encoder.encode(record))];
  const events = data.flatMap((each) => decode({ event: 'message', data: each }));
  return transcriptOf([], events.reduce(reduceRun, emptyRun))[0]?.parts ?? [];
}

/** What our own client shows of the messages that are stored. */
function stored(records: readonly RunRecord[]): readonly Part[] {
  const picture = createRunPicture();
  for (const record of records) if (record.type !== 'run-end') picture.add(record);
  const kept = JSON.parse(JSON.stringify(messagesOf(picture.parts()))) as ReturnType<typeof messagesOf>;
  const messages = kept.map(({ role, content, parts }, index) =>
    decodeMessage({ id: `message-${index}`, role, content, parts, run_id: run.id, meta_data: {} }, run.threadId),
  );
  const items = transcriptOf(messages);
  assert.ok(items.length <= 1, 'one run is one article');
  return items[0]?.parts ?? [];
}

/** What a person can see of a part: not how it came about. */
function visible(part: Part): unknown {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [part.type, part.text];
    case 'tool': {
      const { toolCallId, toolName, state, input = null, output = null, errorText = '' } = part;
      // An empty result looks like none.
      return [toolCallId, toolName, state, input, output === '' ? null : output, errorText];
    }
    default:
      return part;
  }
}

function assertSamePicture(events: readonly AgentEvent[], ending: RunEnding): void {
  const picture = createRunPicture();
  for (const event of events) picture.add(event);
  const reason = 'Not finished.';
  const records: RunRecord[] = [...events, ...looseEnds(picture.parts(), reason), { type: 'run-end', ending }];
  const [live, kept] = [streamed(records), stored(records)];
  const others = (parts: readonly Part[]) => parts.filter((part) => part.type !== 'source' && part.type !== 'error');
  const sources = (parts: readonly Part[]) => parts.filter((part) => part.type === 'source');
  assert.deepEqual(others(kept).map(visible), others(live).map(visible));
  assert.deepEqual(sources(kept).map(visible), sources(live).map(visible));
}

const word = fc.string({ minLength: 1, maxLength: 5 });
const json = fc.oneof(fc.dictionary(word, word), fc.string(), fc.integer(), fc.boolean());

/** Pieces of a run, with ids that fit together; `n` makes them unique. */
const piece: fc.Arbitrary<(n: number) => readonly AgentEvent[]> = fc.oneof(
  fc.array(word).map((deltas) => (n: number) => say(`t${n}`, ...deltas)),
  fc.array(word).map((deltas) => (n: number) => think(`r${n}`, ...deltas)),
  fc.tuple(fc.dictionary(word, word), json).map(
    ([input, output]) =>
      (n: number) =>
        look(`c${n}`, input, output),
  ),
  fc.dictionary(word, word).map((input) => (n: number): readonly AgentEvent[] => [
    { type: 'tool-input-available', toolCallId: `c${n}`, toolName: 'look', input },
    { type: 'tool-output-error', toolCallId: `c${n}`, errorText: 'no' },
  ]),
  fc.tuple(word, fc.integer({ min: 1, max: 9 })).map(([path, line]) => () => [cite(path, line, 'text')]),
);

/** Runs in which blocks follow one another, overlap, and are cut off anywhere. */
const script = fc
  .tuple(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 8 }), fc.nat({ max: 60 }))
  .map(([pieces, cut]) => {
    const events: AgentEvent[] = [];
    for (const [index, [make, isOverlapping]] of pieces.entries()) {
      const made = make(index);
      // An overlapping piece begins before the last event of what went before.
      const tail = isOverlapping ? events.splice(-1) : [];
      events.push(...made.slice(0, 1), ...tail, ...made.slice(1));
    }
    return cut < 40 ? events.slice(0, cut) : events;
  });

describe('stored messages of a run', () => {
  it('show the same picture as the stream did', () => {
    fc.assert(fc.property(script, fc.constantFrom<RunEnding>('completed', 'cancelled', 'failed'), assertSamePicture), {
      numRuns: 500,
    });
  });

  it('have each tool result behind its call and every source in the last of the assistant’s', () => {
    fc.assert(
      fc.property(script, (events) => {
        const picture = createRunPicture();
        for (const event of events) picture.add(event);
        const messages = messagesOf(picture.parts());
        const called = new Set<unknown>();
        for (const { role, parts } of messages) {
          for (const part of parts) {
            if (part.type === 'tool-call') called.add(part.tool_call_id);
            if (part.type === 'tool-result') assert.ok(called.has(part.tool_call_id));
          }
          if (role === 'tool')
            assert.deepEqual(
              parts.map((part) => part.type),
              ['tool-result'],
            );
        }
        const last = messages.findLastIndex((message) => message.role === 'assistant');
        for (const [index, { parts }] of messages.entries()) {
          if (index !== last) assert.ok(parts.every((part) => part.type !== 'data'));
        }
      }),
    );
  });
});
