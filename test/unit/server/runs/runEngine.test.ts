import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { type RunEngine, createRunEngine } from '../../../../src/server/runs/runEngine.ts';
import type { RunRecord } from '../../../../src/server/runs/runRecord.ts';
import { openStoreFile } from '../../../../src/server/store/openStoreFile.ts';
import type { StoredRun } from '../../../../src/server/store/runs.ts';
import type { Database } from '../../../../src/server/store/sqlite.ts';
import { type Store, createStore } from '../../../../src/server/store/store.ts';
import { collected, removeFolder, temporaryFolder } from '../../../support/localHost.ts';
import { obedientAgent, say } from '../../../support/localHostAgents.ts';

describe('the run engine', () => {
  let folder: string;
  let database: Database;
  let store: Store;
  let engine: RunEngine;
  let events: EventEmitter;
  let idleCount: number;
  const log: string[] = [];
  const never = new AbortController().signal;

  beforeEach(() => {
    folder = temporaryFolder();
    ({ database } = openStoreFile(path.join(folder, 'threads.sqlite')));
    store = createStore(database);
    log.length = 0;
    idleCount = 0;
    events = new EventEmitter().on('idle', () => idleCount++);
    engine = createRunEngine({ store, paceMs: 0, log: (line) => log.push(line), onIdle: () => events.emit('idle') });
  });
  afterEach(() => {
    engine.stopAll('The test is over.');
    database.close();
    removeFolder(folder);
  });

  function start(script: readonly unknown[]): StoredRun {
    const thread = store.threads.create({});
    const content = JSON.stringify(script);
    store.messages.create({ threadId: thread.id, role: 'user', content, parts: [], metadata: {} });
    const request = {
      threadId: thread.id,
      agentId: obedientAgent.id,
      vocabulary: 'vercel',
      request: {},
      metadata: {},
    } as const;
    return engine.start(request, obedientAgent, { folders: [], exclude: [] });
  }

  const recordsOf = async (run: StoredRun): Promise<readonly RunRecord[]> =>
    (await collected(engine.read(run.id, never))).flat();

  it('goes on when the disk is full, says so, and writes everything as soon as there is room', async () => {
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    const script = [...say('a', 'One'), { type: 'flood', count: 300, piece: 'x'.repeat(1000) }, { type: 'hang' }];
    const run = start(script);
    database.exec(`PRAGMA max_page_count = ${pages + 5}`);
    for await (const batch of engine.read(run.id, never)) {
      if (batch.some((record) => record.type === 'text-end' && record.id === 'flood')) break;
    }
    engine.cancel(run.id);
    assert.match(engine.storageProblem() ?? '', /^The disk refused a write at /);
    assert.equal(engine.activeCount(), 1);
    assert.equal(store.threads.get(run.threadId)?.status, 'locked');
    const seen = await recordsOf(run);
    assert.equal(seen.length, 3 + 302 + 1);
    assert.deepEqual(seen.at(-1), { type: 'run-end', ending: 'cancelled' });

    database.exec('PRAGMA max_page_count = 1000000');
    await once(events, 'idle');
    assert.equal(engine.storageProblem(), undefined);
    assert.deepEqual(await recordsOf(run), seen);
    assert.equal(store.threads.get(run.threadId)?.status, 'available');
    assert.equal(store.runs.get(run.threadId, run.id)?.status, 'cancelled');
    assert.equal(log.filter((line) => line.startsWith('storage refused')).length, 1);
  });

  it('stops reading for a reader that has gone', async () => {
    const run = start([...say('a', 'One'), { type: 'hang' }]);
    const gone = new AbortController();
    for await (const _ of engine.read(run.id, gone.signal)) gone.abort();
    assert.equal(engine.activeCount(), 1);
    engine.cancel(run.id);
    assert.equal(idleCount, 1);
  });

  it('ends everything for a given reason', async () => {
    const runs = [start([{ type: 'hang' }]), start([...say('a', 'One'), { type: 'hang' }])];
    engine.stopAll('Time to go.');
    for (const run of runs) {
      const { status, metadata } = store.runs.get(run.threadId, run.id) ?? {};
      assert.deepEqual([status, metadata], ['failed', { agent_threads_reason: 'Time to go.' }]);
      assert.deepEqual((await recordsOf(run)).at(-1), { type: 'run-end', ending: 'failed', reason: 'Time to go.' });
    }
    assert.equal(engine.activeCount(), 0);
  });

  it('answers for a run that nobody knows with nothing', async () => {
    assert.deepEqual(await collected(engine.read('run-none', never)), []);
    engine.cancel('run-none');
  });
});
