import assert from 'node:assert/strict';
import type { AgentError, ErrorKind } from '../../../../src/model/errors.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { startFakeSeekrFlow } from '../../../support/fakeSeekrFlow.ts';
import { never, passDelay, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const message = { role: 'user', text: 'Hi', nonce: 'n', question: 'Hi', attachments: [] };

describe('the key of a connection', () => {
  const service = useFakeSeekrFlow();

  it('is sent alone, as the service documents it', async () => {
    await service.open().listThreads({}, never());
    assert.equal(service.fake.requests[0]?.headers.authorization, 'secret-key');
  });

  it('loses the word Bearer that was pasted along', async () => {
    const key = (): Promise<{ origin: string; key: string }> =>
      Promise.resolve({ origin: service.fake.url, key: ' bearer  secret-key ' });
    await service.open({}, { key }).listThreads({}, never());
    assert.equal(service.fake.requests[0]?.headers.authorization, 'secret-key');
  });

  it('is tried once with Bearer after a read was refused, and from then on sent like that', async () => {
    const remembered: string[] = [];
    service.fake.on('GET', /./, ({ headers }, response) => {
      const isBearer = headers.authorization === 'Bearer secret-key';
      response.writeHead(isBearer ? 200 : 401, { 'content-type': 'application/json' });
      response.end(isBearer ? '[]' : '{"detail":"Invalid API key"}');
    });
    const backend = service.open({}, { rememberAuthorization: (scheme) => remembered.push(scheme) });
    await backend.listThreads({}, never());
    await backend.listThreads({}, never());
    assert.deepEqual(
      service.fake.requests.map((request) => request.headers.authorization),
      ['secret-key', 'Bearer secret-key', 'Bearer secret-key'],
    );
    assert.deepEqual(remembered, ['bearer']);
    const again = service.open({}, { authorizationScheme: 'bearer' });
    await again.listThreads({}, never());
    assert.equal(service.fake.requests.at(-1)?.headers.authorization, 'Bearer secret-key');
  });

  it('that is refused either way fails once, without asking twice ever after', async () => {
    service.fake.on('GET', /./, { status: 401, json: { detail: 'Invalid API key: secret-key' } });
    const backend = service.open();
    const error = await failureOf(backend.listThreads({}, never()));
    assert.ok(error.kind === 'authentication');
    assert.equal(error.serverMessage, 'Invalid API key: …');
    await failureOf(backend.listThreads({}, never()));
    assert.equal(service.fake.requests.length, 3);
  });

  it('is never tried out with anything but a read', async () => {
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 401, json: { detail: 'no' } });
    service.fake.on('GET', /./, { status: 401, json: { detail: 'no' } });
    const error = await failureOf(service.open().createMessage('thread-1', message, never()));
    assert.ok(error.kind === 'authentication');
    assert.deepEqual(service.fake.log(), ['POST /v1/threads/thread-1/messages', 'GET /v1/threads']);
  });

  it('sends a refused message once more after a read has shown how the key is wanted', async () => {
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 401, json: { detail: 'no' } }, 1);
    const stored = await service.open().createMessage('thread-1', message, never());
    assert.equal(stored.nonce, 'n');
    assert.deepEqual(
      service.fake.requests.map((request) => [request.method, request.headers.authorization]),
      [
        ['POST', 'secret-key'],
        ['GET', 'Bearer secret-key'],
        ['POST', 'Bearer secret-key'],
      ],
    );
    assert.equal(service.fake.messages.length, 1);
  });

  it('that is wrong is not taken for accepted because a redirect answers the read', async () => {
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 401, json: { detail: 'no' } });
    service.fake.on('GET', /\/threads$/, { status: 307, headers: { location: '/v1/threads/' }, text: '' });
    service.fake.on('GET', /\/threads\/$/, { status: 401, json: { detail: 'no' } });
    const error = await failureOf(service.open().createMessage('thread-1', message, never()));
    assert.equal(error.kind, 'authentication');
    assert.deepEqual(service.fake.log(), ['POST /v1/threads/thread-1/messages', 'GET /v1/threads', 'GET /v1/threads/']);
  });

  it('is not taken for accepted with Bearer because a read was redirected', async () => {
    const remembered: string[] = [];
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 401, json: { detail: 'Invalid key' } });
    service.fake.on('GET', '/v1/threads', { status: 307, headers: { location: '/v1/threads/' } });
    service.fake.on('GET', '/v1/threads/', { status: 401, json: { detail: 'Invalid key' } });
    const backend = service.open({}, { rememberAuthorization: (scheme) => remembered.push(scheme) });
    const error = await failureOf(backend.createMessage('thread-1', message, never()));
    assert.equal(error.kind, 'authentication');
    const sent = [
      'POST /v1/threads/thread-1/messages secret-key',
      'GET /v1/threads Bearer secret-key',
      'GET /v1/threads/ Bearer secret-key',
    ];
    const log = service.fake.requests.map(
      ({ headers }, index) => `${service.fake.log()[index]} ${headers.authorization}`,
    );
    assert.deepEqual(log, sent);
    assert.deepEqual(remembered, []);
  });

  it('is found out also where reads are redirected to the other spelling', async () => {
    service.fake.addThread();
    service.fake.on('POST', /./, { status: 401, json: { detail: 'no' } }, 1);
    service.fake.on('GET', '/v1/threads', { status: 307, headers: { location: '/v1/threads/' } });
    const stored = await service.open().createMessage('thread-1', message, never());
    assert.equal(stored.nonce, 'n');
    assert.equal(service.fake.requests.at(-1)?.headers.authorization, 'Bearer secret-key');
  });

  it('is called invalid where a read with Bearer is sent to a page to sign in', async () => {
    const remembered: string[] = [];
    service.fake.on('GET', /./, ({ headers }, response) => {
      const isBearer = headers.authorization === 'Bearer secret-key';
      response.writeHead(isBearer ? 302 : 401, { location: '/sign-in', 'content-type': 'application/json' });
      response.end('{"detail":"Invalid key"}');
    });
    const backend = service.open({}, { rememberAuthorization: (scheme) => remembered.push(scheme) });
    assert.equal((await failureOf(backend.listThreads({}, never()))).kind, 'authentication');
    assert.deepEqual(remembered, []);
  });

  it('that belongs to another address is not sent', async () => {
    const key = (): Promise<{ origin: string; key: string }> =>
      Promise.resolve({ origin: 'https://flow.example.com', key: 'secret-key' });
    const error = await failureOf(service.open({}, { key }).listThreads({}, never()));
    assert.ok(error.kind === 'origin' && !error.mayHaveArrived);
    assert.deepEqual(service.fake.requests, []);
  });

  it('that is missing is asked for before anything is sent', async () => {
    const error = await failureOf(service.open({}, { key: () => Promise.resolve(undefined) }).listThreads({}, never()));
    assert.ok(error.kind === 'authentication' && !error.mayHaveArrived);
    assert.deepEqual(service.fake.requests, []);
  });

  it('never reaches the log, and neither does what is said', async () => {
    service.fake.addThread();
    await service.open().createMessage('thread-1', { ...message, text: 'a private question' }, never());
    assert.match(service.lines[0] ?? '', /^POST \/v1\/threads\/thread-1\/messages 200, \d+ ms$/);
    assert.doesNotMatch(service.lines.join('\n'), /secret|private|include_parts/);
  });
});

