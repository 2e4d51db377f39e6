import { chmodSync, mkdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AgentError } from '../../model/errors.ts';

/**
 * Makes sure that a folder exists and is this user's alone (0700). A folder that others need too (the home folder, the
 * system's folder for temporary files) is left as it is. Returns whether it is private. Throws an `AgentError` of kind
 * `storage` if it cannot be made or belongs to someone else.
 */
export function makePrivateFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return true;
    const { uid, mode } = statSync(folder);
    const user = process.getuid?.();
    if (uid !== user && user !== 0) throw new Error('it belongs to another user');
    if ((mode & 0o077) === 0) return true;
    if (isShared(folder, mode)) return false;
    chmodSync(folder, 0o700);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AgentError('storage', `the folder ${folder} cannot be used: ${reason}`, { cause: error });
  }
}

function isShared(folder: string, mode: number): boolean {
  const isSticky = (mode & 0o1000) !== 0;
  const wellKnown = [os.homedir(), os.tmpdir(), path.parse(folder).root].map((each) => path.resolve(each));
  return isSticky || wellKnown.includes(path.resolve(folder));
}
