import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refusal } from './httpError.ts';

export interface Gate {
  /** The whole value that `Authorization` must have. */
  readonly token: string;
  /** The values that `Host` may have; undefined where the transport itself keeps strangers out (a socket, a pipe). */
  readonly hosts?: ReadonlySet<string>;
}

/**
 * Lets a request in, or throws 403 (it comes from a web page, or through a name that was pointed at this machine) or
 * 401. Applies to every route, streams included: embedded servers without these checks were taken over by any web page
 * that was open in a browser.
 */
export function admit(request: IncomingMessage, gate: Gate): void {
  const { host, origin, authorization, 'sec-fetch-site': site } = request.headers;
  if (gate.hosts && !gate.hosts.has(host?.toLowerCase() ?? '')) throw refusal(403, 'This Host is not served here.');
  if (origin !== undefined || (site !== undefined && site !== 'none')) {
    throw refusal(403, 'Requests from web pages are not served here.');
  }
  if (!isSame(authorization ?? '', gate.token)) {
    throw refusal(401, 'The Authorization header must be the token itself.', { 'www-authenticate': 'ApiKey' });
  }
}

/** Takes the same time wherever the two differ, also in length. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
