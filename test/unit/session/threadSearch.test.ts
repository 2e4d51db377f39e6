import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Connection } from '../../../src/model/connection.ts';
import type { Message } from '../../../src/model/message.ts';
import type { SearchHit } from '../../../src/session/searchHits.ts';
import { containsAll, excerptLength, excerptOf, fold, wordsOf } from '../../../src/session/searchText.ts';
import {
  type RunningSearch,
  type SearchLimits,
  type SearchSource,
  type ThreadSearch,
  createThreadSearch,
} from '../../../src/session/threadSearch.ts';
import { createTurns } from '../../../src/session/turns.ts';
import { quiet } from '../../support/quiet.ts';
import { type ScriptedService, answer, createScriptedService, networkError } from '../../support/scriptedBackend.ts';
import { type SessionWorld, type TestWindow, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

const other: Connection = { id: 'other', name: 'Other', kind: 'seekrflow', url: 'https://other.test' };

/** Minutes of a day, as services write them. */
function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 2, 10, minute)).toISOString();
}

function says(text: string, minute: number, more: Partial<Message> = {}): Partial<Message> {
  return { parts: [{ type: 'text', text }], createdAt: at(minute), ...more };
}

/** Everything that is held back by nobody has happened: after each request others get a turn. */
async function rest(): Promise<void> {
  for (let count = 0; count < 20; count++) await quiet();
}

