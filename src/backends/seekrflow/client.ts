import type { Connection } from '../../model/connection.ts';
import { AgentError } from '../../model/errors.ts';
import {
  type BytesAnswer,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type StreamAnswer,
  createHttpClient,
} from '../../net/http.ts';
import { originOf } from '../../net/origin.ts';
import { followSameOrigin } from '../../net/redirect.ts';
import { withRetry } from '../../net/retry.ts';
import type { AuthorizationScheme, BackendServices } from '../services.ts';
import { addressOf, respelled } from '../shared/address.ts';
import type { Refusal } from '../shared/refusal.ts';
import { adviceOnTeam, answerError } from './answerError.ts';
import { createExchangeLogger } from '../shared/exchangeLogger.ts';
import { isLineProtocol, isLineStart } from './readLines.ts';
import { type Route, baseAddress, routes } from './route.ts';
import type { Tally } from '../shared/tally.ts';
import { isTooDeep } from '../shared/wireValues.ts';

type Method = HttpRequest['method'];

/** What a request may need besides its route. */
export interface RequestOptions {
  /** Longest wait for the head of the answer; 30 s unless said. */
  readonly firstByteTimeoutMs?: number;
}

/**
 * Requests of one connection: authorized, in the spelling that the installation wants, with every status that is not a
 * success as an `AgentError`. GET and DELETE are repeated after failures that may pass; nothing else ever is, except
 * after an answer that says that nothing was done (a refused spelling, a refused key).
 */
