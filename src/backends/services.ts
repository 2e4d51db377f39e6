import type { Clock } from '../net/clock.ts';
import type { Connection } from '../model/connection.ts';
import type { ExchangeShape } from './exchangeShape.ts';

/** How a service wants the key in the Authorization header: alone, or after the word `Bearer`. */
export type AuthorizationScheme = 'raw' | 'bearer';

/** What a backend needs from the outside. Types only: the bundle that holds the backends is loaded lazily. */
export interface BackendServices {
  /**
   * The key of the connection and the only origin it may be sent to; for the local connection its token, bound to
   * `http://localhost`. Asked anew for every request; undefined if there is none.
   */
  key(): Promise<{ readonly origin: string; readonly key: string } | undefined>;
  /** Where the local agent host listens; set for the local connection only. */
  readonly socketPath?: string;
  readonly clock: Clock;
  /** One line of method, path, status and times. Never keys, headers, bodies or queries. */
  log(line: string): void;
  /** Told of every request once its answer is over. Nothing in it is content, a key or an id of a thing. */
  record?(exchange: ExchangeShape): void;
  /** The scheme that worked the last time, if it was remembered. */
  readonly authorizationScheme?: AuthorizationScheme;
  /** Told when a scheme has been found to work. */
  rememberAuthorization?(scheme: AuthorizationScheme): void;
}

/** What a person signs in with. Never kept. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in with one request for the key of the connection, which tells its own end. Rejects with an `AgentError`. */
export type SignIn = (
  connection: Pick<Connection, 'url'>,
  credentials: Credentials,
  services: Pick<BackendServices, 'clock' | 'log' | 'record'>,
  signal: AbortSignal,
) => Promise<string>;

/** A part of a service that has agents and threads of its own. */
export interface Project {
  readonly id: string;
  readonly name: string;
}

/** The projects of whoever the key belongs to. Rejects with an `AgentError`. */
export type ListProjects = (
  connection: Connection,
  services: BackendServices,
  signal: AbortSignal,
) => Promise<readonly Project[]>;
