// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from './cleanUp.mjs';
import { root } from './paths.mjs';

/**
 * Copies the checkout's own files to a folder of a fixed name, so that pictures look the same wherever and whenever
 * they are made: no marks of Git, nothing that happens to lie about. Configurations of TypeScript stay behind, because
 * they name dependencies that are not there. The copy is removed at the end of this process.
 * @returns {string} the folder
 */
export function copyCheckout() {
  const temporary = mkdtempSync(path.join(tmpdir(), 'agent-threads-'));
  atEnd(async () => rmSync(temporary, { recursive: true, force: true }));
  const folder = path.join(temporary, 'agent-threads');
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of tracked.split('\0')) {
    const source = path.join(root, file);
    if (file === '' || path.basename(file) === 'tsconfig.json' || !existsSync(source)) continue;
    cpSync(source, path.join(folder, file));
  }
  return folder;
}
