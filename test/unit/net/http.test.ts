import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import type http from 'node:http';
import net from 'node:net';
import type { Clock } from '../../../src/net/clock.ts';
import { type HttpClientOptions, type HttpRequest, createHttpClient } from '../../../src/net/http.ts';
import { readEvents } from '../../../src/net/sse.ts';
import { failureOf } from '../../support/failureOf.ts';
import { type TestServer, bodyOf, startHttpServer } from '../../support/httpServer.ts';
import { createManualClock } from '../../support/manualClock.ts';

type Handler = Parameters<typeof startHttpServer>[0];

const cleanups: (() => unknown)[] = [];

async function serve(handler: Handler): Promise<TestServer> {
  const server = await startHttpServer(handler);
  cleanups.push(server.close);
  return server;
}

async function json(
  handler: Handler,
  request: Partial<HttpRequest> = {},
  options: Partial<HttpClientOptions> = {},
): Promise<{ status: number; body: unknown; text: string }> {
  const server = await serve(handler);
  const { status, body, text } = await createHttpClient({ origin: server.url, ...options }).requestJson({
    method: 'GET',
    url: `${server.url}/threads`,
    ...request,
  });
  return { status, body, text };
}

function stream(server: TestServer, request: Partial<HttpRequest> = {}) {
  return createHttpClient({ origin: server.url }).requestStream({
    method: 'GET',
    url: `${server.url}/stream`,
    ...request,
  });
}

async function textOf(
  chunks: AsyncIterable<Uint8Array>,
  onText: (text: string) => void = () => undefined,
): Promise<string> {
  let text = '';
  for await (const chunk of chunks) {
    text += Buffer.from(chunk).toString('utf8');
    onText(text);
  }
  return text;
}

async function eventChunks(server: TestServer, request: Partial<HttpRequest> = {}): Promise<AsyncIterable<Uint8Array>> {
  const answer = await stream(server, request);
  assert.ok(answer.kind === 'events', answer.kind);
  return answer.chunks;
}

