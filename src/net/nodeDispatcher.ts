// oxlint-disable-next-line typescript/triple-slash-reference -- ambient declarations cannot be imported
/// <reference path="./undici.d.ts" />

// The default imports are the module objects themselves. VS Code replaces `request` on them to apply the user's proxy
// and certificates, so it must be looked up at each call; named imports would keep the unpatched function.
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Dispatcher as DispatcherTypes } from 'undici';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import { AgentError } from '../model/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { toNetworkError } from './failure.ts';

type DispatchOptions = DispatcherTypes.DispatchOptions;
type DispatchHandler = DispatcherTypes.DispatchHandler;

export interface NodeDispatcherOptions {
  /** Unix socket or named pipe to connect to, whatever the URL's host says. */
  readonly socketPath?: string;
  /** Longest wait for a connection, proxy and TLS included. */
  readonly connectTimeoutMs?: number;
  readonly clock?: Clock;
}

const defaultConnectTimeoutMs = 10_000;

/** Lets the system notice a peer that vanished, where nothing else is sent for a long time. */
const keepAliveProbeMs = 30_000;

/**
 * Sends undici's requests through `node:http` and `node:https`. There is no clock but the one for connecting: an
 * answer, and every chunk of it, may take as long as it wants. Failures arrive as `AgentError`s.
 *
 * Connections are not reused: a pooled one may be closed by the server at the moment a POST, which must never be sent
 * twice, is written to it. No agent is given, because VS Code applies the user's proxy only to requests without one.
 */
export class NodeDispatcher extends Dispatcher {
  readonly #options: NodeDispatcherOptions;
  readonly #exchanges = new Set<Exchange>();
  readonly #whenIdle: (() => void)[] = [];
  #isClosed = false;

  constructor(options: NodeDispatcherOptions = {}) {
    super();
    this.#options = options;
  }

