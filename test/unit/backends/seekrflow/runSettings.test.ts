import assert from 'node:assert/strict';
import type { RunRequest } from '../../../../src/backends/backend.ts';
import { property } from '../../../../src/model/parse.ts';
import { nonceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import { eventsOf, never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const settings: Required<NonNullable<RunRequest['settings']>> = {
  temperature: 0.2,
  topP: 0.9,
  frequencyPenalty: -1,
  presencePenalty: 0,
  maxTokens: 500,
  responseSchema: { type: 'object', properties: { answer: { type: 'string' } } },
  group: 'nightly',
  metadata: { ticket: '42' },
};

describe('the settings of a run', () => {
  const service = useFakeSeekrFlow();

  for (const transport of ['vercel', 'native', 'poll'] as const) {
    async function bodyOf(request: Partial<RunRequest>) {
      service.fake.addThread();
      const backend = service.open({ transport });
      await eventsOf(backend.startRun('thread-1', { agentId: 'agent-1', nonce: 'n', ...request }, never()));
      return service.fake.requests.find(({ method }) => method === 'POST')?.body;
    }

    it(`travel as the service names them (${transport})`, async () => {
      assert.deepEqual(await bodyOf({ settings }), {
        agent_id: 'agent-1',
        model_settings: {
          temperature: 0.2,
          top_p: 0.9,
          frequency_penalty: -1,
          presence_penalty: 0,
          max_tokens: 500,
        },
        response_format: { json_schema: settings.responseSchema },
        group: 'nightly',
        metadata: { ticket: '42', [nonceMetadataKey]: 'n' },
      });
    });

    it(`that nobody changed are not sent (${transport})`, async () => {
      const plain = { agent_id: 'agent-1', metadata: { [nonceMetadataKey]: 'n' } };
      assert.deepEqual(await bodyOf({ settings: {} }), plain);
      service.fake.requests.length = 0;
      assert.deepEqual(await bodyOf({}), plain);
      service.fake.requests.length = 0;
      assert.deepEqual(await bodyOf({ settings: { temperature: 0, group: '' } }), {
        ...plain,
        model_settings: { temperature: 0 },
      });
    });
  }

  it('cannot take away the mark by which a lost run is found again', async () => {
    service.fake.addThread();
    const request = { agentId: 'agent-1', nonce: 'n', settings: { metadata: { [nonceMetadataKey]: 'other' } } };
    await eventsOf(service.open().startRun('thread-1', request, never()));
    assert.deepEqual(property(service.fake.requests[0]?.body, 'metadata'), { [nonceMetadataKey]: 'n' });
  });

  it('that are offered are all that are sent', () => {
    assert.deepEqual(service.open().capabilities.runSettings, Object.keys(settings));
  });
});
