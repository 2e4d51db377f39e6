import type { UIMessageChunk } from 'ai';
import * as fc from 'fast-check';

/** Chunks that belong together and keep their order, while others may come in between. */
type Strand = readonly UIMessageChunk[];

const words = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('\n', '\r\n', 'data: x\n\n', '�\uFEFF', '日本', '🧵'),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom({ query: 'x' }, '', null, [], 'text', { constructor: 1, toString: 'x' }),
  fc.constant(JSON.parse('{"__proto__": {"polluted": true}}') as unknown),
);

/** Blocks whose ids repeat from step to step, as servers number them. */
function textStrand(id: string): fc.Arbitrary<Strand> {
  return fc
    .record({
      kind: fc.constantFrom('text', 'reasoning'),
      deltas: fc.array(words, { maxLength: 4 }),
      hasEnd: fc.boolean(),
      again: fc.boolean(),
    })
    .map(({ kind, deltas, hasEnd, again }) => {
      const block = [
        { type: `${kind}-start`, id },
        ...deltas.map((delta) => ({ type: `${kind}-delta`, id, delta })),
        ...(hasEnd ? [{ type: `${kind}-end`, id }] : []),
      ] as UIMessageChunk[];
      return again && hasEnd ? [...block, ...block] : block;
    });
}

function toolStrand(toolCallId: string): fc.Arbitrary<Strand> {
  return fc
    .record({
      toolName: fc.constantFrom('search_text', 'read_file', 'constructor'),
      dynamic: fc.boolean(),
      title: fc.option(fc.constantFrom('Search', 'Read'), { nil: undefined }),
      start: fc.boolean(),
      deltas: fc.array(fc.constantFrom('{', '"q"', ':1', '}'), { maxLength: 4 }),
      input: value,
      hasInput: fc.boolean(),
      end: fc.constantFrom('none', 'output', 'progress', 'error', 'input-error', 'denied', 'approved'),
      outputs: fc.array(value, { minLength: 1, maxLength: 3 }),
    })
    .map(({ toolName, dynamic, title, start, deltas, input, hasInput, end, outputs }) => {
      const call = { toolCallId, toolName, ...(dynamic ? { dynamic } : {}), ...(title === undefined ? {} : { title }) };
      const chunks: unknown[] = [];
      if (start) {
        chunks.push({ type: 'tool-input-start', ...call });
        chunks.push(...deltas.map((inputTextDelta) => ({ type: 'tool-input-delta', toolCallId, inputTextDelta })));
      }
      if (start && !hasInput && end === 'none') return chunks as Strand;
      if (end === 'input-error') {
        chunks.push({ type: 'tool-input-error', ...call, input, errorText: 'bad arguments' });
        chunks.push({ type: 'tool-output-error', toolCallId, errorText: 'not called' });
        return chunks as Strand;
      }
      chunks.push({ type: 'tool-input-available', ...call, input });
      if (end === 'denied' || end === 'approved') {
        chunks.push({ type: 'tool-approval-request', toolCallId, approvalId: `approve-${toolCallId}` });
        chunks.push(
          end === 'denied'
            ? { type: 'tool-output-denied', toolCallId }
            : { type: 'tool-output-available', toolCallId, output: outputs[0] },
        );
      }
      if (end === 'progress' || end === 'error') {
        chunks.push(
          ...outputs.map((output) => ({ type: 'tool-output-available', toolCallId, output, preliminary: true })),
        );
      }
      if (end === 'output' || (end === 'progress' && outputs.length > 1)) {
        chunks.push({ type: 'tool-output-available', toolCallId, output: outputs.at(-1) });
      }
      if (end === 'error') chunks.push({ type: 'tool-output-error', toolCallId, errorText: 'broke' });
      return chunks as Strand;
    });
}

