import assert from 'node:assert/strict';
import { type Message, textOf } from '../../../src/model/message.ts';
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
  const texts = (list: { state(): { readonly items: readonly Message[] } }): readonly string[] =>
    list.state().items.map((message) => textOf(message));

  /** A thread of `count` messages, of which the newest page was read. */
  async function openLong(count: number, options: Partial<ScriptedServiceOptions> = {}) {
    const [scripted, service] = open({ pageSize: 3, ...options });
    const { id: threadId } = scripted.addThread();
    const add = (text: string) => scripted.addMessage(threadId, { parts: [{ type: 'text', text }] });
    for (let index = 1; index <= count; index++) add(String(index));
    const list = createMessageList({ service, threadId, time: { clock, epochNow }, signal, onChange: () => undefined });
    await list.refresh();
    return { scripted, list, add };
  }

  for (const listsFromStart of [true, false]) {
    const from = listsFromStart ? 'oldest' : 'newest';
    it(`is whole and in order after reading all of it from the ${from} on, also what came meanwhile`, async () => {
      const { scripted, list, add } = await openLong(14, listsFromStart ? {} : { without: ['listMessagesFromStart'] });
      assert.deepEqual(texts(list), ['12', '13', '14']);
      const reading = list.loadAll(signal);
      add('15');
      await reading;
      if (!listsFromStart) await list.refresh();
      assert.deepEqual(
        texts(list),
        Array.from({ length: 15 }, (_, index) => String(index + 1)),
      );
      assert.equal(list.state().hasMore, false);
      assert.equal(scripted.count('listMessagesFromStart') > 0, listsFromStart);
    });

    it(`keeps what it has and says that there is more where reading from the ${from} fails or is called off`, async () => {
      const { scripted, list } = await openLong(14, listsFromStart ? {} : { without: ['listMessagesFromStart'] });
      scripted.fail(listsFromStart ? 'listMessagesFromStart' : 'listMessages', { when: 'before' });
      await list.loadAll(signal);
      assert.equal(list.state().hasMore, true);
      assert.match(list.state().problem?.title ?? '', /load the messages/i);
      assert.deepEqual(texts(list), ['12', '13', '14']);
      await list.loadAll(AbortSignal.abort());
      assert.deepEqual(
        [list.state().hasMore, list.state().load, list.state().problem?.title],
        [true, 'idle', undefined],
      );
    });
  }

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
