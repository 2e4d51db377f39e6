import type { Connection } from '../../model/connection.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import { isExpired, tokenExpiry } from '../../net/tokenTimes.ts';
import { type ResponseHeaders, mediaTypeOf } from '../../net/headers.ts';
import { type HttpAnswer, type HttpRequest, type StreamAnswer, createHttpClient } from '../../net/http.ts';
import { originOf } from '../../net/origin.ts';
import { followSameOrigin } from '../../net/redirect.ts';
import { withRetry } from '../../net/retry.ts';
import { addressOf, baseAddress, respelled } from '../shared/address.ts';
import { createExchangeLogger } from '../shared/exchangeLogger.ts';
import type { Refusal } from '../shared/refusal.ts';
import type { Tally } from '../shared/tally.ts';
import { isTooDeep } from '../shared/wireValues.ts';
import type { BackendServices } from '../services.ts';
import { answerError, changed } from './answerError.ts';
import { type Route, routes } from './route.ts';
import { type Token, createTokens } from './tokens.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Requests of one connection: with the token that the route wants, in the spelling that the installation wants, with
 * every status that is not a success as an `AgentError`. GET and DELETE are repeated after failures that may pass; no
 * POST is ever sent twice, except to a collection whose other spelling the first answer asked for.
 */
export interface EpsimoClient {
  /** The JSON of a successful answer; undefined if its body is empty or no JSON. */
  get(route: Route, signal: AbortSignal): Promise<unknown>;
  send(method: 'POST' | 'PUT', route: Route, body: unknown, signal: AbortSignal): Promise<unknown>;
  delete(route: Route, signal: AbortSignal): Promise<void>;
  /** The head of an answer that may stream, whatever its status. Never sent twice; a token is to be tried before. */
  openRun(body: unknown, signal: AbortSignal): Promise<StreamAnswer>;
  /** To be told of each event of an answer of `openRun` that is a stream, and of its end. */
  tallyOf(answer: StreamAnswer): Tally;
  /** What an answer of `openRun` that is not a success means. */
  errorOf(answer: Refusal, where: string): AgentError;
}