describe('the search through threads', () => {
  let world: SessionWorld;
  let window: TestWindow;
  let second: ScriptedService;
  let search: ThreadSearch;
  let changes: number;
  const abort: AbortController[] = [];
  afterEach(() => {
    for (const each of abort.splice(0)) each.abort();
    return world.dispose();
  });

  /** `watch` sees every request: it may hold it back, and says when it is over. */
  function create(
    limits: Partial<SearchLimits> = {},
    watch: (source: SearchSource) => SearchSource = (source) => source,
  ): void {
    world = createSessionWorld({ pageSize: 2 });
    second = createScriptedService({ now: () => world.epochNow(), pageSize: 2 });
    window = world.open({
      connections: () => [hosted, other],
      openBackend: async ({ id }) => (id === other.id ? second.backend : world.service.backend),
    });
    search = createThreadSearch({ source: watch(window.session), epochNow: () => world.epochNow(), limits });
    changes = 0;
  }

  function begin(connections: readonly Connection[] = [hosted]): RunningSearch {
    const controller = new AbortController();
    abort.push(controller);
    return search.begin({ connections, signal: controller.signal, onChange: () => changes++ });
  }

  async function read(connections?: readonly Connection[]): Promise<RunningSearch> {
    const running = begin(connections);
    await running.done;
    return running;
  }

  function found(running: RunningSearch, query: string): readonly string[] {
    return running.find(query).hits.map(nameOf);
  }

  function nameOf({ threadId, message }: SearchHit): string {
    return message ? `${threadId}/${message.id}` : threadId;
  }

  it('finds titles before messages, and the newest of each first', async () => {
    create();
    const { service } = world;
    service.addThread({ id: 'old', title: 'The invoice run', createdAt: at(1) });
    service.addThread({ id: 'mid', title: 'Something else', createdAt: at(2) });
    service.addThread({ id: 'new', title: 'Invoices again', createdAt: at(3) });
    service.addMessage('old', says('an invoice, late', 9, { id: 'm9' }));
    service.addMessage('mid', says('first invoice', 5, { id: 'm5' }));
    service.addMessage('mid', says('nothing here', 6, { id: 'm6' }));
    service.addMessage('mid', says('second invoice', 7, { id: 'm7' }));
    const running = await read();
    assert.deepEqual(found(running, 'invoice'), ['new', 'old', 'old/m9', 'mid/m7', 'mid/m5']);
    assert.deepEqual(found(running, 'invoice first'), ['mid/m5']);
    assert.deepEqual(found(running, 'invoice nowhere'), []);
  });

  it('finds nothing for a query without words, and threads without a title by their messages only', async () => {
    create();
    world.service.addThread({ id: 't' });
    world.service.addMessage('t', says('Hello', 1, { id: 'm', role: 'assistant' }));
    const running = await read();
    assert.deepEqual(found(running, ' \t'), []);
    assert.deepEqual(found(running, 'untitled'), []);
    assert.deepEqual(running.find('HELLO').hits, [
      { connectionId: hosted.id, threadId: 't', at: at(1), message: { id: 'm', role: 'assistant', excerpt: 'Hello' } },
    ]);
  });

  it('finds a thread by the title that it has on this machine', async () => {
    create();
    delete (world.service.backend as { renameThread?: unknown }).renameThread;
    world.service.addThread({ id: 't', title: 'As the service has it' });
    await window.session.renameThread(hosted.id, 't', 'My own words');
    const running = await read();
    assert.deepEqual(found(running, 'own'), ['t']);
    assert.deepEqual(found(running, 'service'), []);
  });

  it('looks through all connections, and says how far it is', async () => {
    create();
    world.service.addThread({ id: 'a', title: 'Apples', createdAt: at(1) });
    second.addThread({ id: 'b', title: 'More apples', createdAt: at(2) });
    const running = begin([hosted, other]);
    assert.deepEqual(running.progress(), {
      isReading: true,
      isListing: true,
      threads: 0,
      lookedThrough: 0,
      notices: [],
    });
    await running.done;
    assert.deepEqual(found(running, 'apples'), ['b', 'a']);
    assert.deepEqual(running.progress(), {
      isReading: false,
      isListing: false,
      threads: 2,
      lookedThrough: 2,
      notices: [],
    });
    assert.ok(changes > 0);
  });

  it('shows what it has found while it goes on reading', async () => {
    const held: (() => void)[] = [];
    create({}, (source) => ({
      threadPage: (...rest) => source.threadPage(...rest),
      async messagePage(connectionId, threadId, page, signal) {
        if (threadId === 'slow') await new Promise<void>((resolve) => held.push(resolve));
        return source.messagePage(connectionId, threadId, page, signal);
      },
    }));
    world.service.addThread({ id: 'slow', title: 'Pears', createdAt: at(2) });
    world.service.addThread({ id: 'fast', title: 'Plums', createdAt: at(1) });
    world.service.addMessage('fast', says('pears, too', 3, { id: 'm' }));
    world.service.addMessage('slow', says('and pears', 4, { id: 'n' }));
    const running = begin();
    await rest();
    assert.deepEqual(found(running, 'pears'), ['slow', 'fast/m']);
    const { isReading, threads, lookedThrough } = running.progress();
    assert.deepEqual({ isReading, threads, lookedThrough }, { isReading: true, threads: 2, lookedThrough: 1 });
    for (const release of held) release();
    await running.done;
    assert.deepEqual(found(running, 'pears'), ['slow', 'slow/n', 'fast/m']);
  });

  it('never has more than two requests at once, and reads the newest threads first', async () => {
    let open = 0;
    let most = 0;
    const order: string[] = [];
    async function counted<T>(use: () => Promise<T>): Promise<T> {
      most = Math.max(most, ++open);
      try {
        return await use();
      } finally {
        open--;
      }
    }
    create({}, (source) => ({
      threadPage: (...rest) => counted(() => source.threadPage(...rest)),
      messagePage(...rest) {
        order.push(rest[1]);
        return counted(() => source.messagePage(...rest));
      },
    }));
    for (let minute = 1; minute <= 9; minute++) {
      const service = minute % 2 === 0 ? second : world.service;
      service.addThread({ id: `t${minute}`, createdAt: at(minute) });
      for (let count = 0; count < 3; count++) service.addMessage(`t${minute}`, says('x', minute));
    }
    await read([hosted, other]);
    assert.equal(most, 2);
    assert.equal(order.length, 18);
    const firsts = order.filter((id, index) => order.indexOf(id) === index);
    assert.deepEqual(
      firsts.filter((id) => second.threads.some((thread) => thread.id === id)),
      ['t8', 't6', 't4', 't2'],
    );
    assert.deepEqual(
      firsts.filter((id) => world.service.threads.some((thread) => thread.id === id)),
      ['t9', 't7', 't5', 't3', 't1'],
    );
  });

  it('asks for nothing but lists', async () => {
    create();
    world.service.addThread({ id: 't' });
    world.service.addMessage('t', says('x', 1));
    await read();
    assert.deepEqual(new Set(world.service.calls), new Set(['listThreads', 'listMessages']));
  });

  it('stops at once when the person gives up', async () => {
    create();
    for (let count = 0; count < 5; count++) world.service.addThread({ id: `t${count}` });
    world.service.fail('listMessages', { when: 'never' }, { when: 'never' });
    const running = begin();
    await rest();
    assert.equal(world.service.count('listMessages'), 2);
    const seen = changes;
    abort.at(-1)?.abort();
    await running.done;
    assert.equal(world.service.count('listMessages'), 2);
    assert.equal(changes, seen);
    assert.deepEqual(running.progress().notices, []);
  });

  it('reads a thread once for several searches, as long as it has not changed', async () => {
    create();
    const { service } = world;
    for (const id of ['a', 'b']) {
      service.addThread({ id });
      for (const minute of [1, 2, 3, 4, 5])
        service.addMessage(id, says(`apple ${minute}`, minute, { id: `${id}${minute}` }));
    }
    await read();
    assert.equal(service.count('listMessages'), 6);
    const again = await read();
    assert.equal(service.count('listMessages'), 6);
    assert.equal(found(again, 'apple').length, 10);

    // Later the newest page tells whether anything was added.
    await world.pass(120_000);
    service.addMessage('a', says('apple 6', 6, { id: 'a6' }));
    const later = await read();
    assert.equal(service.count('listMessages'), 6 + 3 + 1);
    assert.deepEqual(found(later, 'apple 6'), ['a/a6']);
    assert.equal(later.progress().lookedThrough, 2);
  });

  it('reads a thread again that is known to have changed', async () => {
    create();
    const { service } = world;
    service.addThread({ id: 't' });
    service.addMessage('t', says('apple', 1, { id: 'm' }));
    await read();
    await window.session.conversation({ connectionId: hosted.id, threadId: 't' }).editMessage('m', 'pear');
    search.forget(hosted.id, 't');
    const again = await read();
    assert.deepEqual(found(again, 'apple'), []);
    assert.deepEqual(found(again, 'pear'), ['t/m']);
  });

  it('does not keep what changed while it was read', async () => {
    create({}, (source) => ({
      threadPage: (...rest) => source.threadPage(...rest),
      async messagePage(...rest) {
        const page = await source.messagePage(...rest);
        search.forget(hosted.id, 't');
        return page;
      },
    }));
    world.service.addThread({ id: 't' });
    world.service.addMessage('t', says('apple', 1));
    await read();
    await read();
    assert.equal(world.service.count('listMessages'), 2);
  });

  it('looks again at a thread in which a run goes on', async () => {
    create();
    world.service.addThread({ id: 't' });
    world.service.addRun('t');
    await read();
    world.service.addMessage('t', says('the answer', 1, { id: 'm' }));
    assert.deepEqual(found(await read(), 'answer'), ['t/m']);
  });

  it('goes on with the others where a connection fails, and says why', async () => {
    create();
    world.service.failAll(answer('authentication', 401));
    second.addThread({ id: 'b', title: 'Apples' });
    const running = await read([hosted, other]);
    assert.deepEqual(found(running, 'apples'), ['b']);
    const [notice, ...more] = running.progress().notices;
    assert.equal(notice?.kind === 'list-failed' && notice.connectionId, hosted.id);
    assert.equal(notice?.kind === 'list-failed' && notice.problem.title, 'Could not load the threads');
    assert.deepEqual(more, []);
  });

  it('counts the threads that it could not read', async () => {
    create();
    for (let minute = 1; minute <= 4; minute++) {
      world.service.addThread({ id: `t${minute}`, createdAt: at(minute) });
      world.service.addMessage(`t${minute}`, says('apple', minute));
    }
    world.service.fail('listMessages', { when: 'before', error: answer('server', 500) });
    const running = await read();
    const { lookedThrough, threads, notices } = running.progress();
    assert.deepEqual([lookedThrough, threads, notices.length], [3, 4, 1]);
    assert.equal(notices[0]?.kind === 'threads-failed' && notices[0].threads, 1);
    assert.equal(found(running, 'apple').length, 3);
  });

  it('leaves a connection alone on which everything fails', async () => {
    create();
    for (let minute = 1; minute <= 20; minute++) world.service.addThread({ id: `t${minute}`, createdAt: at(minute) });
    const fault = { when: 'before', error: networkError(false) } as const;
    world.service.fail('listMessages', ...Array.from({ length: 20 }, () => fault));
    const running = await read();
    assert.ok(world.service.count('listMessages') <= 4);
    const { lookedThrough, notices } = running.progress();
    assert.equal(lookedThrough, 0);
    assert.equal(notices[0]?.kind === 'threads-failed' && notices[0].threads, 20);
  });

  it('forgets a thread that is gone meanwhile', async () => {
    create();
    world.service.addThread({ id: 'gone', title: 'Apples' });
    world.service.addThread({ id: 'there', title: 'Apples' });
    world.service.fail('listMessages', { when: 'before' }, { when: 'before', error: answer('not-found', 404) });
    const running = await read();
    assert.equal(running.progress().threads, 1);
    assert.deepEqual(found(running, 'apples'), ['there']);
  });

  it('reads no more than its bounds, and says what it left out', async () => {
    create({ threads: 3, messages: 4, hits: 5 });
    for (let minute = 1; minute <= 5; minute++) {
      world.service.addThread({ id: `t${minute}`, title: 'apple', createdAt: at(minute) });
    }
    for (let count = 1; count <= 7; count++) world.service.addMessage('t5', says('apple', count, { id: `m${count}` }));
    const running = await read();
    assert.deepEqual(running.progress().notices, [
      { kind: 'more-threads', connectionId: hosted.id, threads: 3 },
      { kind: 'more-messages', threads: 1, messages: 4 },
    ]);
    assert.deepEqual(found(running, 'apple'), ['t5', 't4', 't3', 't5/m7', 't5/m6']);
    assert.equal(running.find('apple').isCut, true);
    assert.equal(world.service.count('listMessages'), 2 + 1 + 1);
  });

  it('stops when as much text is in memory as may be', async () => {
    create({ characters: 10 });
    for (let minute = 1; minute <= 6; minute++) {
      world.service.addThread({ id: `t${minute}`, createdAt: at(minute) });
      world.service.addMessage(`t${minute}`, says('0123456789 apple', minute));
    }
    const running = await read();
    const { lookedThrough, notices } = running.progress();
    assert.ok(lookedThrough >= 1 && lookedThrough <= 2);
    assert.deepEqual(notices, [{ kind: 'full', threads: 6 - lookedThrough }]);
  });

  it('ends with a service that repeats its pages for ever', async () => {
    create({}, (source) => ({
      threadPage: async (id, _page, signal) => ({ ...(await source.threadPage(id, {}, signal)), next: 'more' }),
      messagePage: async (id, threadId, _page, signal) => ({
        ...(await source.messagePage(id, threadId, {}, signal)),
        next: 'more',
      }),
    }));
    world.service.addThread({ id: 't', title: 'apple' });
    world.service.addMessage('t', says('apple', 1, { id: 'm' }));
    const running = await read();
    assert.deepEqual(found(running, 'apple'), ['t', 't/m']);
    assert.deepEqual(running.progress().notices, []);
  });
});

