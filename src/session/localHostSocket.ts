import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AgentError } from '../model/errors.ts';

/** Bytes of a socket's path that every system can hold, its end included: 104 on macOS, 108 on Linux. */
const maxSocketPathBytes = 103;

/**
 * Where the local host of this data folder listens. The path is the same for every window: a named pipe on Windows, a
 * socket in the data folder, or, where that path would be too long for a socket, one in a private folder below the
 * system's folder for temporary files.
 *
 * @throws AgentError of kind `local-host` if somebody else has put something in the private folder's place
 */
export async function localSocketPath(dataFolder: string): Promise<string> {
  const name = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\agent-threads-${name}`;
  const beside = path.join(dataFolder, 'host.sock');
  if (Buffer.byteLength(beside) <= maxSocketPathBytes) return beside;
  const folder = path.join(os.tmpdir(), `agent-threads-${process.getuid?.() ?? 0}-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder).then((stats) => (stats.isDirectory() ? stats : { uid: -1, mode: 0 }));
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new AgentError('local-host', `the folder ${folder} is not this user's alone`, { mayHaveArrived: false });
  }
  return path.join(folder, 'host.sock');
}
