import { appendFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** Beyond this the file becomes `host.log.1`, which takes the place of an older one. */
const maxBytes = 1024 * 1024;

/**
 * A writer of `host.log`, one line each, with the time in front. Callers give statuses and ids only: never content, keys
 * or paths of files that were read. A disk that refuses a line loses that line and nothing else.
 */
export function openHostLog(dataFolder: string, limitBytes = maxBytes): (line: string) => void {
  const file = path.join(dataFolder, 'host.log');
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    const text = `${new Date().toISOString()} [${process.pid}] ${line.replace(/\s+/g, ' ')}\n`;
    try {
      if (size + text.length > limitBytes) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, text, { mode: 0o600 });
      size += text.length;
    } catch (error) {
      process.emitWarning(`host.log: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}