describe('the address of a connection', () => {
  const service = useFakeSeekrFlow();

  for (const ending of ['', '/', '/v1', '/v1/', '//', '/V1/', ' ']) {
    it(`works when it ends with "${ending}"`, async () => {
      await service.open({ url: `${service.fake.url}${ending}` }).listThreads({}, never());
      assert.deepEqual(service.fake.log(), ['GET /v1/threads']);
    });
  }

  it('may have a path of its own', async () => {
    service.fake.on('GET', '/gateway/seekr/v1/threads', { json: [] });
    await service.open({ url: `${service.fake.url}/gateway/seekr/v1` }).listThreads({}, never());
  });

  it('on another machine must be safe', () => {
    assert.throws(
      () => service.open({ url: 'http://flow.example.com' }),
      (error) => (error as AgentError).kind === 'origin',
    );
    assert.throws(
      () => service.open({ url: 'not an address' }),
      (error) => (error as AgentError).kind === 'origin',
    );
  });

  it('is not left by a redirect', async () => {
    const elsewhere = await startFakeSeekrFlow();
    service.fake.on('GET', /./, { status: 302, headers: { location: `${elsewhere.url}/v1/threads` } });
    const error = await failureOf(service.open().getThread('thread-1', never()));
    assert.ok(error.kind === 'origin');
    assert.deepEqual(elsewhere.requests, []);
    await elsewhere.close();
  });
});