/** @throws AgentError of kind `origin` if the connection's address is none that a token may be sent to */
export function createClient(connection: Connection, services: BackendServices): EpsimoClient {
  const base = baseAddress(connection.url);
  const origin = originOf(base);
  const { clock } = services;
  const http = createHttpClient({ origin, clock });
  const exchanges = createExchangeLogger(services, () => lastToken?.text);
  const tokens = createTokens(connection, origin, services, readProject);
  /** Which spelling of a collection works, by method: installations are known that want one each. */
  const isOtherSpelling = new Map<string, boolean>();
  let lastToken: Token | undefined;

  /** Not ended by whoever asked first: others wait for the same answer. */
  async function readProject(projectId: string): Promise<unknown> {
    try {
      return await jsonOf('GET', routes.project(projectId), undefined, new AbortController().signal);
    } catch (error) {
      if (!isAgentError(error) || error.kind !== 'not-found') throw error;
      throw changed(error, {
        nextStep: 'The project of this connection is not there for this account: check it in the settings.',
      });
    }
  }

  function headersWith(token: Token): Record<string, string> {
    return { authorization: `Bearer ${token.text}` };
  }

  function isRefused(status: number, token: Token): boolean {
    return status === 401 || (status === 403 && isTokenExpired(token));
  }

  /** Sends with the right token. A project's token that is refused is derived anew, once, except for a POST. */
  async function authorized<T extends { readonly status: number }>(
    method: Method,
    route: Route,
    exchange: (token: Token) => Promise<T>,
  ): Promise<T> {
    const token = await tokenFor(route);
    const answer = await exchange(token);
    if (!isRefused(answer.status, token)) return answer;
    tokens.forget(token);
    if (!token.isDerived || method === 'POST') return answer;
    return exchange(await tokenFor(route));
  }

  async function tokenFor(route: Route): Promise<Token> {
    lastToken = route.isPersonal ? await tokens.person() : await tokens.project();
    return lastToken;
  }

  /** Sends to a collection in the spelling that works; the other is tried once where the first answer asks for it. */
  async function spelled<T extends { readonly status: number }>(
    method: Method,
    { path, family }: Route,
    exchange: (path: string) => Promise<T>,
  ): Promise<T> {
    if (family === undefined) return exchange(path);
    const known = `${method} ${family}`;
    const isOther = isOtherSpelling.get(known) ?? false;
    const [first, second] = isOther ? [respelled(path), path] : [path, respelled(path)];
    const answer = await exchange(first);
    if (![405, 307, 308].includes(answer.status)) return answer;
    const again = await exchange(second);
    if (again.status < 300) isOtherSpelling.set(known, !isOther);
    return again;
  }

  async function request(method: Method, route: Route, body: unknown, signal: AbortSignal): Promise<HttpAnswer> {
    let used: Token | undefined;
    const answer = await withRetry(
      (attempt) =>
        authorized(method, route, (token) => {
          used = token;
          return spelled(method, route, (path) => {
            const request = {
              method,
              url: addressOf(base, path, route.query),
              headers: headersWith(token),
              body,
              signal,
            } as const;
            // Only what one thing is read from may have moved; a collection is tried in its other spelling.
            const isCollection = route.family !== undefined;
            const sending = isCollection ? http.requestJson(request) : followSameOrigin(request, http.requestJson);
            return exchanges.logged(request, route.template, sending);
          });
        }).then((answer) => ({ ...answer, attempt })),
      { method, signal, clock },
    );
    if (answer.status >= 200 && answer.status < 300) return answer;
    const error = refusal(answer, `${method} ${route.path}`, used);
    // The first try of a repeated DELETE did arrive after all.
    if (method === 'DELETE' && answer.attempt > 1 && error.kind === 'not-found') return answer;
    throw error;
  }

  function refusal(answer: Refusal, where: string, token: Token | undefined): AgentError {
    const isExpired = token !== undefined && isTokenExpired(token);
    const error = answerError(answer, where, { secrets: tokens.secrets(), isTokenExpired: isExpired });
    if (error.kind !== 'authentication' || token?.isDerived !== true) return error;
    // A POST is not repeated; the next request comes with a new token of the project.
    return changed(error, { nextStep: 'Nothing was done. Retry; if that does not help, sign in again.' });
  }

  async function jsonOf(method: Method, route: Route, body: unknown, signal: AbortSignal): Promise<unknown> {
    const answer = await request(method, route, body, signal);
    const where = `${method} ${route.path}`;
    if (answer.body === undefined && /^\s*</.test(answer.text)) {
      throw new AgentError('protocol', 'a web page', { status: answer.status, where });
    }
    if (isTooDeep(answer.text)) throw new AgentError('protocol', 'an answer that nests too deep to be read', { where });
    return answer.body;
  }

  return {
    get: (route, signal) => jsonOf('GET', route, undefined, signal),
    async send(method, route, body, signal) {
      return jsonOf(method, route, body, signal);
    },
    async delete(route, signal) {
      await request('DELETE', route, undefined, signal);
    },
    async openRun(body, signal) {
      const route = routes.streamRun();
      return authorized('POST', route, (token) => {
        const url = addressOf(base, route.path);
        const headers = headersWith(token);
        const request: HttpRequest = { method: 'POST', url, headers, body, signal, isStream: mayBeStream };
        return exchanges.logged(request, route.template, http.requestStream(request));
      });
    },
    tallyOf: (answer) => exchanges.tallyOf(answer),
    errorOf: (answer, where) => refusal(answer, where, lastToken),
  };
}

/** Anything but JSON and pages: some proxies lose the type of a stream. */
function mayBeStream(headers: ResponseHeaders): boolean {
  return !['application/json', 'text/html'].includes(mediaTypeOf(headers));
}

function isTokenExpired(token: Token): boolean {
  return isExpired(tokenExpiry(token.text), Date.now());
}
