// @ts-check
// Mocha with one set of rules for all suites. Counts come from the runner's events, never from what is printed.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** Starts every line that tests inside VS Code print. */
export const testLineMark = '[test] ';

/**
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed
 */

/**
 * @param {object} options
 * @param {readonly string[]} options.files test files, absolute
 * @param {number} options.timeoutMs how long one test may hang before it counts as failed; no test is meant to come near
 * @param {import('mocha').RootHookObject} [options.rootHooks]
 * @param {(line: string) => void} [options.print]
 * @param {string} [options.grep] only tests whose title has this text
 * @returns {Promise<Results>} also written as JSON to the file named by AGENT_THREADS_RESULTS
 */
export async function runMocha({ files, timeoutMs, rootHooks, print = console.log, grep }) {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    timeout: timeoutMs,
    forbidOnly: true,
    forbidPending: true,
    reporter: /** @type {any} */ (reporterThatPrints(print)),
    ...(rootHooks ? { rootHooks } : {}),
    ...(grep ? { fgrep: grep } : {}),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const results = await new Promise((/** @type {(results: Results) => void} */ resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 }));
  });
  if (process.env['AGENT_THREADS_RESULTS'])
    writeFileSync(process.env['AGENT_THREADS_RESULTS'], JSON.stringify(results));
  return results;
}

/**
 * @param {(line: string) => void} print
 * @returns {(runner: import('mocha').Runner) => void}
 */
function reporterThatPrints(print) {
  return function report(runner) {
    /** @type {{ title: string, error: unknown }[]} */
    const failures = [];
    let depth = 0;
    const indent = () => '  '.repeat(depth);
    runner.on('suite', (suite) => {
      if (suite.title) print(`${indent()}${suite.title}`);
      depth += 1;
    });
    runner.on('suite end', () => {
      depth -= 1;
    });
    runner.on('pass', (test) => {
      const isSlow = test.duration !== undefined && test.duration > test.slow();
      print(`${indent()}✔ ${test.title}${isSlow ? ` (${test.duration} ms)` : ''}`);
    });
    runner.on('fail', (test, error) => {
      failures.push({ title: test.fullTitle(), error });
      print(`${indent()}${failures.length}) ${test.title}`);
    });
    runner.once('end', () => {
      for (const [index, failure] of failures.entries())
        print(`\n${index + 1}) ${failure.title}\n${describe(failure.error)}`);
      print(`\n${runner.stats?.passes ?? 0} passing, ${failures.length} failing\n`);
    });
  };
}

/**
 * @param {unknown} error
 * @returns {string} message, expected and actual value where it has them, and stack
 */
function describe(error) {
  if (!(error instanceof Error)) return `   ${JSON.stringify(error)}`;
  const cause = error.cause ? `\ncaused by ${describe(error.cause)}` : '';
  const text = error.stack?.includes(error.message) ? error.stack : `${error.message}\n${error.stack ?? ''}`;
  return `${text.replaceAll(/^/gm, '   ')}${cause}`;
}
