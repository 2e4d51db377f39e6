import assert from 'node:assert/strict';
import { AgentError } from '../../../src/model/errors.ts';
import type { ResponseHeaders } from '../../../src/net/headers.ts';
import { retryAfterMs, withRetry } from '../../../src/net/retry.ts';
import { createManualClock } from '../../support/manualClock.ts';

interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

type Result = Answer | Error;

function answer(status: number, headers: ResponseHeaders = {}): Answer {
  return { status, headers };
}

const lost = new AgentError('network', 'cut', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });

/** Plays the results in order and reports how often it was asked, which waits there were and how it ended. */
async function play(
  method: string,
  results: readonly Result[],
  options: { readonly attempts?: number; readonly random?: number } = {},
): Promise<{ calls: number; waits: number[]; end: number | string }> {
  const clock = createManualClock();
  const waits: number[] = [];
  let calls = 0;
  const outcome = withRetry(
    async () => {
      const result = results[calls];
      calls += 1;
      if (result instanceof Error) throw result;
      return result ?? answer(200);
    },
    {
      method,
      clock,
      random: () => options.random ?? 1,
      onWait: ({ delayMs }) => waits.push(delayMs),
      ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
    },
  ).then(
    ({ status }) => status,
    (error: Error) => error.message,
  );
  await clock.advance(600_000);
  return { calls, waits, end: await outcome };
}

describe('withRetry', () => {
  it('waits twice as long each time, within limits, and gives the last answer back', async () => {
    const failing = Array.from({ length: 10 }, () => answer(503));
    assert.deepEqual(await play('GET', failing), { calls: 4, waits: [500, 1000, 2000], end: 503 });
    assert.deepEqual((await play('GET', failing, { attempts: 7 })).waits, [500, 1000, 2000, 4000, 8000, 8000]);
  });

  it('spreads the waits by at most half', async () => {
    assert.deepEqual((await play('GET', [answer(502)], { random: 0 })).waits, [250]);
  });

  for (const method of ['GET', 'DELETE']) {
    for (const result of [lost, answer(429), answer(502), answer(503), answer(504)]) {
      const name = result instanceof Error ? 'a lost connection' : result.status;
      it(`sends a ${method} again after ${name}`, async () => {
        assert.deepEqual(await play(method, [result]), { calls: 2, waits: [500], end: 200 });
      });
    }
  }

  for (const method of ['POST', 'PATCH', 'PUT']) {
    it(`never sends a ${method} twice`, async () => {
      assert.deepEqual(await play(method, [answer(503)]), { calls: 1, waits: [], end: 503 });
      assert.deepEqual(await play(method, [lost]), { calls: 1, waits: [], end: 'cut' });
    });
  }

  for (const status of [200, 301, 400, 401, 403, 404, 408, 409, 422, 500, 501]) {
    it(`takes ${status} for an answer`, async () => {
      assert.deepEqual(await play('GET', [answer(status)]), { calls: 1, waits: [], end: status });
    });
  }

  it('sends again after an error with such a status, and when an answer did not come in time', async () => {
    const limited = new AgentError('rate-limited', 'slow down', { status: 429, retryAfterMs: 3000 });
    assert.deepEqual((await play('GET', [limited])).waits, [3000]);
    assert.deepEqual((await play('GET', [new AgentError('timeout', 'no answer within 30 s')])).waits, [500]);
  });

  it('does not repeat what only a person can put right', async () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      const untrusted = new AgentError('network', 'not trusted', { cause: Object.assign(new Error('x'), { code }) });
      assert.deepEqual(await play('GET', [untrusted]), { calls: 1, waits: [], end: 'not trusted' });
    }
    const refused = new AgentError('origin', 'another origin');
    assert.deepEqual(await play('GET', [refused]), { calls: 1, waits: [], end: 'another origin' });
    assert.deepEqual(await play('GET', [new TypeError('a defect')]), { calls: 1, waits: [], end: 'a defect' });
  });

  it('waits as long as the server says, up to a minute', async () => {
    assert.deepEqual((await play('GET', [answer(429, { 'retry-after': '60' })])).waits, [60_000]);
    assert.deepEqual(await play('GET', [answer(429, { 'retry-after': '61' })]), { calls: 1, waits: [], end: 429 });
    assert.deepEqual((await play('GET', [answer(503, { 'retry-after': '0' })])).waits, [0]);
  });

  it('stops waiting when it is aborted, without another try', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    let calls = 0;
    const result = withRetry(
      async () => {
        calls += 1;
        return answer(503);
      },
      { method: 'GET', clock, signal: controller.signal },
    );
    await clock.untilTimer();
    controller.abort(new Error('stopped'));
    await assert.rejects(result, /stopped/);
    assert.equal(calls, 1);
  });
});

describe('retryAfterMs', () => {
  const date = 'Fri, 20 Nov 2026 10:00:00 GMT';
  const cases: readonly (readonly [string, ResponseHeaders, number | undefined])[] = [
    ['seconds', { 'retry-after': '7' }, 7000],
    ['milliseconds, which win', { 'retry-after-ms': '1500', 'retry-after': '7' }, 1500],
    ['a date, measured by the clock of the server', { 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT', date }, 30_000],
    ['a date in the past', { 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT', date }, 0],
    ['a date without the time of the answer', { 'retry-after': date }, undefined],
    ['a negative number', { 'retry-after': '-5', date }, undefined],
    ['words', { 'retry-after': 'soon', date }, undefined],
    ['nothing', {}, undefined],
  ];
  for (const [name, headers, expected] of cases) {
    it(`reads ${name}`, () => assert.equal(retryAfterMs(headers), expected));
  }
});
