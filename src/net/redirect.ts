import { AgentError } from '../model/errors.ts';
import { type ResponseHeaders, headerValue } from './headers.ts';
import type { HttpRequest } from './http.ts';
import { parseAddress } from './origin.ts';

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const maxRedirects = 5;

/**
 * Sends a GET and follows redirects within its own origin. Redirects of other methods come back as the answer they are.
 *
 * @throws AgentError of kind `origin` for a redirect that leaves the origin, `protocol` for one that does not end
 */
export async function followSameOrigin<T extends { readonly status: number; readonly headers: ResponseHeaders }>(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<T>,
): Promise<T> {
  let url = new URL(request.url);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send({ ...request, url });
    const location = headerValue(answer.headers, 'location');
    if (request.method !== 'GET' || !redirectStatuses.has(answer.status) || location === undefined) return answer;
    const details = { status: answer.status, where: `GET ${url.pathname}` };
    if (redirects === maxRedirects) throw new AgentError('protocol', 'the server redirects in circles', details);
    const target = parseAddress(location, url);
    if (target.origin !== url.origin) {
      throw new AgentError('origin', `${url.host} redirects to ${target.origin}`, {
        ...details,
        mayHaveArrived: false,
      });
    }
    url = target;
  }
}