  override dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    const exchange = new Exchange(this.#options, handler, () => {
      this.#exchanges.delete(exchange);
      if (this.#exchanges.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    });
    this.#exchanges.add(exchange);
    exchange.start(options, this.#isClosed);
    return true;
  }

  /** Refuses new requests and waits for those under way. */
  override async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#exchanges.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** Refuses new requests and ends those under way. */
  override async destroy(): Promise<void> {
    this.#isClosed = true;
    for (const exchange of this.#exchanges) exchange.abort(shutdownError(true));
  }
}

/** One request and its answer; also the controller that undici's handler steers it with. */
class Exchange implements DispatcherTypes.DispatchController {
  readonly #options: NodeDispatcherOptions;
  readonly #handler: DispatchHandler;
  readonly #onSettled: () => void;
  #request: http.ClientRequest | undefined;
  #response: http.IncomingMessage | undefined;
  #stopConnectTimer: () => void = () => undefined;
  #where = '';
  #host = '';
  #isConnected = false;
  #isSettled = false;
  #reason: Error | null = null;
  aborted = false;
  paused = false;
  rawHeaders: string[] | null = null;
  rawTrailers: string[] | null = null;

  constructor(options: NodeDispatcherOptions, handler: DispatchHandler, onSettled: () => void) {
    this.#options = options;
    this.#handler = handler;
    this.#onSettled = onSettled;
  }

  get reason(): Error | null {
    return this.#reason;
  }

  start(options: DispatchOptions, isDispatcherClosed: boolean): void {
    this.#handler.onRequestStart?.(this, {});
    if (this.aborted) return;
    if (isDispatcherClosed) {
      this.abort(shutdownError(false));
      return;
    }
    try {
      this.#send(options);
    } catch (error) {
      this.#fail(error);
    }
  }

  abort(reason?: Error): void {
    if (this.#isSettled) return;
    this.aborted = true;
    // undici's body aborts without a reason when its reader goes away.
    this.#reason = reason ?? new DOMException('The reader went away', 'AbortError');
    this.#settle();
    this.#request?.destroy();
    this.#handler.onResponseError?.(this, this.#reason);
  }

  pause(): void {
    this.paused = true;
    this.#response?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#response?.resume();
  }

  #send({ origin, path, method, headers, body }: DispatchOptions): void {
    const url = new URL(origin ?? '');
    const { socketPath, connectTimeoutMs = defaultConnectTimeoutMs, clock = systemClock } = this.#options;
    this.#where = `${method} ${path.split('?', 1)[0]}`;
    this.#host = socketPath ?? url.host;
    if (body !== null && body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
      throw new TypeError('This dispatcher sends bodies that are text or bytes.');
    }
    const request = (url.protocol === 'https:' ? https : http).request({
      method,
      path,
      headers: { ...(headers as http.OutgoingHttpHeaders), connection: 'close' },
      ...(socketPath === undefined
        ? {
            protocol: url.protocol,
            hostname: url.hostname.replace(/^\[|\]$/g, ''),
            port: url.port,
            lookup: lookupFor(url),
          }
        : { socketPath }),
    });
    this.#request = request;
    // The header alone does not do it where the answer says `keep-alive` all the same: the connection would go back
    // to the pool, and the next request on it is no request to a server that was told to close.
    request.shouldKeepAlive = false;
    this.#stopConnectTimer = clock.setTimer(connectTimeoutMs, () => {
      this.#fail(Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' }));
    });
    request.on('socket', (socket) => this.#watchConnection(socket));
    request.on('response', (response) => this.#receive(response));
    request.on('error', (error) => this.#fail(error));
    request.on('close', () => {
      // With an answer this may come before the last of its bytes were taken; the answer reports its own end.
      if (this.#response === undefined) this.#fail(closedEarly());
    });
    request.end(body ?? undefined);
  }

  #watchConnection(socket: Socket & { readonly secureConnecting?: boolean }): void {
    const connected = (): void => {
      this.#isConnected = true;
      this.#stopConnectTimer();
      if (this.#options.socketPath === undefined) socket.setKeepAlive(true, keepAliveProbeMs);
    };
    // Node writes the request only after the handshake, so a failed one proves that nothing was sent.
    if (socket.secureConnecting === true) socket.once('secureConnect', connected);
    else if (socket.connecting) socket.once('connect', connected);
    else connected();
  }

  #receive(response: http.IncomingMessage): void {
    this.#response = response;
    this.rawHeaders = response.rawHeaders;
    this.#handler.onResponseStart?.(this, response.statusCode ?? 0, response.headers, response.statusMessage);
    response.on('error', (error) => this.#fail(error));
    response.on('end', () => {
      if (this.#isSettled) return;
      this.rawTrailers = response.rawTrailers;
      this.#settle();
      this.#handler.onResponseEnd?.(this, response.trailers);
    });
    response.on('data', (chunk: Buffer) => {
      if (!this.#isSettled) this.#handler.onResponseData?.(this, chunk);
    });
    // Listening for data has set the response flowing; the handler may have asked for a pause before that.
    if (this.paused) response.pause();
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#request?.destroy();
    const failure = toNetworkError(error, {
      where: this.#where,
      host: this.#host,
      isConnected: this.#isConnected,
      hasResponse: this.#response !== undefined,
    });
    this.#handler.onResponseError?.(this, failure);
  }

  #settle(): void {
    this.#isSettled = true;
    this.#stopConnectTimer();
    this.#onSettled();
  }
}

/** `localhost` is this machine, whatever a name server says; every other name is looked up as usual. */
function lookupFor(url: URL): LookupFunction | undefined {
  if (url.hostname !== 'localhost') return undefined;
  return (_hostname, options, callback) => {
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ].filter(({ family }) => !options.family || options.family === family || options.family === `IPv${family}`);
    if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? '127.0.0.1', addresses[0]?.family ?? 4);
  };
}

function closedEarly(): Error {
  return Object.assign(new Error('The connection closed early'), { code: 'ECONNRESET' });
}

function shutdownError(mayHaveArrived: boolean): AgentError {
  return new AgentError('network', 'the connection was shut down', { mayHaveArrived });
}
