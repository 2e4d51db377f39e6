import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBaseUrl } from '../../../src/host/connections/baseUrl.ts';
import { connectionIdFrom, readConnectionSettings } from '../../../src/host/connections/connectionSettings.ts';

const entry = { id: 'work', name: 'Work', kind: 'seekrflow', url: 'https://flow.seekr.com' };

describe('the setting agentThreads.connections', () => {
  it('is read with all that a connection can have', () => {
    const full = { ...entry, team: 't', project: 'p', agent: 'a', header: 'x-api-key', transport: 'poll' };
    assert.deepEqual(readConnectionSettings([full]), { connections: [full], problems: [] });
  });

  it('takes the id for the name where none is given', () => {
    const { name: _, ...nameless } = entry;
    assert.equal(readConnectionSettings([nameless]).connections[0]?.name, 'work');
  });

  it('may be missing', () => {
    assert.deepEqual(readConnectionSettings(undefined), { connections: [], problems: [] });
    assert.deepEqual(readConnectionSettings([]), { connections: [], problems: [] });
  });

  it('keeps kinds of services that a later version will know', () => {
    const { connections, problems } = readConnectionSettings([{ ...entry, kind: 'langgraph' }]);
    assert.equal(connections[0]?.kind, 'langgraph');
    assert.deepEqual(problems, []);
  });

  for (const [field, broken] of [
    ['id', { ...entry, id: '' }],
    ['id', { ...entry, id: 'local' }],
    ['kind', { ...entry, kind: 'other' }],
    ['kind', { ...entry, kind: 'local' }],
    ['url', { ...entry, url: undefined }],
    ['url', { ...entry, url: 'flow' }],
    ['url', { ...entry, url: 'http://flow.seekr.com' }],
    ['transport', { ...entry, transport: 'carrier pigeon' }],
    ['team', { ...entry, team: 7 }],
    ['name', { ...entry, name: {} }],
    ['header', { ...entry, header: 'x y' }],
  ] as const) {
    it(`names the entry and the field when \`${field}\` is wrong: ${JSON.stringify(broken)}`, () => {
      const { connections, problems } = readConnectionSettings([{ ...entry, id: 'first' }, broken]);
      assert.deepEqual(
        connections.map((each) => each.id),
        ['first'],
      );
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /^Entry 2\b/);
      assert.ok(problems[0]?.includes(`\`${field}\``));
    });
  }

  it('uses the first of two entries with the same id and says so', () => {
    const { connections, problems } = readConnectionSettings([entry, { ...entry, name: 'Other' }]);
    assert.deepEqual(
      connections.map((each) => each.name),
      ['Work'],
    );
    assert.equal(problems.length, 1);
  });

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.anything(), (value) => void readConnectionSettings(value)));
    fc.assert(fc.property(fc.array(fc.anything()), (value) => void readConnectionSettings(value)));
  });
});

describe("a connection's address", () => {
  it('may end in slashes, and keeps its path', () => {
    for (const text of ['https://flow.seekr.com', ' https://flow.seekr.com/ ', 'https://FLOW.seekr.com//']) {
      assert.deepEqual(readBaseUrl(text), { url: 'https://flow.seekr.com' });
    }
    assert.deepEqual(readBaseUrl('https://gate.example/flow/v1/'), { url: 'https://gate.example/flow/v1' });
  });

  it('may be plain http on this machine only', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:9']) {
      assert.deepEqual(readBaseUrl(url), { url });
    }
    for (const url of ['http://127.0.0.1.evil.example', 'http://10.0.0.1', 'http://localhost.evil.example']) {
      assert.ok('problem' in readBaseUrl(url));
    }
  });

  it('has nothing in it that could lead the key elsewhere', () => {
    for (const url of [
      'https://user:secret@flow.seekr.com',
      'https://flow.seekr.com?x=1',
      'https://flow.seekr.com/#x',
      'ftp://flow.seekr.com',
      'javascript:alert(1)',
      'flow.seekr.com',
      '',
    ]) {
      assert.ok('problem' in readBaseUrl(url), url);
    }
  });
});

describe("a new connection's id", () => {
  it('is made of its name', () => assert.equal(connectionIdFrom('Seekr Flow (Work)', []), 'seekr-flow-work'));
  it('is unique and never that of the local connection', () => {
    assert.equal(connectionIdFrom('Work', ['work', 'work-2']), 'work-3');
    assert.equal(connectionIdFrom('Local', []), 'local-2');
    assert.equal(connectionIdFrom('日本', []), 'connection');
  });
});
