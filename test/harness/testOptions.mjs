// @ts-check
import { parseArgs } from 'node:util';

/** @returns {{ grep?: string }} `--grep TEXT` of the command line: only tests whose title has this text */
export function grepOption() {
  const { values } = parseArgs({ options: { grep: { type: 'string' } } });
  return values.grep === undefined ? {} : { grep: values.grep };
}

/**
 * A suite without a single test has not shown anything, so it fails.
 * @param {import('./runMocha.mjs').Results} results
 * @returns {number}
 */
export function exitCodeOf({ passed, failed }) {
  return failed === 0 && passed > 0 ? 0 : 1;
}
