import assert from 'node:assert/strict';
import { openBackend } from '../../../src/backends/open.ts';
import type { BackendServices } from '../../../src/backends/services.ts';
import { connectionKinds, localConnection } from '../../../src/model/connection.ts';
import { systemClock } from '../../../src/net/clock.ts';
import { never, useFakeSeekrFlow } from '../../support/fakeSeekrFlowBackend.ts';

const services: BackendServices = {
  key: () => Promise.resolve({ origin: 'http://localhost', key: 'token' }),
  clock: systemClock,
  log: () => undefined,
};

describe('opening a connection', () => {
  it('has a client for every kind of service that can be added, and sends nothing yet', () => {
    for (const kind of connectionKinds) {
      const backend = openBackend({ id: 'x', name: 'X', kind, url: 'https://example.com' }, services);
      assert.match(backend.capabilities.stopDescription, /\.$/);
    }
  });

  it('offers what SeekrFlow offers', () => {
    const backend = openBackend({ id: 'x', name: 'X', kind: 'seekrflow', url: 'https://flow.example.com' }, services);
    assert.ok(!('renameThread' in backend));
    for (const method of ['attachRun', 'getRun', 'listRuns', 'cancelRun', 'deleteMessage', 'getSource'] as const) {
      assert.ok(method in backend);
    }
    assert.match(backend.capabilities.stopDescription, /\.$/);
  });
});

describe('opening the local connection', () => {
  const service = useFakeSeekrFlow('local');

  it('talks to the local agent host through its socket, with its token, and with nothing of hosted services', async () => {
    assert.deepEqual(await service.open({ ...localConnection, team: 'team-7' }).listThreads({}, never()), {
      items: [],
    });
    assert.equal(service.fake.requests[0]?.headers.authorization, 'secret-key');
    assert.equal(service.fake.requests[0]?.headers['x-team-id'], undefined);
  });
});
