// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * All files below a folder; symbolic links are not followed.
 * @param {string} folder
 * @param {(file: string) => boolean} isWanted is given the absolute path
 * @returns {readonly string[]} absolute paths, sorted
 */
export function filesBelow(folder, isWanted = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(file, isWanted);
      return entry.isFile() && isWanted(file) ? [file] : [];
    })
    .sort();
}

/**
 * One hash over names and contents.
 * @param {string} base
 * @param {readonly string[]} inputs files and folders, relative to the base; what does not exist counts as empty
 * @returns {string} SHA-256 in hex
 */
export function hashOf(base, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const start = path.join(base, input);
    const files = existsSync(start) && statSync(start).isFile() ? [start] : filesBelow(start);
    for (const file of files)
      hash.update(path.relative(base, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @returns {any} the parsed JSON; undefined when there is no such file or it is not JSON
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // A half-written or missing file means the same to every caller: nothing is known.
    return undefined;
  }
}