function startEvents(response: http.ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

describe('requestJson', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('sends JSON and reads JSON', async () => {
    const answer = await json(
      async (request, response) => {
        const { accept, 'accept-encoding': encoding, 'content-type': type, 'x-team': team } = request.headers;
        response.end(
          JSON.stringify({ accept, encoding, type, team, sent: JSON.parse(await bodyOf(request)) as unknown }),
        );
      },
      { method: 'POST', body: { title: 'Grüße' }, headers: { 'X-Team': 'a' } },
    );
    assert.deepEqual(answer.body, {
      accept: 'application/json',
      encoding: 'identity',
      type: 'application/json',
      team: 'a',
      sent: { title: 'Grüße' },
    });
  });

  it('sends a body with a DELETE too', async () => {
    const answer = await json(async (request, response) => void response.end(await bodyOf(request)), {
      method: 'DELETE',
      body: { ids: [1] },
    });
    assert.deepEqual(answer.body, { ids: [1] });
  });

  it('hands back every status, and text that is not JSON as text', async () => {
    const page = '<html>Sign in to this network</html>';
    assert.deepEqual(await json((_request, response) => void response.writeHead(200).end(page)), {
      status: 200,
      body: undefined,
      text: page,
    });
    const broken = await json((_request, response) => void response.writeHead(500).end('{"detail":"oo'));
    assert.deepEqual([broken.status, broken.body, broken.text], [500, undefined, '{"detail":"oo']);
    assert.deepEqual(await json((_request, response) => void response.writeHead(204).end()), {
      status: 204,
      body: undefined,
      text: '',
    });
  });

  it('reads a byte order mark, keys named __proto__ and deep nesting without harm', async () => {
    const answer = await json((_request, response) => void response.end('\uFEFF{"__proto__":{"polluted":true}}'));
    assert.deepEqual(Object.keys(answer.body as object), ['__proto__']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    assert.ok(Array.isArray((await json((_request, response) => void response.end(deep))).body));
  });

  it('does not follow redirects', async () => {
    const answer = await json((_request, response) => void response.writeHead(307, { location: '/other' }).end(), {
      method: 'POST',
      body: {},
    });
    assert.equal(answer.status, 307);
  });

  it('refuses an answer that is too large, without reading the rest', async () => {
    const server = await serve((_request, response) => {
      response.write('x'.repeat(200));
    });
    const request = createHttpClient({ origin: server.url }).requestJson({
      method: 'GET',
      url: `${server.url}/threads?key=x`,
      maxBytes: 100,
    });
    const failure = await failureOf(request);
    assert.deepEqual([failure.kind, failure.status, failure.where], ['too-large', 200, 'GET /threads']);
  });

  it('refuses an answer in a compression that was not asked for', async () => {
    let closed: Promise<unknown> | undefined;
    const failure = await failureOf(
      json((_request, response) => {
        closed = once(response, 'close');
        response.writeHead(200, { 'content-encoding': 'gzip' }).write('x');
      }),
    );
    assert.equal(failure.kind, 'protocol');
    await closed;
  });

  for (const [name, hasHead, expected] of [
    ['has no head', false, 'no answer within 30 s'],
    ['stops on the way', true, 'the answer stopped for 30 s'],
  ] as const) {
    it(`gives up after 30 s when the answer ${name}`, async () => {
      const clock = createManualClock();
      const timers = { count: 0 };
      const countingClock: Clock = {
        ...clock,
        setTimer(ms, callback) {
          timers.count += 1;
          return clock.setTimer(ms, callback);
        },
      };
      const server = await serve((_request, response) => {
        if (hasHead) response.write('{');
      });
      const client = createHttpClient({ origin: server.url, clock: countingClock });
      const result = failureOf(client.requestJson({ method: 'GET', url: server.url }));
      // One timer for the connection, one for the head, then one before each read of the body.
      while (timers.count < (hasHead ? 4 : 2) || server.requests.length === 0) await clock.advance(0);
      await clock.advance(29_999);
      assert.equal(clock.pending.length, 1);
      await clock.advance(1);
      const failure = await result;
      assert.deepEqual([failure.kind, failure.message, failure.mayHaveArrived], ['timeout', expected, true]);
      assert.deepEqual(clock.pending, []);
    });
  }

  it('rejects with the reason of the signal, whenever it is aborted', async () => {
    const stopped = { name: 'Error', message: 'stopped' };
    const signal = AbortSignal.abort(new Error('stopped'));
    const server = await serve((_request, response) => void response.end('{}'));
    const client = createHttpClient({ origin: server.url });
    await assert.rejects(client.requestJson({ method: 'GET', url: server.url, signal }), stopped);
    assert.equal(server.requests.length, 0);
    for (const hasHead of [false, true]) {
      const controller = new AbortController();
      const result = json(
        (_request, response) => {
          if (hasHead) response.write('{');
          setImmediate(() => controller.abort(new Error('stopped')));
        },
        { signal: controller.signal },
      );
      await assert.rejects(result, stopped);
    }
  });

  it('lets go of the signal when it is done', async () => {
    const { signal } = new AbortController();
    await json((_request, response) => void response.end('{}'), { signal });
    await failureOf(json((_request, response) => void response.destroy(), { signal }));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});

describe('a key', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('is asked for at each request and sent with it', async () => {
    const server = await serve((request, response) => void response.end(JSON.stringify(request.headers['x-api-key'])));
    let asked = 0;
    const client = createHttpClient({
      origin: server.url,
      authorize: async () => ({ origin: server.url, headers: { 'X-Api-Key': `key-${(asked += 1)}` } }),
    });
    const { body } = await client.requestJson({ method: 'GET', url: server.url });
    assert.equal(body, 'key-1');
    assert.equal((await client.requestJson({ method: 'GET', url: server.url })).body, 'key-2');
  });

  it('of another origin is not sent, nor is the request', async () => {
    const server = await serve((_request, response) => void response.end());
    const client = createHttpClient({
      origin: server.url,
      authorize: () => ({ origin: 'https://api.example.com', headers: { authorization: 'secret' } }),
    });
    for (const send of [client.requestJson, client.requestStream]) {
      const failure = await failureOf(send({ method: 'POST', url: server.url, body: { prompt: 'private' } }));
      assert.deepEqual([failure.kind, failure.mayHaveArrived], ['origin', false]);
    }
    assert.equal(server.requests.length, 0);
  });

  it('is not even asked for when the request would leave the origin of the connection', async () => {
    const server = await serve((_request, response) => void response.end());
    const client = createHttpClient({
      origin: 'http://127.0.0.1:1',
      authorize: () => assert.fail('asked for a key'),
    });
    for (const url of [server.url, 'http://example.com/', 'https://127.0.0.1:1/', 'http://user@127.0.0.1:1/']) {
      assert.equal((await failureOf(client.requestJson({ method: 'GET', url }))).kind, 'origin');
    }
    assert.equal(server.requests.length, 0);
  });
});

describe('requestStream', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('hands over events as they are sent', async () => {
    const server = await serve((_request, response) => {
      startEvents(response);
      response.write('data: a\n\n');
      // The rest follows when the first event has been read; a reader that buffered would wait for ever.
      goOn = () => void response.end('data: b\n\n');
    });
    let goOn = (): void => undefined;
    const seen: string[] = [];
    for await (const event of readEvents(await eventChunks(server))) {
      seen.push(event.data);
      if (event.data === 'a') goOn();
    }
    assert.deepEqual(seen, ['a', 'b']);
    assert.match(server.requests[0]?.headers.accept ?? '', /^text\/event-stream/);
    assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
  });

  it('does not take anything else for events', async () => {
    const answers = [
      ['application/json', 200, '{"detail":"x"}', 'json'],
      ['application/json', 401, '{"detail":"x"}', 'json'],
      ['text/html', 200, '<html>data: a\n\n</html>', 'other'],
      ['text/event-stream', 500, 'data: a\n\n', 'other'],
      ['application/json', 200, '"data: a"', 'json'],
      ['text/plain', 200, 'dat', 'other'],
      ['text/plain', 200, 'datum: a\n\n', 'other'],
      ['text/plain', 200, ' \n', 'other'],
      ['', 200, '', 'other'],
    ] as const;
    for (const [type, status, text, kind] of answers) {
      const server = await serve((_request, response) => {
        response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(text);
      });
      const answer = await stream(server);
      assert.ok(answer.kind !== 'events');
      assert.deepEqual([answer.kind, answer.status, answer.text], [kind, status, text]);
    }
  });

  it('takes what begins like an event stream for one, whatever it is called', async () => {
    for (const type of ['application/json', 'text/plain', 'text/event-stream-not', '']) {
      for (const text of ['data: a\n\n', ': hi\n\ndata: a\n\n', '\n\n  event: x\ndata: a\n\n', 'retry:1\n\n']) {
        const server = await serve(async (_request, response) => {
          response.writeHead(200, type === '' ? {} : { 'content-type': type });
          response.socket?.setNoDelay(true);
          for (const byte of text) {
            await new Promise<void>((resolve) => void response.write(byte, () => resolve()));
          }
          response.end();
        });
        assert.equal(await textOf(await eventChunks(server)), text, `${type} ${text}`);
      }
    }
  });

  it('gives up finding out what a silent answer is when nobody wants it any more', async () => {
    const abort = new AbortController();
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('d', () => abort.abort());
    });
    await assert.rejects(stream(server, { signal: abort.signal }), { name: 'AbortError' });
  });

  it('stays silent as long as the server does', async () => {
    const clock = createManualClock();
    const server = await serve((_request, response) => {
      startEvents(response);
      response.flushHeaders();
      finish = () => void response.end('data: late\n\n');
    });
    let finish = (): void => undefined;
    const client = createHttpClient({ origin: server.url, clock });
    const answer = await client.requestStream({ method: 'GET', url: server.url, firstByteTimeoutMs: 5000 });
    assert.ok(answer.kind === 'events');
    assert.deepEqual(clock.pending, []);
    await clock.advance(30 * 60_000);
    finish();
    assert.equal(await textOf(answer.chunks), 'data: late\n\n');
  });

  it('waits for the head without a limit unless one is given', async () => {
    const clock = createManualClock();
    const server = await serve(() => undefined);
    const client = createHttpClient({ origin: server.url, clock });
    const controller = new AbortController();
    const unlimited = client.requestStream({ method: 'POST', url: server.url, signal: controller.signal });
    while (server.requests.length < 1) await clock.advance(0);
    await clock.advance(0);
    assert.deepEqual(clock.pending, []);
    controller.abort(new Error('stopped'));
    await assert.rejects(unlimited, /stopped/);

    const limited = failureOf(client.requestStream({ method: 'GET', url: server.url, firstByteTimeoutMs: 5000 }));
    while (server.requests.length < 2) await clock.advance(0);
    await clock.advance(5000);
    const failure = await limited;
    assert.deepEqual([failure.kind, failure.message], ['timeout', 'no answer within 5 s']);
  });

  it('ends without an error when it is aborted, and closes the connection', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = once(response, 'close');
      startEvents(response);
      response.write('data: a\n\n');
    });
    const chunks = await eventChunks(server, { signal: controller.signal });
    assert.equal(await textOf(chunks, () => controller.abort()), 'data: a\n\n');
    await closed;
  });

  it('closes the connection when the loop over its events is left', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = once(response, 'close');
      startEvents(response);
      response.write('data: a\n\n');
    });
    for await (const event of readEvents(await eventChunks(server))) {
      assert.equal(event.data, 'a');
      break;
    }
    await closed;
  });

  it('closes the connection when its events are given up while it is silent, or never read', async () => {
    for (const isRead of [false, true]) {
      let closed: Promise<unknown> | undefined;
      const server = await serve((_request, response) => {
        closed = once(response, 'close');
        startEvents(response);
        response.flushHeaders();
      });
      const events = readEvents(await eventChunks(server));
      const pending = isRead ? events.next() : undefined;
      await events.return(undefined);
      if (pending !== undefined) assert.deepEqual(await pending, { done: true, value: undefined });
      await closed;
    }
  });

  /** A raw server, because Node's own would not cut its answers in these ways. */
  async function serveRaw(answer: (socket: net.Socket) => void): Promise<TestServer['url']> {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
  const text = 'data: a\n\ndata: b';
  const chunk = `${text.length.toString(16)}\r\n${text}\r\n`;
  const cuts: readonly (readonly [string, (socket: net.Socket) => void])[] = [
    ['closed between two chunks', (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n${chunk}`)],
    ['closed inside a chunk', (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\nff\r\n${text}`)],
    ['shorter than announced', (socket) => void socket.end(`${head}content-length: 999\r\n\r\n${text}`)],
    [
      'reset',
      (socket) => {
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n${chunk}`, () => socket.resetAndDestroy());
      },
    ],
  ];
  for (const [name, cut] of cuts) {
    for (const isLate of [false, true]) {
      it(`hands over what came before it was ${name}${isLate ? ', to a late reader too' : ''}, then fails`, async () => {
        let closed: Promise<unknown> | undefined;
        const url = await serveRaw((socket) => {
          closed = once(socket, 'close');
          cut(socket);
        });
        const client = createHttpClient({ origin: url });
        const answer = await client.requestStream({ method: 'GET', url: `${url}/stream` });
        assert.ok(answer.kind === 'events');
        if (isLate) {
          await closed;
          // Another exchange takes longer than the news of the cut, which came before it.
          await client.requestStream({ method: 'GET', url });
        }
        let read = '';
        const failure = await failureOf(textOf(answer.chunks, (soFar) => (read = soFar)));
        assert.equal(read, text);
        assert.deepEqual([failure.kind, failure.where], ['network', 'GET /stream']);
        assert.match(failure.message, /cut in the middle of the answer/);
      });
    }

    it(`fails to read JSON that was ${name}`, async () => {
      const url = await serveRaw(cut);
      const failure = await failureOf(createHttpClient({ origin: url }).requestJson({ method: 'POST', url, body: {} }));
      assert.deepEqual([failure.kind, failure.mayHaveArrived], ['network', true]);
      assert.match(failure.message, /cut in the middle of the answer/);
    });
  }

  it('cannot tell a cut from an end where the server announces no length', async () => {
    // Only the protocol above can: a run is over when its last event says so, or a read of the run.
    const url = await serveRaw((socket) => void socket.end(`${head}connection: close\r\n\r\n${text}`));
    const answer = await createHttpClient({ origin: url }).requestStream({ method: 'GET', url });
    assert.ok(answer.kind === 'events');
    assert.equal(await textOf(answer.chunks), text);
  });

  it('ends when the client is destroyed', async () => {
    const server = await serve((_request, response) => {
      startEvents(response);
      response.write('data: a\n\n');
    });
    const client = createHttpClient({ origin: server.url });
    const answer = await client.requestStream({ method: 'GET', url: server.url });
    assert.ok(answer.kind === 'events');
    const result = failureOf(textOf(answer.chunks));
    await client.destroy();
    assert.match((await result).message, /shut down/);
  });
});
