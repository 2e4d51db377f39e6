import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LocalHostProcess, collected, startLocalHostProcess } from '../../../support/localHost.ts';
import { cite, look, say } from '../../../support/localHostAgents.ts';
import { type ContractShape, conforms } from '../../../support/localHostContract.ts';

const runKeys = ['agent_id', 'model_settings', 'response_format', 'group', 'metadata'];
const spanKeys = ['min_start_datetime', 'max_start_datetime', 'trace_id', 'thread_id', 'run_id', 'group', 'metadata'];
const attributionKeys = ['run_id', 'highlight', 'granularity', 'top_k', 'num_ablations', 'return_diagnostics'];

/**
 * Operations with what they answer, and what their bodies are made of: what is needed, then what may be there. What is
 * in braces are ids, known ones or anything.
 */
const operations: readonly (readonly [
  string,
  string,
  ContractShape | 'stream' | 'any',
  (readonly [readonly string[], readonly string[]])?,
])[] = [
  ['POST', '/v1/threads', 'thread', [[], ['meta_data']]],
  ['GET', '/v1/threads', 'threads'],
  ['GET', '/v1/threads/{thread}', 'thread'],
  ['DELETE', '/v1/threads/{thread}', 'deletion'],
  ['POST', '/v1/threads/{thread}/messages', 'message', [['role', 'content'], ['meta_data']]],
  ['GET', '/v1/threads/{thread}/messages', 'messages'],
  ['GET', '/v1/threads/{thread}/messages/{message}', 'message'],
  ['PATCH', '/v1/threads/{thread}/messages/{message}', 'message', [[], ['content', 'meta_data']]],
  ['DELETE', '/v1/threads/{thread}/messages/{message}', 'deletion'],
  ['POST', '/v1/threads/{thread}/runs', 'runResponse', [[], runKeys]],
  ['GET', '/v1/threads/{thread}/runs', 'runs'],
  ['POST', '/v1/threads/{thread}/runs/stream', 'stream', [[], runKeys]],
  ['POST', '/v1/threads/{thread}/runs/stream/vercel', 'stream', [[], runKeys]],
  ['GET', '/v1/threads/{thread}/runs/{run}', 'run'],
  ['GET', '/v1/threads/{thread}/runs/{run}/attach', 'stream'],
  ['POST', '/v1/threads/{thread}/runs/{run}/cancel', 'cancellation', [[], runKeys]],
  ['GET', '/v1/flow/agents', 'agentsOfVersion1'],
  ['GET', '/v2/flow/agents', 'agents'],
  ['GET', '/v2/flow/agents/{agent}', 'agent'],
  ['GET', '/v1/flow/vectordb', 'databases'],
  ['GET', '/v1/flow/vectordb/workspace/chunk/{chunk}', 'chunk'],
  ['POST', '/v1/flow/vectordb/workspace/chunks', 'chunks', [[], ['chunk_ids', 'file_id', 'limit', 'offset']]],
  ['GET', '/v1/flow/files', 'files'],
  ['GET', '/v1/flow/files/{file}', 'file'],
  ['GET', '/v1/flow/files/{file}/content', 'any'],
  ['GET', '/v1/flow/files/{file}/vector-dbs', 'ids'],
  ['POST', '/v1/observability/spans', 'spans', [[], [...spanKeys, 'agent_id', 'limit', 'offset', 'order']]],
  ['GET', '/v1/observability/spans/{span}', 'span'],
  ['POST', '/v1/explainability/context-attributor-from-run', 'attribution', [['thread_id'], attributionKeys]],
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

function mostly(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: jsonValue });
}

const isoDate = fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString());

/** What bodies are nearly made of. */
const nearBody = fc.record({
  meta_data: mostly(fc.dictionary(hostile, jsonValue)),
  role: mostly(fc.constantFrom('user', 'assistant', 'tool')),
  content: mostly(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.record({ type: fc.constant('input_text'), text: hostile }), { maxLength: 3 }),
    ),
  ),
  agent_id: mostly(fc.constantFrom('obedient', 'default_agent')),
  model_settings: mostly(
    fc.record({ temperature: mostly(fc.double({ min: 0, max: 2, noNaN: true })), max_tokens: mostly(fc.nat()) }),
  ),
  response_format: mostly(fc.record({ json_schema: fc.dictionary(hostile, jsonValue) })),
  group: mostly(hostile),
  metadata: mostly(fc.dictionary(hostile, hostile)),
  limit: mostly(fc.integer({ min: 1, max: 100 })),
  offset: mostly(fc.nat()),
  order: mostly(fc.constantFrom('asc', 'desc')),
  chunk_ids: mostly(fc.array(hostile)),
  file_id: mostly(hostile),
  min_start_datetime: mostly(isoDate),
  max_start_datetime: mostly(isoDate),
  trace_id: mostly(hostile),
  thread_id: mostly(fc.constant('{thread}')),
  run_id: mostly(fc.constantFrom('{run}', null)),
  highlight: mostly(hostile),
  granularity: mostly(fc.constantFrom('sentence', 'chunk')),
  top_k: mostly(fc.integer({ min: 1 })),
  num_ablations: mostly(fc.integer({ min: 32, max: 256 })),
  return_diagnostics: mostly(fc.boolean()),
});