export interface SeekrFlowClient {
  /** The JSON of a successful answer; undefined if its body is empty. */
  get(route: Route, signal: AbortSignal): Promise<unknown>;
  send(
    method: 'POST' | 'PATCH',
    route: Route,
    body: unknown,
    signal: AbortSignal,
    options?: RequestOptions,
  ): Promise<unknown>;
  /** The body of a successful answer; rejects with kind `too-large` beyond `maxBytes`. */
  getBytes(route: Route, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  delete(route: Route, signal: AbortSignal): Promise<void>;
  /** The head of an answer that may stream and may come late, whatever its status. */
  open(method: 'GET' | 'POST', route: Route, body: unknown, signal: AbortSignal): Promise<StreamAnswer>;
  /** To be told of each event of an answer of `open` that is a stream, and of its end. */
  tallyOf(answer: StreamAnswer): Tally;
  /** What an answer of `open` that is not a success means. */
  errorOf(answer: Refusal, where: string, route?: Route): AgentError;
  /** What to do where a thing of a team was not found; undefined on the local connection, which has no teams. */
  readonly teamAdvice: string | undefined;
  /** Milliseconds since 1970 by the service's clock, as far as its answers have told it. */
  serverTimeMs(): number;
}

/** @throws AgentError of kind `origin` if the connection's address is none that a key may be sent to */
export function createClient(connection: Connection, services: BackendServices): SeekrFlowClient {
  const isLocal = connection.kind === 'local';
  const base = isLocal ? 'http://localhost' : baseAddress(connection.url);
  const origin = originOf(base);
  const team = isLocal ? undefined : connection.team?.trim() || undefined;
  const headerName = connection.header?.trim() || 'authorization';
  const { clock } = services;
  const spelling = new Map<string, 'documented' | 'other'>();
  let scheme: AuthorizationScheme = services.authorizationScheme ?? 'raw';
  /** The key with which `scheme` was seen to work. */
  let acceptedKey: string | undefined;
  /** The key that was refused under both schemes, so that not every further request is sent twice. */
  let refusedKey: string | undefined;
  let currentKey: string | undefined;
  const exchanges = createExchangeLogger(services, () => currentKey);

  const clients: Readonly<Record<AuthorizationScheme, HttpClient>> = {
    raw: httpClient(''),
    bearer: httpClient('Bearer '),
  };

  function httpClient(prefix: string): HttpClient {
    return createHttpClient({
      origin,
      clock,
      ...(isLocal && services.socketPath !== undefined ? { socketPath: services.socketPath } : {}),
      async authorize() {
        const bound = await services.key();
        const key = bound?.key.trim().replace(/^bearer\s+/i, '') ?? '';
        if (bound === undefined || key === '') {
          throw new AgentError('authentication', 'no API key is set', {
            where: connection.name,
            mayHaveArrived: false,
          });
        }
        currentKey = key;
        return { origin: bound.origin, headers: { [headerName]: `${prefix}${key}` } };
      },
    });
  }

  function remember(worked: AuthorizationScheme): void {
    scheme = worked;
    acceptedKey = currentKey;
    services.rememberAuthorization?.(worked);
  }

  /** Sends under the scheme that works. A 401 says that nothing was done, so the other scheme may be tried once. */
  async function authorized<T extends { readonly status: number }>(
    method: Method,
    signal: AbortSignal,
    exchange: (http: HttpClient) => Promise<T>,
  ): Promise<T> {
    const tried = scheme;
    const answer = await exchange(clients[tried]);
    if (answer.status !== 401) {
      if (isSuccess(answer) && acceptedKey !== currentKey) remember(tried);
      return answer;
    }
    if (headerName.toLowerCase() !== 'authorization' || currentKey === acceptedKey || currentKey === refusedKey) {
      return answer;
    }
    const other: AuthorizationScheme = tried === 'raw' ? 'bearer' : 'raw';
    if (method !== 'GET') {
      // Never found out with anything but a harmless GET.
      const found = await readThreads(clients[other], signal);
      if (!isSuccess(found)) {
        refusedKey = currentKey;
        return answer;
      }
      remember(other);
      return exchange(clients[other]);
    }
    const second = await exchange(clients[other]);
    // A redirect, to a page for signing in perhaps, accepts nothing.
    const isRefused = second.status === 401 || isRedirect(second);
    if (isSuccess(second)) remember(other);
    else if (isRefused) refusedKey = currentKey;
    return isRefused ? answer : second;
  }

  function readThreads(http: HttpClient, signal: AbortSignal): Promise<HttpAnswer> {
    const route = routes.threads({ limit: 1 });
    return spelled('GET', route, (path) => {
      const url = addressOf(base, path, route.query);
      const request: HttpRequest = { method: 'GET', url, headers: teamHeader(), signal };
      return exchanges.logged(request, route.template, http.requestJson(request));
    });
  }

  function teamHeader(): Record<string, string> {
    return team === undefined ? {} : { 'x-team-id': team };
  }

  /** Sends to a collection route in the spelling that works; the other is tried once if the first is refused. */
  async function spelled<T extends { readonly status: number }>(
    method: Method,
    { path, family }: Route,
    exchange: (path: string) => Promise<T>,
  ): Promise<T> {
    if (family === undefined) return exchange(path);
    const known = spelling.get(family);
    const [first, second] = known === 'other' ? [respelled(path), path] : [path, respelled(path)];
    const answer = await exchange(first);
    if (answer.status < 300) spelling.set(family, known ?? 'documented');
    // Where the spelling is known to be right, a 404 is about the thing that was asked for.
    const isRespelled = [307, 308].includes(answer.status) || (method === 'GET' && [301, 302].includes(answer.status));
    if (!isRespelled && (known !== undefined || ![404, 405].includes(answer.status))) return answer;
    const again = await exchange(second);
    if (again.status < 300) spelling.set(family, known === 'other' ? 'documented' : 'other');
    const isRefusedToo = [301, 302, 307, 308, 404, 405].includes(again.status);
    return isRefusedToo && !isRespelled ? answer : again;
  }

  /** Sends, repeats what may be repeated, and throws for every status that is not a success. */
  async function request<T extends HttpAnswer | BytesAnswer>(
    method: Method,
    route: Route,
    details: Pick<HttpRequest, 'body' | 'maxBytes' | 'firstByteTimeoutMs'>,
    signal: AbortSignal,
    sendBy: (http: HttpClient) => (request: HttpRequest) => Promise<T>,
  ): Promise<T> {
    const answer = await withRetry(
      (attempt) =>
        authorized(method, signal, (http) =>
          spelled(method, route, async (path) => {
            const url = addressOf(base, path, route.query);
            const request: HttpRequest = { method, url, headers: teamHeader(), signal, ...details };
            const send = sendBy(http);
            const isCollection = route.family !== undefined;
            const sending = isCollection ? send(request) : followSameOrigin(request, send);
            return exchanges.logged(request, route.template, sending);
          }),
        ).then((answer) => ({ ...answer, attempt })),
      // A local host that refuses is gone: whoever opened this backend starts it again, which waiting would not.
      { method, signal, clock, ...(isLocal ? { attempts: 1 } : {}) },
    );
    const error = answer.status < 300 ? undefined : errorOf(answer, `${method} ${route.path}`, route);
    // The first try of a repeated DELETE did arrive after all.
    const isGone = method === 'DELETE' && answer.attempt > 1 && error?.kind === 'not-found';
    if (error === undefined || isGone) return answer;
    throw error;
  }

  function errorOf(answer: Refusal, where: string, route?: Route): AgentError {
    return answerError(answer, where, { key: currentKey, team, isLocal, isTeamOwned: route?.isTeamOwned === true });
  }

  async function jsonOf(
    method: Method,
    route: Route,
    body: unknown,
    signal: AbortSignal,
    options: RequestOptions = {},
  ): Promise<unknown> {
    const answer = await request(method, route, { body, ...options }, signal, (http) => http.requestJson);
    const where = `${method} ${route.path}`;
    if (answer.body === undefined && answer.text.trim() !== '') throw errorOf(answer, where);
    if (isTooDeep(answer.text)) throw new AgentError('protocol', 'an answer that nests too deep to be read', { where });
    return answer.body;
  }

  return {
    get: (route, signal) => jsonOf('GET', route, undefined, signal),
    send: jsonOf,
    async delete(route, signal) {
      await request('DELETE', route, {}, signal, (http) => http.requestJson);
    },
    async getBytes(route, maxBytes, signal) {
      return (await request('GET', route, { maxBytes }, signal, (http) => http.requestBytes)).bytes;
    },
    open: (method, route, body, signal) =>
      authorized(method, signal, (http) =>
        spelled(method, route, (path) => {
          const url = addressOf(base, path, route.query);
          const signs = { isStream: isLineProtocol, isStreamStart: isLineStart };
          const request = { method, url, headers: teamHeader(), body, signal, ...signs };
          return exchanges.logged(request, route.template, http.requestStream(request));
        }),
      ),
    tallyOf: (answer) => exchanges.tallyOf(answer),
    errorOf,
    teamAdvice: isLocal ? undefined : adviceOnTeam(team),
    serverTimeMs: () => exchanges.serverTimeMs(),
  };
}

function isSuccess({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

function isRedirect({ status }: { readonly status: number }): boolean {
  return status >= 300 && status < 400;
}
