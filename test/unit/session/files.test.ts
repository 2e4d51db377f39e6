import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { textOf } from '../../../src/model/message.ts';
import { type Drafts, createDrafts } from '../../../src/session/drafts.ts';
import { type Journals, createJournals } from '../../../src/session/journal.ts';
import { type Outbox, createOutbox } from '../../../src/session/outbox.ts';
import { type SharedJson, createSharedJson } from '../../../src/session/sharedJson.ts';
import { parseEntry, printEntry } from '../../../src/session/submissionEntry.ts';
import { createWindowClaims } from '../../../src/session/windowClaims.ts';
import { type ManualClock, createManualClock } from '../../support/manualClock.ts';
import { pass, quiet } from '../../support/quiet.ts';

let folder = '';
let clock: ManualClock;
let logged: string[] = [];
let ids = 0;
const createId = (): string => `id${++ids}`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'files-'));
  clock = createManualClock();
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that windows share', () => {
  const open = (): SharedJson =>
    createSharedJson({ file: path.join(folder, 'shared.json'), clock, log: (line) => logged.push(line), createId });

  it('keeps the changes of all of them', async () => {
    const [first, second] = [open(), open()];
    const changes = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? first : second).update((current) => ({ ...current, [`key${index}`]: index })),
    );
    await Promise.all([Promise.all(changes), pass(clock, 10_000)]);
    await first.refresh();
    assert.equal(Object.keys(first.current()).length, 10);
    assert.deepEqual(readdirSync(folder), ['shared.json']);
  });

  it('is read again only if it has changed', async () => {
    const [first, second] = [open(), open()];
    await first.update(() => ({ a: 1 }));
    assert.equal(await second.refresh(), true);
    assert.equal(await second.refresh(), false);
    assert.deepEqual(second.current(), { a: 1 });
  });

  it('is not written if nothing changes', async () => {
    const shared = open();
    await shared.update((current) => current);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is set aside and not lost if it is not JSON', async () => {
    writeFileSync(path.join(folder, 'shared.json'), '{"a":');
    const shared = open();
    await shared.refresh();
    assert.deepEqual(shared.current(), {});
    const [aside = ''] = readdirSync(folder);
    assert.equal(readFileSync(path.join(folder, aside), 'utf8'), '{"a":');
    assert.match(logged[0] ?? '', /set aside/);
  });

  it('can be written again after a window died while it wrote', async () => {
    writeFileSync(path.join(folder, 'shared.json.lock'), '');
    const update = open().update(() => ({ a: 1 }));
    await pass(clock, 1000);
    assert.deepEqual(readdirSync(folder), ['shared.json.lock']);
    await pass(clock, 5000);
    await update;
    assert.deepEqual(readdirSync(folder), ['shared.json']);
  });

  it('waits for another window that is still writing, lock after lock', async () => {
    const lock = path.join(folder, 'shared.json.lock');
    writeFileSync(lock, '');
    const update = open().update(() => ({ a: 1 }));
    for (let holder = 1; holder < 5; holder++) {
      await pass(clock, 2000);
      utimesSync(lock, holder, holder);
    }
    assert.deepEqual(readdirSync(folder), ['shared.json.lock']);
    rmSync(lock);
    await pass(clock, 100);
    await update;
  });
});

describe('drafts', () => {
  const open = (): Drafts => createDrafts({ folder, clock, log: (line) => logged.push(line), createId });

  it('are written once for many keystrokes, and read back by the next window', async () => {
    const drafts = open();
    for (const text of ['a', 'ab', 'abc']) drafts.set('k', { text, atMs: text.length });
    assert.deepEqual(await drafts.read('k'), { text: 'abc', atMs: 3 });
    assert.deepEqual(readdirSync(folder), []);
    await pass(clock, 300);
    assert.equal(readdirSync(folder).length, 1);
    assert.deepEqual(await open().read('k'), { text: 'abc', atMs: 3 });
    assert.deepEqual(await open().read('other'), { text: '', atMs: 0 });
  });

  it('are on disk after a flush, kept when they are empty, and gone with their thread', async () => {
    const drafts = open();
    drafts.set('k', { text: 'a', atMs: 7 });
    await drafts.flush();
    assert.deepEqual(await open().read('k'), { text: 'a', atMs: 7 });
    drafts.set('k', { text: '', atMs: 8 });
    await drafts.flush();
    // An older copy that comes back must be seen to be older.
    assert.deepEqual(await open().read('k'), { text: '', atMs: 8 });
    drafts.set('k', undefined);
    await drafts.flush();
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(clock.pending, []);
  });

  it('stay in memory while the disk refuses', async () => {
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, '');
    const drafts = createDrafts({ folder: blocked, clock, log: (line) => logged.push(line), createId });
    drafts.set('k', { text: 'a', atMs: 7 });
    await drafts.flush();
    assert.match(logged[0] ?? '', /draft was not written/);
    assert.deepEqual(await drafts.read('k'), { text: 'a', atMs: 7 });
    rmSync(blocked);
    await drafts.flush();
    assert.equal(readdirSync(blocked).length, 1);
  });
});