function otherStrand(id: string): fc.Arbitrary<Strand> {
  return fc.oneof(
    fc.constant<Strand>([{ type: 'source-url', sourceId: id, url: `https://example.com/${id}` }]),
    fc.constant<Strand>([{ type: 'source-url', sourceId: id, url: `https://example.com/${id}`, title: 'Page' }]),
    fc.constant<Strand>([{ type: 'source-document', sourceId: id, mediaType: 'text/plain', title: 'a.ts:1-9' }]),
    fc.constant<Strand>([{ type: 'file', url: 'data:image/png;base64,AA==', mediaType: 'image/png' }]),
    fc.constant<Strand>([{ type: 'reasoning-file', url: 'data:image/png;base64,AA==', mediaType: 'image/png' }]),
    fc.constant<Strand>([{ type: 'custom', kind: 'maker.thing' }]),
    fc.constant<Strand>([{ type: 'steering-message', id, parts: [{ type: 'text', text: 'faster' }] }]),
    fc.constant<Strand>([{ type: 'message-metadata', messageMetadata: { usage: { totalTokens: 3 } } }]),
    fc.constant<Strand>([{ type: 'error', errorText: 'overloaded' }]),
    value.map((data): Strand => [{ type: 'data-progress', data, transient: true }]),
    value.map((data): Strand => [{ type: 'data-note', data }]),
    fc.tuple(value, value).map(([first, second]): Strand => [
      { type: 'data-weather', id, data: first },
      { type: 'data-weather', id, data: second },
    ]),
  );
}

/** Puts strands into one stream; `choices` says whose turn it is. */
function interleave(strands: readonly Strand[], choices: readonly number[]): UIMessageChunk[] {
  const rest = strands.map((strand) => [...strand]).filter((strand) => strand.length > 0);
  const chunks: UIMessageChunk[] = [];
  for (let turn = 0; rest.length > 0; turn++) {
    const index = (choices[turn % Math.max(1, choices.length)] ?? 0) % rest.length;
    const strand = rest[index] ?? [];
    chunks.push(...strand.splice(0, 1));
    if (strand.length === 0) rest.splice(index, 1);
  }
  return chunks;
}

function strandsOf(step: number): fc.Arbitrary<readonly Strand[]> {
  return fc.array(fc.constantFrom('text', 'text', 'tool', 'tool', 'other'), { maxLength: 4 }).chain((kinds) =>
    fc.tuple(
      ...kinds.map((kind, index) => {
        if (kind === 'text') return textStrand(String(index));
        // Calls are numbered from zero in every step by some servers, so their ids come back too.
        return kind === 'tool' ? toolStrand(`call_${index}`) : otherStrand(`${step}-${index}`);
      }),
    ),
  );
}

function stepChunks(step: number): fc.Arbitrary<UIMessageChunk[]> {
  return fc
    .record({
      strands: strandsOf(step),
      dropped: fc.option(strandsOf(step + 100), { nil: undefined, freq: 3 }),
      choices: fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }),
    })
    .map(({ strands, dropped, choices }) => [
      { type: 'start-step' },
      ...(dropped ? [...interleave(dropped, choices), { type: 'reset-step' } as const] : []),
      ...interleave(strands, choices),
      { type: 'finish-step' },
    ]);
}

const steps = fc
  .integer({ min: 0, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, step) => stepChunks(step))))
  .map((each) => each.flat());

/** Work that goes on across steps, as streams do that a server merges: a text, and a result that comes late. */
const longStrands = fc.record({
  text: textStrand('long'),
  lateCall: fc.option(value, { nil: undefined }),
  choices: fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }),
});

/** Streams that follow every rule of the protocol, with as many of its chunks as one reader can compare. */
export const wellFormedStream: fc.Arbitrary<readonly UIMessageChunk[]> = fc
  .record({
    steps,
    long: fc.option(longStrands, { nil: undefined, freq: 2 }),
    finish: fc.constantFrom<Strand>(
      [],
      [{ type: 'finish' }],
      [{ type: 'finish', finishReason: 'stop', messageMetadata: { model: 'm' } }],
      [{ type: 'abort', reason: 'stopped' }],
    ),
  })
  .map(({ steps, long, finish }) => {
    const isRewound = steps.some((chunk) => chunk.type === 'reset-step');
    const call = { toolCallId: 'late', toolName: 'slow' };
    const late: Strand =
      long?.lateCall === undefined
        ? []
        : [
            { type: 'tool-input-available', ...call, input: {} },
            { type: 'tool-output-available', toolCallId: 'late', output: long.lateCall },
          ];
    const body = long && !isRewound ? interleave([steps, long.text, late], long.choices) : steps;
    return [{ type: 'start', messageId: 'answer' }, ...body, ...finish];
  });