describe('words that are searched', () => {
  it('are the same in upper and lower case, in every alphabet and spelling of Unicode', () => {
    const pairs = [
      ['ÉCOLE', 'e\u0301cole'],
      ['STRASSE', 'Straße'],
      ['ΟΔΟΣ', 'οδος'],
      ['οδοσ', 'ΟΔΟΣ'],
      ['ﬁle', 'FILE'],
      ['istanbul', 'İSTANBUL'],
      ['Ｃｏｄｅ', 'code'],
    ] as const;
    for (const [query, text] of pairs) assert.ok(containsAll(fold(text), wordsOf(query)), `${query} in ${text}`);
  });

  it('may stand anywhere and in any order, and all have to be there', () => {
    assert.ok(containsAll(fold('The quick brown fox'), wordsOf('  FOX   qui ')));
    assert.ok(!containsAll(fold('The quick brown fox'), wordsOf('fox hen')));
    assert.deepEqual(wordsOf('a A b'), ['a', 'b']);
  });
});

describe('the line around a match', () => {
  it('is the one with most of the words', () => {
    assert.equal(excerptOf('apple\n\n  pear   and\tapple \npear', wordsOf('apple pear')), 'pear and apple');
    assert.equal(excerptOf('one\r\ntwo', wordsOf('two')), 'two');
  });

  it('is cut around the match where it is long', () => {
    const text = `${'before '.repeat(100)}needle${' after'.repeat(100)}`;
    const excerpt = excerptOf(text, wordsOf('NEEDLE'));
    assert.match(excerpt, /^….*needle.*…$/);
    assert.ok(excerpt.length <= excerptLength + 2);
  });

  it('shows the match and is bounded, whatever is around it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const excerpt = excerptOf(`${before} needle ${after}`, ['needle']);
        assert.ok(fold(excerpt).includes('needle'), excerpt);
        assert.ok(excerpt.length <= excerptLength + 2);
        assert.doesNotMatch(excerpt, /\p{Surrogate}/u);
      }),
    );
  });
});

describe('turns', () => {
  it('go to the highest priority, then to whoever came first', async () => {
    const turns = createTurns(1);
    const order: string[] = [];
    const { signal } = new AbortController();
    const use = (name: string) => async () => void order.push(name);
    await Promise.all([
      turns.take(0, signal, use('first')),
      turns.take(1, signal, use('a')),
      turns.take(2, signal, use('b')),
      turns.take(2, signal, use('c')),
      turns.take(Number.NEGATIVE_INFINITY, signal, use('last')),
      turns.take(Infinity, signal, use('now')),
    ]);
    assert.deepEqual(order, ['first', 'now', 'b', 'c', 'a', 'last']);
  });

  it('go on after a failure', async () => {
    const turns = createTurns(1);
    const { signal } = new AbortController();
    const failing = turns.take(0, signal, () => Promise.reject(new Error('no')));
    const next = turns.take(0, signal, async () => 'yes');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
