import { rmSync } from 'node:fs';
import path from 'node:path';
import { openDatabase, sqliteCode, sqliteCodes } from '../store/sqlite.ts';

/** The right to be the one host of a data folder. */
export interface InstanceLock {
  release(): void;
}

/**
 * Takes the lock of a data folder; undefined if another process holds it. It is a lock of the operating system on
 * `lock.sqlite`, so that a crash, even SIGKILL, gives it back. Throws what the disk refuses.
 */
export function takeInstanceLock(dataFolder: string): InstanceLock | undefined {
  const file = path.join(dataFolder, 'lock.sqlite');
  try {
    return lock(file);
  } catch (error) {
    if (sqliteCode(error) !== sqliteCodes.notADatabase) throw error;
    // Nothing is kept in it, so a damaged one can go.
    rmSync(file, { force: true });
    return lock(file);
  }
}

function lock(file: string): InstanceLock | undefined {
  const database = openDatabase(file, 0);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteCode(error) === sqliteCodes.busy) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
