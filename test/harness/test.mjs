// @ts-check
// npm test: sets up what is missing, runs every check and every suite, and ends with the line "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { npmCommand } from './children.mjs';
import { ensureChromium } from './chromium.mjs';
import { installCodeServer } from './codeServer.mjs';
import { readJson } from './files.mjs';
import { cacheFolder, root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { prepare } from './setUp.mjs';

/**
 * @typedef {object} Part
 * @property {string} title
 * @property {string} script of package.json
 * @property {boolean} [isSuite] whether it counts its tests; a check counts as one
 * @property {boolean} [needsVscode]
 */

/** @type {readonly Part[]} */
const parts = [
  { title: 'Types', script: 'typecheck' },
  { title: 'Lint', script: 'lint' },
  { title: 'Format', script: 'format:check' },
  { title: 'Unused code', script: 'unused' },
  { title: 'Package', script: 'package' },
  { title: 'Unit tests', script: 'test:unit', isSuite: true },
  { title: 'Tests inside VS Code', script: 'test:vscode', isSuite: true, needsVscode: true },
  { title: 'UI tests of the installed extension', script: 'test:ui', isSuite: true, needsVscode: true },
];

/** @typedef {{ passed: number, failed: number, note: string }} Outcome */

/** @returns {Promise<number>} the exit code */
async function test() {
  const hasVscode = await setUpVscode();
  /** @type {{ title: string, outcome: Outcome, seconds: string }[]} */
  const rows = [];
  for (const part of parts) {
    console.log(`\n━━ ${part.title} (npm run ${part.script})`);
    const startedAtMs = Date.now();
    const outcome = part.needsVscode && !hasVscode ? notRun() : await run(part);
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    console.log(`${outcome.failed === 0 ? '✔' : '✘'} ${part.title}: ${outcome.note}, ${seconds} s`);
    rows.push({ title: part.title, outcome, seconds });
  }
  console.log('\n━━ Summary');
  for (const { title, outcome, seconds } of rows) {
    console.log(
      `${outcome.failed === 0 ? '✔' : '✘'} ${title.padEnd(36)} ${outcome.note.padEnd(26)} ${seconds.padStart(6)} s`,
    );
  }
  const passed = rows.reduce((sum, { outcome }) => sum + outcome.passed, 0);
  const failed = rows.reduce((sum, { outcome }) => sum + outcome.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** @returns {Promise<boolean>} whether there is a VS Code and a browser to drive it; if not, why is printed */
async function setUpVscode() {
  try {
    await ensureChromium();
    await installCodeServer();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\n${error.message}\n`);
    return false;
  }
}

/** @returns {Outcome} */
function notRun() {
  console.log('Not run: VS Code could not be set up, see the beginning.');
  return { passed: 0, failed: 1, note: 'not run' };
}

/**
 * @param {Part} part
 * @returns {Promise<Outcome>}
 */
async function run({ script, isSuite }) {
  mkdirSync(cacheFolder, { recursive: true });
  const resultsFile = path.join(cacheFolder, 'results.json');
  rmSync(resultsFile, { force: true });
  const code = await runScript(script, resultsFile);
  if (!isSuite) return code === 0 ? { passed: 1, failed: 0, note: 'passed' } : { passed: 0, failed: 1, note: 'failed' };
  const results = readJson(resultsFile);
  if (!results) return { passed: 0, failed: 1, note: `crashed (exit code ${code})` };
  // A suite that ends badly with all its tests passed, say in clean-up, has still failed.
  const failed = results.failed === 0 && code !== 0 ? 1 : results.failed;
  return { passed: results.passed, failed, note: `${results.passed} passed, ${failed} failed` };
}

/**
 * @param {string} script
 * @param {string} resultsFile
 * @returns {Promise<number>} the exit code
 */
function runScript(script, resultsFile) {
  const npm = npmCommand();
  return new Promise((resolve) => {
    const child = spawn(npm.command, [...npm.args, 'run', '--silent', script], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, AGENT_THREADS_RESULTS: resultsFile },
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

await runMain(async () => {
  await prepare();
  return await test();
});
