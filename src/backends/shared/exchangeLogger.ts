import { isAgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { headerValue } from '../../net/headers.ts';
import type { BytesAnswer, HttpAnswer, HttpRequest, StreamAnswer } from '../../net/http.ts';
import type { ExchangeShape } from '../exchangeShape.ts';
import type { BackendServices } from '../services.ts';
import { requestIdOf } from './refusal.ts';
import { respelled } from './address.ts';
import { type Tally, createTally, factsOf, uncounted } from './tally.ts';

/** Watches the requests of one connection go by. */
export interface ExchangeLogger {
  /**
   * Logs and records an exchange and passes its outcome on. What is a stream is recorded when whoever reads it says
   * that it is over.
   *
   * @param template the path with `{id}` in place of ids
   */
  logged<T extends HttpAnswer | StreamAnswer | BytesAnswer>(
    request: HttpRequest,
    template: string,
    exchange: Promise<T>,
  ): Promise<T>;
  /** To be told of the events of a stream that went by. */
  tallyOf(answer: StreamAnswer): Tally;
  /** Milliseconds since 1970 by the service's clock, as far as its answers have told it. */
  serverTimeMs(): number;
}

/** @param key what may never be in a record */
export function createExchangeLogger(
  services: Pick<BackendServices, 'clock' | 'log' | 'record'>,
  key: () => string | undefined,
): ExchangeLogger {
  const { clock } = services;
  const tallies = new WeakMap<object, Tally>();
  let serverOffsetMs = 0;

  function noteTime(answer: Pick<HttpAnswer, 'headers'>): void {
    const serverMs = Date.parse(headerValue(answer.headers, 'date') ?? '');
    if (!Number.isNaN(serverMs)) serverOffsetMs = serverMs - Date.now();
  }

  return {
    async logged(request, template, exchange) {
      const startedMs = clock.now();
      const { method } = request;
      const path = new URL(request.url).pathname;
      const what = `${method} ${path}`;
      const route = path.endsWith('/') === template.endsWith('/') ? template : respelled(template);
      const passedMs = (): number => Math.round(clock.now() - startedMs);
      const record = (facts: Omit<ExchangeShape, 'method' | 'route' | 'durationMs'>): void =>
        services.record?.({ method, route, durationMs: passedMs(), ...facts });
      try {
        const answer = await exchange;
        noteTime(answer);
        const id = requestIdOf(answer);
        services.log(`${what} ${answer.status}, ${passedMs()} ms${id ? `, request ${id}` : ''}`);
        if (services.record !== undefined) {
          const facts = factsOf(answer, key());
          if (!('chunks' in answer)) record(facts);
          else
            tallies.set(
              answer,
              createTally((counted) => record({ ...facts, ...counted })),
            );
        }
        return answer;
      } catch (error) {
        const why = isAgentError(error) ? error.kind : 'aborted';
        services.log(`${what} ${why}, ${passedMs()} ms`);
        record({ failure: why, ...optional({ status: isAgentError(error) ? error.status : undefined }) });
        throw error;
      }
    },
    tallyOf: (answer) => tallies.get(answer) ?? uncounted,
    serverTimeMs: () => Date.now() + serverOffsetMs,
  };
}
