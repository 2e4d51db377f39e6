import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Why the last start failed, for the extension, which does not see a detached process's output: `host-failure.json` in
 * the data folder, removed by the next start that succeeds.
 */
export function writeFailure(dataFolder: string, exitCode: number, message: string): void {
  const content = { exitCode, message, at: new Date().toISOString() };
  writeFileSync(fileIn(dataFolder), JSON.stringify(content), { mode: 0o600 });
}

export function removeFailure(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'host-failure.json');
}
