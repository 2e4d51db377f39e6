import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { AgentError } from '../model/errors.ts';
import { type FailureContext, toNetworkError } from './failure.ts';
import { headerValue } from './headers.ts';

/** The head of an answer and its body, which ends early where `failure` says why. */
interface Answer extends Omit<Dispatcher.ResponseData, 'body'> {
  readonly body: Readable;
  readonly failure: () => Error | undefined;
}

/**
 * Sends a request so that bytes which arrived before a cut are still read: the stream that undici makes of a body
 * throws away what it holds as soon as an error comes. Here the body ends instead and the error is kept beside it.
 */
export async function openAnswer(
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  send: (through: Pick<Dispatcher, 'dispatch'>) => Promise<Dispatcher.ResponseData>,
): Promise<Answer> {
  let failure: Error | undefined;
  const through: Pick<Dispatcher, 'dispatch'> = {
    dispatch: (options, handler) =>
      dispatcher.dispatch(
        options,
        endInsteadOfFailing(handler, (error) => (failure = error)),
      ),
  };
  const response = await send(through);
  // Without a listener an abort, which comes as an error too, would end the process.
  response.body.on('error', () => undefined);
  return { ...response, failure: () => failure };
}

function endInsteadOfFailing(
  handler: Dispatcher.DispatchHandler,
  onFailure: (error: Error) => void,
): Dispatcher.DispatchHandler {
  let hasStarted = false;
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onResponseStart(controller, status, headers, message) {
      hasStarted ||= status >= 200;
      handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError(controller, error) {
      if (!hasStarted) {
        handler.onResponseError?.(controller, error);
        return;
      }
      onFailure(error);
      handler.onResponseEnd?.(controller, {});
    },
  };
}

interface ReadOptions extends FailureContext {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Called before each wait for more bytes. */
  readonly onWait: () => void;
}

/**
 * Reads a body whole, as UTF-8.
 *
 * @throws AgentError, or the signal's reason once it is aborted
 */
export async function readText(answer: Answer, options: ReadOptions): Promise<string> {
  return new TextDecoder().decode(await readBytes(answer, options));
}

/**
 * Reads a body whole.
 *
 * @throws AgentError, or the signal's reason once it is aborted
 */
export async function readBytes(answer: Answer, options: ReadOptions): Promise<Uint8Array> {
  const { body, statusCode: status, headers } = answer;
  const { maxBytes, signal, where } = options;
  const encoding = headerValue(headers, 'content-encoding') ?? 'identity';
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    if (encoding !== 'identity' && encoding !== '') {
      throw new AgentError('protocol', `the answer is compressed (${encoding}), which was not asked for`, {
        status,
        where,
      });
    }
    options.onWait();
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes)
        throw new AgentError('too-large', `the answer is larger than ${maxBytes} bytes`, { status, where });
      parts.push(chunk);
      options.onWait();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toNetworkError(error, { ...options, hasResponse: true });
  } finally {
    body.destroy();
  }
  const failure = answer.failure();
  if (failure !== undefined) throw toNetworkError(failure, { ...options, hasResponse: true });
  return Buffer.concat(parts);
}

/** Most of a body that is looked at to find out what it is. */
const maxStartBytes = 4096;

/**
 * Looks at how a body begins, as text without white space in front, until `test` can tell; `isLike` is false of a body
 * that ends or fails before, which reading it will show.
 *
 * @param test undefined while it has too little to tell
 * @returns the answer to read from now on, with what was looked at
 */
export async function beginsLike(
  answer: Answer,
  test: (start: string) => boolean | undefined,
): Promise<{ readonly answer: Answer; readonly isLike: boolean }> {
  const { body } = answer;
  let seen = Buffer.alloc(0);
  for (;;) {
    const chunk = body.read() as Buffer | null;
    if (chunk !== null) {
      seen = Buffer.concat([seen, chunk]);
      const start = new TextDecoder().decode(seen.subarray(0, maxStartBytes)).trimStart();
      const found = start === '' && seen.length < maxStartBytes ? undefined : test(start);
      if (found !== undefined || seen.length >= maxStartBytes) {
        body.unshift(seen);
        return { answer, isLike: found ?? false };
      }
    }
    if (!(await hasMore(body))) break;
  }
  // A body that has ended takes nothing back.
  return { answer: body.errored ? answer : { ...answer, body: Readable.from([seen]) }, isLike: false };
}

/** Waits until there is something to read; false at the end, however it comes. */
function hasMore(body: Readable): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (result: boolean): void => {
      for (const [name, listener] of listeners) body.off(name, listener);
      resolve(result);
    };
    const listeners = [
      ['readable', () => settle(true)],
      ['end', () => settle(false)],
      ['error', () => settle(false)],
      ['close', () => settle(false)],
    ] as const;
    for (const [name, listener] of listeners) body.on(name, listener);
  });
}

/**
 * The chunks of a body as they arrive, as fast as they are read. Ends by returning when the signal is aborted; fails
 * with an `AgentError` where the connection was cut, after the bytes that came before the cut.
 */
export function readChunks(
  answer: Answer,
  context: FailureContext,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  const { body } = answer;
  const done = { done: true, value: undefined } as const;
  let isLeft = false;
  return {
    [Symbol.asyncIterator]() {
      const source = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const step = await source.next();
            if (step.done !== true) return step;
          } catch (error) {
            if (isLeft || signal?.aborted === true) return done;
            throw toNetworkError(error, { ...context, hasResponse: true });
          }
          const failure = answer.failure();
          if (failure === undefined || isLeft || signal?.aborted === true) return done;
          throw toNetworkError(failure, { ...context, hasResponse: true });
        },
        // Not the body's own `return()`, which would wait for a read that is under way.
        async return() {
          isLeft = true;
          body.destroy();
          return done;
        },
      };
    },
  };
}
