import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import send from 'undici/lib/api/api-request.js';
import type { Dispatcher } from 'undici';
import { NodeDispatcher, type NodeDispatcherOptions } from '../../../src/net/nodeDispatcher.ts';
import { testCertificate } from '../../support/certificate.ts';
import { failureOf } from '../../support/failureOf.ts';
import { type TestServer, bodyOf, startHttpServer } from '../../support/httpServer.ts';
import { createManualClock } from '../../support/manualClock.ts';

type Handler = Parameters<typeof startHttpServer>[0];

describe('NodeDispatcher', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  async function serve(handler: Handler, options?: Parameters<typeof startHttpServer>[1]): Promise<TestServer> {
    const server = await startHttpServer(handler, options);
    cleanups.push(server.close);
    return server;
  }

  function request(
    origin: string,
    options: Partial<Dispatcher.RequestOptions> = {},
    dispatcherOptions: NodeDispatcherOptions = {},
  ): Promise<Dispatcher.ResponseData> {
    return send.call(new NodeDispatcher(dispatcherOptions), { origin, path: '/', method: 'GET', ...options });
  }

  it('sends method, path, query, headers and body, and gives status, headers and body back', async () => {
    const server = await serve(async (request, response) => {
      const { method, url, headers } = request;
      const body = await bodyOf(request);
      response.writeHead(201, { 'x-answer': 'yes' }).end(JSON.stringify({ method, url, own: headers['x-own'], body }));
    });
    const answer = await request(server.url, {
      method: 'POST',
      path: '/a%20b?c=d',
      headers: { 'x-own': 'value' },
      body: 'grüße',
    });
    assert.equal(answer.statusCode, 201);
    assert.equal(answer.headers['x-answer'], 'yes');
    assert.deepEqual(await answer.body.json(), { method: 'POST', url: '/a%20b?c=d', own: 'value', body: 'grüße' });
  });

  it('calls `request` of the http and https modules as they are at that moment', async () => {
    // VS Code replaces these functions in place, at a time of its own, to apply proxies and certificates.
    const plain = await serve((_request, response) => void response.end('plain'));
    const secure = await serve((_request, response) => void response.end('secure'), { tls: testCertificate });
    const seen: string[] = [];
    const originals = [http.request, https.request] as const;
    cleanups.push(() => ([http.request, https.request] = originals));
    const dispatcher = new NodeDispatcher();
    http.request = ((options: http.RequestOptions) => {
      seen.push(`http ${options.path}, agent ${typeof options.agent}`);
      return originals[0](options);
    }) as typeof http.request;
    https.request = ((options: https.RequestOptions) => {
      seen.push(`https ${options.path}, agent ${typeof options.agent}`);
      return originals[1]({ ...options, ca: testCertificate.cert });
    }) as typeof https.request;

    const first = await send.call(dispatcher, { origin: plain.url, path: '/p', method: 'GET' });
    assert.equal(await first.body.text(), 'plain');
    const second = await send.call(dispatcher, { origin: secure.url, path: '/s', method: 'GET' });
    assert.equal(await second.body.text(), 'secure');
    // With an agent of ours, `http.proxySupport: on` would leave the user's proxy out.
    assert.deepEqual(seen, ['http /p, agent undefined', 'https /s, agent undefined']);
  });

  it('leaves the dispatcher that the fetch of the whole process uses alone', async () => {
    const server = await serve((_request, response) => void response.end('{}'));
    // Fetching first makes Node fill the slots with its own.
    const script = `
      await (await fetch('${server.url}')).text();
      const slots = () => [1, 2].map((version) => globalThis[Symbol.for('undici.globalDispatcher.' + version)]);
      const before = slots();
      const { createHttpClient } = await import('./src/net/http.ts');
      await createHttpClient({ origin: '${server.url}' }).requestJson({ method: 'GET', url: '${server.url}' });
      console.log(JSON.stringify([before.some(Boolean), slots().every((slot, index) => slot === before[index])]));`;
    assert.deepEqual(await runInNode(script), [true, true]);
    assert.equal(server.requests.length, 2);
  });

  it('brings only the parts of undici that do not touch the process, and stays small', async () => {
    const script = `
      import { build } from 'esbuild';
      const { metafile, outputFiles } = await build({
        entryPoints: ['src/net/http.ts'], bundle: true, minify: true, write: false, metafile: true,
        platform: 'node', format: 'cjs', target: 'node22',
      });
      const folders = Object.keys(metafile.inputs).filter((input) => input.includes('/undici/'))
        .map((input) => input.split('/undici/')[1].split('/').slice(0, 2).join('/'));
      const [{ text }] = outputFiles;
      console.log(JSON.stringify([[...new Set(folders)].sort(), text.includes('globalDispatcher'), text.length]));`;
    const [folders, hasSlot, size] = (await runInNode(script)) as [string[], boolean, number];
    assert.deepEqual(folders, ['lib/api', 'lib/core', 'lib/dispatcher', 'lib/util']);
    assert.equal(hasSlot, false);
    assert.ok(size < 60_000, `${size} bytes`);
  });

  it('connects through a Unix socket or named pipe', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'net-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const socketPath =
      process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'host.sock');
    await serve((request, response) => void response.end(request.headers.host), { socketPath });
    const answer = await request('http://localhost', {}, { socketPath });
    assert.equal(await answer.body.text(), 'localhost');
    const missing = await failureOf(request('http://localhost', {}, { socketPath: `${socketPath}-gone` }));
    assert.deepEqual([missing.kind, missing.mayHaveArrived], ['network', false]);
  });

  it('takes localhost for this machine, whatever a name server says', async () => {
    const server = await serve((_request, response) => void response.end('here'));
    const { lookup } = dns;
    cleanups.push(() => (dns.lookup = lookup));
    dns.lookup = (() => assert.fail('the name was looked up')) as unknown as typeof dns.lookup;
    assert.equal(await (await request(`http://localhost:${server.port}`)).body.text(), 'here');
  });

  it('uses each connection once, so that no request meets one that is just being closed', async () => {
    const server = await serve((_request, response) => void response.end('x'));
    for (let round = 0; round < 3; round += 1) await (await request(server.url)).body.text();
    const ports = new Set(server.requests.map((each) => each.headers.connection));
    assert.deepEqual([...ports], ['close']);
  });

  it('uses each connection once also where the server says that it stays open', async () => {
    const requests = new Map<net.Socket, number>();
    const server = net.createServer((socket) => {
      socket.on('data', () => {
        requests.set(socket, (requests.get(socket) ?? 0) + 1);
        // As frameworks answer that write the head of a stream by hand, whatever was asked for.
        socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok');
      });
      socket.on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => {
      for (const socket of requests.keys()) socket.destroy();
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    for (let count = 0; count < 3; count++) await (await request(`http://127.0.0.1:${port}`)).body.text();
    assert.deepEqual([...requests.values()], [1, 1, 1]);
  });

  it('gives trailers', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { trailer: 'x-sum' }).write('body');
      response.addTrailers({ 'x-sum': '42' });
      response.end();
    });
    const answer = await request(server.url);
    await answer.body.text();
    assert.deepEqual({ ...answer.trailers }, { 'x-sum': '42' });
  });

  it('makes the server wait while nobody reads', async () => {
    const megabyte = Buffer.alloc(1024 * 1024);
    let megabytes = 0;
    const server = await serve((request, response) => {
      if (request.url === '/tick') {
        response.end();
        return;
      }
      const fill = (): void => {
        while (megabytes < 256) {
          megabytes += 1;
          if (!response.write(megabyte)) break;
        }
      };
      response.on('drain', fill);
      fill();
    });
    const answer = await request(server.url);
    // Twenty exchanges with the same server without progress here: the buffers of both systems are full.
    for (let before = -1, still = 0; still < 20; before = megabytes) {
      await (await request(server.url, { path: '/tick' })).body.text();
      still = megabytes === before ? still + 1 : 0;
    }
    assert.ok(megabytes < 64, `${megabytes} MB were taken without a reader`);
    let read = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (read > 100 * megabyte.length) break;
    }
    assert.ok(megabytes >= 100, 'reading lets the server go on');
  });

  it('pauses before the first byte of the body if the handler wants that from the start', async () => {
    const server = await serve((request, response) => void response.end(request.url));
    const seen: string[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    await new Promise<void>((resolve) => {
      new NodeDispatcher().dispatch(
        { origin: server.url, path: '/paused', method: 'GET' },
        {
          onRequestStart(given) {
            controller = given;
            given.pause();
          },
          onResponseStart: () => resolve(),
          onResponseData: (_controller, chunk) => seen.push(String(chunk)),
          onResponseEnd: end,
          onResponseError: (_controller, error) => seen.push(String(error)),
        },
      );
    });
    await (await request(server.url)).body.text();
    assert.deepEqual(seen, []);
    controller?.resume();
    await ended;
    assert.deepEqual(seen, ['/paused']);
  });

  it('gives the whole answer to a reader who comes when the server has closed the connection', async () => {
    const size = 300 * 1024;
    let closed: Promise<unknown> | undefined;
    const server = await serve((request, response) => {
      if (request.url === '/tick') {
        response.end();
        return;
      }
      closed = once(request.socket, 'close');
      response.end(Buffer.alloc(size));
    });
    const answer = await request(server.url);
    await closed;
    await (await request(server.url, { path: '/tick' })).body.text();
    assert.equal((await answer.body.bytes()).length, size);
  });

  it('closes the connection when the reader goes away', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serve((_request, response) => {
      closed = once(response, 'close');
      response.write('first');
    });
    const answer = await request(server.url);
    for await (const chunk of answer.body) {
      assert.equal(String(chunk), 'first');
      break;
    }
    await closed;
  });

  it('closes the connection when the signal is aborted, before and after the head of the answer', async () => {
    for (const hasHead of [false, true]) {
      const controller = new AbortController();
      let closed: Promise<unknown> | undefined;
      let isThere = (): void => undefined;
      const arrived = new Promise<void>((resolve) => (isThere = resolve));
      const server = await serve((_request, response) => {
        closed = once(response, 'close');
        if (hasHead) response.write('first');
        isThere();
      });
      const result = request(server.url, { signal: controller.signal }).then((answer) => answer.body.text());
      await arrived;
      controller.abort(new Error('not wanted'));
      await assert.rejects(result, /not wanted/);
      await closed;
    }
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const server = await serve((_request, response) => void response.end());
    await assert.rejects(request(server.url, { signal: AbortSignal.abort(new Error('too late')) }), /too late/);
    await (await request(server.url, { path: '/next' })).body.text();
    assert.deepEqual(
      server.requests.map((each) => each.url),
      ['/next'],
    );
  });

  it('reports a refused connection and an unknown name as certainly not sent', async () => {
    const server = await serve((_request, response) => void response.end());
    await server.close();
    const refused = await failureOf(request(server.url, { method: 'POST', path: '/runs?key=secret' }));
    assert.deepEqual([refused.kind, refused.mayHaveArrived], ['network', false]);
    assert.match(refused.message, /^127\.0\.0\.1:\d+ refused the connection$/);
    assert.equal(refused.where, 'POST /runs');

    const unknown = await failureOf(request('https://nowhere.invalid'));
    assert.deepEqual([unknown.kind, unknown.mayHaveArrived], ['network', false]);
    assert.match(unknown.message, /the name nowhere\.invalid was not found/);
  });

  it('reports an untrusted certificate as certainly not sent', async () => {
    const server = await serve((_request, response) => void response.end(), { tls: testCertificate });
    const failure = await failureOf(request(server.url));
    assert.deepEqual([failure.kind, failure.mayHaveArrived], ['network', false]);
    assert.match(failure.message, /the certificate of 127\.0\.0\.1:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.equal(server.requests.length, 0);
  });

  it('reports a server that does not speak TLS as certainly not sent', async () => {
    const server = await serve((_request, response) => void response.end());
    const failure = await failureOf(request(server.url.replace('http:', 'https:')));
    assert.deepEqual([failure.kind, failure.mayHaveArrived], ['network', false]);
    assert.match(failure.message, /no secure connection/);
  });

  it('gives up connecting after its time, TLS included, but waits for an answer without end', async () => {
    const clock = createManualClock();
    const silent = net.createServer(() => undefined).listen(0, '127.0.0.1');
    const sockets: net.Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;

    const handshake = request(`https://127.0.0.1:${port}`, {}, { clock });
    await once(silent, 'connection');
    await Promise.all([failureOf(handshake), clock.advance(10_000)]);
    const failure = await failureOf(handshake);
    assert.deepEqual([failure.kind, failure.mayHaveArrived], ['timeout', false]);

    const controller = new AbortController();
    const plain = request(`http://127.0.0.1:${port}`, { signal: controller.signal }, { clock });
    await once(silent, 'connection');
    await once(sockets.at(-1) as net.Socket, 'data');
    assert.deepEqual(clock.pending, []);
    controller.abort(new Error('enough'));
    await assert.rejects(plain, /enough/);
  });

  it('says that a request may have arrived when the connection ends without an answer', async () => {
    const server = await serve((request) => void request.socket.destroy());
    const failure = await failureOf(request(server.url, { method: 'POST', body: '{}' }));
    assert.deepEqual([failure.kind, failure.mayHaveArrived], ['network', true]);
    assert.match(failure.message, /closed the connection without an answer/);
  });

  it('reports an answer that is not HTTP', async () => {
    const server = net.createServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await once(server, 'listening');
    const failure = await failureOf(request(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`));
    assert.equal(failure.kind, 'protocol');
  });

  it('reports a key that cannot be sent without showing it', async () => {
    const server = await serve((_request, response) => void response.end());
    const failure = await failureOf(request(server.url, { headers: { authorization: 'my-secret\n' } }));
    assert.deepEqual([failure.kind, failure.mayHaveArrived], ['invalid', false]);
    assert.ok(!JSON.stringify([failure.message, String(failure.cause)]).includes('my-secret'));
  });

  it('ends what is under way when it is destroyed, and takes nothing new', async () => {
    const server = await serve((_request, response) => void response.write('first'));
    const dispatcher = new NodeDispatcher();
    const answer = await send.call(dispatcher, { origin: server.url, path: '/', method: 'GET' });
    const text = answer.body.text();
    await dispatcher.destroy();
    await assert.rejects(text, /shut down/);
    const late = await failureOf(send.call(dispatcher, { origin: server.url, path: '/', method: 'GET' }));
    assert.equal(late.mayHaveArrived, false);
    assert.equal(server.requests.length, 1);
  });

  it('waits for what is under way when it is closed', async () => {
    let finish = (): void => undefined;
    const server = await serve((_request, response) => {
      response.write('a');
      finish = () => void response.end('b');
    });
    const dispatcher = new NodeDispatcher();
    const answer = await send.call(dispatcher, { origin: server.url, path: '/', method: 'GET' });
    const text = answer.body.text();
    const closed = dispatcher.close();
    finish();
    await closed;
    assert.equal(await text, 'ab');
  });
});

/** Runs a module in a process of its own and gives what it prints as JSON. */
async function runInNode(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout) as unknown;
}
