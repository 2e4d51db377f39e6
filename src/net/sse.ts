import { createParser, type ParserCallbacks } from 'eventsource-parser';
import { AgentError } from '../model/errors.ts';
import { createEmptyBlockFiller } from './emptyBlocks.ts';

/** One dispatched event. `lastEventId` is sticky: events without an id of their own carry the latest one. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

export interface ReadEventsOptions {
  /** Also reports named blocks without a `data` line (`event: end`), with `data` empty. The standard drops them. */
  readonly dispatchEmpty?: boolean;
  /** Called for every block that sets an id, also one without data, before its event is handed over. */
  readonly onId?: (id: string) => void;
  /** Called for every comment line, its colon and one space removed. Servers send them as heartbeats. */
  readonly onComment?: (text: string) => void;
  /** Called with the reconnection time in milliseconds that the server asks for. */
  readonly onRetry?: (ms: number) => void;
  /**
   * Most UTF-16 units an event's data may have, or a line that is still incomplete. Beyond it reading fails with an
   * `AgentError` of kind `too-large`. No bound when absent.
   */
  readonly maxEventLength?: number;
}

/**
 * Turns the bytes of a `text/event-stream` into events, exactly as WHATWG HTML 9.2.6 says and the same for every split
 * of the bytes. A block that the end of the stream leaves unterminated is dropped, as the standard wants.
 *
 * Callbacks run in stream order, between the events they stand between, so an id is never ahead of what was handed
 * over. Nothing is read before the first `next()`, and no chunk before the events of the previous one are taken.
 * Leaving the loop, or `return()` at any time, calls `return()` of the source at once, which cancels the request. An
 * error of the source is thrown after the events that came before it.
 */
export function readEvents(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadEventsOptions = {},
): AsyncGenerator<ServerSentEvent, undefined, undefined> {
  return new EventReader(chunks, options);
}

const fieldNames = ['data', 'event', 'id', 'retry'] as const;

/** Whether a text begins like an event stream: with a comment or a field; undefined while it is too short to tell. */
export function beginsEvents(text: string): boolean | undefined {
  if (text.startsWith(':')) return true;
  if (fieldNames.some((name) => text.startsWith(`${name}:`))) return true;
  return fieldNames.some((name) => `${name}:`.startsWith(text)) ? undefined : false;
}

type Step = IteratorResult<ServerSentEvent, undefined>;

/** Either an event or the call of a callback that has its place between two events. */
type Item = ServerSentEvent | (() => void);

const byteOrderMark = 0xfeff;

/** Decodes and parses; what it finds goes to `emit` in stream order. Throws when an event exceeds the bound. */
function createFeed(options: ReadEventsOptions, emit: (item: Item) => void): (bytes: Uint8Array) => void {
  const { onId, onComment, onRetry, maxEventLength } = options;
  // Not the decoder's own byte order mark removal: that of Node 24 also swallows U+FEFF behind a leading U+FFFD when
  // the two arrive together after a split sequence.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const fillEmptyBlocks = options.dispatchEmpty === true ? createEmptyBlockFiller() : undefined;
  let isAtStart = true;
  let lastEventId = '';
  let isTooLarge = false;

  const callbacks: ParserCallbacks = {
    onEvent({ event = 'message', data }) {
      isTooLarge ||= maxEventLength !== undefined && data.length > maxEventLength;
      if (!isTooLarge) emit({ event, data, lastEventId });
    },
    onId(id) {
      lastEventId = id;
      if (onId !== undefined) emit(() => onId(id));
    },
    onComment: onComment && ((text) => emit(() => onComment(text))),
    onRetry: onRetry && ((ms) => emit(() => onRetry(ms))),
    onError(error) {
      isTooLarge ||= error.type === 'max-buffer-size-exceeded';
    },
  };
  const parser = createParser({
    ...callbacks,
    // The parser counts a line with its field name; the margin keeps data of exactly the allowed length readable.
    maxBufferSize: maxEventLength === undefined ? undefined : maxEventLength + 'data: '.length,
  });
  // A blank line does nothing except that it ends the parser's own search for a byte order mark, which would also
  // remove the ordinary letters U+00EF U+00BB U+00BF.
  parser.feed('\n');

  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (text === '') return;
    if (isAtStart) {
      isAtStart = false;
      if (text.charCodeAt(0) === byteOrderMark) text = text.slice(1);
    }
    parser.feed(fillEmptyBlocks === undefined ? text : fillEmptyBlocks(text));
    if (isTooLarge) {
      throw new AgentError('too-large', `one event of the stream is longer than ${maxEventLength} characters`);
    }
  };
}

