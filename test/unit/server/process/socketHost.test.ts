import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { workspaceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import {
  type ApiClient,
  collected,
  killSpawnedHosts,
  removeFolder,
  runToEnd,
  temporaryFolder,
} from '../../../support/localHost.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { exitOf, hostFileOf, socketHostOf, spawnSocketHost } from '../../../support/localHostSocket.ts';

describe('the local host behind a socket', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await killSpawnedHosts();
    removeFolder(folder);
  });

  const modeOf = (file: string): number => statSync(file).mode & 0o777;
  const shutDown = (host: ApiClient, when: string) => host.call('POST', '/local/shutdown', { when });
  const log = (): string => readFileSync(path.join(folder, 'host.log'), 'utf8');

  async function startRun(host: ApiClient, script: unknown, body: unknown = {}): Promise<string> {
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    const target = `/v1/threads/${id}`;
    await host.call('POST', `${target}/messages`, { role: 'user', content: JSON.stringify(script) });
    const answer = await host.call('POST', `${target}/runs`, body);
    assert.equal(answer.status, 200, answer.text);
    return `${target}/runs/${conforms('runResponse', answer.json).run_id}`;
  }

  it('is this user’s alone, says where it is, and takes everything with it when it leaves', async () => {
    const child = spawnSocketHost(folder, ['--version-id', '1.2.3+abc']);
    const host = await socketHostOf(folder);
    const health = (await host.call('GET', '/local/health')).json;
    assert.deepEqual(
      { ...(health as object), startedAt: '' },
      { version: '1.2.3+abc', pid: child.pid, startedAt: '', activeRuns: 0, notices: [] },
    );
    assert.deepEqual([host.pid, host.version], [child.pid, '1.2.3+abc']);
    assert.equal(modeOf(folder), 0o700);
    assert.equal(modeOf(path.dirname(host.socket)), 0o700);
    assert.equal(modeOf(host.socket), 0o600);
    for (const file of ['token', 'host.json', 'threads.sqlite', 'host.log']) {
      assert.equal(modeOf(path.join(folder, file)), 0o600, file);
    }
    assert.equal((await host.call('GET', '/local/health', undefined, { authorization: '' })).status, 401);
    assert.deepEqual((await shutDown(host, 'now')).json, { leaving: 'now' });
    assert.equal(await exitOf(child), 0);
    assert.equal(existsSync(host.socket), false);
    assert.equal(existsSync(hostFileOf(folder)), false);
    assert.match(log(), /ready, version 1\.2\.3\+abc, socket[\s\S]* left\n$/);
  });

  it('keeps its token, and what it was told, from one start to the next', async () => {
    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    const token = readFileSync(path.join(folder, 'token'), 'utf8');
    assert.match(token, /^[\w-]{43}$/);
    const thread = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    await shutDown(host, 'now');
    await exitOf(child);
    const again = spawnSocketHost(folder);
    const second = await socketHostOf(folder);
    assert.equal(readFileSync(path.join(folder, 'token'), 'utf8'), token);
    assert.deepEqual((await second.call('GET', `/v1/threads/${thread.id}`)).json, thread);
    again.kill('SIGTERM');
    assert.equal(await exitOf(again), 0);
  });

  it('is only one, however many are started at the same time', async () => {
    const children = Array.from({ length: 4 }, () => spawnSocketHost(folder));
    const host = await socketHostOf(folder);
    const winner = children.find((child) => child.pid === host.pid);
    assert.ok(winner);
    const losers = children.filter((child) => child !== winner);
    assert.deepEqual(await Promise.all(losers.map(exitOf)), [0, 0, 0]);
    assert.equal((await host.call('GET', '/local/health')).status, 200);
    winner.kill('SIGTERM');
    assert.equal(await exitOf(winner), 0);
  });

  it('takes the place of one that was killed, whose socket is still there', async () => {
    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    const run = await startRun(host, [{ type: 'text-start', id: 't' }, { type: 'hang' }]);
    child.kill('SIGKILL');
    await exitOf(child);
    assert.ok(existsSync(host.socket));
    const abandoned = readFileSync(hostFileOf(folder), 'utf8');
    const again = spawnSocketHost(folder);
    for (let pid = host.pid; pid === host.pid; await nextTurn()) {
      if (readFileSync(hostFileOf(folder), 'utf8') !== abandoned) pid = (await socketHostOf(folder)).pid;
    }
    const second = await socketHostOf(folder);
    assert.equal(second.pid, again.pid);
    assert.equal(conforms('run', (await second.call('GET', run)).json).status, 'failed');
    again.kill('SIGINT');
    assert.equal(await exitOf(again), 0);
  });

  it('leaves by itself when nothing goes on any more, with a copy of what it keeps', async () => {
    const child = spawnSocketHost(folder, ['--idle-minutes', '0.002']);
    const host = await socketHostOf(folder);
    const run = await startRun(host, [{ type: 'hang' }]);
    const stream = await host.open('GET', `${run}/attach`);
    await host.call('POST', `${run}/cancel`, {});
    assert.equal((await collected(stream.data())).at(-1), '[DONE]');
    assert.equal(await exitOf(child), 0);
    assert.match(log(), /cancelled\n[\s\S]* idle\n[\s\S]* left\n$/);
    assert.ok(existsSync(path.join(folder, 'threads.sqlite.backup')));
  });

  it('asked to leave when idle, finishes what goes on first', async () => {
    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    const run = await startRun(host, [{ type: 'hang' }]);
    assert.deepEqual((await shutDown(host, 'idle')).json, { leaving: 'idle' });
    assert.equal(conforms('run', (await host.call('GET', run)).json).status, 'running');
    await host.call('POST', `${run}/cancel`, {});
    assert.equal(await exitOf(child), 0);
    assert.match(log(), /cancelled\n[\s\S]* left\n$/);
  });

  it('is not told to leave in other words', async () => {
    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    for (const body of [{}, { when: 'later' }, { when: null }]) {
      assert.equal((await host.call('POST', '/local/shutdown', body)).status, 422);
    }
    child.kill('SIGTERM');
    assert.equal(await exitOf(child), 0);
  });

  it('lets a run read the folders that the window describes, those that exist', async () => {
    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    const described = {
      folders: [
        { name: 'data', path: folder },
        { name: 'gone', path: path.join(folder, 'gone') },
        { name: 'file', path: path.join(folder, 'token') },
      ],
      exclude: ['**/x'],
    };
    const told = async (metadata: unknown): Promise<unknown> => {
      const run = await startRun(host, [{ type: 'tell' }], { metadata });
      const stream = await host.open('GET', `${run}/attach`);
      let workspace: unknown;
      for await (const data of stream.data()) {
        const { type, text } = data === '[DONE]' ? {} : (JSON.parse(data) as { type?: string; text?: string });
        if (type === 'text_delta') ({ workspace } = JSON.parse(text ?? '{}') as { workspace?: unknown });
      }
      return workspace;
    };
    assert.deepEqual(await told({ [workspaceMetadataKey]: JSON.stringify(described) }), {
      folders: [{ name: 'data', path: folder }],
      exclude: ['**/x'],
    });
    assert.deepEqual(await told({}), { folders: [], exclude: [] });
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    for (const text of ['x', '[]', '{"folders":"/"}', '{"folders":[{"name":"x","path":"relative"}]}']) {
      const answer = await host.call('POST', `/v1/threads/${id}/runs`, { metadata: { [workspaceMetadataKey]: text } });
      assert.equal(answer.status, 422, text);
      assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['body', 'metadata', workspaceMetadataKey]);
    }
    child.kill('SIGTERM');
    assert.equal(await exitOf(child), 0);
  });

  it('says what is wrong with its socket and starts nothing', async () => {
    const long = await runToEnd(['--socket', path.join(folder, 'x'.repeat(100)), '--data', folder]);
    assert.equal(long.code, 2);
    assert.match(long.stderr, /at most 103 are possible/);

    const file = path.join(folder, 'private', 'file');
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'mine');
    const occupied = await runToEnd(['--socket', file, '--data', folder]);
    assert.equal(occupied.code, 5);
    assert.match(occupied.stderr, /is not a socket/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    const failure = JSON.parse(readFileSync(path.join(folder, 'host-failure.json'), 'utf8')) as { message: string };
    assert.match(failure.message, /is not a socket/);

    const taken = path.join(folder, 'private', 's');
    const server = net.createServer();
    await new Promise<void>((resolve) => {
      server.listen(taken, resolve);
    });
    const alive = await runToEnd(['--socket', taken, '--data', folder]);
    assert.equal(alive.code, 5);
    assert.match(alive.stderr, /another program listens/);
    server.close();

    const shared = await runToEnd(['--socket', '/tmp/agent-threads-test.sock', '--data', folder]);
    assert.equal(shared.code, 5);
    assert.match(shared.stderr, /shared with other users/);

    const child = spawnSocketHost(folder);
    const host = await socketHostOf(folder);
    assert.equal(existsSync(path.join(folder, 'host-failure.json')), false);
    await shutDown(host, 'now');
    assert.equal(await exitOf(child), 0);
  });
});