describe('the team of a connection', () => {
  const service = useFakeSeekrFlow();

  it('goes along with every request', async () => {
    service.fake.addThread();
    const backend = service.open({ team: ' team-7 ' });
    await backend.listThreads({}, never());
    await backend.createMessage('thread-1', message, never());
    await backend.listAgents(never());
    assert.deepEqual(
      new Set(service.fake.requests.map((request) => request.headers['x-team-id'])),
      new Set(['team-7']),
    );
  });

  it('is left out where none is set', async () => {
    await service.open({ team: '' }).listThreads({}, never());
    assert.equal(service.fake.requests[0]?.headers['x-team-id'], undefined);
  });
});

describe('the spelling of a collection', () => {
  const service = useFakeSeekrFlow();

  for (const status of [404, 405, 307, 308]) {
    it(`is changed once after ${status}, also for what is written, and kept from then on`, async () => {
      service.fake.on('POST', '/v1/threads', { status, headers: { location: '/v1/threads/' } });
      const backend = service.open();
      await backend.createThread({ title: 'One', nonce: 'n1' }, never());
      await backend.createThread({ title: 'Two', nonce: 'n2' }, never());
      assert.deepEqual(service.fake.log(), ['POST /v1/threads', 'POST /v1/threads/', 'POST /v1/threads/']);
      assert.equal(service.fake.threads.length, 2);
    });
  }

  it('is tried in both ways before something counts as missing, and the first answer is told', async () => {
    service.fake.on('POST', '/v1/threads', { status: 404, json: { detail: 'no such route' } });
    service.fake.on('POST', '/v1/threads/', { status: 404, json: { detail: 'not this one either' } });
    const error = await failureOf(service.open().createThread({ nonce: 'n' }, never()));
    assert.ok(error.kind === 'not-found');
    assert.equal(error.serverMessage, 'no such route');
    assert.equal(service.fake.requests.length, 2);
  });

  it('that has worked is not doubted when a thread is missing', async () => {
    service.fake.addThread();
    service.fake.on('GET', '/v1/threads/thread-2/messages', { status: 404, json: { detail: 'Thread not found' } });
    const backend = service.open();
    await backend.listMessages('thread-1', {}, never());
    const error = await failureOf(backend.listMessages('thread-2', {}, never()));
    assert.ok(error.kind === 'not-found');
    assert.deepEqual(service.fake.log(), ['GET /v1/threads/thread-1/messages', 'GET /v1/threads/thread-2/messages']);
  });

  it('is never changed after an answer that may mean that something was done', async () => {
    for (const status of [500, 502, 409, 422]) {
      service.fake.on('POST', '/v1/threads', { status, json: {} }, 1);
      await failureOf(service.open().createThread({ nonce: 'n' }, never()));
    }
    assert.equal(service.fake.requests.length, 4);
    assert.equal(service.fake.threads.length, 0);
  });
});

