import assert from 'node:assert/strict';
import type { ExchangeShape } from '../../../../src/backends/exchangeShape.ts';
import { diagnosticsText, remoteKind } from '../../../../src/host/diagnostics/diagnosticsText.ts';
import { createExchangeLog } from '../../../../src/host/diagnostics/exchangeLog.ts';
import { type Connection, localConnection } from '../../../../src/model/connection.ts';

const exchange: ExchangeShape = {
  method: 'GET',
  route: '/v1/threads/{id}',
  status: 200,
  durationMs: 12,
  contentType: 'application/json',
  requestId: 'ray-1',
  shape: { id: 'string' },
};

const connection: Connection = {
  id: 'jane-doe-private',
  name: 'Jane Doe',
  kind: 'seekrflow',
  url: 'https://flow.seekr.com/secret-path',
  team: 'team-secret',
  project: 'project-secret',
  agent: 'agent-secret',
  header: 'X-Secret-Header',
};

function jsonBlocks(text: string): unknown[] {
  return [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map((match) => JSON.parse(match[1] ?? ''));
}

describe('the log of exchanges', () => {
  it('keeps the last ones in order and forgets the others', () => {
    let nowMs = Date.parse('2026-11-20T10:00:00Z');
    const log = createExchangeLog(3, () => (nowMs += 1000));
    for (const status of [1, 2, 3, 4, 5]) log.add('c', { ...exchange, status });
    assert.deepEqual(
      log.last().map(({ status, at }) => [status, at]),
      [
        [3, '2026-11-20T10:00:03.000Z'],
        [4, '2026-11-20T10:00:04.000Z'],
        [5, '2026-11-20T10:00:05.000Z'],
      ],
    );
  });
});

describe('the diagnostics', () => {
  const text = diagnosticsText({
    versions: { 'Agent Threads': '0.1.0' },
    connections: [
      { connection: localConnection, hasKey: false },
      { connection, hasKey: true, authorization: 'raw' },
    ],
    exchanges: [{ ...exchange, connectionId: connection.id, at: '2026-11-20T10:00:00.000Z' }],
    threads: [{ connectionId: connection.id, messages: 4, unknownEvents: 2, unknownParts: 1 }],
  });

  it('hold what a developer needs, as JSON that can be read by a program', () => {
    const [versions, connections, notUnderstood, exchanges] = jsonBlocks(text);
    assert.deepEqual(versions, { 'Agent Threads': '0.1.0' });
    assert.deepEqual(connections, [
      { connection: 1, kind: 'local' },
      {
        connection: 2,
        kind: 'seekrflow',
        origin: 'https://flow.seekr.com',
        transport: 'auto',
        hasKey: true,
        authorization: 'raw',
        hasTeam: true,
        hasProject: true,
        hasAgent: true,
        hasHeader: true,
      },
    ]);
    assert.deepEqual(notUnderstood, [{ connection: 2, messages: 4, unknownEvents: 2, unknownParts: 1 }]);
    assert.deepEqual(exchanges, [{ connection: 2, at: '2026-11-20T10:00:00.000Z', ...exchange }]);
  });

  it('hold no name of a person, no id of a team and nothing of an address but its origin', () => {
    assert.doesNotMatch(text, /secret|jane|doe/i);
  });

  it('hold nothing of an exchange that nobody has decided to show', () => {
    const more = { ...exchange, body: 'a prompt', connectionId: 'c', at: '2026-11-20T10:00:00.000Z' };
    assert.doesNotMatch(diagnosticsText({ versions: {}, connections: [], exchanges: [more], threads: [] }), /a prompt/);
  });

  it('name the kind of a remote window, never its address', () => {
    assert.equal(remoteKind('ssh-remote'), 'ssh-remote');
    assert.equal(remoteKind('janes-laptop.local:8080'), 'other');
    assert.equal(remoteKind(undefined), 'none');
  });
});
