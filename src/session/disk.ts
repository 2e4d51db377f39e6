import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AgentError } from '../model/errors.ts';
import { stringOf } from '../model/parse.ts';

/** A file name for any text: ids of services and nonces may hold anything. 32 hexadecimal digits. */
export function fileNameOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The system's word for what went wrong with a file (`ENOENT`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  return stringOf(error, 'code');
}

/** A failure of the disk in the product's terms; `attempted` is a clause: `keep the prompt`. */
export function storageError(error: unknown, attempted: string): AgentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AgentError('storage', `could not ${attempted} (${reason})`, { cause: error, mayHaveArrived: false });
}

/**
 * Replaces a file so that after a crash it holds the old text or the new one, whole. The folder is made if missing and
 * the text is on the medium when the promise resolves.
 *
 * @param mayReplace asked right before the file gets its name; `false` gives up and leaves everything as it was
 * @returns whether the file was written
 */
export async function writeAtomically(
  file: string,
  text: string,
  temporaryId: string,
  mayReplace?: () => Promise<boolean>,
): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${fileNameOf(temporaryId)}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mayReplace && !(await mayReplace())) {
      await rm(temporary, { force: true });
      return false;
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
  return true;
}

/** Without this a rename may be undone by a power failure. Windows has no such thing as an open folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file's text; undefined if there is no such file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names in a folder, sorted; empty if there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
