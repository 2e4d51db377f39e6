// @ts-check
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A port of 127.0.0.1 that is free now.
 * @param {number} wanted 0 for any
 * @returns {Promise<number | undefined>} undefined when the wanted one is taken
 */
export function freePort(wanted = 0) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(port));
    });
  });
}

/** VS Code is up after a second or two; on a busy machine after many more. */
const startLimitMs = 120_000;

/**
 * Asks again and again until the answer is a success.
 * @param {string} url
 * @param {{ giveUp: () => boolean, accept?: (body: string) => boolean }} options
 * @returns {Promise<boolean>} false when given up
 */
export async function waitForAnswer(url, { giveUp, accept = () => true }) {
  const end = Date.now() + startLimitMs;
  while (!giveUp() && Date.now() < end) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (response.ok && accept(await response.text())) return true;
    } catch {
      // Not listening yet; asked again below.
    }
    await delay(100);
  }
  return false;
}
