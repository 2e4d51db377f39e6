import assert from 'node:assert/strict';
import { isAgentError } from '../../../src/model/errors.ts';
import { createHttpClient } from '../../../src/net/http.ts';
import { followSameOrigin } from '../../../src/net/redirect.ts';
import { type TestServer, startHttpServer } from '../../support/httpServer.ts';

describe('followSameOrigin', () => {
  let elsewhere: TestServer;
  let server: TestServer;

  before(async () => {
    elsewhere = await startHttpServer((_request, response) => void response.end('stolen'));
    server = await startHttpServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const target = url.searchParams.get('to');
      if (target === null) response.end(JSON.stringify({ path: url.pathname }));
      else response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: target }).end();
    });
  });
  after(() => Promise.all([server.close(), elsewhere.close()]));

  function follow(
    method: 'GET' | 'POST' | 'DELETE',
    to: string,
    status = 302,
  ): Promise<{ status: number; body: unknown }> {
    const client = createHttpClient({
      origin: server.url,
      authorize: () => ({ origin: server.url, headers: { authorization: 'secret' } }),
    });
    const url = `${server.url}/start?status=${status}&to=${encodeURIComponent(to)}`;
    return followSameOrigin({ method, url }, client.requestJson);
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows a ${status} of a GET within the origin, with the key`, async () => {
      assert.deepEqual((await follow('GET', '/threads/', status)).body, { path: '/threads/' });
      assert.equal(server.requests.at(-1)?.headers.authorization, 'secret');
    });

    it(`hands back a ${status} of a POST or DELETE`, async () => {
      assert.equal((await follow('POST', '/threads/', status)).status, status);
      assert.equal((await follow('DELETE', '/threads/', status)).status, status);
    });

    it(`sends nothing to another origin that a ${status} names`, async () => {
      await assert.rejects(
        follow('GET', `${elsewhere.url}/steal`, status),
        (error) => isAgentError(error) && error.kind === 'origin' && error.status === status,
      );
      assert.equal(elsewhere.requests.length, 0);
    });
  }

  it('follows several redirects, and gives up on a circle', async () => {
    assert.deepEqual((await follow('GET', '/a?to=%2Fb')).body, { path: '/b' });
    await assert.rejects(
      follow('GET', '?status=302&to=%3Fto%3D'),
      (error) => isAgentError(error) && error.kind === 'protocol' && error.message.includes('circles'),
    );
  });

  it('refuses a redirect into a user name, another scheme or another port of this host', async () => {
    const { host } = new URL(server.url);
    for (const target of [`http://user@${host}/`, `https://${host}/`, 'http://127.0.0.1:1/', '//evil.example/']) {
      await assert.rejects(follow('GET', target), (error) => isAgentError(error) && error.kind === 'origin');
    }
  });
});
