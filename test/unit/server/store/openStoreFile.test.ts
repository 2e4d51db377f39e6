import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAgentError } from '../../../../src/model/errors.ts';
import { migrations, versionOf } from '../../../../src/server/store/migrations.ts';
import { backUp, openStoreFile } from '../../../../src/server/store/openStoreFile.ts';
import { inTransaction, openDatabase, sqliteCode, sqliteCodes } from '../../../../src/server/store/sqlite.ts';
import { createStore } from '../../../../src/server/store/store.ts';
import { removeFolder, temporaryFolder } from '../../../support/localHost.ts';

describe('the file that keeps threads', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder, 'threads.sqlite');
  });
  afterEach(() => removeFolder(folder));

  const corruptFiles = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('.corrupt-'));

  /** Opens the file, makes some threads and closes it. */
  function addThreads(count: number): void {
    const { database, notice } = openStoreFile(file);
    assert.equal(notice, undefined);
    const { threads } = createStore(database);
    for (let index = 0; index < count; index++) threads.create({ index, padding: 'x'.repeat(500) });
    database.close();
  }

  /** Opens the file and says what a person would see. */
  function look(): { readonly threads: number; readonly notice: string | undefined } {
    const { database, notice } = openStoreFile(file);
    const threads = createStore(database).threads.list({ limit: 1000, order: 'asc', offset: 0 }).length;
    database.close();
    return { threads, notice };
  }

  it('is made on first use, keeps what it is given, and is copied when a day has passed', () => {
    addThreads(3);
    assert.equal(existsSync(`${file}.backup`), false);
    assert.deepEqual(look(), { threads: 3, notice: undefined });
    assert.ok(existsSync(`${file}.backup`));
    const before = readFileSync(`${file}.backup`);
    addThreads(2);
    assert.deepEqual(readFileSync(`${file}.backup`), before);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(`${file}.backup`, yesterday, yesterday);
    look();
    assert.notDeepEqual(readFileSync(`${file}.backup`), before);
  });

  const damages: Readonly<Record<string, () => void>> = {
    'a header that is none': () => writeFileSync(file, 'nothing like a database '.repeat(100)),
    'an empty file': () => truncateSync(file, 0),
    'a file cut in the middle': () => truncateSync(file, readFileSync(file).length / 2),
    'pages of garbage': () => {
      const bytes = readFileSync(file);
      bytes.fill(0xa5, 4096, bytes.length - 4096);
      writeFileSync(file, bytes);
    },
  };

  for (const [name, damage] of Object.entries(damages)) {
    it(`is set aside for ${name}; its backup takes its place`, () => {
      addThreads(40);
      const { database } = openStoreFile(file);
      backUp(database, file);
      database.close();
      addThreads(1);
      damage();
      const damaged = readFileSync(file);
      const { threads, notice } = look();
      assert.equal(threads, 40);
      assert.match(notice ?? '', /^The stored threads were damaged; .* The backup of \d{4}-.* took its place/);
      const [kept, ...others] = corruptFiles();
      assert.deepEqual(others, []);
      assert.deepEqual(readFileSync(path.join(folder, kept ?? '')), damaged);
      assert.deepEqual(look(), { threads: 40, notice: undefined });
    });
  }

  it('starts empty and says so where there is no backup, or only a damaged one', () => {
    addThreads(2);
    writeFileSync(file, 'x'.repeat(5000));
    assert.match(look().notice ?? '', /There was no backup/);
    addThreads(2);
    writeFileSync(`${file}.backup`, 'x'.repeat(5000));
    writeFileSync(file, 'x'.repeat(5000));
    const { threads, notice } = look();
    assert.equal(threads, 0);
    assert.match(notice ?? '', /There was no backup/);
    assert.equal(corruptFiles().length, 2);
  });

  it('loses at most what was newest when its log is cut', () => {
    addThreads(5);
    const { database } = openStoreFile(file);
    createStore(database).threads.create({});
    // As a crash leaves it: with the log next to it.
    for (const suffix of ['', '-wal']) copyFileSync(`${file}${suffix}`, path.join(folder, `crashed${suffix}`));
    database.close();
    file = path.join(folder, 'crashed');
    truncateSync(`${file}-wal`, 100);
    assert.deepEqual(look(), { threads: 5, notice: undefined });
  });

  it('is left alone when it comes from a newer version', () => {
    addThreads(1);
    const database = openDatabase(file);
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    const bytes = readFileSync(file);
    assert.throws(
      () => openStoreFile(file),
      (error) => isAgentError(error) && error.kind === 'storage' && /newer version/.test(error.message),
    );
    assert.deepEqual(readFileSync(file), bytes);
    assert.deepEqual(corruptFiles(), []);
  });

  it('is brought up to date in one step, with a copy of what it was', () => {
    addThreads(2);
    const steps = [...migrations, 'ALTER TABLE threads ADD COLUMN colour TEXT', 'UPDATE threads SET colour = id'];
    const { database } = openStoreFile(file, steps);
    assert.equal(versionOf(database), steps.length);
    assert.equal(database.prepare('SELECT count(colour) AS count FROM threads').get()?.['count'], 2);
    database.close();
    const backup = openDatabase(`${file}.backup`);
    assert.equal(versionOf(backup), migrations.length);
    backup.close();
  });

  it('of the first release is brought up to date with all it holds, and a copy is kept', () => {
    const old = openStoreFile(file, migrations.slice(0, 1)).database;
    old.exec(`INSERT INTO threads (id, created_at, meta_data) VALUES ('t', 1, '{}');
      INSERT INTO runs (id, thread_id, agent_id, message_id, vocabulary, status, request, meta_data, created_at)
        VALUES ('run-1', 't', 'a', 'm', 'native', 'completed', '{}', '{}', 1);
      INSERT INTO chunks (run_id, chunk_id, file_id, created_at, source) VALUES ('run-1', 'c', 'f', 1, '{"text":"x"}');`);
    old.close();
    const { database } = openStoreFile(file);
    const store = createStore(database);
    assert.equal(store.runs.get('t', 'run-1')?.status, 'completed');
    assert.equal(store.chunks.get('c')?.source.text, 'x');
    store.spans.put('run-1', [{ id: 's', name: 'n', startedAt: 1, message: '', attributes: {} }]);
    assert.equal(store.spans.open('run-1').length, 1);
    store.threads.delete('t');
    assert.equal(store.spans.get('s'), undefined);
    database.close();
    const backup = openDatabase(`${file}.backup`);
    assert.equal(versionOf(backup), 1);
    backup.close();
  });

  it('stays what it was when an update breaks in the middle', () => {
    addThreads(2);
    const steps = [...migrations, 'ALTER TABLE threads ADD COLUMN colour TEXT', 'no such statement'];
    assert.throws(() => openStoreFile(file, steps));
    assert.deepEqual(look(), { threads: 2, notice: undefined });
  });

  it('never waits in vain for another writer to change from reading to writing', () => {
    addThreads(1);
    const [one, other] = [openDatabase(file, 0), openDatabase(file, 0)];
    inTransaction(one, () => {
      assert.throws(
        () => inTransaction(other, () => undefined),
        (error) => sqliteCode(error) === sqliteCodes.busy,
      );
    });
    inTransaction(other, () => undefined);
    one.close();
    other.close();
  });
});
