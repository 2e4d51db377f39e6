import { copyFileSync, existsSync, renameSync, rmSync, statSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { AgentError } from '../../model/errors.ts';
import { migrate, migrations, versionOf } from './migrations.ts';
import { type Database, openDatabase, sqliteCode, sqliteCodes } from './sqlite.ts';

export interface OpenedStore {
  readonly database: Database;
  /** What a person should know about how it was opened; undefined if all was well. */
  readonly notice?: string;
}

/** A backup this old is replaced by a new one when the file has just been found sound. */
const backupAgeMs = 24 * 60 * 60 * 1000;

/**
 * Opens the threads' database and leaves it sound and of the newest version. A file that SQLite finds corrupt is set
 * aside as `FILE.corrupt-TIME`, never deleted, and the last good backup takes its place. Throws an `AgentError` of kind
 * `storage` if the file is from a newer version, and for what the disk refuses.
 *
 * @param steps other migrations than the released ones, for tests
 */
export function openStoreFile(file: string, steps: readonly string[] = migrations): OpenedStore {
  const notice = isSound(file) ? undefined : setAside(file);
  const database = openDatabase(file);
  try {
    const version = versionOf(database);
    if (version > steps.length) {
      throw new AgentError(
        'storage',
        `${file} was written by a newer version of this extension (schema ${version}, this one knows ${steps.length}); nothing was changed`,
      );
    }
    // A log in shared memory does not work across machines, so on a network share the plain journal is used.
    database.exec(`PRAGMA journal_mode = ${isOnNetwork(path.dirname(file)) ? 'DELETE' : 'WAL'}`);
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA foreign_keys = ON');
    if (version > 0 && (version < steps.length || isOlderThan(backupOf(file), backupAgeMs))) backUp(database, file);
    migrate(database, steps);
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, ...(notice === undefined ? {} : { notice }) };
}

function backupOf(file: string): string {
  return `${file}.backup`;
}

/** Writes the newest good copy; whole or not at all. */
export function backUp(database: Database, file: string): void {
  const draft = `${backupOf(file)}.draft`;
  rmSync(draft, { force: true });
  database.prepare('VACUUM INTO ?').run(draft);
  renameSync(draft, backupOf(file));
}

function isOlderThan(file: string, ageMs: number): boolean {
  return !existsSync(file) || Date.now() - statSync(file).mtimeMs > ageMs;
}

/** Whether SQLite can read every page. A missing file is sound; an empty one is so only if nothing was ever kept. */
function isSound(file: string): boolean {
  if (!existsSync(file)) return true;
  if (statSync(file).size === 0) return !existsSync(backupOf(file));
  let database: Database | undefined;
  try {
    database = openDatabase(file);
    return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
  } catch (error) {
    const code = sqliteCode(error);
    if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase) return false;
    throw error;
  } finally {
    database?.close();
  }
}

function setAside(file: string): string {
  const corrupt = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${corrupt}${suffix}`);
  }
  const kept = `The stored threads were damaged; the file was kept as ${path.basename(corrupt)}.`;
  const backup = backupOf(file);
  if (!existsSync(backup) || !isSound(backup)) return `${kept} There was no backup, so the list starts empty.`;
  const savedAt = statSync(backup).mtime.toISOString();
  copyFileSync(backup, file);
  return `${kept} The backup of ${savedAt} took its place; what came later is only in that file.`;
}

/** File system types of Linux's statfs for NFS, SMB, CIFS, SMB2, 9P and AFS. */
const networkTypes = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x5346414f]);

function isOnNetwork(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  return networkTypes.has(statfsSync(folder).type >>> 0);
}
