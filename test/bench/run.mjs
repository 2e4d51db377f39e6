// @ts-check
// npm run bench [-- NAME…]: runs the measurements of test/bench, or only the named ones, and prints one line of JSON per
// row. Ends with code 1 when a row is beyond its gate or a measurement fails.
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { packageExtension } from '../harness/extension.mjs';
import { filesBelow } from '../harness/files.mjs';
import { root } from '../harness/paths.mjs';
import { runMain } from '../harness/problem.mjs';
import { prepare } from '../harness/setUp.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [peer] the same measurement of what it is compared with
 * @property {number} [ratio] value to peer, taken pair by pair where several pairs were measured
 * @property {number} [gate] what the ratio, or without a peer the value, must not exceed or fall below
 * @property {boolean} [ok] whether the gate is kept
 */

await runMain(async () => {
  await prepare();
  await packageExtension();
  const wanted = process.argv.slice(2);
  const files = filesBelow(
    path.join(root, 'test', 'bench'),
    (file) => file.endsWith('.mjs') && !file.endsWith('run.mjs'),
  );
  let isGood = true;
  for (const file of files) {
    const name = path.basename(file, '.mjs');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const module = await import(pathToFileURL(file).href);
    if (typeof module.measure !== 'function') continue;
    try {
      for (const row of /** @type {readonly Row[]} */ (await module.measure())) {
        console.log(JSON.stringify(row));
        if (row.ok === false) isGood = false;
      }
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      isGood = false;
    }
  }
  return isGood ? 0 : 1;
});