describe('journals', () => {
  const header = { connectionId: 'c', threadId: 't', startedAt: '2026-01-01T00:00:00Z' };
  const ignore = (): void => undefined;

  function open(processId = 1, isAlive = true): Journals {
    const claims = createWindowClaims({
      folder: path.join(folder, 'windows'),
      clock,
      processId,
      isAlive: () => isAlive,
      log: (line) => logged.push(line),
      createId,
    });
    return createJournals({
      folder: path.join(folder, 'journal'),
      claims,
      clock,
      log: (line) => logged.push(line),
      createId,
    });
  }

  it('are on disk within 250 ms and read back as what was shown', async () => {
    const writer = await open().open({ ...header, nonce: 'n' }, ignore);
    writer.append({ type: 'run-start', runId: 'r' });
    writer.append({ type: 'text-delta', id: 't', delta: 'ab' });
    await pass(clock, 249);
    const [recorded] = await open(2, false).read('c', 't');
    assert.equal(recorded?.state.runId, 'r');
    assert.equal(recorded.header.nonce, 'n');
    assert.equal(textOf(recorded.state), 'ab');
    assert.deepEqual(await open(2, false).read('c', 'other'), []);
  });

  it('survive a torn last line and lines of another version', async () => {
    const writer = await open().open(header, ignore);
    writer.append({ type: 'text-delta', id: 't', delta: 'ab' });
    await writer.flush();
    const [name = ''] = readdirSync(path.join(folder, 'journal'));
    const file = path.join(folder, 'journal', name);
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n{"type":"from-the-future"}\n{"type":"text-delta","id`);
    const [recorded] = await open(2, false).read('c', 't');
    assert.equal(recorded && textOf(recorded.state), 'ab');
    const resumed = await open(2, false).open(header, ignore, recorded?.journalId);
    resumed.append({ type: 'text-delta', id: 't', delta: 'cd' });
    await resumed.flush();
    const [again] = await open(3, false).read('c', 't');
    assert.equal(again && textOf(again.state), 'abcd');
  });

  it('keep the longer telling when a replay was cut short', async () => {
    const writer = await open().open(header, ignore);
    writer.append({ type: 'text-delta', id: 't', delta: 'abc' });
    writer.restart();
    writer.append({ type: 'text-delta', id: 't', delta: 'ab' });
    await writer.flush();
    const [recorded] = await open(2, false).read('c', 't');
    assert.equal(recorded && textOf(recorded.state), 'abc');
    writer.append({ type: 'text-delta', id: 't', delta: 'cd' });
    await writer.flush();
    const [longer] = await open(2, false).read('c', 't');
    assert.equal(longer && textOf(longer.state), 'abcd');
  });

  it('of a window that is alive are left alone', async () => {
    const writer = await open().open(header, ignore);
    writer.append({ type: 'text-delta', id: 't', delta: 'abc' });
    await writer.flush();
    assert.deepEqual(await open(2, true).read('c', 't'), []);
  });

  it('grow by what is new: the bytes written are those of the events', async () => {
    const writer = await open().open(header, ignore);
    let events = 0;
    for (let batch = 0; batch < 20; batch++) {
      for (let index = 0; index < 50; index++, events++) writer.append({ type: 'text-delta', id: 't', delta: 'x' });
      await pass(clock, 200);
    }
    const [name = ''] = readdirSync(path.join(folder, 'journal'));
    const { size } = statSync(path.join(folder, 'journal', name));
    const line = `\n${JSON.stringify({ type: 'text-delta', id: 't', delta: 'x' })}`;
    assert.ok(size < events * line.length + 500, `${size} bytes for ${events} events`);
  });

  it('keep only the last of whole messages that come again and again', async () => {
    const writer = await open().open(header, ignore);
    for (let index = 0; index < 100; index++) {
      writer.append({
        type: 'message-upsert',
        message: {
          id: 'm',
          threadId: 't',
          role: 'assistant',
          parts: [{ type: 'text', text: 'x'.repeat(index) }],
          state: 'stored',
          attachments: [],
        },
      });
    }
    await writer.flush();
    const [name = ''] = readdirSync(path.join(folder, 'journal'));
    assert.equal(readFileSync(path.join(folder, 'journal', name), 'utf8').split('\n').length, 3);
  });

  it('leave nothing when they are removed, also while they are written', async () => {
    const writer = await open().open(header, ignore);
    writer.append({ type: 'text-delta', id: 't', delta: 'abc' });
    await writer.flush();
    writer.append({ type: 'text-delta', id: 't', delta: 'abc' });
    void writer.flush();
    writer.append({ type: 'text-delta', id: 't', delta: 'abc' });
    await writer.remove();
    await quiet();
    await pass(clock, 1000);
    assert.deepEqual(readdirSync(path.join(folder, 'journal')), []);
  });
});

describe('the outbox', () => {
  function open(processId: number, living: readonly number[]): Outbox {
    const claims = createWindowClaims({
      folder: path.join(folder, 'windows'),
      clock,
      processId,
      isAlive: (id) => living.includes(id),
      log: (line) => logged.push(line),
      createId,
    });
    return createOutbox({ folder: path.join(folder, 'outbox'), claims, log: (line) => logged.push(line), createId });
  }

  const entry = {
    nonce: 'n',
    connectionId: 'c',
    threadNonce: 'n',
    question: 'Why?',
    text: 'Why?',
    attachments: [],
    items: [],
    createdAt: '2026-01-01T00:00:00Z',
    step: 'created',
    isHeld: false,
  } as const;

  it('gives an entry to one window only, and the former owner cannot write it any more', async () => {
    const first = open(1, []);
    await first.create(entry);
    const [second, third] = [open(2, [2, 3]), open(3, [2, 3])];
    const owners = await Promise.all([second.scan(), third.scan()]);
    assert.equal(owners.flat().filter((found) => found.isOwn).length, 1);
    assert.equal(await first.save({ ...entry, step: 'thread-created' }), false);
    await first.remove(entry.nonce);
    const names = readdirSync(path.join(folder, 'outbox'));
    assert.equal(names.length, 1);
    assert.ok((await Promise.all([second.scan(), third.scan()])).every((found) => found[0]?.entry.step === 'created'));
  });

  it('does not bring back an entry that was removed while its state was written', async () => {
    const outbox = open(1, [1]);
    await outbox.create(entry);
    const saved = outbox.save({ ...entry, step: 'thread-created' });
    await outbox.remove(entry.nonce);
    assert.equal(await saved, true);
    assert.equal(await outbox.save({ ...entry, step: 'message-posted' }), false);
    assert.deepEqual(await outbox.scan(), []);
  });
});

describe('an entry of the outbox', () => {
  it('is read back as it was written', () => {
    const entry = {
      nonce: 'n',
      connectionId: 'c',
      threadNonce: 'tn',
      threadId: 't',
      agentId: 'a',
      question: 'Why?',
      text: 'Why?\n\ncode',
      attachments: [{ path: 'a.ts', startLine: 1, endLine: 2 }],
      createdAt: '2026-01-01T00:00:00Z',
      step: 'run-started',
      messageId: 'm',
      messageCreatedAt: '2026-01-01T00:00:01Z',
      runId: 'r',
      isHeld: true,
      problem: { title: 'No', detail: 'Because', actions: ['retry'], requestId: 'q' },
      items: [
        { type: 'image', dataUrl: 'data:image/png;base64,AAAA', name: 'a.png' },
        { type: 'file', fileId: 'f', name: 'b.pdf' },
      ],
      settings: { temperature: 0.2, responseSchema: { type: 'object' } },
    } as const;
    assert.deepEqual(parseEntry(printEntry(entry)), entry);
    const change = { text: 'How?\n\ncode', question: 'How?' };
    for (const rerun of [
      { removeIds: ['x', 'y'], change },
      { removeIds: [], knownRunIds: ['r'] },
    ]) {
      assert.deepEqual(parseEntry(printEntry({ ...entry, rerun })), { ...entry, rerun });
    }
  });

  it('without a message is not taken for a prompt by a version that knows only those', () => {
    const entry = {
      nonce: 'n',
      connectionId: 'c',
      threadNonce: 'n',
      question: '',
      text: '',
      attachments: [],
      items: [],
      createdAt: '2026-01-01T00:00:00Z',
      step: 'thread-created',
      isHeld: false,
      rerun: { removeIds: [] },
    } as const;
    const { rerun: _, ...withoutRerun } = JSON.parse(printEntry(entry)) as Record<string, unknown>;
    assert.equal(parseEntry(JSON.stringify(withoutRerun)), undefined);
  });

  it('is refused if it is cut, of a newer version or of an unknown step', () => {
    for (const text of ['', '{', '{}', '[]', '{"version":2,"nonce":"n","connectionId":"c","text":"x"}']) {
      assert.equal(parseEntry(text), undefined, text);
    }
    const whole = { version: 1, nonce: 'n', connectionId: 'c', text: 'x', createdAt: 'd', step: 'created' };
    assert.equal(parseEntry(JSON.stringify(whole))?.question, 'x');
    assert.equal(parseEntry(JSON.stringify({ ...whole, step: 'dancing' })), undefined);
  });
});
