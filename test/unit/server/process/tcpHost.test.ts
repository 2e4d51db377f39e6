import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../../../src/server/store/sqlite.ts';
import {
  type LocalHostProcess,
  collected,
  killSpawnedHosts,
  removeFolder,
  runToEnd,
  startLocalHostProcess,
  temporaryFolder,
} from '../../../support/localHost.ts';
import { look, say } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { until } from '../../../support/localHostSocket.ts';

const reason = 'the local agent host stopped while this run was going on';

describe('the local host over TCP', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await killSpawnedHosts();
    removeFolder(folder);
  });

  const start = (...args: readonly string[]) => startLocalHostProcess({ dataFolder: folder, args });

  async function startHangingRun(host: LocalHostProcess): Promise<{ thread: string; run: string }> {
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    const thread = `/v1/threads/${id}`;
    const script = [
      ...look('c1', {}, { hits: 1 }),
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'Half an answer' },
      { type: 'tool-input-available', toolCallId: 'c2', toolName: 'look', input: {} },
      { type: 'hang' },
    ];
    await host.call('POST', `${thread}/messages`, { role: 'user', content: JSON.stringify(script) });
    const { run_id: runId } = conforms('runResponse', (await host.call('POST', `${thread}/runs`, {})).json);
    return { thread, run: `${thread}/runs/${runId}` };
  }

  /** Resolves when a run's first records are on disk. */
  async function untilWritten(): Promise<void> {
    const database = openDatabase(path.join(folder, 'threads.sqlite'));
    const count = database.prepare('SELECT count(*) AS count FROM run_events');
    await until(folder, () => Number(count.get()?.['count']) > 0);
    database.close();
  }

  async function assertSettled(
    host: LocalHostProcess,
    { thread, run }: { thread: string; run: string },
  ): Promise<void> {
    const settled = conforms('run', (await host.call('GET', run)).json);
    assert.deepEqual([settled.status, settled.is_active], ['failed', false]);
    assert.ok(settled.failed_at);
    assert.equal(settled.meta_data['agent_threads_reason'], reason);
    const free = conforms('thread', (await host.call('GET', thread)).json);
    assert.deepEqual([free.status, free.active_run_id], ['available', null]);
    const { json } = await host.call('GET', `${thread}/messages?order=asc&include_parts=true`);
    const messages = conforms('messages', json).slice(1);
    assert.deepEqual(
      messages.map(({ role, content }) => [role, content]),
      [
        ['assistant', ''],
        ['tool', '{"hits":1}'],
        ['assistant', 'Half an answer'],
        ['tool', reason],
      ],
    );
    const data = await collected((await host.open('GET', `${run}/attach`)).data());
    assert.ok(data.some((each) => each.includes('Half an answer')));
    assert.equal(data.at(-1), '[DONE]');
    const next = await host.call('POST', `${thread}/messages`, { role: 'user', content: 'And now?' });
    assert.equal(next.status, 200);
  }

  it('settles a run that a crash cut off, keeping what it had said', async () => {
    const crashed = await start();
    const cut = await startHangingRun(crashed);
    await untilWritten();
    await crashed.kill();
    const host = await start();
    await assertSettled(host, cut);
    await host.stop();
  });

  it('settles what goes on when it is told to end, and tells who listens', async () => {
    const ending = await start();
    const cut = await startHangingRun(ending);
    const stream = await ending.open('GET', `${cut.run}/attach`);
    const events = collected(stream.data());
    assert.equal(await ending.stop(), 0);
    assert.equal((await events).at(-1), '[DONE]');
    const host = await start();
    await assertSettled(host, cut);
    await host.stop();
  });

  it('has a new token each time and keeps none on disk', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    assert.notEqual(first.token, second.token);
    assert.match(second.token, /^[\w-]{43}$/);
    for (const file of readdirSync(folder)) {
      assert.equal(readFileSync(path.join(folder, file), 'latin1').includes(second.token), false, file);
    }
    assert.equal(existsSync(path.join(folder, 'host.json')), false);
    await second.stop();
  });

  it('does not share its data folder', async () => {
    const host = await start();
    const second = await runToEnd(['--listen', '127.0.0.1:0', '--data', folder, '--workspace', folder]);
    assert.equal(second.code, 5);
    assert.match(second.stderr, /another local agent host uses/);
    await host.stop();
  });

  it('starts although its lock file is damaged', async () => {
    writeFileSync(path.join(folder, 'lock.sqlite'), 'no lock '.repeat(100));
    const host = await start();
    assert.equal((await host.call('GET', '/v1/threads')).status, 200);
    assert.equal(await host.stop(), 0);
  });

  it('makes its data folder private', async () => {
    chmodSync(folder, 0o755);
    const host = await start();
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    await host.stop();
  });

  it('writes no content, keys or paths to its log', async () => {
    const host = await start();
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', { meta_data: { a: 'canary' } })).json);
    const script = [...say('t', 'canary'), { type: 'throw', message: 'canary' }];
    await host.call('POST', `/v1/threads/${id}/messages`, { role: 'user', content: JSON.stringify(script) });
    await collected((await host.open('POST', `/v1/threads/${id}/runs/stream`, { metadata: { b: 'canary' } })).data());
    await host.call('POST', '/v1/threads', '{"canary"');
    await host.stop();
    const log = readFileSync(path.join(folder, 'host.log'), 'utf8');
    assert.match(log, /run run-[\w-]+ failed/);
    assert.equal(log.includes('canary'), false);
    assert.equal(log.includes(host.token), false);
    assert.equal(log.includes(process.cwd()), false);
  });

  it('slows runs down on request', async () => {
    const host = await start('--pace-ms', '1e9');
    const { thread, run } = await startHangingRun(host);
    assert.equal(conforms('run', (await host.call('GET', run)).json).status, 'running');
    await host.call('POST', `${run}/cancel`, {});
    assert.equal(conforms('messages', (await host.call('GET', `${thread}/messages`)).json).length, 1);
    await host.stop();
  });

  it('sets a damaged file aside, says so, and goes on', async () => {
    writeFileSync(path.join(folder, 'threads.sqlite'), 'this is no database, but it has some length to it');
    const host = await start();
    const { notices } = (await host.call('GET', '/local/health')).json as { notices: readonly string[] };
    assert.match(notices[0] ?? '', /damaged/);
    assert.equal((await host.call('POST', '/v1/threads', {})).status, 200);
    assert.ok(readdirSync(folder).some((file) => file.startsWith('threads.sqlite.corrupt-')));
    await host.stop();
    assert.match(readFileSync(path.join(folder, 'host.log'), 'utf8'), /damaged/);
  });

  it('is not started with a command line that makes no sense, and says how it should be', async () => {
    const { code, stderr } = await runToEnd(['--listen', '127.0.0.1:0', '--workspace', '.']);
    assert.equal(code, 2);
    assert.match(stderr, /--data is missing[\s\S]*Usage:/);
  });

  it('listens on the other loopback address as well', async () => {
    const host = await startLocalHostProcess({ dataFolder: folder, args: ['--listen', '[::1]:0'] });
    assert.match(host.url, /^http:\/\/\[::1\]:\d+$/);
    assert.equal(await host.stop(), 0);
  });
});
