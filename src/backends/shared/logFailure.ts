import { isAgentError } from '../../model/errors.ts';
import type { BackendServices } from '../services.ts';

/**
 * What can be done without: undefined, and a line in the log, where it could not be had.
 *
 * @param what as a sentence without its end: `the account could not be read`
 */
export async function logFailure<T>(
  reading: Promise<T>,
  { log }: Pick<BackendServices, 'log'>,
  what: string,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isAgentError(error)) throw error;
    log(`${what}: ${error.kind}`);
    return undefined;
  }
}