/** For an operation: what it is nearly made of, with few of the things that may be there; or anything. */
function bodyOf([needed, possible]: readonly [readonly string[], readonly string[]]): fc.Arbitrary<string> {
  const near = fc
    .tuple(nearBody, fc.subarray([...possible], { maxLength: Math.min(2, possible.length) }))
    .map(([all, chosen]) => JSON.stringify(pickKeys(all, [...needed, ...chosen])));
  return fc.oneof(
    { weight: 8, arbitrary: near },
    { weight: 2, arbitrary: jsonValue.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('{}', '', '{"meta_data":1e400}', '[1e999999]', '{"a":123456789012345678901}'),
    },
  );
}

function pickKeys(all: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}

const request = fc
  .constantFrom(...operations)
  .chain((operation) => fc.tuple(fc.constant(operation), operation[3] ? bodyOf(operation[3]) : fc.constant(undefined)));

const queryParameters = [
  'limit',
  'offset',
  'order',
  'include_parts',
  'expand_part_payloads',
  'types',
  'sort_by',
  'sort_order',
  'purpose',
  'x',
];

const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom(...queryParameters),
          fc.oneof(
            hostile,
            fc.integer().map(String),
            fc.constantFrom('0', '20', 'asc', 'desc', 'true', 'false', '1e9', '9'.repeat(400), 'RAG', 'bytes', ''),
          ),
        ),
        { maxLength: 3 },
      )
      .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`),
  },
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

  it('answers every one of them as described, and never with 5xx', async () => {
    /** Ids by kind; messages and runs are those of the thread they belong to. */
    const known = new Map<string, readonly string[]>([['agent', ['obedient']]]);
    const counts = new Map<number, number>();
    const successes = new Set<string>();

    function learn(kind: string, id: string): void {
      known.set(kind, [...(known.get(kind) ?? []), id].slice(-4));
    }

    function forget(kind: string, id: string): void {
      known.set(
        kind,
        (known.get(kind) ?? []).filter((each) => each !== id),
      );
    }

    function pick(kind: string, number: number): string {
      const ids = known.get(kind) ?? [];
      return ids[number % Math.max(1, ids.length)] ?? 'none';
    }

    async function makeThread(): Promise<void> {
      const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
      const script = [...look('c', {}, 'so it is'), ...say('t', 'So it is.'), cite('package.json', 1, '{')];
      const asked = { role: 'user', content: JSON.stringify(script) };
      learn(
        `message of ${id}`,
        conforms('message', (await host.call('POST', `/v1/threads/${id}/messages`, asked)).json).id,
      );
      await collected((await host.open('POST', `/v1/threads/${id}/runs/stream`, {})).data());
      for (const run of conforms('runs', (await host.call('GET', `/v1/threads/${id}/runs`)).json)) {
        learn(`run of ${id}`, run.id);
      }
      learn('thread', id);
    }

    for (let count = 0; count < 4; count++) await makeThread();
    for (const file of conforms('files', (await host.call('GET', '/v1/flow/files')).json).data) learn('file', file.id);
    for (const span of conforms('spans', (await host.call('POST', '/v1/observability/spans', {})).json)) {
      learn('span', span.span_id);
    }
    learn('chunk', 'chunk-package.json-1');

    await fc.assert(
      fc.asyncProperty(
        request,
        fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
        fc.array(fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, hostile), { minLength: 2, maxLength: 2 }),
        query,
        async ([[method, pattern, shape], body], [first = 0, second = 0], foreign, queryText) => {
          const thread = pick('thread', first);
          const idOf = (kind: string): string => {
            if (kind === 'thread') return thread;
            return pick(kind === 'message' || kind === 'run' ? `${kind} of ${thread}` : kind, second);
          };
          let place = 0;
          const target = pattern.replace(
            /\{(\w+)\}/g,
            (_, kind: string) => encoded(foreign[place++] ?? idOf(kind)) || 'none',
          );
          const named = body?.replace(/\{(thread|run)\}/g, (_, kind: string) => idOf(kind));
          const answer = await host.call(method, target + queryText, named);
          counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
          if (answer.status === 422) conforms('complaints', answer.json);
          else if (answer.status === 409) conforms('refusal', answer.json);
          else if (answer.status === 404 && shape === 'attribution') conforms('refusal', answer.json);
          else {
            assert.equal(answer.status, 200, `${method} ${target}${queryText} ${named} ${answer.text}`);
            successes.add(`${method} ${pattern}`);
            if (shape === 'stream') assert.ok(answer.text.endsWith('data: [DONE]\n\n'));
            else if (shape !== 'any') conforms(shape, answer.json);
            if (method === 'POST' && shape === 'thread') learn('thread', (answer.json as { id: string }).id);
            if (method === 'POST' && shape === 'message') {
              learn(`message of ${thread}`, (answer.json as { id: string }).id);
            }
            if (shape === 'runResponse') learn(`run of ${thread}`, (answer.json as { run_id: string }).run_id);
            if (pattern.endsWith('{message}') && method === 'DELETE') forget(`message of ${thread}`, idOf('message'));
            else if (method === 'DELETE') {
              forget('thread', thread);
              await makeThread();
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok((counts.get(200) ?? 0) > 100, JSON.stringify([...counts]));
    assert.ok((counts.get(422) ?? 0) > 100, JSON.stringify([...counts]));
    // What was never answered well was never reached behind its checks.
    assert.deepEqual(
      operations.map(([method, pattern]) => `${method} ${pattern}`).filter((each) => !successes.has(each)),
      [],
    );
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
