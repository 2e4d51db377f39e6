import { AgentError } from '../../model/errors.ts';
import { type ResponseHeaders, mediaTypeOf } from '../../net/headers.ts';
import type { StreamEvent } from './decodeStream.ts';

/** The stream of the AI SDK's version 4 is plain text by its type; a header of its own tells what it is. */
export function isLineProtocol(headers: ResponseHeaders): boolean {
  return mediaTypeOf(headers) !== 'text/event-stream' && headers['x-vercel-ai-data-stream'] !== undefined;
}

/** The same by its first line, where that header is missing: a code of one letter or digit and JSON. */
export function isLineStart(start: string): boolean | undefined {
  if (start.length < 3) return /^[0-9a-k]?$|^[0-9a-k]:$/.test(start) ? undefined : false;
  return /^[0-9a-k]:[[{"\d]/.test(start);
}

/**
 * Turns the bytes of a line protocol into lines, the same for every split. What the end leaves without a line break is
 * a line too. Leaving early calls `return()` of the source at once, also while a read is under way.
 *
 * @throws AgentError of kind `too-large` for a line of more than `maxLength` characters
 */
export function readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncIterableIterator<StreamEvent, undefined> {
  const decoder = new TextDecoder();
  const source = chunks[Symbol.asyncIterator]();
  let lines: readonly string[] = [];
  let position = 0;
  let rest = '';
  let isOver = false;

  function feed(text: string): void {
    // Only the new text is searched: searching the line so far again with each piece would be quadratic.
    const pieces = text.split('\n');
    pieces[0] = rest + (pieces[0] ?? '');
    rest = pieces.pop() ?? '';
    lines = pieces;
    position = 0;
    if (rest.length > maxLength) {
      throw new AgentError('too-large', `One line of the stream is longer than ${maxLength} characters.`);
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const data = lines[position];
        if (data !== undefined) {
          position += 1;
          return { done: false, value: { event: 'message', data } };
        }
        if (isOver) return { done: true, value: undefined };
        const step = await source.next();
        isOver = step.done === true;
        feed(step.done === true ? `${decoder.decode()}\n` : decoder.decode(step.value, { stream: true }));
      }
    },
    async return() {
      isOver = true;
      lines = [];
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
