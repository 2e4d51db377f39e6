// @ts-check
// npm run bench [-- NAME… --write-docs]: runs the measurements of test/bench, or only the named ones, and prints one line
// of JSON per row. Ends with code 1 when a row is beyond its gate, a measurement fails, or a name stands for none. With
// --write-docs it puts what was measured into docs/performance.md; what was not is kept there as it is.
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { packageExtension } from '../harness/extension.mjs';
import { filesBelow } from '../harness/files.mjs';
import { root } from '../harness/paths.mjs';
import { Problem, runMain } from '../harness/problem.mjs';
import { prepare } from '../harness/setUp.mjs';
import { writePerformancePage } from './support/performancePage.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [peer] the same measurement of what it is compared with
 * @property {number} [ratio] value to peer, taken pair by pair where several pairs were measured
 * @property {number} [gate] what the ratio, or without a peer the value, must not exceed or fall below
 * @property {number} [aim] what it should reach
 * @property {boolean} [isMore] whether the ratio is peer to value, which must not fall below the gate
 * @property {boolean} [isValue] whether the gate is on the value although there is a peer
 * @property {boolean} [isUnsure] whether the machine was too busy to tell if the gate is kept
 * @property {boolean} [ok] whether the gate is kept
 */

await runMain(async () => {
  await prepare();
  await packageExtension();
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const writesDocs = process.argv.includes('--write-docs');
  /** @type {Row[]} */
  const rows = [];
  const folder = path.join(root, 'test', 'bench');
  const files = filesBelow(
    folder,
    (file) => path.dirname(file) === folder && file.endsWith('.mjs') && !file.endsWith('run.mjs'),
  );
  const names = files.map((file) => path.basename(file, '.mjs'));
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new Problem(`There is no measurement ${missing.join(', ')}. There are: ${names.join(', ')}.`);
  let isGood = true;
  for (const file of files) {
    const name = path.basename(file, '.mjs');
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    try {
      const module = await import(pathToFileURL(file).href);
      if (typeof module.measure !== 'function') throw new Error('it exports no `measure`');
      for await (const row of /** @type {Iterable<Row> | AsyncIterable<Row>} */ (await module.measure())) {
        console.log(JSON.stringify(row));
        rows.push(row);
        if (row.ok === false) isGood = false;
      }
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      isGood = false;
    }
  }
  if (writesDocs) await writePerformancePage(rows);
  return isGood ? 0 : 1;
});