/**
 * Written by hand because a promise per event is the whole cost here: an async generator needs three turns of the
 * microtask queue per event, this one; measured twice as fast (see `test/bench/sse.mjs`).
 */
class EventReader implements AsyncGenerator<ServerSentEvent, undefined, undefined> {
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #feed: (bytes: Uint8Array) => void;
  readonly #queue: Item[] = [];
  #position = 0;
  #source: AsyncIterator<Uint8Array> | undefined;
  /** The last call of `next()` that had to wait; later ones wait for it, so that events keep their order. */
  #waiting: Promise<Step> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isClosed = false;

  constructor(chunks: AsyncIterable<Uint8Array>, options: ReadEventsOptions) {
    this.#chunks = chunks;
    this.#feed = createFeed(options, (item) => this.#queue.push(item));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    if (this.#waiting === undefined) {
      const item = this.#queue[this.#position];
      if (typeof item === 'object') {
        this.#position += 1;
        return Promise.resolve({ done: false, value: item });
      }
    }
    const step = this.#advance(this.#waiting);
    this.#waiting = step;
    const clear = (): void => {
      if (this.#waiting === step) this.#waiting = undefined;
    };
    step.then(clear, clear);
    return step;
  }

  async return(value?: undefined): Promise<Step> {
    await this.#close();
    return { done: true, value };
  }

  async throw(error: unknown): Promise<Step> {
    await this.#close();
    throw error;
  }

  async #advance(previous: Promise<Step> | undefined): Promise<Step> {
    // A failure of the earlier call is that caller's to see; this one then finds the reader closed.
    if (previous !== undefined) await previous.catch(() => undefined);
    try {
      for (;;) {
        const event = this.#take();
        if (event !== undefined) return { done: false, value: event };
        if (this.#isClosed) return { done: true, value: undefined };
        if (this.#failure !== undefined) throw this.#failure.error;
        this.#source ??= this.#chunks[Symbol.asyncIterator]();
        const step = await this.#source.next();
        if (step.done === true) this.#isClosed = true;
        else if (!this.#isClosed) this.#parse(step.value);
      }
    } catch (error) {
      // Closing the source may make the read that was under way fail; whoever closed it is not interested.
      if (this.#isClosed) return { done: true, value: undefined };
      // What `return()` of the source has to say does not matter beside the reason for calling it.
      await this.#close().catch(() => undefined);
      throw error;
    }
  }

  /** Runs the callbacks that are due and returns the next event, if there is one. */
  #take(): ServerSentEvent | undefined {
    while (this.#position < this.#queue.length) {
      const item = this.#queue[this.#position];
      this.#position += 1;
      if (typeof item === 'function') item();
      else return item;
    }
    this.#queue.length = 0;
    this.#position = 0;
    return undefined;
  }

  /** Events found before a failure are handed over before it is thrown. */
  #parse(bytes: Uint8Array): void {
    try {
      this.#feed(bytes);
    } catch (error) {
      this.#failure = { error };
    }
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.length = 0;
    this.#position = 0;
    // Also when nothing was read yet: the source holds a connection.
    this.#source ??= this.#chunks[Symbol.asyncIterator]();
    await this.#source.return?.();
  }
}
