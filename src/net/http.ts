import type { Dispatcher } from 'undici';
import send from 'undici/lib/api/api-request.js';
import { AgentError } from '../model/errors.ts';
import { beginsLike, openAnswer, readBytes, readChunks, readText } from './body.ts';
import { type Clock, systemClock } from './clock.ts';
import { toNetworkError } from './failure.ts';
import { type ResponseHeaders, mediaTypeOf } from './headers.ts';
import { NodeDispatcher } from './nodeDispatcher.ts';
import { assertOrigin, parseAddress } from './origin.ts';
import { beginsEvents } from './sse.ts';
import { createWatch } from './watch.ts';

/** A key as it is stored: what to send, and the only place it may be sent to. */
export interface BoundKey {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpClientOptions {
  /** Scheme, host and port that every request of this client must stay in. */
  readonly origin: string;
  /** Gives the key for a request, at each request anew. A key bound to another origin is never attached. */
  readonly authorize?: (url: URL) => BoundKey | undefined | Promise<BoundKey | undefined>;
  /** Unix socket or named pipe to send through; `origin` then only names the server. */
  readonly socketPath?: string;
  readonly clock?: Clock;
  readonly connectTimeoutMs?: number;
  /** In place of the one over `node:http`; the client does not close it. */
  readonly dispatcher?: Pick<Dispatcher, 'dispatch'>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /**
   * Longest wait for the head of the answer, and then for each further byte of one that is not a stream. 30 s unless
   * said; streams wait for their head without a limit, because a run may answer only at its end.
   */
  readonly firstByteTimeoutMs?: number;
  /** Largest answer that is read whole. */
  readonly maxBytes?: number;
  /** Whether a successful answer of another type than `text/event-stream` is a stream all the same. */
  readonly isStream?: (headers: ResponseHeaders) => boolean;
  /**
   * The same by how its text begins, white space left out; undefined while that is too little to tell. Asked of what
   * does not begin like an event stream.
   */
  readonly isStreamStart?: (start: string) => boolean | undefined;
}

/** An answer read whole. `body` is undefined where the text is not JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: unknown;
  readonly text: string;
}

/** An answer whose body is a file. */
export interface BytesAnswer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly bytes: Uint8Array;
}

