import assert from 'node:assert/strict';
import { explain } from '../../../../src/model/explain.ts';
import type { AgentError } from '../../../../src/model/errors.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { type Reply, missing } from '../../../support/fakeSeekrFlow.ts';
import { eventsOf, never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const prompt = { role: 'user', text: 'x', nonce: 'n', question: 'x', attachments: [] };

function words(error: AgentError) {
  return explain(error, 'do it', 'Seekr');
}

describe('what to do after a refusal', () => {
  const service = useFakeSeekrFlow();

  async function refused(reply: Reply): Promise<AgentError> {
    service.fake.on('POST', /messages/, reply);
    service.fake.on('GET', '/v1/threads', { status: 401, json: { detail: 'Invalid API key' } });
    return failureOf(service.open().createMessage('thread-1', prompt, never()));
  }

  const cases: readonly {
    readonly name: string;
    readonly reply: Reply;
    readonly kind: string;
    readonly says: RegExp;
    readonly actions: readonly string[];
  }[] = [
    {
      name: 'a key that is not valid',
      reply: { status: 401, json: { detail: 'Invalid API key' } },
      kind: 'authentication',
      says: /did not accept the API key\. It said: Invalid API key\. Set a new key/,
      actions: ['setApiKey', 'retry'],
    },
    {
      name: 'a key that may not do this',
      reply: { status: 403, json: { message: 'Forbidden', status: 403, requestUrl: 'https://x/secret' } },
      kind: 'permission',
      says: /does not allow this\. It said: Forbidden\. Check the team/,
      actions: ['openSettings', 'retry'],
    },
    {
      name: 'a thread that is gone, said with 404',
      reply: { status: 404, json: { detail: 'Thread not found' } },
      kind: 'not-found',
      says: /does not have it .* It said: Thread not found\. It may have been deleted/,
      actions: ['refresh'],
    },
    {
      name: 'a thread that is gone, said with 422',
      reply: missing('thread_id', 'Thread'),
      kind: 'not-found',
      says: /It said: thread_id: Thread not found\./,
      actions: ['refresh'],
    },
    {
      name: 'a thread that is locked, said with 409',
      reply: { status: 409, json: { detail: { code: 'thread_locked', message: 'Thread has an active run' } } },
      kind: 'busy',
      says: /another run holds it\. It said: Thread has an active run\. Wait for that run or stop it/,
      actions: ['checkRun'],
    },
    {
      name: 'a thread that is locked, said with 422',
      reply: { status: 422, json: { detail: 'Thread is locked' } },
      kind: 'busy',
      says: /Wait for that run/,
      actions: ['checkRun'],
    },
    {
      name: 'fields that are not acceptable',
      reply: {
        status: 422,
        json: {
          detail: [
            { loc: ['body', 'role'], msg: 'Input should be user or system', type: 'enum', input: 'prompt text' },
            { loc: ['body', 'content', 0, 'text'], msg: 'Field required', type: 'missing' },
          ],
        },
      },
      kind: 'invalid',
      says: /It said: role: Input should be user or system; content\.0\.text: Field required\. Change it/,
      actions: ['showLog'],
    },
    {
      name: 'fields that are not acceptable, in a list of errors',
      reply: { status: 422, json: { errors: [{ loc: ['body', 'role'], msg: 'Not a role', input: 'prompt text' }] } },
      kind: 'invalid',
      says: /It said: role: Not a role\. Change it/,
      actions: ['showLog'],
    },
    {
      name: 'fields that are not acceptable, in a bare list',
      reply: { status: 422, json: [{ loc: ['body', 'role'], msg: 'Not a role', input: 'prompt text' }] },
      kind: 'invalid',
      says: /It said: role: Not a role\. Change it/,
      actions: ['showLog'],
    },
    {
      name: 'a request that is too large',
      reply: { status: 413, text: '' },
      kind: 'too-large',
      says: /too large for Seekr: status 413\. Send less at once\./,
      actions: ['showLog'],
    },
    {
      name: 'too many requests',
      reply: { status: 429, headers: { 'retry-after': '7' }, json: { error: { message: 'Slow down', code: 'rate' } } },
      kind: 'rate-limited',
      says: /asks to slow down\. It said: Slow down\. Retry in 7 s\./,
      actions: ['retry'],
    },
    {
      name: 'a service that fails',
      reply: { status: 500, headers: { 'cf-ray': 'ray-1' }, text: 'Internal Server Error' },
      kind: 'server',
      says: /failed \(status 500\)\. It said: Internal Server Error\. Retry/,
      actions: ['retry', 'showLog'],
    },
    {
      name: 'a page of what stands before the service',
      reply: { status: 503, headers: { 'content-type': 'text/html' }, text: '<html><title>Down</title></html>' },
      kind: 'server',
      says: /failed \(status 503\)\. It said: Down\./,
      actions: ['retry', 'showLog'],
    },
    {
      name: 'an empty refusal',
      reply: { status: 400, text: '' },
      kind: 'invalid',
      says: /^Seekr did not accept the request\. Change it and try again\.$/,
      actions: ['showLog'],
    },
  ];

  for (const { name, reply, kind, says, actions } of cases) {
    it(`is its own for ${name}`, async () => {
      const error = await refused(reply);
      assert.equal(error.kind, kind);
      const { detail, actions: offered } = words(error);
      assert.match(detail, says);
      assert.deepEqual(offered, actions);
      assert.ok(!/prompt text|secret/.test(detail));
    });
  }

  it('names the request for the service, where it has a number', async () => {
    const error = await refused({ status: 500, headers: { 'cf-ray': 'ray-1' }, text: 'oh' });
    assert.equal(words(error).requestId, 'ray-1');
  });
});

describe('what belongs to a team and is not there', () => {
  const service = useFakeSeekrFlow();

  it('may belong to one that the connection does not name', async () => {
    service.fake.on('GET', /agents/, { status: 403, json: { detail: 'Forbidden' } });
    assert.match(words(await failureOf(service.open().listAgents(never()))).detail, /This connection names no team/);
  });

  it('may belong to another team than the connection names', async () => {
    service.fake.on('GET', /agents/, { status: 403, json: { detail: 'Forbidden' } });
    const error = await failureOf(service.open({ team: 'team-1' }).listAgents(never()));
    assert.match(words(error).detail, /Check that the team in the settings of the connection is the one/);
  });

  it('is what a run cannot find when it misses its agent', async () => {
    service.fake.addThread();
    service.fake.on('POST', /runs/, { status: 404, json: { detail: 'Agent not found' } });
    const request = { agentId: 'agent-9', nonce: 'n' };
    const { error } = await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.match(words(error as AgentError).detail, /Agent not found\. This connection names no team/);
  });

  it('is no thread: those belong to a person', async () => {
    const error = await failureOf(service.open().getThread('thread-9', never()));
    assert.equal(error.nextStep, undefined);
  });
});

describe('what the local agent host does not have', () => {
  const service = useFakeSeekrFlow('local');

  it('belongs to no team', async () => {
    service.fake.on('GET', /agents/, { status: 404, json: { detail: 'Agent not found' } });
    assert.equal((await failureOf(service.open().listAgents(never()))).nextStep, undefined);
  });
});
