import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { type LocalHostProcess, startLocalHostProcess } from '../../../support/localHost.ts';
import { conforms } from '../../../support/localHostContract.ts';

describe('the local host over TCP refuses', () => {
  let host: LocalHostProcess;
  before(async () => {
    host = await startLocalHostProcess();
  });
  after(() => host.stop());

  /** Everything a server answers to bytes as they are. */
  async function raw(bytes: string): Promise<string> {
    const socket = net.connect(host.port, '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => (text += piece.toString()));
    socket.write(bytes);
    await once(socket, 'close');
    return text;
  }

  const everyRoute = [
    ['GET', '/v1/threads'],
    ['POST', '/v1/threads'],
    ['GET', '/v1/threads/x/runs/y/attach'],
    ['POST', '/v1/threads/x/runs/stream/vercel'],
    ['GET', '/v2/flow/agents/'],
    ['GET', '/v1/flow/files/x/content'],
    ['GET', '/local/health'],
    ['POST', '/local/shutdown'],
    ['OPTIONS', '/v1/threads'],
    ['GET', '/nowhere'],
    ['DELETE', '/v1/threads'],
  ] as const;

  it('whoever has not the token, on every route', async () => {
    for (const [method, target] of everyRoute) {
      for (const authorization of ['', 'x', `Bearer ${host.token}`, host.token.slice(1), `${host.token}x`]) {
        const answer = await host.call(method, target, undefined, { authorization });
        assert.equal(answer.status, 401, `${method} ${target} ${authorization}`);
        assert.equal(answer.headers['www-authenticate'], 'ApiKey');
        conforms('refusal', answer.json);
      }
    }
  });

  it('a name that was pointed at this machine', async () => {
    for (const hostHeader of ['evil.example', `evil.example:${host.port}`, '127.0.0.1', `127.0.0.1:${host.port + 1}`]) {
      assert.equal((await host.call('GET', '/v1/threads', undefined, { host: hostHeader })).status, 403, hostHeader);
    }
    const nameless = await raw(`GET /v1/threads HTTP/1.0\r\nAuthorization: ${host.token}\r\n\r\n`);
    assert.match(nameless, /^HTTP\/1\.1 403 /);
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      assert.equal((await host.call('GET', '/v1/threads', undefined, { host: `${name}:${host.port}` })).status, 200);
    }
  });

  it('web pages, and gives none a way to read an answer', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: host.url },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await host.call('GET', '/v1/threads', undefined, headers);
      assert.equal(answer.status, 403);
      conforms('refusal', answer.json);
    }
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await host.call(method, '/v1/threads');
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('access-control')),
        [],
      );
    }
  });

  it('bodies that are not declared as JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const answer = await host.call('POST', '/v1/threads', '{}', { 'content-type': type });
      assert.equal(answer.status, 415, type);
      conforms('refusal', answer.json);
    }
    const upper = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await host.call('POST', '/v1/threads', '{}', upper)).status, 200);
  });

  it('bodies beyond 20 MB, said or sent', async () => {
    const tooLarge = 20 * 1024 * 1024 + 1;
    const said = await raw(
      `POST /v1/threads HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nAuthorization: ${host.token}\r\nContent-Type: application/json\r\nContent-Length: ${tooLarge}\r\n\r\n{`,
    );
    assert.match(said, /^HTTP\/1\.1 413 /);
    const sent = await host.call('POST', '/v1/threads', `"${'x'.repeat(tooLarge)}"`, {
      'transfer-encoding': 'chunked',
    });
    assert.equal(sent.status, 413);
    const large = JSON.stringify({ meta_data: { text: 'x'.repeat(19_000_000) } });
    assert.equal((await host.call('POST', '/v1/threads', large)).status, 200);
  });

  it('headers that are too large', async () => {
    const answer = await host.call('GET', '/v1/threads', undefined, { 'x-team-id': 'x'.repeat(70_000) });
    assert.equal(answer.status, 431);
    conforms('refusal', answer.json);
  });

  it('upgrades, tunnels and what is not HTTP', async () => {
    const head = `Host: 127.0.0.1:${host.port}\r\nAuthorization: ${host.token}\r\n`;
    assert.match(
      await raw(`GET /v1/threads HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
      /^HTTP\/1\.1 400 /,
    );
    assert.match(await raw(`CONNECT 127.0.0.1:22 HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 405 /);
    assert.match(await raw('hello\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await raw(`BREW /v1/threads HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 400 /);
  });

  it('addresses that it does not have, with 404', async () => {
    for (const target of [
      '/',
      '/v1',
      '/v3/threads',
      '/v1/threads//',
      '/v1/threads//messages',
      '/v1/threads/a/b/c',
      '/V1/threads',
      '*',
    ]) {
      const answer = await host.call('GET', target);
      assert.equal(answer.status, 404, target);
      assert.deepEqual(answer.json, { detail: 'Not Found' });
    }
  });

  it('methods that an address does not have, with 405 and those that it has', async () => {
    for (const [method, target, allow] of [
      ['PUT', '/v1/threads', 'POST, GET'],
      ['PATCH', '/v1/threads/x', 'GET, DELETE'],
      ['POST', '/v1/threads/x/messages/y', 'GET, PATCH, DELETE'],
      ['DELETE', '/v1/threads/x/runs/stream', 'POST, GET'],
      ['GET', '/v1/threads/x/runs/stream/vercel', 'POST'],
      ['POST', '/v1/threads/x/runs/y/attach', 'GET'],
      ['OPTIONS', '/v2/flow/agents/', 'GET'],
      ['TRACE', '/local/health', 'GET'],
    ] as const) {
      const answer = await host.call(method, target);
      assert.equal(answer.status, 405, `${method} ${target}`);
      assert.equal(answer.headers.allow, allow);
      conforms('refusal', answer.json);
    }
  });

  it('nothing of a request in the form that proxies use', async () => {
    const answer = await host.call('GET', `${host.url}/v1/threads?limit=0#x`);
    assert.equal(answer.status, 200);
  });
});