export interface EventStreamAnswer {
  readonly kind: 'events';
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** To be read once. Ends without an error when the signal is aborted; leaving it early closes the connection. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Anything that is not a successful event stream was read whole: `json` by its content, not by its label. */
export type StreamAnswer = EventStreamAnswer | (HttpAnswer & { readonly kind: 'json' | 'other' });

/**
 * Requests of one connection. No redirect is followed, nothing is sent twice, and every status comes back as an answer.
 *
 * All calls fail with an `AgentError` (`network`, `timeout`, `origin`, `protocol`, `too-large`, `invalid`) that says
 * in `mayHaveArrived` whether the server may have acted, or, once their signal is aborted, with the signal's reason.
 */
export interface HttpClient {
  readonly requestJson: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly requestStream: (request: HttpRequest) => Promise<StreamAnswer>;
  /** The body as it is, whatever its type. */
  readonly requestBytes: (request: HttpRequest) => Promise<BytesAnswer>;
  /** Ends what is under way. */
  readonly destroy: () => Promise<void>;
}

const defaultFirstByteTimeoutMs = 30_000;
/** A message of 50 MB must still be readable; more would endanger the process that every extension shares. */
const defaultMaxBytes = 64 * 1024 * 1024;

/** Makes a client whose requests go through `node:http` and `node:https`, and so through the user's proxy settings. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock = systemClock } = options;
  const own = new NodeDispatcher(options);
  const { dispatcher = own } = options;

  async function open(request: HttpRequest, accept: string, firstByteTimeoutMs: number | undefined) {
    const { method, signal, body } = request;
    const url = parseAddress(typeof request.url === 'string' ? request.url : request.url.href);
    const where = `${method} ${url.pathname}`;
    assertOrigin(url, options.origin, 'this connection');
    const key = await options.authorize?.(url);
    signal?.throwIfAborted();
    if (key !== undefined) assertOrigin(url, key.origin, 'the key');

    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      accept,
      // Compression would hold back the small pieces that a stream consists of.
      'accept-encoding': 'identity',
      ...(payload && { 'content-type': 'application/json', 'content-length': String(payload.length) }),
      ...lowerCased(request.headers),
      ...lowerCased(key?.headers),
    };
    const watch = createWatch(clock, signal);
    watch.expect(firstByteTimeoutMs, () => timeoutError(`no answer within ${seconds(firstByteTimeoutMs)}`, where));
    const context = { where, host: options.socketPath ?? url.host };
    try {
      const path = url.pathname + url.search;
      const answer = await openAnswer(dispatcher, (through) =>
        send.call(through, { origin: url.origin, path, method, headers, body: payload ?? null, signal: watch.signal }),
      );
      answer.body.once('close', watch.release);
      watch.expect(undefined);
      return { answer, watch, context };
    } catch (error) {
      watch.release();
      signal?.throwIfAborted();
      throw toNetworkError(error, context);
    }
  }

  type Opened = Awaited<ReturnType<typeof open>>;

  function readOptions(request: HttpRequest, { watch, context }: Opened): Parameters<typeof readText>[1] {
    const { firstByteTimeoutMs = defaultFirstByteTimeoutMs, maxBytes = defaultMaxBytes, signal } = request;
    const stalled = (): AgentError =>
      timeoutError(`the answer stopped for ${seconds(firstByteTimeoutMs)}`, context.where);
    return { ...context, maxBytes, signal, onWait: () => watch.expect(firstByteTimeoutMs, stalled) };
  }

  async function readWhole(request: HttpRequest, opened: Opened): Promise<HttpAnswer> {
    const { statusCode: status, headers } = opened.answer;
    const text = await readText(opened.answer, readOptions(request, opened));
    return { status, headers, body: parseJson(text), text };
  }

  return {
    async requestJson(request) {
      const { firstByteTimeoutMs = defaultFirstByteTimeoutMs } = request;
      return readWhole(request, await open(request, 'application/json', firstByteTimeoutMs));
    },
    async requestStream(request) {
      const opened = await open(request, 'text/event-stream, application/json;q=0.9', request.firstByteTimeoutMs);
      const { statusCode: status, headers } = opened.answer;
      const isSaid = mediaTypeOf(headers) === 'text/event-stream' || request.isStream?.(headers) === true;
      const isSuccess = status >= 200 && status <= 299;
      const { answer: begun, isLike } =
        isSaid || !isSuccess
          ? { answer: opened.answer, isLike: isSaid }
          : await beginsLike(opened.answer, (start) => isStreamStart(start, request));
      if (isSuccess && isLike) {
        return { kind: 'events', status, headers, chunks: readChunks(begun, opened.context, request.signal) };
      }
      const answer = await readWhole(request, { ...opened, answer: begun });
      return { kind: answer.body === undefined ? 'other' : 'json', ...answer };
    },
    async requestBytes(request) {
      const { firstByteTimeoutMs = defaultFirstByteTimeoutMs } = request;
      const opened = await open(request, '*/*', firstByteTimeoutMs);
      const { statusCode: status, headers } = opened.answer;
      // What is asked to be small is the file; a refusal may be longer.
      const isRefusal = status < 200 || status > 299;
      const { maxBytes = defaultMaxBytes } = isRefusal ? {} : request;
      return { status, headers, bytes: await readBytes(opened.answer, { ...readOptions(request, opened), maxBytes }) };
    },
    async destroy() {
      await own.destroy();
    },
  };
}

/** Labels are often wrong: a stream that is called JSON is still one. */
function isStreamStart(start: string, request: HttpRequest): boolean | undefined {
  const isEvents = beginsEvents(start);
  return isEvents === false ? (request.isStreamStart?.(start) ?? false) : isEvents;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Servers and what stands before them answer in HTML and plain text too; the caller has the text.
    return undefined;
  }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function timeoutError(message: string, where: string): AgentError {
  return new AgentError('timeout', message, { where });
}

function seconds(ms = 0): string {
  return `${Math.round(ms / 100) / 10} s`;
}
