// @ts-check
import process from 'node:process';

/** A failure whose message is written for the person at the terminal: what is wrong and what to do. Shown without a stack. */
export class Problem extends Error {
  /** @override */
  name = 'Problem';
}

/**
 * Runs a script's main function; a failure is printed and ends the process with code 1.
 * @param {() => Promise<number | void>} main returns the exit code, 0 when nothing is returned
 * @returns {Promise<void>}
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
