/**
 * Why something failed, coarse enough to decide what a person should do next. The wording for each kind is in
 * `explain.ts`; code branches on `kind`, never on a message.
 *
 * - `network`        the connection could not be made or was cut
 * - `timeout`        a clock of ours ran out
 * - `origin`         we refused to send: a key or a request would have left the origin it belongs to
 * - `authentication` 401: the key is missing or was not accepted
 * - `permission`     403: the key is valid, the resource is not ours (often the wrong team)
 * - `not-found`      404, or the 422 that SeekrFlow answers for a missing thread, message or run
 * - `busy`           409, 423, or 400 or 422 that says so: the thread is locked by another run
 * - `invalid`        400 or 422: the service did not accept what we sent
 * - `too-large`      413 or 431, or an answer beyond our own bound
 * - `rate-limited`   429
 * - `quota`          402: what the account may use is used up
 * - `server`         5xx
 * - `protocol`       an answer that is not what was agreed (a web page, a wrong content type)
 * - `unsupported`    404, 405 or 501 on a route that not every installation has
 * - `local-host`     the local agent host could not be started or has stopped
 * - `storage`        this machine's disk refused to keep something
 */
export const errorKinds = [
  'network',
  'timeout',
  'origin',
  'authentication',
  'permission',
  'not-found',
  'busy',
  'invalid',
  'too-large',
  'rate-limited',
  'quota',
  'server',
  'protocol',
  'unsupported',
  'local-host',
  'storage',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export interface AgentErrorDetails {
  /** HTTP status, if an answer was received. */
  readonly status?: number;
  /** What the service complained about, in its own words, shortened. Never contains a key. */
  readonly serverMessage?: string;
  /** The service's id for the request, for its support. */
  readonly requestId?: string;
  /** How long the service asked us to wait. */
  readonly retryAfterMs?: number;
  /** `METHOD /path` or the name of the place, without host secrets or query. */
  readonly where?: string;
  /**
   * Whether the server may have acted on the request. `false` only where it is certain that nothing was sent
   * (connection refused, name not found, connect timeout); absent means unknown, which callers treat as `true`.
   */
  readonly mayHaveArrived?: boolean;
  /** What to do next, as sentences, where whoever failed knows better than the kind alone tells. */
  readonly nextStep?: string;
  /** What takes the cause away, where it is not what the kind alone suggests. */
  readonly remedy?: 'sign-in';
  readonly cause?: unknown;
}

/** The one error type that crosses layers. Cancellation is an outcome and never becomes one of these. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly kind: ErrorKind;
  readonly status: number | undefined;
  readonly serverMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly where: string | undefined;
  readonly mayHaveArrived: boolean;
  readonly nextStep: string | undefined;
  readonly remedy: 'sign-in' | undefined;

  constructor(kind: ErrorKind, message: string, details: AgentErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.serverMessage = details.serverMessage;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.where = details.where;
    this.mayHaveArrived = details.mayHaveArrived ?? true;
    this.nextStep = details.nextStep;
    this.remedy = details.remedy;
  }
}

/**
 * Tells an `AgentError` by its name and kind: the class exists once per bundle, so `instanceof` would miss errors that
 * come from the lazily loaded one.
 */
export function isAgentError(value: unknown): value is AgentError {
  return (
    value instanceof Error &&
    value.name === 'AgentError' &&
    (errorKinds as readonly unknown[]).includes((value as { kind?: unknown }).kind)
  );
}

/** Whether a failed request may have been acted on. An answer that refuses it settles that. */
export function isAmbiguous(error: unknown): boolean {
  if (!isAgentError(error)) return true;
  if (!error.mayHaveArrived) return false;
  return ['network', 'timeout', 'server', 'protocol', 'local-host'].includes(error.kind);
}
