// @ts-check
import process from 'node:process';

/** How long something that was left open may keep a script from ending once its work is done. */
const lingerLimitMs = 5000;

/** A failure whose message is written for the person at the terminal: what is wrong and what to do. Shown without a stack. */
export class Problem extends Error {
  /** @override */
  name = 'Problem';
}

/**
 * Runs a script's main function; a failure is printed and ends the process with code 1. What is left open at the end
 * does not keep the process for ever.
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
  setTimeout(() => {
    console.error(`Note: left open at the end: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit();
  }, lingerLimitMs).unref();
}
