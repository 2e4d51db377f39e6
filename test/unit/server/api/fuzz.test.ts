import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LocalHostProcess, startLocalHostProcess } from '../../../support/localHost.ts';
import { type ContractShape, conforms } from '../../../support/localHostContract.ts';

/** Operations with what they answer; `{thread}`, `{message}` and `{run}` are ids, known ones or anything. */
const operations: readonly (readonly [string, string, ContractShape | 'stream' | 'any'])[] = [
  ['POST', '/v1/threads', 'thread'],
  ['GET', '/v1/threads', 'threads'],
  ['GET', '/v1/threads/{thread}', 'thread'],
  ['DELETE', '/v1/threads/{thread}', 'deletion'],
  ['POST', '/v1/threads/{thread}/messages', 'message'],
  ['GET', '/v1/threads/{thread}/messages', 'messages'],
  ['GET', '/v1/threads/{thread}/messages/{message}', 'message'],
  ['PATCH', '/v1/threads/{thread}/messages/{message}', 'message'],
  ['DELETE', '/v1/threads/{thread}/messages/{message}', 'deletion'],
  ['POST', '/v1/threads/{thread}/runs', 'runResponse'],
  ['GET', '/v1/threads/{thread}/runs', 'runs'],
  ['POST', '/v1/threads/{thread}/runs/stream', 'stream'],
  ['POST', '/v1/threads/{thread}/runs/stream/vercel', 'stream'],
  ['GET', '/v1/threads/{thread}/runs/{run}', 'run'],
  ['GET', '/v1/threads/{thread}/runs/{run}/attach', 'stream'],
  ['POST', '/v1/threads/{thread}/runs/{run}/cancel', 'cancellation'],
  ['GET', '/v2/flow/agents/{thread}', 'agent'],
  ['GET', '/v1/flow/vectordb', 'databases'],
  ['GET', '/v1/flow/vectordb/workspace/chunk/{run}', 'chunk'],
  ['POST', '/v1/flow/vectordb/workspace/chunks', 'chunks'],
  ['GET', '/v1/flow/files/{run}', 'file'],
  ['GET', '/v1/flow/files/{run}/content', 'any'],
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\ud800', '../..', '%00', '?', '#', 'constructor', '__proto__', "' OR 1=1 --", 'x'.repeat(300)),
);

const jsonValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    hostile,
    fc.integer(),
    fc.double(),
    fc.bigInt().map((value) => value.toString()),
    fc.constantFrom(null, true, false, '', 0, -1, 1e308),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(hostile, fc.constantFrom('type', 'text', 'content', 'role')), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Objects that are nearly what an operation wants. */
const nearBody = fc.record(
  {
    meta_data: jsonValue,
    role: fc.oneof(fc.constantFrom('user', 'assistant', 'tool'), jsonValue),
    content: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(fc.record({ type: fc.constant('input_text'), text: hostile }), jsonValue), { maxLength: 3 }),
      jsonValue,
    ),
    agent_id: fc.oneof(fc.constantFrom('obedient', 'default_agent'), jsonValue),
    model_settings: fc.oneof(
      fc.record({ temperature: fc.oneof(fc.double(), jsonValue), max_tokens: jsonValue }, { requiredKeys: [] }),
      jsonValue,
    ),
    response_format: jsonValue,
    group: jsonValue,
    metadata: fc.oneof(fc.dictionary(hostile, hostile), jsonValue),
    limit: fc.oneof(fc.integer(), jsonValue),
    offset: fc.oneof(fc.nat(), jsonValue),
    chunk_ids: fc.oneof(fc.array(hostile), jsonValue),
    file_id: jsonValue,
  },
  { requiredKeys: [] },
);

const body = fc.oneof(
  { weight: 4, arbitrary: nearBody.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: jsonValue.map((value) => JSON.stringify(value) ?? '') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{}', '', '{"meta_data":1e400}', '[1e999999]', '{"a":123456789012345678901}'),
  },
);

const query = fc.oneof(
  fc.constant(''),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('limit', 'offset', 'order', 'include_parts', 'expand_part_payloads', 'types', 'x'),
        fc.oneof(
          hostile,
          fc.integer().map(String),
          fc.constantFrom('0', '20', 'asc', 'desc', 'true', 'false', '1e9', '9'.repeat(400), 'RAG', ''),
        ),
      ),
      { maxLength: 3 },
    )
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`),
);

/** Percent-encodes whatever it gets; text that fits into single bytes becomes bytes that need not be UTF-8. */
function encoded(text: string): string {
  const isNarrow = Array.from(text).every((character) => (character.codePointAt(0) ?? 0) < 256);
  return [...Buffer.from(text, isNarrow ? 'latin1' : 'utf8')]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

describe('the local host under arbitrary requests', () => {
  let host: LocalHostProcess;
  before(async () => {
    host = await startLocalHostProcess();
  });
  after(() => host.stop());

  it('answers every one of them as described, and never with 500', async () => {
    const known = { thread: [] as string[], message: [] as string[], run: [] as string[] };
    const counts = new Map<number, number>();

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations),
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        fc.array(fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, hostile), { minLength: 3, maxLength: 3 }),
        query,
        body,
        async ([method, pattern, shape], picks, foreign, queryText, bodyText) => {
          const target = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
            const index = ['thread', 'message', 'run'].indexOf(name);
            const ids = known[name as keyof typeof known];
            const id = foreign[index] ?? ids[(picks[index] ?? 0) % Math.max(1, ids.length)] ?? 'none';
            return encoded(id) || 'none';
          });
          const hasBody = method === 'POST' || method === 'PATCH';
          const answer = await host.call(method, target + queryText, hasBody ? bodyText : undefined);
          counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
          if (answer.status === 422) conforms('complaints', answer.json);
          else if (answer.status === 409) conforms('refusal', answer.json);
          else {
            assert.equal(answer.status, 200, `${method} ${target}${queryText} ${bodyText} ${answer.text}`);
            if (shape === 'stream') assert.ok(answer.text.endsWith('data: [DONE]\n\n'));
            else if (shape !== 'any') conforms(shape, answer.json);
            if (shape === 'thread' || shape === 'message') {
              known[shape] = [...known[shape], (answer.json as { id: string }).id].slice(-5);
            }
            if (shape === 'runResponse') known.run.push((answer.json as { run_id: string }).run_id);
          }
        },
      ),
      { numRuns: 1500 },
    );
    assert.ok((counts.get(200) ?? 0) > 100, JSON.stringify([...counts]));
    assert.ok((counts.get(422) ?? 0) > 100, JSON.stringify([...counts]));
  }).timeout(120_000);

  it('answers arbitrary methods and addresses with 404, 405 or 422', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH'),
        fc.array(
          fc.oneof(
            fc.constantFrom('v1', 'v2', 'flow', 'threads', 'runs', 'stream', 'local', '', '.', '..'),
            hostile.map(encoded),
          ),
          {
            maxLength: 7,
          },
        ),
        fc.constantFrom('application/json', 'text/plain', 'application/json; charset=x', 'nonsense'),
        async (method, segments, type) => {
          const target = `/${segments.join('/')}`.slice(0, 4000);
          const answer = await host.call(method, target, undefined, { 'content-type': type });
          assert.ok([200, 404, 405, 422].includes(answer.status), `${method} ${target} ${answer.status}`);
        },
      ),
      { numRuns: 500 },
    );
  }).timeout(60_000);
});
