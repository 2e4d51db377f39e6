import assert from 'node:assert/strict';
import { textOf } from '../../../src/model/message.ts';
import { createMessageList } from '../../../src/session/messageList.ts';
import { readRun } from '../../../src/session/runReading.ts';
import { type Service, createService } from '../../../src/session/service.ts';
import { createManualClock } from '../../support/manualClock.ts';
import {
  type ScriptedService,
  type ScriptedServiceOptions,
  answer,
  createScriptedService,
  networkError,
} from '../../support/scriptedBackend.ts';
import { hosted } from '../../support/sessionWorld.ts';

const { signal } = new AbortController();
const clock = createManualClock();
const epochNow = (): number => clock.now();

function open(options: Partial<ScriptedServiceOptions> = {}): [ScriptedService, Service] {
  const scripted = createScriptedService({ now: epochNow, ...options });
  const service = createService({
    connectionId: hosted.id,
    connections: () => [hosted],
    openBackend: () => Promise.resolve(scripted.backend),
  });
  return [scripted, service];
}

describe('reading a run', () => {
  it('finds one by its nonce, else takes the first one that was made after the message', async () => {
    const [scripted, service] = open();
    const { id: threadId } = scripted.addThread();
    const earlier = scripted.addRun(threadId);
    await clock.advance(1000);
    const after = new Date(clock.now()).toISOString();
    const mine = scripted.addRun(threadId);
    await clock.advance(1000);
    scripted.addRun(threadId);
    const named = scripted.addRun(threadId, { nonce: 'n' });
    const idOf = async (clues: object): Promise<string | undefined> => {
      const reading = await readRun(service, { threadId, ...clues }, signal);
      return 'runId' in reading ? reading.runId : undefined;
    };
    assert.equal(await idOf({ nonce: 'n', after }), named.id);
    assert.equal(await idOf({ nonce: 'other', after }), mine.id);
    assert.equal(await idOf({ nonce: 'other' }), undefined);
    assert.equal(await idOf({ runId: earlier.id }), earlier.id);
  });

  it('says how it ended, or that it goes on, or that nothing is known', async () => {
    const [scripted, service] = open();
    const { id: threadId } = scripted.addThread();
    const run = scripted.addRun(threadId);
    const read = () => readRun(service, { threadId, runId: run.id }, signal);
    assert.equal((await read()).kind, 'active');
    scripted.fail('getRun', { when: 'before' });
    assert.equal((await read()).kind, 'unreadable');
    run.end('cancelled');
    assert.partialDeepStrictEqual(await read(), { kind: 'ended', outcome: 'cancelled' });
  });

  it('asks the thread where the service has forgotten the run', async () => {
    const [scripted, service] = open();
    const { id: threadId } = scripted.addThread();
    const run = scripted.addRun(threadId);
    const read = () => readRun(service, { threadId, runId: run.id }, signal);
    scripted.fail('getRun', { when: 'before', error: answer('not-found', 404) });
    assert.equal((await read()).kind, 'active');
    run.end();
    scripted.fail('getRun', { when: 'before', error: answer('unsupported', 405) });
    assert.partialDeepStrictEqual(await read(), { kind: 'ended', outcome: 'unknown' });
    scripted.failAll(networkError());
    assert.equal((await read()).kind, 'unreadable');
  });
});

describe('a list of messages', () => {
  it('has no gap between what was read and what was just sent', async () => {
    const [scripted, service] = open({ pageSize: 2 });
    const { id: threadId } = scripted.addThread();
    const add = (text: string) => scripted.addMessage(threadId, { parts: [{ type: 'text', text }] });
    add('1');
    add('2');
    const list = createMessageList({
      service,
      threadId,
      time: { clock, epochNow },
      signal,
      onChange: () => undefined,
    });
    await list.refresh();
    add('of another window');
    add('and one more');
    list.add(add('sent'));
    await list.refresh();
    assert.deepEqual(
      list.state().items.map((message) => textOf(message)),
      ['1', '2', 'of another window', 'and one more', 'sent'],
    );
  });
});