describe('a request that fails', () => {
  const service = useFakeSeekrFlow();

  const cases: readonly (readonly [number, unknown, ErrorKind, string | undefined])[] = [
    [400, { detail: 'bad' }, 'invalid', 'bad'],
    [403, { detail: 'wrong team' }, 'permission', 'wrong team'],
    [404, { detail: 'Not Found' }, 'not-found', 'Not Found'],
    [405, { detail: 'Method Not Allowed' }, 'unsupported', 'Method Not Allowed'],
    [409, { detail: 'Thread is locked' }, 'busy', 'Thread is locked'],
    [413, {}, 'too-large', '{}'],
    [
      422,
      { detail: [{ loc: ['path', 'thread_id'], msg: 'Thread not found' }] },
      'not-found',
      'thread_id: Thread not found',
    ],
    [422, { detail: 'Thread is locked by an active run' }, 'busy', 'Thread is locked by an active run'],
    [
      422,
      { detail: 'A run is already in progress on this thread' },
      'busy',
      'A run is already in progress on this thread',
    ],
    [422, { detail: 'Thread t is currently in use by run r' }, 'busy', 'Thread t is currently in use by run r'],
    [400, { detail: { code: 'thread_locked', message: 'Cannot start a run' } }, 'busy', 'Cannot start a run'],
    [422, { detail: { error: 'thread_locked' } }, 'busy', 'thread_locked'],
    [422, { detail: 'Title is already in use' }, 'invalid', 'Title is already in use'],
    [422, { errors: [{ loc: ['body', 'role'], msg: 'no', input: 'secret' }] }, 'invalid', 'role: no'],
    [422, [{ loc: ['body', 'role'], msg: 'no', input: 'secret' }], 'invalid', 'role: no'],
    [
      422,
      {
        detail: [
          { loc: ['body', 'role'], msg: 'Input should be user or system' },
          { loc: ['body', 'content', 0], msg: 'Field required' },
        ],
      },
      'invalid',
      'role: Input should be user or system; content.0: Field required',
    ],
    [500, { error: { message: 'boom', type: 'x', param: 'p', code: null } }, 'server', 'p: boom'],
    [501, {}, 'unsupported', '{}'],
  ];
  for (const [status, json, kind, serverMessage] of cases) {
    it(`with ${status} ${JSON.stringify(json).slice(0, 40)} is of the kind ${kind}`, async () => {
      service.fake.on('POST', /./, { status, json, headers: { 'cf-ray': 'ray-1' } });
      const error = await failureOf(service.open().createThread({ nonce: 'n' }, never()));
      assert.deepEqual(
        [error.kind, error.status, error.serverMessage, error.requestId, error.where],
        [kind, status, serverMessage, 'ray-1', 'POST /v1/threads'],
      );
    });
  }

  it('says how long the service asks to wait', async () => {
    service.fake.on('POST', /./, { status: 429, headers: { 'retry-after': '7' }, json: { message: 'slow down' } });
    const error = await failureOf(service.open().createThread({ nonce: 'n' }, never()));
    assert.ok(error.kind === 'rate-limited' && error.retryAfterMs === 7000);
    assert.equal(error.serverMessage, 'slow down');
  });

  it('with a web page in place of an answer says so', async () => {
    const page = '<!doctype html><html><head><title>Sign in</title></head></html>';
    for (const status of [200, 404]) {
      service.fake.on('GET', /./, { status, headers: { 'content-type': 'text/html' }, text: page });
      const error = await failureOf(service.open().getThread('thread-1', never()));
      assert.ok(error.kind === 'protocol', String(status));
      assert.match(error.message, /a web page/);
      assert.equal(error.serverMessage, 'Sign in');
    }
  });

  it('is never taken for an empty list', async () => {
    for (const answer of [{ json: {} }, { json: { detail: 'oops' } }, { text: '' }, { status: 204 }, { json: null }]) {
      service.fake.on('GET', /./, answer);
      const error = await failureOf(service.open().listThreads({}, never()));
      assert.ok(error.kind === 'protocol', JSON.stringify(answer));
    }
  });

  it('because its answer nests too deep is told as what it is', async () => {
    service.fake.on('GET', /./, {
      headers: { 'content-type': 'application/json' },
      text: `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
    });
    assert.equal((await failureOf(service.open().listThreads({}, never()))).kind, 'protocol');
  });

  it('is tried again if it only reads, and never if it writes', async () => {
    service.fake.on('GET', /./, { status: 503, json: {} }, 1);
    const reading = service.open().listThreads({}, never());
    await passDelay(service.clock, 250, 500);
    await reading;
    assert.equal(service.fake.requests.length, 2);

    service.fake.on('POST', /./, { status: 503, json: {} });
    const error = await failureOf(service.open().createThread({ nonce: 'n' }, never()));
    assert.ok(error.kind === 'server' && error.mayHaveArrived);
    assert.equal(service.fake.requests.length, 3);
  });

  it('because it was called off rejects with that reason', async () => {
    const controller = new AbortController();
    service.fake.on('GET', /./, () => controller.abort(new Error('no longer wanted')));
    await assert.rejects(service.open().listThreads({}, controller.signal), /^Error: no longer wanted$/);
  });

  it('before it is sent, if an id could turn it into another request', async () => {
    const backend = service.open();
    for (const id of ['', '.', '..']) {
      const error = await failureOf(backend.deleteThread(id, never()));
      assert.ok(error.kind === 'not-found' && !error.mayHaveArrived);
    }
    await failureOf(backend.deleteThread('../v1/threads?x=1', never()));
    assert.deepEqual(service.fake.log(), ['DELETE /v1/threads/..%2Fv1%2Fthreads%3Fx%3D1']);
  });
});
