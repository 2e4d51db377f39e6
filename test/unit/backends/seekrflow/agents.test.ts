import assert from 'node:assert/strict';
import { decodeAgent } from '../../../../src/backends/seekrflow/decodeAgent.ts';
import { fakeAgent } from '../../../support/fakeSeekrFlow.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

describe('agents', () => {
  const service = useFakeSeekrFlow();

  it('are listed with model, tools and whether they can run now', async () => {
    service.fake.agents.push(
      fakeAgent({
        id: 'agent-2',
        name: 'Searcher',
        status: 'Pending',
        tools: [{ type: 'file_search', config: {} }, { type: 'web_search' }, { config: {} }],
      }),
    );
    assert.deepEqual(await service.open().listAgents(never()), [
      { id: 'agent-1', name: 'Helper', canRun: true, tools: [], model: 'a-model', status: 'Active' },
      {
        id: 'agent-2',
        name: 'Searcher',
        canRun: false,
        tools: ['file_search', 'web_search'],
        model: 'a-model',
        status: 'Pending',
      },
    ]);
    assert.deepEqual(service.fake.log(), ['GET /v2/flow/agents/']);
  });

  for (const status of [404, 405]) {
    it(`come from the older list where the newer answers ${status}`, async () => {
      service.fake.on('GET', /^\/v2\/flow\/agents/, { status, json: { detail: 'no' } });
      service.fake.on('GET', '/v1/flow/agents/', {
        json: [{ id: 'old', tools: [{ name: 'file_search', tool_env: {} }] }],
      });
      const agents = await service.open().listAgents(never());
      assert.deepEqual(agents, [{ id: 'old', name: 'old', canRun: true, tools: ['file_search'] }]);
    });
  }

  it('are not looked for in the older list when the newer one fails otherwise', async () => {
    service.fake.on('GET', /agents/, { status: 403, json: { detail: 'wrong team' } });
    assert.equal((await failureOf(service.open().listAgents(never()))).kind, 'permission');
    assert.equal(service.fake.requests.length, 1);
  });

  it('never show their instructions', () => {
    assert.ok(!JSON.stringify(decodeAgent(fakeAgent({}))).includes('secret instructions'));
    assert.equal(decodeAgent({ name: 'nameless' }), undefined);
  });
});
