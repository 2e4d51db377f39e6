import type { ExchangeShape } from '../../backends/exchangeShape.ts';

/** An exchange with when it ended; ISO 8601. */
export interface LoggedExchange extends ExchangeShape {
  readonly connectionId: string;
  readonly at: string;
}

/** The last exchanges with all services, kept in memory for whoever reports how a service behaves. */
export interface ExchangeLog {
  add(connectionId: string, exchange: ExchangeShape): void;
  /** Oldest first. */
  last(): readonly LoggedExchange[];
}

/** @param most how many are kept; an older one goes for each that is too many */
export function createExchangeLog(most: number, nowMs: () => number): ExchangeLog {
  let exchanges: readonly LoggedExchange[] = [];
  return {
    add(connectionId, exchange) {
      const at = new Date(nowMs()).toISOString();
      exchanges = [...exchanges.slice(exchanges.length >= most ? 1 : 0), { ...exchange, connectionId, at }];
    },
    last: () => exchanges,
  };
}
