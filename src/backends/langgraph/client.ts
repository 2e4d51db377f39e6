import type { Connection } from '../../model/connection.ts';
import { AgentError, type ErrorKind } from '../../model/errors.ts';
import { type HttpAnswer, type HttpRequest, type StreamAnswer, createHttpClient } from '../../net/http.ts';
import { originOf } from '../../net/origin.ts';
import { withRetry } from '../../net/retry.ts';
import type { BackendServices } from '../services.ts';
import { type Route, addressOf, baseAddress } from '../shared/address.ts';
import { createExchangeLogger } from '../shared/exchangeLogger.ts';
import { type Refusal, refusalError } from '../shared/refusal.ts';
import type { Tally } from '../shared/tally.ts';
import { isTooDeep } from '../shared/wireValues.ts';

/** In which header hosted servers want the key, as their own client library sends it. */
const defaultHeader = 'x-api-key';

/**
 * Requests of one connection. Every status that is not a success is an `AgentError`. GET and DELETE are repeated after
 * failures that may pass, and so are the searches, which change nothing; nothing else ever is.
 */
export interface LangGraphClient {
  get(route: Route, signal: AbortSignal): Promise<unknown>;
  /** A POST that only reads. */
  search(route: Route, body: unknown, signal: AbortSignal): Promise<unknown>;
  send(method: 'POST' | 'PATCH', route: Route, body: unknown, signal: AbortSignal): Promise<unknown>;
  delete(route: Route, signal: AbortSignal): Promise<void>;
  /** The head of an answer that may stream, whatever its status. `lastEventId` is sent with a GET. */
  open(
    request: { readonly route: Route; readonly body?: unknown; readonly lastEventId?: string },
    signal: AbortSignal,
  ): Promise<StreamAnswer>;
  tallyOf(answer: StreamAnswer): Tally;
  errorOf(answer: Refusal, where: string): AgentError;
}

/** @throws AgentError of kind `origin` if the connection's address is none that a key may be sent to */
export function createClient(connection: Connection, services: BackendServices): LangGraphClient {
  const base = baseAddress(connection.url);
  const headerName = connection.header?.trim().toLowerCase() || defaultHeader;
  const { clock } = services;
  let currentKey: string | undefined;
  const exchanges = createExchangeLogger(services, () => currentKey);
  const http = createHttpClient({
    origin: originOf(base),
    clock,
    async authorize() {
      const bound = await services.key();
      currentKey = bound?.key.trim() || undefined;
      // A server of one's own has no key by default, so that one can go without.
      if (bound === undefined || currentKey === undefined) return undefined;
      return { origin: bound.origin, headers: { [headerName]: headerText(currentKey, headerName) } };
    },
  });

  function errorOf(answer: Refusal, where: string): AgentError {
    return refusalError(answer, where, { keys: [currentKey], nextStep: (kind) => nextStep(kind, currentKey) });
  }

  async function request(
    method: HttpRequest['method'],
    route: Route,
    body: unknown,
    signal: AbortSignal,
    isRead = method === 'GET' || method === 'DELETE',
  ): Promise<HttpAnswer> {
    const url = addressOf(base, route.path, route.query);
    const wanted: HttpRequest = { method, url, body, signal };
    const answer = await withRetry(
      (attempt) =>
        exchanges
          .logged(wanted, route.template, http.requestJson(wanted))
          .then((answered) => ({ ...answered, attempt })),
      { method: isRead && method === 'POST' ? 'GET' : method, signal, clock },
    );
    if (answer.status < 300) return answer;
    const error = errorOf(answer, `${method} ${route.path}`);
    // The first try of a repeated DELETE did arrive after all.
    if (method === 'DELETE' && answer.attempt > 1 && error.kind === 'not-found') return answer;
    throw error;
  }

  async function jsonOf(
    method: HttpRequest['method'],
    route: Route,
    body: unknown,
    signal: AbortSignal,
    isRead?: boolean,
  ): Promise<unknown> {
    const answer = await request(method, route, body, signal, isRead);
    const where = `${method} ${route.path}`;
    if (answer.body === undefined && answer.text.trim() !== '') throw errorOf(answer, where);
    if (isTooDeep(answer.text)) throw new AgentError('protocol', 'an answer that nests too deep to be read', { where });
    return answer.body;
  }

  return {
    get: (route, signal) => jsonOf('GET', route, undefined, signal),
    search: (route, body, signal) => jsonOf('POST', route, body, signal, true),
    send: (method, route, body, signal) => jsonOf(method, route, body, signal),
    async delete(route, signal) {
      await request('DELETE', route, undefined, signal);
    },
    open({ route, body, lastEventId }, signal) {
      const url = addressOf(base, route.path, route.query);
      const method = body === undefined ? 'GET' : 'POST';
      const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const wanted: HttpRequest = { method, url, body, signal, headers };
      return exchanges.logged(wanted, route.template, http.requestStream(wanted));
    },
    tallyOf: (answer) => exchanges.tallyOf(answer),
    errorOf,
  };
}

/** In `Authorization` a bare token gets the word that goes before it; elsewhere the key is the whole value. */
function headerText(key: string, header: string): string {
  return header === 'authorization' && !/^\S+ \S/.test(key) ? `Bearer ${key}` : key;
}

function nextStep(kind: ErrorKind, key: string | undefined): string | undefined {
  if (kind !== 'authentication' || key !== undefined) return undefined;
  return 'No key is set for this server. Set one, or name the header it belongs into in the settings.';
}
