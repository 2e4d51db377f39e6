import assert from 'node:assert/strict';
import { property } from '../../../../src/model/parse.ts';
import type { Run } from '../../../../src/model/thread.ts';
import type { Span } from '../../../../src/model/trace.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const run: Run = { id: 'run-1', threadId: 'thread-1', status: 'completed', createdAt: '2026-01-01T12:00:00.000Z' };

function span(id: string, fields: object = {}) {
  return {
    run_id: 'run-1',
    span_id: id,
    parent_span_id: null,
    span_name: `work ${id}`,
    start_timestamp: '2026-01-01T12:00:01.500000Z',
    end_timestamp: '2026-01-01T12:00:02Z',
    kind: 'span',
    message: `work ${id}`,
    is_exception: false,
    ...fields,
  };
}

describe('the spans of a run', () => {
  const service = useFakeSeekrFlow();

  const list = (of: Run = run): Promise<readonly Span[]> =>
    service.open().listSpans?.(of, never()) ?? Promise.reject(new Error('no spans'));

  it('say what was done, by which model, for how many tokens', async () => {
    const raw = span('b', {
      parent_span_id: 'a',
      gen_ai_operation_name: 'chat',
      gen_ai_request_model: 'small',
      gen_ai_response_model: 'small-2',
      gen_ai_usage_input_tokens: '1200',
      gen_ai_usage_output_token: '34',
    });
    service.fake.spans.push(raw);
    assert.deepEqual(await list(), [
      {
        id: 'b',
        parentId: 'a',
        name: 'work b',
        kind: 'span',
        startedAt: '2026-01-01T12:00:01.500Z',
        endedAt: '2026-01-01T12:00:02.000Z',
        message: 'work b',
        operation: 'chat',
        model: 'small-2',
        usage: { inputTokens: 1200, outputTokens: 34 },
        raw,
      },
    ]);
  });

  it('are found however old the run is', async () => {
    service.fake.spans.push(span('early', { start_timestamp: '2026-01-01T11:59:00Z' }));
    assert.equal((await list()).length, 1);
    assert.equal(property(service.fake.requests[0]?.body, 'min_start_datetime'), '2026-01-01T11:50:00.000Z');
  });

  it('are looked for in the last month where the run has no date', async () => {
    const { createdAt: _, ...undated } = run;
    service.fake.spans.push(span('a', { start_timestamp: new Date(Date.now() - 86_400_000).toISOString() }));
    assert.equal((await list(undated)).length, 1);
  });

  it('are read to the last, also where the service gives fewer at once than asked for', async () => {
    service.fake.spans.push(...Array.from({ length: 250 }, (_, index) => span(`s${index}`)));
    assert.equal((await list()).length, 250);
    service.fake.on('POST', '/v1/observability/spans', ({ body }, response) => {
      const offset = Number(property(body, 'offset'));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(service.fake.spans.slice(offset, offset + 7)));
    });
    assert.equal((await list()).length, 250);
  });

  it('end where a service gives the same again and again', async () => {
    service.fake.on('POST', '/v1/observability/spans', { json: [span('a'), span('b')] });
    assert.deepEqual(
      (await list()).map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(service.fake.requests.length, 2);
  });

  it('that were pending are shown as they ended, and remarks stay beside their span', async () => {
    service.fake.spans.push(
      span('a', { kind: 'pending_span', end_timestamp: null }),
      span('a'),
      span('a', { kind: 'log', message: 'one' }),
      span('a', { kind: 'log', message: 'two' }),
      span('b', { kind: 'pending_span', end_timestamp: null }),
    );
    assert.deepEqual(
      (await list()).map(({ id, kind, message }) => `${id} ${kind} ${message}`),
      ['a span work a', 'a log one', 'a log two', 'b pending_span work b'],
    );
  });

  it('that go on have no end yet, although the service must give one', async () => {
    service.fake.spans.push(span('a', { kind: 'pending_span', end_timestamp: '2026-01-01T12:00:01.500000Z' }));
    const [pending] = await list();
    assert.deepEqual([pending?.startedAt, pending?.endedAt], ['2026-01-01T12:00:01.500Z', undefined]);
  });

  it('say why something failed', async () => {
    service.fake.spans.push(
      span('a', { is_exception: true, exception_type: 'TimeoutError', exception_message: 'no answer' }),
      span('b', { is_exception: true }),
    );
    const [first, second] = await list();
    assert.deepEqual(first?.exception, { type: 'TimeoutError', message: 'no answer' });
    assert.deepEqual(second?.exception, { message: 'work b' });
  });

  it('may be none, which is no error', async () => {
    assert.deepEqual(await list(), []);
  });

  for (const status of [404, 405, 501]) {
    it(`are not offered by an installation that answers ${status}, and it is said so`, async () => {
      service.fake.on('POST', /spans/, { status, json: { detail: 'Not Found' } });
      const error = await failureOf(list());
      assert.equal(error.kind, 'unsupported');
      assert.match(error.nextStep ?? '', /no trace/);
    });
  }

  it('are an error where they cannot be read', async () => {
    service.fake.on('POST', /spans/, { json: { status: 'later' } });
    assert.equal((await failureOf(list())).kind, 'protocol');
  });

  it('are kept as far as they say who they are', async () => {
    service.fake.on('POST', /spans/, { json: [null, 7, { name: 'x' }, { span_id: 'a', start_timestamp: 'soon' }] });
    assert.deepEqual(await list(), [{ id: 'a', name: 'a', raw: { span_id: 'a', start_timestamp: 'soon' } }]);
  });
});
